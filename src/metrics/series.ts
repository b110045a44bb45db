import type { Instant } from '../domain/incident';

/** A value at a moment. */
export interface Point {
  readonly at: Instant;
  readonly value: number;
}

/** Values over time: in order, one at a moment, all of them numbers. Gaps are where no points are. */
export type Series = readonly Point[];

/** Puts points in order and drops what is no number; of several at one moment the last one counts. */
export function seriesOf(points: Iterable<Point>): Series {
  const sorted = [...points]
    .filter(({ at, value }) => Number.isFinite(at) && Number.isFinite(value))
    .sort((a, b) => a.at - b.at);
  return sorted.filter(({ at }, i) => sorted[i + 1]?.at !== at);
}

/** The usual time between two points, in milliseconds; 0 where there are fewer than two. */
export function stepOf(series: Series): number {
  const steps: number[] = [];
  series.forEach(({ at }, i) => {
    const before = series[i - 1];
    if (before !== undefined) steps.push(at - before.at);
  });
  return steps.length === 0 ? 0 : median(steps);
}

/** The points from a moment (inclusive) to another one (inclusive). */
export function between(series: Series, from: Instant, to: Instant): Series {
  return series.filter(({ at }) => at >= from && at <= to);
}

/** The means of so many stretches of the same length at most; a stretch without points stays a gap. */
export function binned(series: Series, most: number): Series {
  const [first, last] = [series[0], series.at(-1)];
  if (first === undefined || last === undefined || series.length <= most) return series;
  // A whole number of steps a bin, so that none of them holds fewer points than the others by chance.
  const step = Math.max(1, stepOf(series));
  const length = step * Math.ceil((last.at - first.at + step) / most / step);
  const bins: Point[] = [];
  let [bin, sum, count, began] = [0, 0, 0, first.at];
  for (const { at, value } of series) {
    const index = Math.floor((at - first.at) / length);
    if (index !== bin) {
      bins.push({ at: began, value: sum / count });
      [bin, sum, count, began] = [index, 0, 0, at];
    }
    sum += value;
    count++;
  }
  bins.push({ at: began, value: sum / count });
  return bins;
}

/** The sum of several series that have the same moments; a moment that one of them lacks is left out. */
export function sumOf(all: readonly Series[]): Series {
  const sums = new Map<Instant, { value: number; count: number }>();
  for (const { at, value } of all.flat()) {
    const sum = sums.get(at) ?? { value: 0, count: 0 };
    sums.set(at, { value: sum.value + value, count: sum.count + 1 });
  }
  const whole = [...sums].filter(([, { count }]) => count === all.length);
  return seriesOf(whole.map(([at, { value }]) => ({ at, value })));
}

/** The value in the middle; NaN of nothing. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which such a part of the values lies; NaN of nothing. */
export function quantile(values: readonly number[], part: number): number {
  if (values.length === 0) return NaN;
  const sorted = Float64Array.from(values).sort();
  const place = part * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? NaN;
  const high = sorted[Math.ceil(place)] ?? NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** Of normally distributed values the standard deviation is so many times the median absolute deviation. */
const MAD_TO_DEVIATION = 1.4826;

/** Values that are larger than all but such a part do not count as they are. */
const TAIL = 0.95;

/**
 * How far values lie from zero, as a standard deviation that outliers do not move: the median absolute deviation (Hampel, 1974),
 * or the root of the mean square without the tail, where that is larger: of counts that are zero most of the time the median
 * says nothing.
 */
export function spreadOf(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sizes = values.map(Math.abs);
  const cap = quantile(sizes, TAIL);
  const squares = sizes.reduce((sum, size) => sum + Math.min(size, cap) ** 2, 0);
  return Math.max(MAD_TO_DEVIATION * median(sizes), Math.sqrt(squares / sizes.length));
}
