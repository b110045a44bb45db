import * as assert from 'node:assert/strict';
import type { EventData, EventType, RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { roleHistory, roleTerms } from '../../../src/domain/roleHistory';
import { ADA, eventBuilder, GRACE, INCIDENT, MINUTE, START } from '../../helpers/events';

type Said = { [T in EventType]: readonly [T, EventData[T]] }[EventType];

const IC = 'Incident Commander';

function after(...facts: readonly Said[]) {
  const build = eventBuilder();
  const declared = build.declared();
  return fold(INCIDENT, [declared, ...facts.map(([type, data]) => build(type, data) as RecordedEvent)]);
}

const history = (...facts: readonly Said[]) =>
  roleHistory(after(...facts)).map(
    ({ role, current, before }) =>
      `${role}: ${current.map(({ name }) => name).join(', ')} < ${before.map(({ name }) => name).join(', ')}`,
  );

const assigned: Said = ['role.assigned', { role: IC, person: ADA }];

describe('everyone who held a role', () => {
  it('is known after it was handed on, by an assignment or with a handover', () => {
    assert.deepEqual(history(assigned, ['role.assigned', { role: IC, person: GRACE, inPlaceOf: ADA }]), [
      `${IC}: Grace < Ada`,
    ]);
    assert.deepEqual(history(assigned, ['handover.made', { role: IC, from: ADA, to: GRACE, text: '' }]), [
      `${IC}: Grace < Ada`,
    ]);
  });

  it('is known where nobody holds it any more, and once where somebody took it twice', () => {
    assert.deepEqual(history(assigned, ['role.released', { role: IC, person: ADA }]), [`${IC}:  < Ada`]);
    assert.deepEqual(history(assigned, ['role.released', { role: IC, person: ADA }], assigned), [`${IC}: Ada < `]);
  });

  it('may be several at once, by role', () => {
    assert.deepEqual(
      history(assigned, ['responder.joined', { person: GRACE, role: IC }], ['responder.joined', { person: GRACE }]),
      [`${IC}: Ada, Grace < `],
    );
  });

  it('has the times of each term', () => {
    const again = after(assigned, assigned, ['handover.made', { role: IC, from: ADA, text: '' }]);
    assert.deepEqual(roleTerms(again), [{ role: IC, person: ADA, from: START + MINUTE, to: START + 3 * MINUTE }]);
  });

  it('is not who was assigned by an entry that was retracted', () => {
    assert.deepEqual(history(assigned, ['entry.retracted', { entry: 'w1-2' }]), []);
  });
});
