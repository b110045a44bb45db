import type { Instant } from '../domain/incident';
import type { Zone } from '../domain/times/zones';
import { DAY, usualAt } from './baseline';
import { median, spreadOf, type Series } from './series';
import { FAMILIES, ShapeFit, type Family, type Fitted } from './shapes';

/** What was usual, with the shape that leaves it, or without one. */
export interface Model {
  readonly fit: ShapeFit;
  readonly shape?: Fitted;
}

/** The models of one series, and how its values scatter. */
export interface Models {
  readonly times: readonly Instant[];
  readonly values: Float64Array;
  readonly usual: readonly Model[];
  readonly left: readonly Model[];
}

/** A value further from its neighbours than so many standard deviations is taken for a single wrong one. */
const OUTLIER = 4;
/** Harmonics of a day that its pattern is made of where no days before are known. */
const HARMONICS = 2;
/** A shorter series than this shows no pattern of the day. Days. */
const PATTERN = 1.5;
/** So many points, and such a part of them, stay before a shape: else there is nothing to leave. */
export const LEAST_BEFORE = 8;
const PART_BEFORE = 0.05;

/** Fits everything that may be usual (level, trend, drift, the days before), alone and with every shape that leaves it. */
export function modelsOf(series: Series, history: Series, zone: Zone | undefined): Models {
  const moments = series.map(({ at }) => at);
  const [first = 0, last = 1] = [moments[0], moments.at(-1)];
  const times = Float64Array.from(moments, (at) => (at - first) / Math.max(1, last - first));
  const values = cleaned(Float64Array.from(series, ({ value }) => value));
  const before = Math.max(LEAST_BEFORE, Math.ceil(PART_BEFORE * series.length));
  const fits = bases(moments, times, history, zone).map((base) => new ShapeFit(times, values, base, before));
  return {
    times: moments,
    values,
    usual: fits.map((fit) => ({ fit })),
    left: fits.flatMap((fit) =>
      FAMILIES.flatMap((family) => {
        const shape = fit.best(family);
        return shape === undefined ? [] : [{ fit, shape }];
      }),
    ),
  };
}

/** What the values would be if all were as usual: a level, a trend, a slow drift, the pattern of the day. */
function bases(
  moments: readonly Instant[],
  times: Float64Array,
  history: Series,
  zone: Zone | undefined,
): readonly (readonly Float64Array[])[] {
  const level = times.map(() => 1);
  const [trend, square, cube] = [times, times.map((t) => t * t), times.map((t) => t * t * t)];
  const plain = [[level], [level, trend], [level, trend, square, cube]];
  const days = usualAt(moments, history, zone);
  const week = usualAt(moments, history, zone, [7]);
  const patterns = [days, week].flatMap((usual) => {
    const column = usual && Float64Array.from(usual);
    return column === undefined
      ? []
      : [
          [level, column],
          [level, trend, column],
        ];
  });
  const span = (moments.at(-1) ?? 0) - (moments[0] ?? 0);
  const waves = Array.from({ length: HARMONICS }, (_, i) => (2 * Math.PI * (i + 1)) / DAY).flatMap((speed) => [
    Float64Array.from(moments, (at) => Math.sin(speed * at)),
    Float64Array.from(moments, (at) => Math.cos(speed * at)),
  ]);
  return [...plain, ...patterns, ...(span >= PATTERN * DAY ? [[level, ...waves]] : [])];
}

/**
 * Brings single values that lie far from their neighbours next to them (the filter of Hampel: the median of five). What lasts for
 * three points or more stays as it is.
 */
function cleaned(values: Float64Array): Float64Array {
  const noise = noiseOf(values);
  return values.map((value, i) => {
    const middle = median([...values.subarray(Math.max(0, i - 2), i + 3)]);
    const reach = OUTLIER * noise;
    return Math.abs(value - middle) > reach ? middle + Math.sign(value - middle) * reach : value;
  });
}

/** How far values scatter from one to the next: levels and slopes hardly move it. */
export function noiseOf(values: Float64Array): number {
  const steps = [...values.subarray(1)].map((value, i) => value - (values[i] ?? 0));
  return spreadOf(steps) / Math.SQRT2;
}

/** So many logarithms of the number of points a shape costs: where it begins, how high it is, and where it ends. */
export const PRICE: Readonly<Record<Family, number>> = { step: 3, ramp: 5, spike: 5 };

/**
 * What a model costs: the squares that it leaves, in units of the noise, and its parameters. A place is dearer than a height
 * (the modified information criterion of Zhang and Siegmund, 2007).
 */
export function costOf({ fit, shape }: Model, variance: number, count: number): number {
  const price = fit.parameters + (shape === undefined ? 0 : PRICE[shape.family]);
  return (fit.rss - (shape?.gain ?? 0)) / variance + price * Math.log(count);
}

export function cheapest(models: readonly Model[], variance: number, count: number): Model | undefined {
  let found: Model | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const model of models) {
    const cost = costOf(model, variance, count);
    if (cost < least) [found, least] = [model, cost];
  }
  return found;
}
