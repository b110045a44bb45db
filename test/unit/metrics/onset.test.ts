import * as assert from 'node:assert/strict';
import { UTC, namedZone } from '../../../src/domain/times/zones';
import { daysBefore } from '../../../src/metrics/baseline';
import { isCounter, ratesOf } from '../../../src/metrics/counters';
import { findOnset, type Onset } from '../../../src/metrics/onset';
import { binned, seriesOf, spreadOf, stepOf, sumOf } from '../../../src/metrics/series';
import { makeSeries } from '../../bench/onset/series';
import { randomNumbers } from '../../helpers/random';

const MINUTE = 60_000;
const BEGAN = Date.UTC(2026, 10, 25, 8);

/** A value for each minute, with a little noise. */
function metric(count: number, value: (minute: number) => number, noise = 1) {
  const random = randomNumbers(7);
  return seriesOf(
    Array.from({ length: count }, (_, i) => ({
      at: BEGAN + i * MINUTE,
      value: value(i) + noise * (random() + random() + random() - 1.5),
    })),
  );
}

function onsetIn(...asked: Parameters<typeof findOnset>): Onset {
  const finding = findOnset(...asked);
  assert.ok(finding.kind === 'onset', `no onset: ${finding.kind === 'none' ? finding.why : ''}`);
  return finding.onset;
}
const minuteOf = ({ at }: Onset) => (at - BEGAN) / MINUTE;

describe('the onset of a metric', () => {
  it('is the first point of a step, with what was usual and what it is since', () => {
    const onset = onsetIn(metric(180, (i) => (i < 120 ? 20 : 35)));
    assert.deepEqual([minuteOf(onset), onset.family, onset.direction, onset.sure], [120, 'step', 'up', 'high']);
    assert.ok(Math.abs(onset.usual - 20) < 1 && Math.abs(onset.level - 35) < 1);
    assert.ok(onset.from < onset.at && onset.at <= onset.to);
  });

  it('may be a fall', () => {
    const onset = onsetIn(metric(180, (i) => (i < 100 ? 50 : 30)));
    assert.deepEqual([minuteOf(onset), onset.direction], [100, 'down']);
  });

  it('is where a ramp begins, not where it is high', () => {
    const onset = onsetIn(metric(200, (i) => 20 + Math.max(0, i - 120) * 0.6));
    assert.equal(onset.family, 'ramp');
    assert.ok(Math.abs(minuteOf(onset) - 121) <= 2, String(minuteOf(onset)));
  });

  it('of a spike has an end', () => {
    const onset = onsetIn(metric(180, (i) => (i >= 100 && i < 112 ? 40 : 20)));
    assert.deepEqual([minuteOf(onset), onset.family], [100, 'spike']);
    assert.equal(((onset.endedAt ?? 0) - BEGAN) / MINUTE, 112);
  });

  it('is not a slope, a single outlier, nor a job that runs every hour', () => {
    const none = (value: (i: number) => number) => findOnset(metric(240, value)).kind;
    assert.equal(
      none(() => 20),
      'none',
    );
    assert.equal(
      none((i) => 20 + i * 0.05),
      'none',
    );
    assert.equal(
      none((i) => (i === 150 ? 400 : 20)),
      'none',
    );
    assert.equal(
      none((i) => (i % 60 < 5 ? 60 : 20)),
      'none',
    );
  });

  it('is not in what only looks like one: jobs of every hour, noise that lasts, bursts now and then', () => {
    for (const seed of [4, 11, 12, 62, 67, 77]) {
      assert.equal(findOnset(makeSeries('none', seed).series).kind, 'none', `seed ${seed}`);
    }
  });

  it('is not the morning, where the days before had one too; and is found on top of it', () => {
    const day = (at: number) => 100 + 40 * Math.sin((2 * Math.PI * at) / (1440 * MINUTE));
    const morning = (i: number) => day(BEGAN + i * MINUTE);
    const history = [1, 2].flatMap((days) =>
      metric(240, morning).map(({ at, value }) => ({ at: at - days * 1440 * MINUTE, value })),
    );
    assert.equal(findOnset(metric(240, morning), { history: seriesOf(history), zone: UTC }).kind, 'none');
    const risen = metric(240, (i) => morning(i) + (i < 180 ? 0 : 8));
    assert.equal(minuteOf(onsetIn(risen, { history: seriesOf(history), zone: UTC })), 180);
  });

  it('of a counter is that of its rate, whenever the counter begins anew', () => {
    const random = randomNumbers(3);
    let total = 5000;
    const counter = metric(
      180,
      (i) => (total = i === 60 || i === 140 ? 10 : total + (i < 110 ? 100 : 250) + 20 * random()),
      0,
    );
    const finding = findOnset(counter);
    assert.ok(finding.counter && finding.kind === 'onset');
    assert.equal(minuteOf(finding.onset), 110);
  });

  it('says where there are too few points, or they are all the same', () => {
    const why = (count: number, value: number) => {
      const finding = findOnset(metric(count, () => value, 0));
      return finding.kind === 'none' ? finding.why : undefined;
    };
    assert.deepEqual([why(5, 1), why(60, 1)], ['tooFew', 'constant']);
  });

  it('is found in a week of points as they are, not in bins', () => {
    const long = seriesOf(
      Array.from({ length: 2500 }, (_, i) => ({
        at: BEGAN + i * MINUTE,
        value: i < 2200 ? 10 + (i % 3) : 30 + (i % 3),
      })),
    );
    assert.equal(minuteOf(onsetIn(long)), 2200);
  });
});

