import type { Instant } from '../domain/incident';
import { momentsAtWall, wallAt } from '../domain/times/calendar';
import type { Zone } from '../domain/times/zones';
import { median, stepOf, type Series } from './series';

export const DAY = 86_400_000;
/** Days before that are compared with: the last ones, and the same day of the week before. */
export const DAYS_BEFORE = [1, 2, 3, 7] as const;
/** So far on either side of the same time of day a value counts, in steps: it takes the noise out of the comparison. */
const REACH = 2;
/** With fewer of its points having a value of the days before, a series is not compared. */
const MOST_MISSING = 0.1;

/** The same time of day so many days before, in a zone: across a change of the clocks no whole number of 24 hours. */
export function daysBefore(at: Instant, days: number, zone: Zone | undefined): Instant {
  const wall = wallAt(at, zone) - days * DAY;
  const moments = momentsAtWall(wall, zone);
  // In the hour that the clocks leave out there is none.
  return moments.at(-1) ?? at - days * DAY;
}

/**
 * What was usual at these moments: the median of the values at about the same time of day, of the days before. Undefined where
 * the history does not reach back so far. `days` picks which days count.
 */
export function usualAt(
  moments: readonly Instant[],
  history: Series,
  zone: Zone | undefined,
  days: readonly number[] = DAYS_BEFORE,
): readonly number[] | undefined {
  const reach = (REACH + 0.5) * stepOf(history);
  let missing = 0;
  const usual = moments.map((at) => {
    const found = days.flatMap((each) => valuesAround(history, daysBefore(at, each, zone), reach));
    if (found.length === 0) missing++;
    return found.length === 0 ? NaN : median(found);
  });
  if (missing > MOST_MISSING * moments.length) return undefined;
  return filled(usual);
}

function valuesAround(series: Series, at: Instant, reach: number): readonly number[] {
  const found: number[] = [];
  for (let i = firstFrom(series, at - reach); i < series.length; i++) {
    const point = series[i];
    if (point === undefined || point.at > at + reach) break;
    found.push(point.value);
  }
  return found;
}

/** The place of the first point that is not before a moment. */
function firstFrom(series: Series, at: Instant): number {
  let [low, high] = [0, series.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((series[middle]?.at ?? Infinity) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Gaps take the value before them, those at the beginning the first one. */
function filled(values: readonly number[]): readonly number[] {
  let last = values.find((value) => !Number.isNaN(value)) ?? 0;
  return values.map((value) => (last = Number.isNaN(value) ? last : value));
}
