import * as assert from 'node:assert/strict';
import type { RecordedEvent } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import { changeKey, type Hypothesis } from '../../../src/domain/incident';
import { eventBuilder, GRACE, INCIDENT } from '../../helpers/events';

const change = { repository: 'pallet', commit: 'c0ffee00'.repeat(5), subject: 'Fewer copies of manifests' };

type Build = ReturnType<typeof eventBuilder>;

/** The hypotheses of an incident with these events. */
function hypothesesOf(make: (build: Build) => readonly RecordedEvent[]): readonly Hypothesis[] {
  const build = eventBuilder();
  return fold(INCIDENT, [build.declared(), ...make(build)]).hypotheses;
}

const brief = ({ text, verdict, why, evidence }: Hypothesis) => ({ text, verdict, why, evidence });

describe('hypotheses', () => {
  it('are open until somebody judges them, with why, and who said so', () => {
    const [pool, disk] = hypothesesOf((build) => {
      const [first, second] = [
        build('hypothesis.added', { text: 'the pool is exhausted' }),
        build('hypothesis.added', { text: 'the disk is full' }),
      ];
      const judged = { hypothesis: second.id, verdict: 'ruledOut', why: '41 % used', evidence: ['n-1'] } as const;
      return [first, second, { ...build('hypothesis.judged', judged), author: GRACE }];
    });
    assert.deepEqual(brief(pool!), { text: 'the pool is exhausted', verdict: 'open', why: undefined, evidence: [] });
    assert.equal(pool?.judged, undefined);
    assert.deepEqual(brief(disk!), {
      text: 'the disk is full',
      verdict: 'ruledOut',
      why: '41 % used',
      evidence: ['n-1'],
    });
    assert.deepEqual(disk?.judged?.by, GRACE);
  });

  it('lose their verdict when they are opened again', () => {
    const [disk] = hypothesesOf((build) => {
      const added = build('hypothesis.added', { text: 'the disk is full' });
      const judge = (verdict: 'confirmed' | 'open') => build('hypothesis.judged', { hypothesis: added.id, verdict });
      return [added, judge('confirmed'), judge('open')];
    });
    assert.equal(disk?.verdict, 'open');
    assert.equal(disk.judged, undefined);
  });

  it('include the changes that are suspected or ruled out, until their verdict is cleared', () => {
    const judge = (verdict: 'suspect' | 'ruledOut' | 'undecided') => (build: Build) => [
      build('suspect.judged', { change, verdict: 'suspect' }),
      build('suspect.judged', { change, verdict }),
    ];
    const [suspect] = hypothesesOf(judge('suspect'));
    assert.deepEqual([suspect?.id, suspect?.verdict, suspect?.change], [changeKey(change), 'open', change]);
    assert.deepEqual(
      hypothesesOf(judge('ruledOut')).map(({ verdict }) => verdict),
      ['ruledOut'],
    );
    assert.deepEqual(hypothesesOf(judge('undecided')), []);
  });

  it('about a change judge the change, too', () => {
    const build = eventBuilder();
    const judged = (verdict: 'confirmed' | 'ruledOut') =>
      fold(INCIDENT, [build.declared(), build('hypothesis.judged', { change, verdict })]).judgements.get(
        changeKey(change),
      );
    assert.equal(judged('confirmed')?.verdict, 'suspect');
    assert.equal(judged('ruledOut')?.verdict, 'ruledOut');
  });

  it('are gone with the entry that added them', () => {
    const hypotheses = hypothesesOf((build) => {
      const added = build('hypothesis.added', { text: 'the disk is full' });
      const judged = build('hypothesis.judged', { hypothesis: added.id, verdict: 'supported' });
      return [added, judged, build('entry.retracted', { entry: added.id })];
    });
    assert.deepEqual(hypotheses, []);
  });

  it('read as they were amended', () => {
    const [disk] = hypothesesOf((build) => {
      const added = build('hypothesis.added', { text: 'the disk is ful' });
      return [added, build('entry.amended', { entry: added.id, text: 'the disk is full' })];
    });
    assert.equal(disk?.text, 'the disk is full');
  });
});
