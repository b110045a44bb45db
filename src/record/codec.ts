import {
  BISECT_OUTCOMES,
  BISECT_RESULTS,
  FORMAT_VERSION,
  CHANGE_KINDS,
  DOUBTS,
  FOLLOW_UP_KINDS,
  HYPOTHESIS_VERDICTS,
  ISSUE_ENDS,
  MILESTONES,
  NOTICED,
  OUTCOMES,
  SCOPES,
  START_PRECISIONS,
  STEPPED_OVER,
  UPDATE_STATUSES,
  VERDICTS,
  type BisectedChange,
  type ChangeReference,
  type CodeContext,
  type Copied,
  type Envelope,
  type EventData,
  type EventType,
  type EvidenceSource,
  type Information,
  type KnownEvent,
  type NewerEvent,
  type Person,
  type RecordedEvent,
} from '../domain/events';
import { isStage } from '../domain/stages';

/** Why a line of the record could not be taken up. */
export type LineFault =
  /** Not JSON, or JSON that is no event at all. */
  | { readonly code: 'garbage' }
  /** An event of this version with a field that is missing or of the wrong kind. */
  | { readonly code: 'invalid'; readonly field: string }
  /** Nested more deeply than anything that walks over it could stand. */
  | { readonly code: 'tooDeep' }
  /** A newer format whose envelope has changed too. */
  | { readonly code: 'newerFormat' };

export type Decoded = { readonly event: RecordedEvent } | { readonly fault: LineFault };

/** The line of an event, with its line feed. JSON escapes every line feed within, so a line is always one event. */
export function encode(event: KnownEvent): string {
  return `${JSON.stringify(event)}\n`;
}

/** The event of a line (without its line feed), checked field by field; never throws. */
export function decode(line: string): Decoded {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { fault: { code: 'garbage' } };
  }
  if (line.length > 2 * MAX_DEPTH && opensMoreThan(line, MAX_DEPTH) && isDeeper(value, MAX_DEPTH)) {
    return { fault: { code: 'tooDeep' } };
  }
  return checked(value);
}

/** How many levels of objects and lists an event may have: what is written has five, fields that are not known may have more. */
const MAX_DEPTH = 200;

/** Whether the text has more brackets than this that could open a level: almost no line does, and needs a closer look. */
function opensMoreThan(line: string, most: number): boolean {
  let count = 0;
  for (const bracket of '{[')
    for (let at = line.indexOf(bracket); at >= 0 && count <= most; at = line.indexOf(bracket, at + 1)) count += 1;
  return count > most;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const inner of Object.values(value)) if (isDeeper(inner, levels - 1)) return true;
  return false;
}

