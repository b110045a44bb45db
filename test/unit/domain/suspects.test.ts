import assert from 'node:assert/strict';
import type { EventData, EventOf, EventType, RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { changeKey } from '../../../src/domain/incident';

const commit = { repository: 'pallet', commit: 'c0ffee00'.repeat(5), subject: 'Fewer copies of manifests' };

/** The incident after these facts, in their order. */
function after(...facts: { [T in EventType]: readonly [type: T, data: EventData[T]] }[EventType][]) {
  const events = facts.map(
    ([type, data], index) =>
      ({
        v: 1,
        id: `w-${index + 1}`,
        incident: 'i',
        writer: 'w',
        seq: index + 1,
        clock: index + 1,
        recordedAt: `2026-11-22T14:0${index}:00.000Z`,
        author: { name: 'Ada' },
        type,
        data,
      }) as EventOf<typeof type> as RecordedEvent,
  );
  return fold('i', events);
}

describe('suspect changes of an incident', () => {
  it('keep the verdict of a person, with why', () => {
    const { judgements } = after([
      'suspect.judged',
      { change: commit, verdict: 'ruledOut', why: 'not deployed there' },
    ]);
    const judged = judgements.get(changeKey(commit));
    assert.equal(judged?.verdict, 'ruledOut');
    assert.equal(judged.why, 'not deployed there');
    assert.equal(judged.by.name, 'Ada');
  });

  it('the last verdict counts, and undecided takes it back', () => {
    const suspect = ['suspect.judged', { change: commit, verdict: 'suspect' }] as const;
    const ruledOut = ['suspect.judged', { change: commit, verdict: 'ruledOut' }] as const;
    const undecided = ['suspect.judged', { change: commit, verdict: 'undecided' }] as const;
    assert.equal(after(suspect, ruledOut).judgements.get(changeKey(commit))?.verdict, 'ruledOut');
    assert.equal(after(suspect, undecided).judgements.size, 0);
  });

  it('the same commit in another repository is another change', () => {
    const other = { ...commit, repository: 'gateway' };
    const { judgements } = after(
      ['suspect.judged', { change: commit, verdict: 'suspect' }],
      ['suspect.judged', { change: other, verdict: 'ruledOut' }],
    );
    assert.deepEqual(
      [...judgements.values()].map(({ verdict }) => verdict),
      ['suspect', 'ruledOut'],
    );
  });

  it('changes that are no commits are kept with their kind and time', () => {
    const { recordedChanges } = after(['change.recorded', { kind: 'featureFlag', text: 'new cache on for all' }]);
    assert.deepEqual(
      recordedChanges.map(({ kind, text, at }) => [kind, text, at]),
      [['featureFlag', 'new cache on for all', Date.parse('2026-11-22T14:00:00Z')]],
    );
  });

  it('a retracted change or verdict no longer counts', () => {
    const incident = after(
      ['change.recorded', { kind: 'other', text: 'x' }],
      ['suspect.judged', { change: commit, verdict: 'suspect' }],
      ['entry.retracted', { entry: 'w-1' }],
      ['entry.retracted', { entry: 'w-2' }],
    );
    assert.equal(incident.recordedChanges.length, 0);
    assert.equal(incident.judgements.size, 0);
  });

  it('the affected services are those that were set last', () => {
    const first = ['services.set', { from: [], to: ['cache'] }] as const;
    assert.deepEqual(after(first, ['services.set', { from: ['cache'], to: ['cache', 'auth'] }]).services, [
      'cache',
      'auth',
    ]);
  });
});
