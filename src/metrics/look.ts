import type { Instant } from '../domain/incident';
import type { Zone } from '../domain/times/zones';
import { findOnset, type Finding } from './onset';
import { readSeries, type NamedSeries } from './readSeries';
import { binned, type Series } from './series';

/** What is looked at: series with what came before them, or a text that holds some. */
export type OnsetRequest = { readonly zone?: Zone } & (
  | { readonly all: readonly LookedAt[] }
  /** `now` is the latest that its times can be. */
  | { readonly text: string; readonly now: Instant }
);

export interface LookedAt extends NamedSeries {
  /** Points of the days before, to compare with the same times of day. */
  readonly history?: Series;
  /** Whether the values count something up; found out where it is not given. */
  readonly counter?: boolean;
}

/** A series, and what was found in it. */
export interface SoughtSeries {
  readonly name: string;
  readonly finding: Finding;
}

export interface OnsetAnswer {
  /** In the order in which they were given. */
  readonly all: readonly SoughtSeries[];
  /** Whether its times say in which zone they are. */
  readonly zoned: boolean;
}

/** Of a long text, so many points of a series go back to the window at most. */
const MOST_SHOWN = 2000;

/**
 * Finds the onset of each series. That takes tenths of a second for each of them, so it is done in a thread.
 * @param onLooked is called with the number of series that were looked at, and of all
 */
export function findOnsets(
  request: OnsetRequest,
  onLooked: (done: number, total: number) => void = () => undefined,
): OnsetAnswer {
  const { zone } = request;
  const look = (all: readonly LookedAt[]) =>
    all.map(({ name, series, ...more }, index) => {
      const finding = findOnset(series, { ...more, ...(zone !== undefined && { zone }) });
      onLooked(index + 1, all.length);
      return { name, finding };
    });
  if ('all' in request) return { all: look(request.all), zoned: true };
  const { all, zoned } = readSeries(request.text, request.now, zone);
  const shown = ({ name, finding }: SoughtSeries) => ({
    name,
    finding: { ...finding, series: binned(finding.series, MOST_SHOWN) },
  });
  return { all: look(all).map(shown), zoned };
}
