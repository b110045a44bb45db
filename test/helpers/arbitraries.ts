import fc, { type Arbitrary } from 'fast-check';
import {
  BISECT_OUTCOMES,
  BISECT_RESULTS,
  STEPPED_OVER,
  CHANGE_KINDS,
  DOUBTS,
  FOLLOW_UP_KINDS,
  HYPOTHESIS_VERDICTS,
  ISSUE_ENDS,
  MILESTONES,
  NOTICED,
  OUTCOMES,
  SCOPES,
  SOURCE_KINDS,
  UPDATE_STATUSES,
  VERDICTS,
  type EventData,
  type EventType,
  type KnownEvent,
  type RecordedEvent,
} from '../../src/domain/events';
import { STAGES } from '../../src/domain/stages';
import { INCIDENT } from './events';

/** Arbitrary events of every type, nonsense references and hostile texts included; a forgotten type does not compile. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.constantFrom('', '\n', '__proto__', '\u2028', 'constructor'),
);
const time = fc
  .date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2099-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());
/** Few, so that references often hit. */
const writer = fc.constantFrom('a', 'b', 'c');
const reference = fc.oneof(
  fc.tuple(writer, fc.integer({ min: 1, max: 12 })).map(([by, seq]) => `${by}-${seq}`),
  fc.string(),
);
const stage = fc.constantFrom(...STAGES);
const item = plain({ stage, item: fc.constantFrom('x', 'y'), text });
const person = some({ name: fc.constantFrom('Ada', 'Grace', '') }, { email: fc.constantFrom('ada@x', 'ADA@x', '') });
const information = fc.array(some({ text }, { entry: reference }), { maxLength: 2 });
const line = fc.integer({ min: 1, max: 9 });
const role = fc.constantFrom('Scribe', 'Incident Commander');
const change = plain({ from: text, to: text });
const audience = fc.constantFrom('customers', 'internal');
const source = some(
  { kind: fc.constantFrom(...SOURCE_KINDS), name: text },
  { startLine: line, endLine: line, repository: text, commit: text },
);
const pageUpdate = {
  page: fc.constantFrom('statuspage/abc', ''),
  incident: text,
  update: fc.constantFrom('u1', 'u2'),
  status: fc.constantFrom('identified', 'resolved', ''),
};
const nothing = fc.constant<Record<string, never>>({});

const DATA: { readonly [T in EventType]: Arbitrary<EventData[T]> } = {
  'incident.declared': plain({ title: text, severity: text, startedAt: time }),
  'incident.resolved': nothing,
  'incident.closed': some({}, { whyUnresolved: text, whyNoFollowUp: text }),
  'incident.reopened': nothing,
  'incident.mergedInto': plain({ into: reference, title: text }),
  'incident.mergedFrom': plain({ from: reference, title: text }),
  'title.set': change,
  'severity.set': change,
  'severity.explained': plain({ severity: text, why: text }),
  'impact.assessed': some(
    {},
    {
      scope: fc.constantFrom(...SCOPES),
      share: fc.double({ min: 0, max: 100, noNaN: true }),
      roughly: fc.boolean(),
      effect: text,
      noticed: fc.constantFrom(...NOTICED),
    },
  ),
  'milestone.set': plain({ milestone: fc.constantFrom(...MILESTONES), to: time }),
  'startTime.set': plain({ from: time, to: time }),
  'stage.entered': some({ stage }, { alongside: fc.boolean() }),
  'checklistItem.added': item,
  'checklistItem.checked': item,
  'checklistItem.unchecked': item,
  'role.assigned': some({ role, person }, { inPlaceOf: person, alone: fc.boolean() }),
  'role.released': plain({ role, person }),
  'action.started': plain({ text }),
  'action.finished': some({ action: reference, outcome: fc.constantFrom(...OUTCOMES) }, { result: text }),
  'decision.logged': plain({ decision: text, information, tradeoff: fc.option(text) }),
  'note.added': plain({ text }),
  'evidence.added': some({ text, source }, { cutFrom: line }),
  'change.recorded': plain({ kind: fc.constantFrom(...CHANGE_KINDS), text }),
  'suspect.judged': some(
    {
      change: some({ subject: text }, { repository: text, commit: text, entry: reference }),
      verdict: fc.constantFrom(...VERDICTS),
    },
    { why: text },
  ),
  'hypothesis.added': plain({ text }),
  'hypothesis.judged': some(
    { verdict: fc.constantFrom(...HYPOTHESIS_VERDICTS) },
    {
      hypothesis: reference,
      change: some({ subject: text }, { repository: text, commit: text, entry: reference }),
      why: text,
      evidence: fc.array(reference, { maxLength: 2 }),
    },
  ),
  'bisect.started': some(
    {
      repository: text,
      changes: fc.array(
        some(
          {
            commit: text,
            subject: text,
            chance: fc.double({ min: 0, max: 1, noNaN: true }).map((chance) => chance + 0),
          },
          { steppedOver: fc.constantFrom(...STEPPED_OVER) },
        ),
        { maxLength: 3 },
      ),
    },
    { good: text, knownGood: fc.boolean(), knownBad: fc.boolean(), check: text },
  ),
  'bisect.tested': some(
    { bisect: reference, commit: text, subject: text, result: fc.constantFrom(...BISECT_RESULTS) },
    { seconds: fc.nat() },
  ),
  'bisect.ended': plain({
    bisect: reference,
    outcome: fc.constantFrom(...BISECT_OUTCOMES),
    changes: fc.array(some({ subject: text }, { repository: text, commit: text, entry: reference }), { maxLength: 2 }),
  }),
  'services.set': plain({ from: fc.array(text, { maxLength: 2 }), to: fc.array(text, { maxLength: 2 }) }),
  'statusUpdate.posted': some({ audience, status: fc.constantFrom(...UPDATE_STATUSES), text }, { page: text }),
  'statusUpdate.published': some({ ...pageUpdate, entry: reference }, { link: text }),
  'statusPage.changed': some({ ...pageUpdate, text }, { link: text }),
  'nextUpdate.promised': plain({ audience, due: fc.option(time) }),
  'nextUpdate.snoozed': plain({ audience, until: time }),
  'help.asked': plain({
    doubts: fc.subarray([...DOUBTS]),
    text,
    people: fc.array(text, { maxLength: 2 }),
  }),
  'responder.joined': some({ person }, { role, alone: fc.boolean() }),
  'handover.made': some({ role, text }, { from: person, to: person, resumeAt: time }),
  'handover.confirmed': plain({ handover: reference }),
  'followUp.added': some({ text }, { source, entry: reference }),
  'followUp.changed': some(
    { followUp: reference },
    {
      owner: fc.option(text),
      due: fc.constantFrom(null, '2026-11-30', '2024-02-29'),
      kind: fc.constantFrom(null, ...FOLLOW_UP_KINDS),
      done: fc.boolean(),
      issueClosed: fc.constantFrom(...ISSUE_ENDS),
    },
  ),
  'followUp.filed': plain({ followUp: reference, name: text, link: text }),
  'entry.amended': some({ entry: reference }, { text, information, tradeoff: fc.option(text), occurredAt: time }),
  'entry.retracted': some({ entry: reference }, { why: text }),
};

