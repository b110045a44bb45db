import * as assert from 'node:assert/strict';
import { STAGES, activeAfterEntering, isStage, stageAfter, stageState, type StageId } from '../../../src/domain/stages';

describe('the stages', () => {
  it('follow one another, and nothing follows the last', () => {
    const order: StageId[] = ['start'];
    for (let next = stageAfter('start'); next !== undefined; next = stageAfter(next)) order.push(next);
    assert.deepEqual(order, STAGES);
  });

  const ENTERED: readonly (readonly [active: StageId[], stage: StageId, alongside: boolean, expected: StageId[]])[] = [
    [['assess'], 'communicate', false, ['communicate']],
    [['investigate'], 'mitigate', false, ['mitigate']],
    [['investigate'], 'mitigate', true, ['investigate', 'mitigate']],
    [['mitigate'], 'investigate', true, ['investigate', 'mitigate']],
    [['investigate', 'mitigate'], 'mitigate', true, ['investigate', 'mitigate']],
    [['investigate', 'mitigate'], 'mitigate', false, ['mitigate']],
    [['investigate', 'mitigate'], 'cleanUp', true, ['cleanUp']],
    [['communicate'], 'mitigate', true, ['mitigate']],
  ];
  for (const [active, stage, alongside, expected] of ENTERED) {
    it(`entering ${stage}${alongside ? ' alongside' : ''} from ${active.join(' and ')} gives ${expected.join(' and ')}`, () => {
      assert.deepEqual(activeAfterEntering(active, stage, alongside), expected);
    });
  }

  /** The state of each stage while these are active and something is ticked in those. */
  const states = (active: StageId[], ticked: StageId[]) =>
    STAGES.map((stage) => stageState(stage, active, ticked.includes(stage))).join(' ');

  it('are done once left behind, active, or not started', () => {
    assert.equal(
      states(['communicate'], ['start', 'assess', 'communicate']),
      'done done active notStarted notStarted notStarted notStarted',
    );
  });

  it('that were left or passed over with nothing ticked are skipped', () => {
    assert.equal(states(['mitigate'], ['start', 'communicate']), 'done skipped done skipped skipped active notStarted');
  });

  it('that lie after the one gone back to are to be done again', () => {
    assert.equal(
      states(['assess'], ['start', 'assess', 'communicate', 'investigate']),
      'done active notStarted notStarted notStarted notStarted notStarted',
    );
  });

  it('Investigate is not done while it is active beside Mitigate', () => {
    assert.equal(states(['investigate', 'mitigate'], [...STAGES]), 'done done done done active active notStarted');
  });

  it('are told from anything else', () => {
    assert.deepEqual(['assess', 'Assess', '', 3, null, undefined, 'constructor'].map(isStage), [
      true,
      ...Array<boolean>(6).fill(false),
    ]);
  });
});
