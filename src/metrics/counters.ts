import { median, stepOf, type Point, type Series } from './series';

/** Of the steps of a counter, at least so many go up. */
const MOSTLY_UP = 0.6;
/** A counter that starts again is at most such a part of what it was. */
const RESET_TO = 0.5;
/** … or of so many usual increases. */
const FRESH = 3;
/** Fewer points do not show whether they count something. */
const LEAST = 12;

/**
 * Whether a series counts something up from a start, like requests since a process began: it goes up or stays nearly always, and
 * where it goes down it starts again.
 */
export function isCounter(series: Series): boolean {
  if (series.length < LEAST) return false;
  const increases = series.map(({ value }, i) => value - (series[i - 1]?.value ?? value)).filter((more) => more > 0);
  const usual = median(increases);
  let [ups, resets] = [0, 0];
  for (let i = 1; i < series.length; i++) {
    const [before, value] = [series[i - 1]?.value ?? 0, series[i]?.value ?? 0];
    if (before < 0 || value < 0) return false;
    if (value > before) ups++;
    if (value >= before) continue;
    // One that had only just begun may be as high again within a step.
    if (value > RESET_TO * before && !(value <= FRESH * usual)) return false;
    resets++;
  }
  return ups >= MOSTLY_UP * (series.length - 1) && resets <= series.length / 10;
}

/** A longer time than so many steps between two points is a gap, over which a rate says little. */
const GAP = 3;

/**
 * What a counter grew by per second, at the end of each step. Where it went down it had started again at zero, as in Prometheus'
 * `increase`. The points that end a gap are left out, where there are others.
 */
export function ratesOf(series: Series): Series {
  const step = stepOf(series);
  const rates: Point[] = [];
  const overGaps: Point[] = [];
  series.forEach(({ at, value }, i) => {
    const before = series[i - 1];
    if (before === undefined) return;
    const grown = value >= before.value ? value - before.value : value;
    const rate = { at, value: (grown * 1000) / (at - before.at) };
    (at - before.at > GAP * step ? overGaps : rates).push(rate);
  });
  return rates.length > 0 ? rates : overGaps;
}
