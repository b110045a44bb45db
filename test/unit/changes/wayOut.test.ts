import assert from 'node:assert/strict';
import { MOST_IN_THE_WAY, MOST_TRIES, smallestSet } from '../../../src/changes/wayOut';

const all = (names: string) => names.split(/(?=.)/);

/** A revert that is clean with all of one of these sets gone; counts how often it was tried. */
function cleanWith(...sets: readonly string[]) {
  const tries: string[] = [];
  const isClean = (gone: readonly string[]) => {
    tries.push(gone.join(''));
    return Promise.resolve(sets.some((set) => all(set).every((one) => gone.includes(one))));
  };
  return { tries, isClean };
}

describe('the smallest set of later changes that makes a revert clean', () => {
  it('is the newest one that is enough alone', async () => {
    const { tries, isClean } = cleanWith('b', 'c');
    assert.deepEqual(await smallestSet(all('abc'), isClean), { kind: 'found', set: ['b'], isSmallest: true });
    assert.deepEqual(tries, ['a', 'b']);
  });

  it('is a pair where none is enough alone', async () => {
    const found = await smallestSet(all('abcd'), cleanWith('bd').isClean);
    assert.deepEqual(found, { kind: 'found', set: ['b', 'd'], isSmallest: true });
  });

  it('is given newest first', async () => {
    const { tries, isClean } = cleanWith('abc');
    await smallestSet(all('abc'), isClean);
    assert.ok(tries.every((set) => all(set).toSorted().join('') === set));
  });

  it('is thinned out where the tries run out, and then not called the smallest', async () => {
    const found = await smallestSet(all('abcdefgh'), cleanWith('bdeg').isClean);
    assert.deepEqual(found, { kind: 'found', set: ['b', 'd', 'e', 'g'], isSmallest: false });
  });

  it('is not found where nothing helps, after so many tries at most', async () => {
    for (const names of ['', 'a', 'ab', 'abcdefghijklmnop']) {
      const { tries, isClean } = cleanWith();
      const found = await smallestSet(all(names), isClean);
      assert.deepEqual(found, { kind: 'notFound', tried: tries.length });
      assert.ok(tries.length <= MOST_TRIES, `${tries.length}`);
    }
  });

  it('stays within the tries that it is given', async () => {
    for (let most = 0; most <= 2 * MOST_TRIES; most++) {
      const { tries, isClean } = cleanWith('acegi');
      await smallestSet(all('abcdefghij'), isClean, () => false, most);
      assert.ok(tries.length <= Math.max(most, 0), `${tries.length} of ${most}`);
    }
  });

  it('ends when it is late', async () => {
    const { tries, isClean } = cleanWith('c');
    assert.deepEqual(await smallestSet(all('abc'), isClean, () => tries.length >= 2), { kind: 'notFound', tried: 2 });
  });

  it('looks at the newest of many', async () => {
    const many = Array.from({ length: 40 }, (_, i) => i);
    const asked = new Set<number>();
    await smallestSet(many, (set) => {
      for (const each of set) asked.add(each);
      return Promise.resolve(false);
    });
    assert.deepEqual(
      [...asked].sort((a, b) => a - b),
      many.slice(0, MOST_IN_THE_WAY),
    );
  });
});
