import * as assert from 'node:assert/strict';
import type { EventData, EventType, Person, RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { unconfirmedHandover } from '../../../src/domain/handovers';
import type { Incident } from '../../../src/domain/incident';
import { maybeSameOutage } from '../../../src/domain/sameOutage';
import { iso } from '../../../src/domain/time';
import { ADA, eventBuilder, GRACE, INCIDENT, MINUTE, START } from '../../helpers/events';

type Said = { [T in EventType]: readonly [Person, T, EventData[T]] }[EventType];
const ROLE = 'Incident Commander';

function after(...facts: readonly Said[]): Incident {
  const build = eventBuilder();
  const declared = build.declared();
  return fold(INCIDENT, [
    declared,
    ...facts.map(([author, type, data]) => build(type, data, { author }) as RecordedEvent),
  ]);
}

describe('a handover to somebody else', () => {
  const made: Said = [ADA, 'handover.made', { role: ROLE, from: ADA, to: GRACE, text: 'all of it' }];
  const waits = (...facts: readonly Said[]) => unconfirmedHandover(after(...facts))?.to?.name;

  it('waits until it is confirmed', () => {
    assert.equal(waits(made), 'Grace');
    assert.equal(waits(made, [GRACE, 'note.added', { text: 'where is the dashboard?' }]), 'Grace');
    assert.equal(waits(made, [GRACE, 'handover.confirmed', { handover: 'w1-2' }]), undefined);
    assert.deepEqual(
      after(made, [GRACE, 'handover.confirmed', { handover: 'w1-2' }]).handovers[0]?.confirmed?.by,
      GRACE,
    );
  });

  it('needs no word where they take command themselves, where it went on, or where nobody took over', () => {
    assert.equal(waits(made, [GRACE, 'role.assigned', { role: ROLE, person: GRACE, alone: true }]), undefined);
    assert.equal(waits(made, [ADA, 'role.assigned', { role: ROLE, person: ADA, alone: true }]), undefined);
    assert.equal(waits([ADA, 'handover.made', { role: ROLE, from: ADA, text: 'all of it' }]), undefined);
    assert.equal(waits([GRACE, 'handover.made', { role: ROLE, from: ADA, to: GRACE, text: 'mine now' }]), undefined);
  });
});

describe('two incidents', () => {
  const incident = (id: string, minutes: number, title: string, services: readonly string[] = [], ended = false) => {
    const build = eventBuilder();
    const said = { recordedAt: iso(START + minutes * MINUTE), writer: id };
    return fold(id, [
      build('incident.declared', { title, severity: 'SEV-2', startedAt: iso(START) }, said),
      build('services.set', { from: [], to: services }, said),
      ...(ended ? [build('incident.resolved', {}, said)] : []),
    ]);
  };
  const slow = incident('a', 0, 'Checkout is failing', ['checkout']);

  it('may be the same outage if they were declared within minutes', () => {
    assert.ok(maybeSameOutage(slow, incident('b', 4, '500s on payments')));
    assert.ok(!maybeSameOutage(slow, incident('b', 9, '500s on payments')));
  });

  it('may be the same outage for longer if they say the same, or have a service in common', () => {
    assert.ok(maybeSameOutage(slow, incident('b', 20, 'Checkout failing with 500s')));
    assert.ok(maybeSameOutage(slow, incident('b', 20, '500s on payments', ['checkout', 'payments'])));
    assert.ok(!maybeSameOutage(slow, incident('b', 45, 'Checkout failing with 500s')));
  });

  it('are not the same outage where one is over, or it is itself', () => {
    assert.ok(!maybeSameOutage(slow, incident('b', 1, 'Checkout is failing', [], true)));
    assert.ok(!maybeSameOutage(slow, slow));
  });
});
