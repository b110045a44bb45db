import * as assert from 'node:assert/strict';
import type { Copied, EventData, EventType, Person, RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { newsOf } from '../../../src/domain/news';
import { ADA, eventBuilder, GRACE, INCIDENT } from '../../helpers/events';

type Said = { [T in EventType]: readonly [author: Person, T, EventData[T]] }[EventType];

const RAE: Person = { name: 'Rae', email: 'rae@example.org' };
const ROLE = 'Incident Commander';
const COPIED: Copied = { incident: '20261122-1401-other1', event: 'x-1', by: GRACE };

interface Given {
  readonly before?: readonly Said[];
  readonly isShown?: boolean;
  readonly copied?: Copied;
}

/** What Ada hears of when Grace's entries come in after what was there before. */
function heard(arriving: readonly Said[], { before = [], isShown = true, copied }: Given = {}): readonly string[] {
  const build = eventBuilder();
  const built = ([author, type, data]: Said) => build(type, data, { author }) as RecordedEvent;
  const known = [build.declared({ author: RAE }), ...before.map(built)];
  const fresh = arriving.map(built).map((event) => (copied === undefined ? event : { ...event, copied }));
  const [then, now] = [fold(INCIDENT, known), fold(INCIDENT, [...known, ...fresh])];
  const arrived = now.entries.filter(({ id }) => fresh.some((event) => event.id === id));
  const reader = { me: ADA, severities: ['SEV-1', 'SEV-2', 'SEV-3'], isShown };
  return newsOf(then, now, arrived, reader).map(({ kind }) => kind);
}

const severity = (from: string, to: string): Said => [GRACE, 'severity.set', { from, to }];
const commands = (by: Person, person: Person, inPlaceOf?: Person): Said => [
  by,
  'role.assigned',
  { role: ROLE, person, alone: true, ...(inPlaceOf && { inPlaceOf }) },
];

describe('what others did', () => {
  it('is news where it gives a role, asks for help, raises the severity or is the end', () => {
    assert.deepEqual(heard([commands(GRACE, ADA)]), ['roleGiven']);
    assert.deepEqual(heard([[GRACE, 'help.asked', { doubts: [], text: 'help', people: ['Ada'] }]]), ['helpAsked']);
    assert.deepEqual(heard([severity('SEV-2', 'SEV-1')]), ['severityRaised']);
    assert.deepEqual(heard([[GRACE, 'incident.resolved', {}]]), ['resolved']);
    const handover: Said = [GRACE, 'handover.made', { role: ROLE, to: ADA, text: 'all of it' }];
    assert.deepEqual(heard([handover]), ['handedOver']);
  });

  it('is no news otherwise', () => {
    assert.deepEqual(heard([[GRACE, 'note.added', { text: 'the queue grows' }]]), []);
    assert.deepEqual(heard([severity('SEV-2', 'SEV-3')]), []);
    assert.deepEqual(heard([[GRACE, 'help.asked', { doubts: [], text: 'help', people: ['Rae'] }]]), []);
    assert.deepEqual(heard([commands(GRACE, GRACE)]), []);
  });

  it('is news where they took the command from whoever reads it', () => {
    const before = [commands(ADA, ADA)];
    assert.deepEqual(heard([commands(GRACE, GRACE, ADA)], { before }), ['roleTaken']);
    assert.deepEqual(heard([[GRACE, 'responder.joined', { person: GRACE }]], { before }), []);
  });

  it('is no news where it no longer holds', () => {
    assert.deepEqual(heard([severity('SEV-2', 'SEV-1'), severity('SEV-1', 'SEV-2')]), []);
    assert.deepEqual(heard([commands(GRACE, ADA), commands(GRACE, RAE, ADA)]), []);
    assert.deepEqual(
      heard([
        [GRACE, 'incident.resolved', {}],
        [GRACE, 'incident.reopened', {}],
      ]),
      [],
    );
  });

  it('is news to who has nothing to do with it only where it is said to them', () => {
    assert.deepEqual(heard([severity('SEV-2', 'SEV-1')], { isShown: false }), []);
    assert.deepEqual(heard([commands(GRACE, ADA)], { isShown: false }), ['roleGiven']);
    const before: Said[] = [[ADA, 'note.added', { text: 'I look' }]];
    assert.deepEqual(heard([severity('SEV-2', 'SEV-1')], { isShown: false, before }), ['severityRaised']);
  });

  it('is news where they merged the incident, and what was copied by it is none', () => {
    const merged: Said = [GRACE, 'incident.mergedInto', { into: COPIED.incident, title: 'Pulls fail' }];
    assert.deepEqual(heard([merged]), ['merged']);
    const help: Said = [GRACE, 'help.asked', { doubts: [], text: 'help', people: ['Ada'] }];
    assert.deepEqual(heard([help], { copied: COPIED }), []);
  });
});
