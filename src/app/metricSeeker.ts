import type { Instant } from '../domain/incident';
import type { Zone } from '../domain/times/zones';
import { DAYS_BEFORE, daysBefore } from '../metrics/baseline';
import type { SoughtSeries } from '../metrics/look';
import { isSameOnset, type Finding } from '../metrics/onset';
import type { NamedSeries } from '../metrics/readSeries';
import { seriesOf, type Series } from '../metrics/series';
import type { MetricPorts, MetricQuery } from './metricPorts';

/** A metric of the settings, and who asks for it. */
export interface AskedMetric extends Pick<MetricQuery, 'prometheus' | 'query' | 'authorization'> {
  readonly zone?: Zone;
}

export interface SoughtMetric {
  /** The surest onset first. */
  readonly all: readonly SoughtSeries[];
  readonly from: Instant;
  readonly to: Instant;
  /** There were more series than are looked at. */
  readonly more: number;
}

const HOUR = 3_600_000;
/** So much before what is taken for the start is looked at, and more where the incident goes on for long. */
const BEFORE = 6 * HOUR;
/** Steps that people use, in seconds. */
const STEPS = [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 86_400];
const MOST_POINTS = 300;
/** The second look has a step so many times shorter, where there is one, and goes so many of these steps beyond the interval. */
const CLOSER = 8;
const CLOSE = 60;
const MOST_SERIES = 20;

/** The shortest usual step by which a range has so many points at most. Milliseconds. */
export function stepFor(length: number, most = MOST_POINTS): number {
  const seconds = length / 1000 / most;
  return 1000 * (STEPS.find((step) => step >= seconds) ?? Math.ceil(seconds));
}

/**
 * Asks for a metric from some hours before the start on, and for the same hours of the days before; finds where each series left
 * what was usual, and asks once more for what is around that, with a shorter step.
 */
export async function seekOnset(
  ports: MetricPorts,
  metric: AskedMetric,
  { start, now }: { readonly start: Instant; readonly now: Instant },
  signal: AbortSignal,
): Promise<SoughtMetric> {
  const { zone, ...asked } = metric;
  const before = Math.max(BEFORE, now - start);
  const step = stepFor(now - start + before);
  // On whole steps the same query gives the same points again.
  const from = Math.floor((start - before) / step) * step;
  const to = Math.floor(now / step) * step;
  const series = await ports.range({ ...asked, from, to, step }, signal);
  const looked = series.slice(0, MOST_SERIES);
  const past = looked.length === 0 ? [] : await pastOf(ports, { ...asked, from, to, step }, zone, signal);
  const withHistory = looked.map((each) => ({
    ...each,
    history: seriesOf(past.filter(({ name }) => name === each.name).flatMap((found) => found.series)),
  }));
  const { all } = await ports.onsets({ all: withHistory, ...(zone !== undefined && { zone }) }, signal);
  const closer = await inDetail(ports, { ...asked, from, to, step }, all, signal);
  return { all: [...closer].sort(bySureness), from, to, more: series.length - looked.length };
}

/** The same hours of the days before; a server that does not keep them so long has none. */
async function pastOf(
  ports: MetricPorts,
  query: MetricQuery,
  zone: Zone | undefined,
  signal: AbortSignal,
): Promise<readonly NamedSeries[]> {
  const days = DAYS_BEFORE.map(async (day) => {
    const shift = (at: Instant) => daysBefore(at, day, zone);
    try {
      return await ports.range({ ...query, from: shift(query.from), to: shift(query.to) }, signal);
    } catch (error) {
      signal.throwIfAborted();
      // Without the days before there is less to compare with, but the metric itself is there.
      if (error instanceof Error) return [];
      throw error;
    }
  });
  return (await Promise.all(days)).flat();
}

/** Asks anew for what is around the onsets, where a shorter step says more. All series come in one answer. */
async function inDetail(
  ports: MetricPorts,
  query: MetricQuery,
  all: readonly SoughtSeries[],
  signal: AbortSignal,
): Promise<readonly SoughtSeries[]> {
  const [surest] = [...all].sort(bySureness);
  if (surest?.finding.kind !== 'onset') return all;
  const { onset, counter } = surest.finding;
  const step = stepFor((query.step * MOST_POINTS) / CLOSER);
  if (step >= query.step) return all;
  const [near, until] = [onset.from - CLOSE * step, Math.min(query.to, onset.to + CLOSE * step)];
  const fine = await ports.range({ ...query, from: near, to: until, step }, signal).catch(() => []);
  signal.throwIfAborted();
  const points = fine.filter(({ name }) => name === surest.name).slice(0, 1);
  const looked = await ports.onsets({ all: points.map((each) => ({ ...each, counter })) }, signal);
  const finding = looked.all[0]?.finding;
  if (finding?.kind !== 'onset' || !isSameOnset(onset, finding.onset, query.step)) return all;
  const { at, from: after, to: before } = finding.onset;
  const closer: Finding = {
    ...surest.finding,
    series: merged(surest.finding.series, finding.series),
    onset: { ...onset, at, from: after, to: before },
  };
  return all.map((each) => (each === surest ? { ...each, finding: closer } : each));
}

/** The fine points, and the coarse ones where there are no fine ones. */
function merged(coarse: Series, fine: Series): Series {
  const [first, last] = [fine[0]?.at ?? Infinity, fine.at(-1)?.at ?? -Infinity];
  return seriesOf([...coarse.filter(({ at }) => at < first || at > last), ...fine]);
}

const ORDER = { high: 0, medium: 1, low: 2 } as const;

function bySureness(a: SoughtSeries, b: SoughtSeries): number {
  const rank = ({ finding }: SoughtSeries) => (finding.kind === 'onset' ? ORDER[finding.onset.sure] : 3);
  return rank(a) - rank(b);
}