/** The event that this value is, checked field by field. */
export function checked(value: unknown): Decoded {
  if (!isRecord(value) || typeof value.v !== 'number') return { fault: { code: 'garbage' } };
  const isNewer = value.v > FORMAT_VERSION;
  const badField = isEnvelope(value) ? undefined : firstBadField(value, ENVELOPE);
  if (badField !== undefined)
    return { fault: isNewer ? { code: 'newerFormat' } : { code: 'invalid', field: badField } };
  const envelope = value as unknown as Writable<Envelope> & { type: string; data: unknown };
  const known = isNewer ? undefined : DATA.get(envelope.type);
  if (known === undefined) return { event: asNewer(envelope) };
  const badData = isRecord(envelope.data) ? firstBadField(envelope.data, known.fields) : '';
  if (badData !== undefined) {
    return { fault: { code: 'invalid', field: badData === '' ? 'data' : `data.${badData}` } };
  }
  // The same text is one string in all events: it takes less memory, and is told from others at a glance.
  envelope.type = known.type;
  return { event: envelope as unknown as KnownEvent };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function asNewer({ type, ...rest }: Envelope & { type: string }): NewerEvent {
  return { ...rest, type: 'newer', newerType: type };
}

type Check = (value: unknown) => boolean;
/** A check for every field; optional ones included, so that a forgotten field does not compile. */
type Shape<T> = { readonly [K in keyof T]-?: Check };

const text: Check = (value) => typeof value === 'string';
const flag: Check = (value) => typeof value === 'boolean';
/** Whatever this matches, `Date.parse` can read. */
const ISO_UTC = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;
const time: Check = (value) => typeof value === 'string' && ISO_UTC.test(value);
/** A calendar day, without a time and a zone. */
const day: Check = (value) =>
  typeof value === 'string' && /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/.test(value);
const percentage: Check = (value) => typeof value === 'number' && value >= 0 && value <= 100;
const share: Check = (value) => typeof value === 'number' && value >= 0 && value <= 1;
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const positive: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 1;
const oneOf =
  (values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const list =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const object = <T>(shape: Shape<T>): Check => {
  const fields = fieldsOf(shape);
  return (value) => isRecord(value) && firstBadField(value, fields) === undefined;
};

type Fields = readonly (readonly [name: string, check: Check])[];

function fieldsOf<T>(shape: Shape<T>): Fields {
  return Object.entries<Check>(shape);
}

function firstBadField(value: Readonly<Record<string, unknown>>, fields: Fields): string | undefined {
  for (const [name, check] of fields) if (!check(value[name])) return name;
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const person = object<Person>({ name: text, email: optional(text) });
const codeContext = object<CodeContext>({
  repository: text,
  branch: optional(text),
  commit: optional(text),
  dirty: optional(flag),
});
const information = object<Information>({ text, entry: optional(text) });
const changeReference = object<ChangeReference>({
  repository: optional(text),
  commit: optional(text),
  entry: optional(text),
  subject: text,
});
const bisectedChange = object<BisectedChange>({
  commit: text,
  subject: text,
  chance: share,
  steppedOver: optional(oneOf(STEPPED_OVER)),
});
const evidenceSource = object<EvidenceSource>({
  // A kind that only a newer version knows hides no evidence.
  kind: text,
  name: text,
  startLine: optional(positive),
  endLine: optional(positive),
  repository: optional(text),
  commit: optional(text),
});

const codeContexts = list(codeContext);
const copied = object<Copied>({ incident: text, event: text, by: person });

export const ENVELOPE = fieldsOf<Envelope & { type: string }>({
  v: positive,
  id: text,
  incident: text,
  writer: text,
  seq: positive,
  clock: positive,
  recordedAt: time,
  occurredAt: optional(time),
  author: person,
  agent: optional(text),
  code: optional(codeContexts),
  copied: optional(copied),
  type: text,
});

/**
 * Whether the envelope is right. As ENVELOPE says, written out: a long record has very many of them, and properties that are
 * named in the code are found several times as fast.
 */
function isEnvelope(value: Readonly<Record<string, unknown>>): boolean {
  return (
    positive(value.v) &&
    text(value.id) &&
    text(value.incident) &&
    text(value.writer) &&
    positive(value.seq) &&
    positive(value.clock) &&
    time(value.recordedAt) &&
    (value.occurredAt === undefined || time(value.occurredAt)) &&
    isRecord(value.author) &&
    text(value.author.name) &&
    (value.author.email === undefined || text(value.author.email)) &&
    (value.agent === undefined || text(value.agent)) &&
    (value.code === undefined || codeContexts(value.code)) &&
    (value.copied === undefined || copied(value.copied)) &&
    text(value.type)
  );
}

const change = { from: text, to: text };
const pageUpdate = { page: text, incident: text, update: text, status: text, link: optional(text) };
const checklistItem = { stage: isStage, item: text, text };

/** Every event type with its data fields; docs/record-format.md is held to it. */
export const SHAPES: { readonly [T in EventType]: Shape<EventData[T]> } = {
  'incident.declared': {
    title: text,
    severity: text,
    startedAt: time,
    startPrecision: optional(oneOf(START_PRECISIONS)),
  },
  'incident.resolved': {},
  'incident.closed': { whyUnresolved: optional(text), whyNoFollowUp: optional(text) },
  'incident.reopened': {},
  'incident.mergedInto': { into: text, title: text },
  'incident.mergedFrom': { from: text, title: text },
  'title.set': change,
  'severity.set': change,
  'severity.explained': { severity: text, why: text },
  'impact.assessed': {
    scope: optional(oneOf(SCOPES)),
    share: optional(percentage),
    roughly: optional(flag),
    effect: optional(text),
    noticed: optional(oneOf(NOTICED)),
  },
  'milestone.set': { milestone: oneOf(MILESTONES), to: time },
  'startTime.set': { from: time, to: time, precision: optional(oneOf(START_PRECISIONS)) },
  'stage.entered': { stage: isStage, alongside: optional(flag) },
  'checklistItem.added': checklistItem,
  'checklistItem.checked': checklistItem,
  'checklistItem.unchecked': checklistItem,
  'role.assigned': { role: text, person, inPlaceOf: optional(person), alone: optional(flag) },
  'role.released': { role: text, person },
  'action.started': { text },
  'action.finished': {
    action: text,
    outcome: oneOf(OUTCOMES),
    result: optional(text),
  },
  'decision.logged': { decision: text, information: list(information), tradeoff: orNull(text) },
  'note.added': { text },
  'evidence.added': { text, source: evidenceSource, cutFrom: optional(positive) },
  'change.recorded': { kind: oneOf(CHANGE_KINDS), text },
  'suspect.judged': { change: changeReference, verdict: oneOf(VERDICTS), why: optional(text) },
  'hypothesis.added': { text },
  'hypothesis.judged': {
    hypothesis: optional(text),
    change: optional(changeReference),
    verdict: oneOf(HYPOTHESIS_VERDICTS),
    why: optional(text),
    evidence: optional(list(text)),
  },
  'bisect.started': {
    repository: text,
    good: optional(text),
    knownGood: optional(flag),
    knownBad: optional(flag),
    changes: list(bisectedChange),
    check: optional(text),
  },
  'bisect.tested': {
    bisect: text,
    commit: text,
    subject: text,
    result: oneOf(BISECT_RESULTS),
    seconds: optional(count),
  },
  'bisect.ended': { bisect: text, outcome: oneOf(BISECT_OUTCOMES), changes: list(changeReference) },
  'services.set': { from: list(text), to: list(text) },
  'statusUpdate.posted': { audience: text, status: oneOf(UPDATE_STATUSES), text, page: optional(text) },
  'statusUpdate.published': { ...pageUpdate, entry: text },
  'statusPage.changed': { ...pageUpdate, text },
  'nextUpdate.promised': { audience: text, due: orNull(time) },
  'nextUpdate.snoozed': { audience: text, until: time },
  'help.asked': { doubts: list(oneOf(DOUBTS)), text, people: list(text) },
  'responder.joined': { person, role: optional(text), alone: optional(flag) },
  'handover.made': {
    role: text,
    from: optional(person),
    to: optional(person),
    text,
    resumeAt: optional(time),
  },
  'handover.confirmed': { handover: text },
  'followUp.added': { text, source: optional(evidenceSource), entry: optional(text) },
  'followUp.changed': {
    followUp: text,
    owner: optional(orNull(text)),
    due: optional(orNull(day)),
    kind: optional(orNull(oneOf(FOLLOW_UP_KINDS))),
    done: optional(flag),
    issueClosed: optional(oneOf(ISSUE_ENDS)),
  },
  'followUp.filed': { followUp: text, name: text, link: text },
  'entry.amended': {
    entry: text,
    text: optional(text),
    information: optional(list(information)),
    tradeoff: optional(orNull(text)),
    occurredAt: optional(time),
  },
  'entry.retracted': { entry: text, why: optional(text) },
};

const DATA: ReadonlyMap<string, { readonly type: EventType; readonly fields: Fields }> = new Map(
  Object.entries(SHAPES).map(([type, shape]) => [
    type,
    { type: type as EventType, fields: fieldsOf(shape as Record<string, Check>) },
  ]),
);
