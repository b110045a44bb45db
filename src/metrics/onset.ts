import type { Instant } from '../domain/incident';
import type { Zone } from '../domain/times/zones';
import { DAY } from './baseline';
import { isCounter, ratesOf } from './counters';
import { LEAST_BEFORE, PRICE, cheapest, costOf, modelsOf, noiseOf, type Model, type Models } from './models';
import { between, binned, median, seriesOf, spreadOf, stepOf, type Series } from './series';
import { FAMILIES, type Family, type Fitted } from './shapes';

export const SURENESS = ['high', 'medium', 'low'] as const;
export type Sureness = (typeof SURENESS)[number];

/** When a metric left what was usual, and how. */
export interface Onset {
  /** The first point that is not usual. */
  readonly at: Instant;
  /** It began after `from`, the last point that was surely usual, and at `to` at the latest: right 19 times in 20. */
  readonly from: Instant;
  readonly to: Instant;
  readonly family: Family;
  readonly direction: 'up' | 'down';
  /** What would have been usual, and what it was instead. */
  readonly usual: number;
  readonly level: number;
  readonly sure: Sureness;
  /** When it was usual again. */
  readonly endedAt?: Instant;
}

export type Finding = {
  /** What was looked at: the values, or the rates of a counter. */
  readonly series: Series;
  readonly counter: boolean;
} & (
  | { readonly kind: 'onset'; readonly onset: Onset }
  /** Too few points to tell, the same value all the time, or nothing that stands out. */
  | { readonly kind: 'none'; readonly why: 'tooFew' | 'constant' | 'notClear' }
);

export interface OnsetOptions {
  /** Points of the days before, to compare with the same times of day. */
  readonly history?: Series;
  /** Where the day has its pattern. */
  readonly zone?: Zone;
  /** Whether the values count something up; found out where it is not given. */
  readonly counter?: boolean;
}

/** More points than this are looked at in two steps: first in bins, then those around the onset. */
const MOST = 300;
/** So many points are looked at around what was found in bins. */
const AROUND = { before: 150, after: 100 } as const;

/**
 * Finds when a metric left what was usual: the shape (a step, a ramp, a spike) that explains most of what a level, a slow drift or
 * the days before do not. It must explain more than chance does among so many places: noise is measured robustly, single
 * outliers are set aside, and noise that lasts counts for less. Where nothing does, it says so.
 */
export function findOnset(raw: Series, { history = [], zone, counter = isCounter(raw) }: OnsetOptions = {}): Finding {
  const series = counter ? ratesOf(raw) : raw;
  const past = counter ? ratesOf(history) : history;
  const found = (why: 'tooFew' | 'constant' | 'notClear' | Onset): Finding =>
    typeof why === 'string' ? { kind: 'none', why, series, counter } : { kind: 'onset', onset: why, series, counter };
  if (series.length < LEAST_BEFORE + 4) return found('tooFew');
  if (series.every(({ value }) => value === series[0]?.value)) return found('constant');
  if (series.length <= MOST) return found(onsetOf(series, past, zone) ?? 'notClear');
  const coarse = onsetOf(binned(series, MOST), binned(past, 4 * MOST), zone);
  if (coarse !== undefined) return found(closer(series, past, zone, coarse) ?? coarse);
  // In days of points one hour hardly weighs: the last day is looked at with those before it as what is usual.
  const last = series.at(-1)?.at ?? 0;
  const day = between(series, last - DAY, last);
  if (day.length === series.length) return found('notClear');
  const earlier = seriesOf([...past, ...series.filter(({ at }) => at < last - DAY)]);
  const today = onsetOf(binned(day, MOST), earlier, zone);
  return found(today === undefined ? 'notClear' : (closer(series, past, zone, today) ?? today));
}

