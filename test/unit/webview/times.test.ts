import * as assert from 'node:assert/strict';
import type { PanelData } from '../../../src/protocol/changesPanel';
import { shownSpan } from '../../../src/webview/focusSpan';
import { Times, within, zoomed } from '../../../src/webview/times';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2026, 10, 22, 12);
const at = (locale: string, zone: string) => new Times(locale, zone, () => NOON);

describe('the axis of time', () => {
  it('has round ticks, as far apart as asked for, in the zone of the extension', () => {
    const times = at('en', 'Asia/Kolkata'); // UTC+5:30
    const ticks = times.ticks({ from: NOON - DAY, to: NOON }, 2 * HOUR);
    assert.deepEqual(ticks.map((tick) => times.tick(tick)).slice(0, 4), ['18:00', '21:00', '22 Nov', '03:00']);
  });

  it('has ticks on Mondays, on the first of a month, of a quarter and of a year', () => {
    const times = at('en', 'UTC');
    const labels = (days: number, least: number) =>
      times.ticks({ from: NOON - days * DAY, to: NOON }, least).map((tick) => times.tick(tick));
    assert.deepEqual(labels(16, 2 * DAY), ['9 Nov', '16 Nov']);
    assert.deepEqual(labels(60, 10 * DAY), ['1 Oct', '1 Nov']);
    assert.deepEqual(labels(200, 40 * DAY), ['1 Jul', '1 Oct']);
    assert.deepEqual(labels(800, 100 * DAY), ['1 Jan 2025', '1 Jan']);
  });

  it('keeps its days at midnight when the clocks change', () => {
    const times = at('en', 'Europe/Berlin');
    const ticks = times.ticks({ from: Date.UTC(2026, 9, 23), to: Date.UTC(2026, 9, 29) }, 13 * HOUR);
    assert.deepEqual(
      ticks.map((tick) => times.tick(tick)),
      ['24 Oct', '25 Oct', '26 Oct', '27 Oct', '28 Oct', '29 Oct'],
    );
  });

  it('says the year whenever it is not this one, and the day at its first tick', () => {
    const times = at('en', 'UTC');
    const then = Date.UTC(2025, 10, 20, 9, 15);
    assert.equal(times.full(then), '20 Nov 2025, 09:15 UTC');
    assert.equal(times.firstTick(then), '20 Nov 2025, 09:15');
    assert.equal(times.tick(Date.UTC(2025, 10, 20)), '20 Nov 2025');
    assert.equal(times.tick(then), '09:15');
    assert.equal(times.firstTick(NOON), '22 Nov, 12:00');
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

describe('the time that the axis shows', () => {
  const data = (more: Partial<PanelData>, landed: readonly number[]) =>
    ({
      startedAt: NOON,
      from: NOON - 3 * DAY,
      to: NOON + 20 * MINUTE,
      changes: landed.map((hours) => ({ at: NOON - hours * HOUR })),
      ...more,
    }) as PanelData;

  it('is at first the last hours before the start, as many as hold something, where the window is days', () => {
    const few = [1, 7, 8, 70];
    assert.deepEqual(shownSpan(data({}, [1, 2, 3, 70]), null), { from: NOON - 6 * HOUR, to: NOON + 20 * MINUTE });
    assert.deepEqual(shownSpan(data({}, few), null), { from: NOON - 12 * HOUR, to: NOON + 20 * MINUTE });
    assert.deepEqual(shownSpan(data({}, [60, 65, 70]), null), { from: NOON - 3 * DAY, to: NOON + 20 * MINUTE });
  });

  it('does not run on to now where the incident is old', () => {
    const old = data({ from: NOON - DAY, to: NOON + 370 * DAY }, [1, 2, 3]);
    assert.deepEqual(shownSpan(old, null), { from: NOON - DAY, to: NOON + DAY / 2 });
  });

  it('is all of it once that was chosen, or where there is no incident', () => {
    const whole = { from: NOON - 3 * DAY, to: NOON + 20 * MINUTE };
    assert.deepEqual(shownSpan(data({}, [1, 2, 3]), 'whole'), whole);
    assert.deepEqual(shownSpan(data({ startedAt: null }, [1, 2, 3]), null), whole);
    const chosen = { from: NOON - HOUR, to: NOON };
    assert.deepEqual(shownSpan(data({}, [1, 2, 3]), chosen), chosen);
  });
});