export const EVENT_TYPES = Object.keys(DATA) as readonly EventType[];

/** One event of any type, with any envelope. */
export const anyEvent: Arbitrary<KnownEvent> = fc.constantFrom(...EVENT_TYPES).chain(
  (type) =>
    some(
      {
        v: fc.constant(1),
        id: reference,
        incident: fc.constant(INCIDENT),
        writer,
        seq: fc.integer({ min: 1, max: 12 }),
        clock: fc.integer({ min: 1, max: 30 }),
        recordedAt: time,
        author: person,
        type: fc.constant(type),
        data: DATA[type] as Arbitrary<unknown>,
      },
      {
        occurredAt: time,
        code: fc.array(some({ repository: text }, { branch: text, commit: text, dirty: fc.boolean() }), {
          maxLength: 2,
        }),
      },
    ) as unknown as Arbitrary<KnownEvent>,
);

/** Any events at all, those of newer versions among them, damaged identities included. */
export const anyEvents: Arbitrary<RecordedEvent[]> = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: anyEvent },
    {
      weight: 1,
      arbitrary: anyEvent.map(({ v, id, incident, writer: by, seq, clock, recordedAt, author }): RecordedEvent => {
        return { v, id, incident, writer: by, seq, clock, recordedAt, author, type: 'newer', newerType: 'x.y' };
      }),
    },
  ),
  { maxLength: 40 },
);

/** What several writers recorded, each in its own file and in its own order, with clocks as they saw each other's. */
export const writersFiles: Arbitrary<readonly (readonly KnownEvent[])[]> = fc
  .array(fc.tuple(writer, anyEvent, fc.integer({ min: 0, max: 3 })), { maxLength: 40 })
  .map((said) => {
    const files = new Map<string, KnownEvent[]>();
    const clocks = new Map<string, number>();
    for (const [by, event, unseen] of said) {
      const file = files.get(by) ?? [];
      files.set(by, file);
      const highest = Math.max(0, ...clocks.values());
      const clock = Math.max((clocks.get(by) ?? 0) + 1, highest + 1 - unseen);
      clocks.set(by, clock);
      const seq = file.length + 1;
      file.push({ ...event, id: `${by}-${seq}`, writer: by, seq, clock });
    }
    return [...files.values()];
  });

/** An object with these fields. */
function plain<Fields extends object>(fields: {
  readonly [K in keyof Fields]: Arbitrary<Fields[K]>;
}): Arbitrary<Fields> {
  return some<Fields, object>(fields, {});
}

/** An object with these fields, and with any or none of those. */
function some<Required extends object, Optional extends object>(
  required: { readonly [K in keyof Required]: Arbitrary<Required[K]> },
  optional: { readonly [K in keyof Optional]: Arbitrary<Optional[K]> },
): Arbitrary<Required & Partial<Optional>> {
  const requiredKeys = Object.keys(required);
  return fc.record(
    { ...required, ...optional },
    { requiredKeys: requiredKeys as never, noNullPrototype: true },
  ) as unknown as Arbitrary<Required & Partial<Optional>>;
}