/** The same onset in the points as they are. */
function closer(series: Series, past: Series, zone: Zone | undefined, coarse: Onset): Onset | undefined {
  const step = stepOf(series);
  const [from, to] = [coarse.at - AROUND.before * step, coarse.at + AROUND.after * step];
  const near = binned(between(series, Math.min(from, coarse.from), Math.max(to, coarse.to)), 2 * MOST);
  const earlier = seriesOf([...past, ...series.filter(({ at }) => at < from)]);
  const fine = onsetOf(near, earlier, zone);
  const reach = Math.max(coarse.to - coarse.from, 2 * step);
  const fits = fine?.direction === coarse.direction && Math.abs(fine.at - coarse.at) <= 2 * reach;
  return fits ? { ...fine, ...(coarse.endedAt !== undefined && { endedAt: coarse.endedAt }) } : undefined;
}

/** What a shape must save beyond its price to be more than chance. */
const CLEAR = 10;
/** The noise is measured anew with what was found, so often. */
const ROUNDS = 3;

function onsetOf(series: Series, history: Series, zone: Zone | undefined): Onset | undefined {
  const models = modelsOf(series, history, zone);
  const count = series.length;
  const range = Math.max(...models.values) - Math.min(...models.values);
  const least = (1e-3 * range) ** 2;
  let variance = Math.max(least, noiseOf(models.values) ** 2);
  let model: Model | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    model = cheapest([...models.usual, ...models.left], variance, count);
    if (model === undefined) return undefined;
    variance = Math.max(least, lastingVariance(model.fit.residuals(model.shape)));
  }
  const usual = cheapest(models.usual, variance, count);
  if (model?.shape === undefined || usual === undefined) return undefined;
  const saved = costOf(usual, variance, count) - costOf(model, variance, count);
  if (saved < CLEAR) return undefined;
  return describe(models, model.fit, model.shape, { variance, saved });
}

/** Noise that lasts from one point to the next by more than this cannot be told from a change. */
const MOST_LASTING = 0.95;

/**
 * The variance of the noise as it counts for means: of noise that lasts from one point to the next (an autoregression), it is
 * (1 + φ) / (1 − φ) times that of single values.
 */
function lastingVariance(residuals: Float64Array): number {
  const spread = spreadOf([...residuals]);
  const cut = residuals.map((value) => Math.max(-3 * spread, Math.min(3 * spread, value)));
  let [along, whole] = [0, 0];
  cut.forEach((value, i) => {
    along += value * (cut[i + 1] ?? 0);
    whole += value * value;
  });
  const lasting = Math.min(MOST_LASTING, Math.max(0, whole > 0 ? along / whole : 0));
  return (spread * spread * (1 + lasting)) / (1 - lasting);
}

/** 95 % of the places that explain nearly as much: the bound of the likelihood ratio for the time of a break (Eo and Morley, 2015). */
const NEARLY = 7.35;

function describe(
  { times, values }: Models,
  fit: Model['fit'],
  found: Fitted,
  { variance, saved }: { readonly variance: number; readonly saved: number },
): Onset | undefined {
  const residuals = fit.residuals(found);
  const shape = fit.fitted({ ...found, first: firstOutside(residuals, found) });
  const likely = likelyPlaces(fit, variance, times.length);
  const [low, high] = [Math.min(shape.first, ...likely), Math.max(shape.first, ...likely)];
  const moment = (i: number) => times[i] ?? 0;
  if (!isMade(residuals, found)) return undefined;
  const runs = seenElsewhere(values, residuals, found);
  if (runs > (found.family === 'spike' ? 0 : 1)) return undefined;
  const inside = insideOf(found, times.length);
  const isLeft = (i: number) => i >= inside.from && i < inside.to;
  const level = median([...values].filter((_, i) => isLeft(i)));
  const usual = level - (found.family === 'ramp' ? found.height * 0.95 : found.height);
  const width = high - low;
  const sure: Sureness =
    runs > 0 || saved < 2 * CLEAR || width > 12 ? 'low' : saved < 6 * CLEAR || width > 4 ? 'medium' : 'high';
  return {
    at: moment(shape.first),
    from: moment(low - 1),
    to: moment(high),
    family: found.family,
    direction: found.height > 0 ? 'up' : 'down',
    usual,
    level,
    sure,
    ...(found.family === 'spike' && { endedAt: moment(found.last) }),
  };
}

