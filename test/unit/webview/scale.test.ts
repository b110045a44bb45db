import * as assert from 'node:assert/strict';
import { LabelRow } from '../../../src/webview/labels';
import { emptySpans, Scale } from '../../../src/webview/scale';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2026, 10, 22, 12);

describe('the scale of the axis', () => {
  it('finds the time at a place, and the place of a time', () => {
    const scale = new Scale({ from: NOON, to: NOON + HOUR }, 10, 110);
    assert.equal(scale.x(NOON + HOUR / 2), 60);
    assert.equal(scale.at(scale.x(NOON + 1234)), NOON + 1234);
  });

  it('is broken where nothing is for long, so that an old incident is not squeezed', () => {
    const span = { from: NOON - DAY, to: NOON + 370 * DAY };
    const times = [NOON - 20 * HOUR, NOON - 5 * HOUR, NOON - HOUR, NOON, NOON + 370 * DAY];
    const [gap, ...others] = emptySpans(span, times);
    assert.ok(gap !== undefined && others.length === 0);
    assert.ok(gap.from > NOON && gap.to < NOON + 370 * DAY);
    const scale = new Scale(span, 0, 1000, [gap]);
    assert.ok(scale.x(NOON) - scale.x(NOON - DAY) > 800, 'the day before the start takes most of the axis');
    assert.deepEqual(
      scale.pieces.map(({ broken }) => broken),
      [false, true, false],
    );
    assert.equal(scale.x(span.from), 0);
    assert.equal(Math.round(scale.x(span.to)), 1000);
  });

  it('goes both ways, and never back, also across breaks', () => {
    const span = { from: NOON, to: NOON + 10 * DAY };
    const gaps = emptySpans(span, [NOON + HOUR, NOON + 5 * DAY, NOON + 10 * DAY - HOUR]);
    assert.equal(gaps.length, 2);
    const scale = new Scale(span, 10, 610, gaps);
    let before = Number.NEGATIVE_INFINITY;
    for (let at = span.from; at <= span.to; at += HOUR) {
      const x = scale.x(at);
      assert.ok(x > before, 'time runs backwards');
      assert.ok(Math.abs(scale.at(x) - at) < 1000, new Date(at).toISOString());
      before = x;
    }
  });

  it('is whole where things are spread evenly, where nothing is at all, and where there is no room', () => {
    const span = { from: NOON, to: NOON + 10 * HOUR };
    assert.deepEqual(
      emptySpans(
        span,
        [1, 2, 3, 4, 5, 6, 7, 8, 9].map((hour) => NOON + hour * HOUR),
      ),
      [],
    );
    assert.deepEqual(emptySpans(span, []), []);
    const gap = { from: NOON + HOUR, to: NOON + 8 * HOUR };
    assert.equal(new Scale(span, 0, 50, [gap]).pieces.length, 1);
  });
});

describe('a line of labels', () => {
  it('puts none over another, and all on the line', () => {
    const row = new LabelRow(0, 200);
    assert.deepEqual(row.place('Start 09:13', 100, ['end', 'start']), { x: 100, anchor: 'end' });
    assert.deepEqual(row.place('Resolved 09:50', 106, ['start', 'end']), { x: 106, anchor: 'start' });
    assert.equal(row.place('Now', 195, ['start', 'end']), undefined);
    assert.deepEqual(new LabelRow(0, 200).place('Now', 198), { x: 200 - 3 * 6.2 - 7, anchor: 'start' });
  });
});
