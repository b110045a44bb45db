import * as assert from 'node:assert/strict';
import type { EventData, EventType, Person, RecordedEvent } from '../../../src/domain/events';
import { crossed } from '../../../src/domain/crossed';
import { fold } from '../../../src/domain/fold';
import { ADA, eventBuilder, GRACE, INCIDENT } from '../../helpers/events';

type Said = {
  [T in EventType]: readonly [author: Person, clock: number, T, EventData[T]];
}[EventType];

const ROLE = 'Incident Commander';

/** What Ada is told of when the last of these entries comes in; each is written by its author with this clock. */
function told(...facts: readonly Said[]): readonly string[] {
  const build = eventBuilder();
  const declared = build.declared({ writer: 'ada' });
  const events = facts.map(
    ([author, clock, type, data]) =>
      build(type, data, { author, clock, writer: author === ADA ? 'ada' : 'grace' }) as RecordedEvent,
  );
  const incident = fold(INCIDENT, [declared, ...events]);
  const arrived = incident.entries.filter(({ id }) => id === events.at(-1)?.id);
  return crossed(incident, arrived, ADA).map(
    ({ kind, theirs, mine }) => `${kind}: ${theirs.event.type} of ${theirs.event.author.name} over ${mine.id}`,
  );
}

const severity = (by: Person, clock: number, from: string, to: string): Said => [
  by,
  clock,
  'severity.set',
  { from, to },
];
const command = (by: Person, clock: number, inPlaceOf?: Person): Said => [
  by,
  clock,
  'role.assigned',
  { role: ROLE, person: by, alone: true, ...(inPlaceOf && { inPlaceOf }) },
];

describe('who set the same thing at the same time as somebody else', () => {
  it('is told if the other one counts', () => {
    assert.deepEqual(told(severity(ADA, 2, 'SEV-3', 'SEV-2'), severity(GRACE, 2, 'SEV-3', 'SEV-1')), [
      'replaced: severity.set of Grace over ada-2',
    ]);
  });

  it('is not told if their own counts, or both set the same', () => {
    assert.deepEqual(told(severity(ADA, 3, 'SEV-3', 'SEV-2'), severity(GRACE, 2, 'SEV-3', 'SEV-1')), []);
    assert.deepEqual(told(severity(ADA, 2, 'SEV-3', 'SEV-2'), severity(GRACE, 2, 'SEV-3', 'SEV-2')), []);
  });

  it('is not told where the other one had seen it, or changed what a third one had set since', () => {
    assert.deepEqual(told(severity(ADA, 2, 'SEV-3', 'SEV-2'), severity(GRACE, 3, 'SEV-2', 'SEV-1')), []);
    assert.deepEqual(
      told(
        severity(ADA, 2, 'SEV-3', 'SEV-2'),
        severity(GRACE, 3, 'SEV-2', 'SEV-4'),
        severity(GRACE, 4, 'SEV-4', 'SEV-1'),
      ),
      [],
    );
  });

  it('is told of the command that two took, which only the later one has', () => {
    assert.deepEqual(told(command(ADA, 2), command(GRACE, 2)), ['replaced: role.assigned of Grace over ada-2']);
    assert.deepEqual(told(command(ADA, 2), command(GRACE, 3, ADA)), []);
  });

  it('is told of a part of a follow-up, and not of another part', () => {
    const added: Said = [ADA, 2, 'followUp.added', { text: 'alert on 500s' }];
    const owner = (by: Person, clock: number, name: string): Said => [
      by,
      clock,
      'followUp.changed',
      { followUp: 'ada-2', owner: name },
    ];
    assert.deepEqual(told(added, owner(ADA, 3, 'Ada'), owner(GRACE, 3, 'Grace')), [
      'replaced: followUp.changed of Grace over ada-3',
    ]);
    const done: Said = [GRACE, 3, 'followUp.changed', { followUp: 'ada-2', done: true }];
    assert.deepEqual(told(added, owner(ADA, 3, 'Ada'), done), []);
  });
});

describe('who began the same action as somebody else', () => {
  const action = (by: Person, clock: number, text: string): Said => [by, clock, 'action.started', { text }];

  it('is told if the other one was first', () => {
    assert.deepEqual(told(action(ADA, 3, 'restart web-3'), action(GRACE, 2, 'Restarting web-3')), [
      'sameAction: action.started of Grace over ada-2',
    ]);
  });

  it('is not told if they were first, or it is another action', () => {
    assert.deepEqual(told(action(ADA, 2, 'restart web-3'), action(GRACE, 3, 'Restarting web-3')), []);
    assert.deepEqual(told(action(ADA, 3, 'restart web-3'), action(GRACE, 2, 'restart web-4')), []);
  });
});

describe('two who take command at the same time', () => {
  it('leave the later one in command, in whatever order their entries arrive', () => {
    const build = eventBuilder();
    const taken = [ADA, GRACE].map((person) =>
      build(
        'role.assigned',
        { role: ROLE, person, alone: true },
        { author: person, clock: 2, writer: person.name.toLowerCase() },
      ),
    );
    for (const events of [taken, [...taken].reverse()]) {
      assert.deepEqual(
        fold(INCIDENT, [build.declared({ clock: 1 }), ...events]).roles.map(({ person }) => person.name),
        ['Grace'],
      );
    }
  });
});