/** The places at which a shape of any family explains nearly as much as the best one does, for its price. */
function likelyPlaces(fit: Model['fit'], variance: number, count: number): readonly number[] {
  const savings = FAMILIES.map((family) => {
    const price = PRICE[family] * Math.log(count);
    return fit.profile(family).map((gain) => gain / variance - price);
  });
  const best = Math.max(...savings.map((each) => each.reduce((high, saving) => Math.max(high, saving), -Infinity)));
  return Array.from({ length: count }, (_, i) => i).filter((i) =>
    savings.some((each) => (each[i] ?? -Infinity) >= best - NEARLY),
  );
}

/** The places at which a shape has its height. */
function insideOf({ family, first, last }: Fitted, count: number): { readonly from: number; readonly to: number } {
  if (family === 'spike') return { from: first, to: last };
  if (family === 'step') return { from: first, to: count };
  return { from: Math.min(last, count - Math.max(1, Math.round((count - first) / 10))), to: count };
}

/** Outside of what was usual: so many standard deviations of the time before, and such a part of the height. */
const OUTSIDE = { spread: 4, height: 0.1 } as const;

/** The first point of those in a row that are outside of what was usual: a shape of least squares may begin a little late. */
function firstOutside(residuals: Float64Array, { first, height }: Fitted): number {
  const spread = spreadOf([...residuals.subarray(0, first)]);
  const bound = Math.max(OUTSIDE.spread * spread, OUTSIDE.height * Math.abs(height));
  let place = first;
  while (place > LEAST_BEFORE && (residuals[place - 1] ?? 0) * Math.sign(height) > bound) place--;
  return place;
}

/** Such a part of the height for so many points in a row is the same as what was found. */
const SAME = { height: 0.6, points: 3 } as const;

/** Of the values within a spike, so many are at least so high: some that are far off do not make one. */
const MADE = { part: 0.6, height: 0.3 } as const;

function isMade(residuals: Float64Array, { family, first, last, height }: Fitted): boolean {
  if (family !== 'spike') return true;
  // What is left of a value is its distance from the height.
  const low = [...residuals.subarray(first, last)].filter((left) => left / height < MADE.height - 1);
  return low.length <= (1 - MADE.part) * (last - first);
}

/**
 * How often the values were about as far from what is usual at another time: before, and for a spike also after it, as a job that
 * runs every hour makes them. A spike is measured against its own surroundings, too: a drift that is fitted may hide the first.
 */
function seenElsewhere(values: Float64Array, residuals: Float64Array, { family, first, last, height }: Fitted): number {
  const bound = SAME.height * Math.abs(height);
  const isFar = (value: number) => value * Math.sign(height) > bound;
  const local = family === 'spike' ? aroundMedian(values) : residuals;
  let [runs, length] = [0, 0];
  values.forEach((_, i) => {
    const elsewhere = i < first - SAME.points || (family === 'spike' && i >= last + SAME.points);
    length = elsewhere && (isFar(residuals[i] ?? 0) || isFar(local[i] ?? 0)) ? length + 1 : 0;
    if (length === SAME.points) runs++;
  });
  return runs;
}

/** So many points on either side are the surroundings of a value. */
const SURROUNDINGS = 15;

function aroundMedian(values: Float64Array): Float64Array {
  return values.map(
    (value, i) => value - median([...values.subarray(Math.max(0, i - SURROUNDINGS), i + SURROUNDINGS + 1)]),
  );
}

/** What is known of an onset, in which the points before and after it were asked for anew with a shorter step. */
export function isSameOnset(coarse: Onset, fine: Onset, step: number): boolean {
  const [from, to] = [coarse.from - 2 * step, coarse.to + 2 * step];
  return fine.direction === coarse.direction && fine.at >= from && fine.at <= to;
}
