import * as assert from 'node:assert/strict';
import { parseShare } from '../../../src/domain/share';

describe('a share of the customers', () => {
  const rows: readonly [typed: string, share: number, roughly: boolean][] = [
    ['40', 40, false],
    ['40%', 40, false],
    [' 40 % ', 40, false],
    ['2.5%', 2.5, false],
    ['2,5 %', 2.5, false],
    ['0', 0, false],
    ['100 percent', 100, false],
    ['~40%', 40, true],
    ['~ 40', 40, true],
    ['≈40 %', 40, true],
    ['roughly 40 %', 40, true],
    ['Roughly 40', 40, true],
    ['about 40 per cent', 40, true],
    ['approx. 40%', 40, true],
    ['ca. 40 %', 40, true],
  ];
  for (const [typed, share, roughly] of rows) {
    it(`reads “${typed}”`, () => {
      assert.deepEqual(parseShare(typed), { scope: 'share', share, ...(roughly && { roughly: true }) });
    });
  }

  it('is at most a hundred per cent', () => {
    assert.equal(parseShare('140 %'), 'tooLarge');
    assert.equal(parseShare('100.1'), 'tooLarge');
  });

  it('is nothing else that can be typed', () => {
    for (const typed of ['', '%', 'some', 'roughly', '-4', '40 customers', '4 of 10', '40%%', '1e1', '4 0']) {
      assert.equal(parseShare(typed), undefined, typed);
    }
  });
});
