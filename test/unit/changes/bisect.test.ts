import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  BEFORE_ALL,
  bisectStanding,
  resultOfExit,
  resultOfRuns,
  type BisectChange,
  type BisectLine,
} from '../../../src/changes/bisect';
import type { BisectResult } from '../../../src/domain/events';

const change = (chance: number, isSteppedOver = false): BisectChange => ({ chance, isSteppedOver });
const line = (changes: readonly BisectChange[], known = true): BisectLine => ({
  changes,
  isStartKnown: known,
  isEndKnown: known,
});
const even = (count: number) => Array.from({ length: count }, () => change(1));
const tested = (...results: readonly (readonly [number, BisectResult])[]) => new Map(results);

/** Searches to the end by a check that is right of one culprit; gives the answer and the states that were tested. */
function search(of: BisectLine, culprit: number, untestable: ReadonlySet<number> = new Set()) {
  const results = new Map<number, BisectResult>();
  for (;;) {
    const standing = bisectStanding(of, results);
    if (standing.kind !== 'test') return { standing, results };
    assert.ok(!results.has(standing.place), 'no state is tested twice');
    const isBad = standing.place >= culprit;
    results.set(standing.place, untestable.has(standing.place) ? 'skip' : isBad ? 'bad' : 'good');
  }
}

describe('a bisect', () => {
  it('tests the state that halves the chance, not the count', () => {
    const changes = [...even(6), change(30), change(30)];
    const standing = bisectStanding(line(changes), tested());
    assert.deepEqual([standing.kind, 'place' in standing && standing.place], ['test', 6]);
  });

  it('finds the culprit wherever it is, and takes at most two steps more than plain halving', () => {
    const chances = fc.array(
      fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 1_000_000 })),
      { minLength: 1, maxLength: 120 },
    );
    fc.assert(
      fc.property(chances, fc.nat(), (all, seed) => {
        const culprit = seed % all.length;
        const { standing, results } = search(line(all.map((chance) => change(chance))), culprit);
        assert.deepEqual(standing, { kind: 'found', place: culprit, unproven: [] });
        assert.ok(results.size <= Math.floor(Math.log2(all.length)) + 2, `${results.size} of ${all.length}`);
      }),
    );
  });

  it('is told after one or two steps where one change has most of the chance', () => {
    const changes = even(64).map((each, i) => (i === 40 ? change(2_000) : each));
    const { results } = search(line(changes), 40);
    assert.equal(results.size, 2);
  });

  it('says how many steps are to be expected', () => {
    const standing = bisectStanding(line(even(8)), tested());
    assert.ok(standing.kind === 'test' && Math.abs(standing.left - 3) < 1e-9);
  });

  it('steps over what was ruled out, and says that it was not told apart from the answer', () => {
    const changes = [change(1), change(1, true), change(1), change(9, true), change(1)];
    const { standing, results } = search(line(changes), 2);
    assert.deepEqual(standing, { kind: 'found', place: 2, unproven: [1] });
    assert.ok([...results.keys()].every((place) => changes[place]?.isSteppedOver === false));
  });

  it('takes up what was stepped over where nothing else is left', () => {
    const changes = [change(1), change(1, true), change(1, true), change(1)];
    const standing = bisectStanding(line(changes), tested([0, 'good'], [2, 'bad']));
    assert.deepEqual(standing, { kind: 'test', place: 1, left: 1 });
  });

  it('goes on beside a state that was skipped', () => {
    const { standing } = search(line(even(16)), 11, new Set([7]));
    assert.deepEqual(standing, { kind: 'found', place: 11, unproven: [] });
  });

  it('says which changes it may be where the states in between were all skipped', () => {
    const { standing } = search(line(even(8)), 4, new Set([3, 4]));
    assert.deepEqual(standing, { kind: 'anyOf', places: [3, 4, 5] });
  });

  it('ends for every culprit whatever is untestable, and never names an innocent change', () => {
    const states = fc.record({
      count: fc.integer({ min: 1, max: 24 }),
      seed: fc.nat(),
      skips: fc.uniqueArray(fc.nat({ max: 23 })),
    });
    fc.assert(
      fc.property(states, ({ count, seed, skips }) => {
        const culprit = seed % count;
        const { standing } = search(line(even(count)), culprit, new Set(skips));
        if (standing.kind === 'found') assert.equal(standing.place, culprit);
        else assert.ok(standing.kind === 'anyOf' && standing.places.includes(culprit));
      }),
    );
  });

  it('tests what it took for granted before it answers, and only then', () => {
    const unsure = line(even(4), false);
    assert.equal(search(unsure, 1).results.has(BEFORE_ALL), false);
    assert.equal(search(unsure, 0).results.get(BEFORE_ALL), 'good');
    assert.equal(search(unsure, 3).results.get(3), 'bad');
    assert.deepEqual(search(unsure, -5).standing, { kind: 'older' });
    assert.deepEqual(search(unsure, 9).standing, { kind: 'newer' });
  });

  it('says so where an earlier state fails and a later one works', () => {
    const standing = bisectStanding(line(even(8)), tested([2, 'bad'], [5, 'good']));
    assert.deepEqual(standing, { kind: 'contradiction', bad: 2, good: 5 });
  });
});

describe('a check by a command', () => {
  it('is read as git reads it', () => {
    assert.deepEqual([0, 1, 124, 125].map(resultOfExit), ['good', 'bad', 'bad', 'skip']);
    assert.deepEqual([126, 127, 128, 137, -1].map(resultOfExit), Array(5).fill(undefined));
  });

  it('that fails now and then has failed once it failed, and works only after all its runs', () => {
    assert.equal(resultOfRuns(['good'], 3), undefined);
    assert.equal(resultOfRuns(['good', 'bad'], 3), 'bad');
    assert.equal(resultOfRuns(['good', 'good', 'good'], 3), 'good');
    assert.equal(resultOfRuns(['skip'], 3), 'skip');
  });
});
