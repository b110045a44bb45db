import type { EventData, EventType, KnownEvent, Person } from '../../src/domain/events';
import { STAGES } from '../../src/domain/stages';
import { iso } from '../../src/domain/time';
import { INCIDENT, START } from './events';

const PEOPLE: readonly Person[] = ['Ada', 'Grace', 'Linus'].map((name) => ({
  name: `${name} Example`,
  email: `${name.toLowerCase()}@example.org`,
}));
const CODE = [
  { repository: 'registry', branch: 'main', commit: '3f2a9c0d4b5e6f708192a3b4c5d6e7f8091a2b3c', dirty: false },
  { repository: 'gateway', branch: 'release/2026-11', commit: '90a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3', dirty: true },
];
const NOTES = [
  'error rate of GET /v2/<name>/blobs is at 34 % since the deploy of 13:52, p99 latency 8.2 s',
  'the queue of the thumbnailer grows by about 1,200 jobs a minute; no consumer reports errors',
  'customer success says: images missing in the "Überblick" page for customers in eu-west as well',
  'on-call of the storage team joins the call',
];

/** What people write, in about the mix of a busy incident: mostly notes, then actions, ticks and the rest. */
function saidAt(index: number, id: (back: number) => string): { type: EventType; data: EventData[EventType] } {
  const as = <T extends EventType>(type: T, data: EventData[T]) => ({ type, data });
  const stage = STAGES[index % STAGES.length] ?? 'assess';
  const note = NOTES[index % NOTES.length] ?? '';
  switch (index % 20) {
    case 0:
      return as('action.started', { text: `Restart registry-${index % 97} in eu-west-1` });
    case 1:
      return as('action.finished', { action: id(1), outcome: 'done', result: 'back up, error rate unchanged' });
    case 2:
    case 3:
      return as('checklistItem.checked', { stage, item: `item-${index % 7}`, text: 'Say who is affected, and how' });
    case 4:
      return as('evidence.added', {
        text: `${note}\n    at BlobStore.read (/srv/registry/dist/blobs.js:112:19)\n`.repeat(3),
        source: { kind: 'file', name: 'logs/registry.log', startLine: 120, endLine: 128, repository: 'registry' },
      });
    case 5:
      return as('decision.logged', {
        decision: 'Roll back registry to 2026.11.3',
        information: [{ text: note, entry: id(3) }, { text: 'the deploy changed the blob cache' }],
        tradeoff: index % 40 === 5 ? 'uploads since 13:52 have to be repeated' : null,
      });
    case 6:
      return as('role.assigned', { role: 'Scribe', person: PEOPLE[index % 3] ?? { name: 'Ada' } });
    case 7:
      return as('stage.entered', { stage, alongside: index % 2 === 1 });
    case 8:
      return as('entry.amended', { entry: id(5), text: `${note} (corrected)` });
    default:
      return as('note.added', { text: `${note} [${index}]` });
  }
}

/** A long incident as three writers, who see each other's entries, recorded it. */
export function longIncident(length: number): KnownEvent[] {
  const id = (index: number) => `${writerOf(index)}-${Math.floor(index / 3) + 1}`;
  return Array.from({ length }, (_, index) => {
    const { type, data } =
      index === 0
        ? { type: 'incident.declared', data: { title: 'Images', severity: 'SEV-2', startedAt: iso(START) } }
        : saidAt(index, (back) => id(index - back));
    return {
      v: 1,
      id: id(index),
      incident: INCIDENT,
      writer: writerOf(index),
      seq: Math.floor(index / 3) + 1,
      clock: index + 1,
      recordedAt: iso(START + index * 1000),
      ...(index % 50 === 49 && { occurredAt: iso(START + (index - 300) * 1000) }),
      author: PEOPLE[index % 3],
      ...(type === 'decision.logged' && { code: CODE }),
      type,
      data,
    } as KnownEvent;
  });
}

function writerOf(index: number): string {
  return ['0a1b2c3d4e5f6g7h', 'h7g6f5e4d3c2b1a0', '9z8y7x6w5v4t3s2r'][index % 3] ?? '';
}
