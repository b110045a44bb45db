import * as assert from 'node:assert/strict';
import { Scale, Times, within, zoomed } from '../../../src/webview/times';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2026, 10, 22, 12);

describe('the axis of time', () => {
  it('has round ticks, no more than fit, in the zone of the extension', () => {
    const times = new Times('en', 'Asia/Kolkata'); // UTC+5:30
    const ticks = times.ticks({ from: NOON - DAY, to: NOON }, 9);
    assert.deepEqual(ticks.map((at) => times.tick(at)).slice(0, 4), ['18:00', '21:00', 'Nov 22', '03:00']);
    for (const hours of [0.1, 1, 5, 24, 100, 24 * 90, 24 * 800]) {
      const count = times.ticks({ from: NOON - hours * HOUR, to: NOON }, 6).length;
      assert.ok(count >= 1 && count <= 7, `${count} ticks in ${hours} h`);
    }
  });

  it('keeps its days at midnight when the clocks change', () => {
    const times = new Times('en', 'Europe/Berlin');
    const ticks = times.ticks({ from: Date.UTC(2026, 9, 23), to: Date.UTC(2026, 9, 29) }, 7);
    assert.deepEqual(
      ticks.map((at) => times.tick(at)),
      ['Oct 24', 'Oct 25', 'Oct 26', 'Oct 27', 'Oct 28', 'Oct 29'],
    );
  });

  it('finds the time at a place, and the place of a time', () => {
    const scale = new Scale({ from: NOON, to: NOON + HOUR }, 10, 110);
    assert.equal(scale.x(NOON + HOUR / 2), 60);
    assert.equal(scale.at(scale.x(NOON + 1234)), NOON + 1234);
  });

  it('zooms around a time, and never beyond the window', () => {
    const whole = { from: NOON - DAY, to: NOON };
    const near = zoomed(whole, 0.5, NOON - HOUR, whole);
    assert.equal(near.to - near.from, DAY / 2);
    assert.ok(near.from <= NOON - HOUR && near.to >= NOON - HOUR && near.to <= NOON);
    assert.deepEqual(zoomed(near, 10, NOON, whole), whole);
    assert.deepEqual(within({ from: NOON, to: NOON + HOUR }, whole), { from: NOON - HOUR, to: NOON });
  });
});
