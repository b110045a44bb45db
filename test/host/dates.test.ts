import * as assert from 'node:assert/strict';
import { clockOrDay, dayWords, longAgo } from '../../src/editor/kit/dates';

const NOON = new Date(2026, 10, 21, 12, 5).getTime();
const DAY = 86_400_000;

describe('a day in the window', () => {
  it('is said with its weekday and year where they tell something', () => {
    assert.equal(dayWords(NOON, { weekday: true }), 'Sat 21 Nov');
    assert.equal(dayWords(NOON, { year: true }), '21 Nov 2026');
  });

  it('stands before the clock where it is another one, with the year where that is another one', () => {
    assert.equal(clockOrDay(NOON, NOON + 60_000), '12:05');
    assert.equal(clockOrDay(NOON, NOON + DAY), '21 Nov 12:05');
    assert.equal(clockOrDay(NOON, NOON + 365 * DAY), '21 Nov 2026 12:05');
  });

  it('that is long over is said in the longest unit that it holds', () => {
    assert.equal(longAgo(NOON, NOON + 400 * DAY), '1 year ago');
    assert.equal(longAgo(NOON, NOON + 95 * DAY), '3 months ago');
    assert.equal(longAgo(NOON, NOON + DAY), '1 day ago');
    assert.equal(longAgo(NOON, NOON + 3_700_000), '1 hour ago');
    assert.equal(longAgo(NOON + DAY, NOON), '0 minutes ago');
  });
});