describe('a series', () => {
  it('is put in order, without what is no number and with one value a moment', () => {
    const points = [
      { at: 3, value: 1 },
      { at: 1, value: NaN },
      { at: 2, value: 5 },
      { at: 3, value: 2 },
    ];
    assert.deepEqual(seriesOf(points), [
      { at: 2, value: 5 },
      { at: 3, value: 2 },
    ]);
  });

  it('in bins keeps its gaps', () => {
    const series = seriesOf([...Array(10).keys(), 40, 41].map((at) => ({ at, value: at })));
    assert.deepEqual(
      binned(series, 5).map(({ at }) => at),
      [0, 9, 40],
    );
    assert.equal(stepOf(series), 1);
  });

  it('of what was just begun anew is a counter, too', () => {
    const young = metric(40, (i) => (i < 3 ? (i + 1) * 100 : (i - 2) * 100), 0);
    assert.ok(isCounter(young));
  });

  it('is the sum of several only where all have a value', () => {
    const [a, b] = [
      seriesOf([
        { at: 1, value: 1 },
        { at: 2, value: 2 },
      ]),
      seriesOf([{ at: 2, value: 5 }]),
    ];
    assert.deepEqual(sumOf([a, b]), [{ at: 2, value: 7 }]);
  });

  it('counts something up only where it nearly always grows, and begins anew', () => {
    const of = (value: (i: number) => number) => metric(60, value, 0);
    assert.ok(isCounter(of((i) => (i % 25) * 10)));
    assert.ok(!isCounter(of((i) => Math.sin(i))));
    assert.ok(!isCounter(of((i) => (i < 50 ? 3 : 90))));
    assert.deepEqual(
      ratesOf(of((i) => (i < 2 ? 600 + i * 60 : (i - 1) * 30)))
        .slice(0, 3)
        .map(({ value }) => value),
      [1, 0.5, 0.5],
    );
  });

  it('is compared with the same time of day, also across a change of the clocks', () => {
    const berlin = namedZone('Europe/Berlin');
    const noon = Date.UTC(2026, 9, 25, 11); // 12:00, when the clocks have gone back
    assert.equal(daysBefore(noon, 1, berlin), Date.UTC(2026, 9, 24, 10));
    assert.equal(daysBefore(noon, 1, UTC), Date.UTC(2026, 9, 24, 11));
  });

  it('scatters as a normal one does, whatever its outliers', () => {
    const spread = spreadOf([...metric(500, () => 0).map(({ value }) => value), 1e6]);
    assert.ok(spread > 0.4 && spread < 0.6, String(spread));
    assert.equal(spreadOf([]), 0);
  });
});
