import type { EvidenceSource } from '../domain/events';
import type { Instant } from '../domain/incident';
import type { Onset } from '../metrics/onset';
import { binned, type Series } from '../metrics/series';
import { Signal } from './signal';

/** A metric as it is shown with the changes. */
export interface ShownMetric {
  readonly incident: string;
  readonly name: string;
  /** Moments and values. */
  readonly points: readonly (readonly [Instant, number])[];
  readonly onset?: Pick<Onset, 'at' | 'from' | 'to'> | undefined;
  /** What goes into the record with a start that is taken from it. */
  readonly evidence?: { readonly text: string; readonly source: EvidenceSource } | undefined;
}

/** More points than this cannot be told apart on an axis. */
const MOST_POINTS = 600;

/** The metric that is shown with the changes: the last one that was looked at for an incident. It outlives the window. */
export class MetricOnAxis {
  readonly changed = new Signal();

  constructor(
    private readonly memory: {
      readonly get: () => ShownMetric | undefined;
      readonly set: (shown: ShownMetric) => void;
    },
  ) {}

  of(incident: string | undefined): ShownMetric | undefined {
    const shown = this.memory.get();
    return shown?.incident === incident ? shown : undefined;
  }

  show(metric: Omit<ShownMetric, 'points'> & { readonly series: Series }): void {
    const { series, ...rest } = metric;
    this.memory.set({ ...rest, points: binned(series, MOST_POINTS).map(({ at, value }) => [at, value] as const) });
    this.changed.fire();
  }
}
