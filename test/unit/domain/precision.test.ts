import assert from 'node:assert/strict';
import { precisionOfTime } from '../../../src/domain/when';

describe('how well a moment is known', () => {
  const at = new Date(2026, 10, 22, 14, 30, 20).getTime();
  for (const [text, precision] of [
    ['14:05', 'minute'],
    ['14:05 checkout fails', 'minute'],
    ['yesterday 23:10', 'minute'],
    ['2026-11-22T13:00:00Z', 'minute'],
    ['2026/11/20 02:30:00 [error] 12#12: x', 'minute'],
    ['20m ago', 'roughly'],
    ['10', 'roughly'],
    ['11pm', 'roughly'],
    ['now', 'noticed'],
  ] as const) {
    it(`by “${text}”: ${precision}`, () => assert.equal(precisionOfTime(text, at), precision));
  }
});
