import type { EventData, EventType, Person, RecordedEvent } from '../../src/domain/events';
import { fold } from '../../src/domain/fold';
import type { Incident, Instant } from '../../src/domain/incident';
import { iso } from '../../src/domain/time';
import { ADA, eventBuilder, GRACE, INCIDENT, type Said } from './events';

/** The zone in which the rich incident happened: an hour ahead of UTC on its days. */
export const ZONE = 'Europe/Berlin';

const LINUS: Person = { name: 'Linus' };
const CODE = [
  { repository: 'registry', branch: 'main', commit: '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d', dirty: false },
  { repository: 'gateway', commit: '90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3', dirty: true },
];

/** A local time of the incident's zone: `22 22:05` is the 22nd of November 2026. */
export function local(time: string): Instant {
  const [day, clock] = time.split(' ');
  return Date.parse(`2026-11-${day ?? ''}T${clock ?? ''}:00+01:00`);
}

/** Moments of the story to write documents of. */
export const WHILE_INVESTIGATING = local('22 22:30');
export const AFTER_DECIDING = local('22 22:40');
export const AT_NIGHT = local('22 23:38');
export const IN_THE_MORNING = local('23 08:07');
export const AFTERWARDS = local('24 10:00');

/**
 * A night and a morning with every kind of event, told by hand: images stay grey, a restart does not help, a flag and a
 * roll-back do, the rest is done in the morning. `say` changes every text that a person typed.
 */
