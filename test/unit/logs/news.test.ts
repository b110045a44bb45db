import * as assert from 'node:assert/strict';
import { NewsCounter, partOf, sparkLine } from '../../../src/logs/news';

const START = Date.UTC(2026, 10, 24, 2);
const MINUTE = 60_000;

/** What became of a template whose lines came so many times in the hours before and after the start. */
function kindOf(before: number, after: number): string | undefined {
  const counter = new NewsCounter(START);
  const place = () => ({ file: 'app.log', line: 1, offset: 0 });
  const add = (pattern: number, at: number) => counter.add(pattern, 'info', at, place, () => 'x');
  for (let minute = -60; minute <= 60; minute++) add(0, START + minute * MINUTE);
  for (let i = 0; i < before; i++) add(1, START - 60 * MINUTE + (i * 50 * MINUTE) / before);
  for (let i = 0; i < after; i++) add(1, START + (i * 60 * MINUTE) / after);
  const templates = [
    { text: 'usual', level: undefined, patterns: [0] },
    { text: 'asked', level: undefined, patterns: [1] },
  ];
  return counter.news(templates).rows.find(({ text }) => text === 'asked')?.kind;
}

describe('a kind of line since the start', () => {
  const cases: readonly (readonly [number, number, string])[] = [
    [0, 1, 'new'],
    [100, 110, 'same'],
    [3, 7, 'same'],
    [20, 200, 'rose'],
    [200, 20, 'fell'],
    [50, 0, 'gone'],
    [1, 0, 'same'],
  ];
  for (const [before, after, kind] of cases) {
    it(`that came ${before} times before and ${after} times after is ${kind}`, () =>
      assert.equal(kindOf(before, after), kind));
  }

  it('is drawn with the start as a mark', () => {
    assert.equal(sparkLine([0, 1, 8], 1), '·|▁█');
    assert.equal(partOf(START, { from: START, to: START + MINUTE }), 0);
    assert.equal(partOf(START - 1, { from: START, to: START + MINUTE }), undefined);
  });
});
