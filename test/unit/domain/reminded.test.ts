import * as assert from 'node:assert/strict';
import { clocksOf } from '../../../src/domain/clocks';
import type { EventData, EventType, Person, RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { LEFT_TO_THEM, remindedRoles, remindsPersonAt } from '../../../src/domain/reminded';
import { iso } from '../../../src/domain/time';
import { ADA, eventBuilder, GRACE, INCIDENT, MINUTE, START } from '../../helpers/events';

type Said = { [T in EventType]: readonly [Person, T, EventData[T]] }[EventType];

const RAE: Person = { name: 'Rae', email: 'rae@example.org' };
const KIM: Person = { name: 'Kim' };
const ROLES = remindedRoles(['Incident Commander', 'Scribe', 'Communications Lead']);
const DUE = START + 30 * MINUTE;
const promise: Said = [ADA, 'nextUpdate.promised', { audience: 'customers', due: iso(DUE) }];
const commands = (person: Person): Said => [person, 'role.assigned', { role: 'Incident Commander', person }];
const writes = (person: Person): Said => [person, 'note.added', { text: 'the queue grows' }];

/** How many turns after the moment itself each of them is reminded of the update. */
function turns(...facts: readonly Said[]): Readonly<Record<string, number>> {
  const build = eventBuilder();
  const declared = build.declared();
  const built = [...facts, promise].map(([author, type, data]) => build(type, data, { author }) as RecordedEvent);
  const incident = fold(INCIDENT, [declared, ...built]);
  const update = clocksOf(incident).find(({ kind }) => kind === 'update')!;
  return Object.fromEntries(
    [ADA, GRACE, RAE, KIM].map((person) => [
      person.name,
      (remindsPersonAt(incident, update, person, ROLES) - DUE) / LEFT_TO_THEM,
    ]),
  );
}

describe('who is reminded that an update is due', () => {
  it('is the commander, and the others only if it stays overdue', () => {
    assert.deepEqual(turns(writes(GRACE), commands(GRACE), writes(RAE)), {
      Ada: 1,
      Grace: 0,
      Rae: 1,
      Kim: Infinity,
    });
  });

  it('is whoever posts the updates, before the commander', () => {
    const leads: Said = [RAE, 'responder.joined', { person: RAE, role: 'Communications Lead' }];
    assert.deepEqual(turns(writes(GRACE), commands(GRACE), leads), { Ada: 2, Grace: 1, Rae: 0, Kim: Infinity });
  });

  it('is everyone who joined or wrote where nobody has the role', () => {
    const joined: Said = [ADA, 'responder.joined', { person: KIM }];
    assert.deepEqual(turns(writes(GRACE), joined), { Ada: 0, Grace: 0, Rae: Infinity, Kim: 0 });
  });

  it('is not somebody who was only named: perhaps nobody would be reminded', () => {
    assert.deepEqual(turns([ADA, 'role.assigned', { role: 'Incident Commander', person: RAE }]), {
      Ada: 0,
      Grace: Infinity,
      Rae: Infinity,
      Kim: Infinity,
    });
  });

  it('finds the role that posts updates by its name', () => {
    assert.equal(remindedRoles(['IC', 'Comms']).updates, 'Comms');
    assert.equal(remindedRoles(['IC', 'Customer Liaison']).updates, 'Customer Liaison');
    assert.equal(remindedRoles(['Einsatzleitung', 'Kommunikation']).updates, 'Kommunikation');
    assert.equal(remindedRoles(['Incident Commander', 'Committer']).updates, undefined);
  });
});