export function richEvents(say: (text: string) => string = (text) => text): RecordedEvent[] {
  const build = eventBuilder();
  const events: RecordedEvent[] = [];
  const named = (person: Person): Person => ({ ...person, name: say(person.name) });
  const [ada, grace, linus] = [named(ADA), named(GRACE), named(LINUS)];

  const add = <T extends EventType>(time: string, type: T, data: EventData[T], said: Said = {}): string => {
    const event = build(type, data, { recordedAt: iso(local(time)), author: ada, ...said });
    events.push(event as RecordedEvent);
    return event.id;
  };
  const at = (time: string) => iso(local(time));
  const item = { stage: 'communicate' as const, item: 'added-1', text: say('Tell the sales team') };
  const change = (letter: string, subject: string) => ({
    repository: say('registry'),
    commit: letter.repeat(40),
    subject: say(subject),
  });

  add('22 22:05', 'incident.declared', {
    title: say('Images do not load'),
    severity: say('SEV-2'),
    startedAt: at('22 22:05'),
  });
  add('22 22:05', 'role.assigned', { role: say('Incident Commander'), person: ada });
  add('22 22:06', 'severity.explained', { severity: say('SEV-2'), why: say('paying customers see broken pages') });
  add('22 22:07', 'milestone.set', { milestone: 'detected', to: at('22 22:03') });
  add('22 22:07', 'milestone.set', { milestone: 'acknowledged', to: at('22 22:06') });
  add('22 22:08', 'startTime.set', { from: at('22 22:05'), to: at('22 21:52') });
  add('22 22:09', 'impact.assessed', {
    scope: 'some',
    roughly: true,
    effect: say('images stay grey'),
    noticed: 'probably',
  });
  add('22 22:10', 'services.set', { from: [], to: [say('registry'), say('gateway')] });
  add('22 22:11', 'checklistItem.added', item);
  add('22 22:11', 'checklistItem.checked', item);
  add('22 22:12', 'checklistItem.unchecked', item);
  add('22 22:12', 'stage.entered', { stage: 'communicate' });
  add('22 22:13', 'statusUpdate.posted', {
    audience: say('customers'),
    status: 'investigating',
    text: say('Some images do not load. We are looking into it.'),
  });
  add('22 22:13', 'nextUpdate.promised', { audience: say('customers'), due: at('22 22:33') });
  add('22 22:14', 'statusUpdate.posted', {
    audience: say('internal'),
    status: 'investigating',
    text: say('Blobs fail for some customers; the cause is open.'),
  });
  add('22 22:15', 'help.asked', {
    doubts: ['whatIsWrong', 'capacity'],
    text: say('Help wanted: images do not load.\n\nWe need somebody who knows the registry.'),
    people: [say('Grace')],
  });
  add('22 22:18', 'responder.joined', { person: grace, role: say('Operations Lead') }, { author: grace });
  add('22 22:19', 'stage.entered', { stage: 'investigate' });
  const errors = add('22 22:20', 'note.added', { text: say('34 % of GET /v2/*/blobs fail since 21:50') });
  add('22 22:21', 'evidence.added', {
    text: say(Array.from({ length: 20 }, (_, line) => `21:50:${line + 10} ERROR BlobStore.read: timeout`).join('\n')),
    source: {
      kind: 'file',
      name: say('logs/registry.log'),
      startLine: 120,
      endLine: 139,
      repository: say('registry'),
      commit: 'c'.repeat(40),
    },
  });
  add(
    '22 22:22',
    'evidence.added',
    {
      text: say('$ kubectl get pods\nregistry-1   0/1   CrashLoopBackOff'),
      source: { kind: 'terminal', name: say('zsh') },
      cutFrom: 90_000,
    },
    { author: grace },
  );
  add(
    '22 22:23',
    'change.recorded',
    { kind: 'featureFlag', text: say('blob cache v2 switched on for 40 %') },
    { occurredAt: at('22 21:49') },
  );
  add('22 22:24', 'suspect.judged', { change: change('a', 'Rewrite the blob cache'), verdict: 'suspect' });
  add('22 22:25', 'suspect.judged', {
    change: change('b', 'Update the docs of the gateway'),
    verdict: 'ruledOut',
    why: say('it changes no code'),
  });
  add('22 22:26', 'suspect.judged', { change: change('d', 'Bump the base image'), verdict: 'suspect' });
  add('22 22:26', 'suspect.judged', { change: change('d', 'Bump the base image'), verdict: 'undecided' });
  const disk = add('22 22:26', 'hypothesis.added', { text: say('The disk of registry-1 is full') }, { author: grace });
  const cache = add('22 22:26', 'hypothesis.added', { text: say('The cache answers with parts of blobs') });
  add('22 22:27', 'hypothesis.judged', { hypothesis: disk, verdict: 'ruledOut', why: say('41 % used') });
  add('22 22:27', 'hypothesis.judged', { hypothesis: cache, verdict: 'supported', evidence: [errors] });
  const bisect = add('22 22:27', 'bisect.started', {
    repository: 'registry',
    good: 'e'.repeat(40),
    changes: [
      { commit: 'b'.repeat(40), subject: say('Update the docs of the gateway'), chance: 0, steppedOver: 'ruledOut' },
      { commit: 'a'.repeat(40), subject: say('Rewrite the blob cache'), chance: 0.8 },
      { commit: 'c'.repeat(40), subject: say('Log less'), chance: 0.1 },
    ],
    check: say('npm test'),
  });
  const tested = { bisect, commit: 'a'.repeat(40), subject: say('Rewrite the blob cache'), seconds: 12 } as const;
  add('22 22:27', 'bisect.tested', { ...tested, result: 'skip' });
  add('22 22:27', 'bisect.ended', {
    bisect,
    outcome: 'anyOf',
    changes: [change('a', 'Rewrite the blob cache'), change('c', 'Log less')],
  });
  add('22 22:27', 'stage.entered', { stage: 'mitigate', alongside: true });
  const restart = add('22 22:28', 'action.started', { text: say('Restart registry-1') }, { author: grace });
  add(
    '22 22:31',
    'action.finished',
    { action: restart, outcome: 'failed', result: say('it crashes again') },
    { author: grace },
  );
  add('22 22:32', 'nextUpdate.snoozed', { audience: say('customers'), until: at('22 22:43') });
  add('22 22:33', 'impact.assessed', { scope: 'share', share: 40 });
  add('22 22:34', 'severity.set', { from: say('SEV-2'), to: say('SEV-1') });
  add('22 22:34', 'severity.explained', { severity: say('SEV-1'), why: say('four in ten customers') });
  add('22 22:35', 'title.set', { from: say('Images do not load'), to: say('Images do not load (blob cache)') });
  const flag = add('22 22:36', 'action.started', { text: say('Switch blob cache v2 off') }, { author: grace });
  add(
    '22 22:38',
    'decision.logged',
    {
      decision: say('Roll back the registry to 2026.11.3'),
      information: [
        { text: say('34 % of GET /v2/*/blobs fail since 21:50'), entry: errors },
        { text: say('the release of 21:45 rewrote the blob cache') },
      ],
      tradeoff: say('uploads since 21:45 have to be repeated'),
    },
    { code: CODE.map((code) => ({ ...code, repository: say(code.repository) })) },
  );
  const wrong = add('22 22:39', 'decision.logged', {
    decision: say('Fail over to the second region'),
    information: [],
    tradeoff: null,
  });
  add('22 22:40', 'entry.retracted', { entry: wrong, why: say('logged in the wrong incident') });
  add('22 22:41', 'statusUpdate.posted', {
    audience: say('customers'),
    status: 'identified',
    text: say('About 40 % of customers do not see images.\n\n- We are going back to the version before.'),
  });
  add('22 22:41', 'nextUpdate.promised', { audience: say('customers'), due: at('22 23:10') });
  add('22 22:44', 'action.finished', { action: flag, outcome: 'done', result: '' }, { author: grace });
  const drain = add('22 22:45', 'action.started', { text: say('Drain the queue of failed uploads') });
  add('22 22:47', 'decision.logged', {
    decision: say('Leave the flag off over the night'),
    information: [],
    tradeoff: null,
  });
  add('22 22:50', 'milestone.set', { milestone: 'mitigated', to: at('22 22:46') });
  const note = add('22 22:52', 'note.added', { text: say('error rate is at 2 %') });
  add('22 22:53', 'entry.amended', { entry: note, text: say('error rate is at 0.2 %') }, { author: grace });
  const slip = add('22 22:54', 'note.added', { text: say('who forgot the alert?') });
  add('22 22:55', 'entry.retracted', { entry: slip });
  add('22 23:00', 'role.assigned', { role: say('Scribe'), person: linus }, { author: grace });
  add('22 23:01', 'role.assigned', { role: say('Operations Lead'), person: linus, inPlaceOf: grace });
  const alert = add('22 23:20', 'followUp.added', {
    text: say('Alert on failing blobs'),
    source: {
      kind: 'file',
      name: say('src/blobs/read.ts'),
      startLine: 12,
      endLine: 30,
      repository: say('registry'),
      commit: 'e'.repeat(40),
    },
  });
  add('22 23:21', 'followUp.changed', {
    followUp: alert,
    owner: say('Storage team'),
    due: '2026-11-30',
    kind: 'detective',
  });
  const runbook = add('22 23:25', 'followUp.added', { text: say('Write down how to switch the flag'), entry: flag });
  const doubled = add('22 23:26', 'followUp.added', { text: say('Alert on failing blobs, again') });
  add('22 23:27', 'entry.retracted', { entry: doubled, why: say('twice') });
  add('22 23:40', 'handover.made', {
    role: say('Incident Commander'),
    from: ada,
    text: say('Situation:\n- the queue is being drained\n\nNext steps:\n- look at the queue'),
    resumeAt: at('23 08:00'),
  });
  const takenOver = add(
    '23 08:02',
    'handover.made',
    { role: say('Incident Commander'), to: grace, text: say('I take over.') },
    { author: grace },
  );
  add('23 08:03', 'handover.confirmed', { handover: takenOver });
  add('23 08:05', 'role.released', { role: say('Scribe'), person: linus }, { author: grace });
  add('23 08:10', 'action.finished', { action: drain, outcome: 'done', result: say('all uploads are in') });
  const over = add('23 08:20', 'statusUpdate.posted', {
    audience: say('customers'),
    status: 'resolved',
    text: say('All images load again.'),
    page: 'statuspage/abc',
  });
  add('23 08:20', 'nextUpdate.promised', { audience: say('customers'), due: null });
  add('23 08:25', 'incident.resolved', {});
  const other = '20261122-2205-dup123';
  add('23 08:26', 'incident.mergedFrom', { from: other, title: say('Pushes hang') });
  const copied = { incident: other, event: 'x-4', by: ada };
  add('23 08:26', 'note.added', { text: say('pushes hang for a minute') }, { author: linus, copied });
  add('23 08:28', 'incident.mergedInto', { into: other, title: say('Pushes hang') });
  add('23 08:30', 'incident.reopened', {});
  add('23 08:50', 'incident.resolved', {});
  add('23 09:00', 'followUp.changed', { followUp: runbook, done: true });
  const onPage = { page: 'statuspage/abc', incident: 'p1', link: 'https://stspg.io/p1' };
  add('23 09:01', 'statusUpdate.published', { ...onPage, update: 'u1', status: 'resolved', entry: over });
  add('23 09:02', 'statusPage.changed', {
    ...onPage,
    update: 'u2',
    status: 'monitoring',
    text: say('We are still watching it.'),
  });
  add('23 09:03', 'followUp.filed', {
    followUp: alert,
    name: say('acme/registry#12'),
    link: 'https://github.com/acme/registry/issues/12',
  });
  add('23 09:04', 'followUp.changed', { followUp: alert, done: true, issueClosed: 'done' });
  events.push(build.newer(say('poll.taken'), { recordedAt: at('23 09:05'), author: grace }));
  add('23 09:10', 'incident.closed', {});
  return events;
}

/** The rich incident as it stood at that time, or at its end. */
export function richIncident(until = Infinity, say?: (text: string) => string): Incident {
  return fold(
    INCIDENT,
    richEvents(say).filter(({ recordedAt }) => Date.parse(recordedAt) <= until),
  );
}
