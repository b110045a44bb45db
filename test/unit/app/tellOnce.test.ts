import assert from 'node:assert/strict';
import { tellOnce } from '../../../src/app/tellOnce';

/** The windows of one machine; what is left to later is done by `later`. */
function machine() {
  const claimed = new Set<string>();
  const told: string[] = [];
  const waiting: (() => void)[] = [];
  return {
    told,
    learns: (window: string, isFocused: boolean): void => {
      const ports = {
        isFocused: () => isFocused,
        claim: (what: string) => !claimed.has(what) && claimed.add(what).size > 0,
        later: (work: () => void) => waiting.push(work),
      };
      tellOnce(ports, 'declared', () => told.push(window));
    },
    later: (): void => {
      for (const work of waiting.splice(0)) work();
    },
  };
}

describe('what several windows of a machine learn', () => {
  it('is said in the one in front, whoever learns it first', () => {
    const { told, learns, later } = machine();
    learns('behind', false);
    learns('in front', true);
    later();
    assert.deepEqual(told, ['in front']);
  });

  it('is said by the first where none is in front', () => {
    const { told, learns, later } = machine();
    learns('left', false);
    learns('right', false);
    assert.deepEqual(told, []);
    later();
    assert.deepEqual(told, ['left']);
  });
});
