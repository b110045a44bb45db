import { findOnset, SURENESS, type Sureness } from '../../../src/metrics/onset';
import { UTC } from '../../../src/domain/times/zones';
import { KINDS, makeSeries, type Kind, type Made } from './series';

/** How well the onsets of a number of series were found. Errors are in steps; an onset that was not found is infinitely far. */
export interface OnsetFigures {
  readonly count: number;
  readonly medianError: number | null;
  readonly withinThree: number | null;
  /** Of those whose true onset was found, how often it lies in the interval. */
  readonly coverage: number | null;
  readonly found: number;
  /** Within three steps, by how sure it said to be. */
  readonly bySureness: Readonly<Record<Sureness, { readonly count: number; readonly withinThree: number | null }>>;
}

export interface OnsetReport {
  readonly seeds: { readonly first: number; readonly perKind: number };
  readonly count: number;
  /** Of all in which something happens. */
  readonly medianError: number | null;
  /** Of the clear ones. */
  readonly withinThree: number | null;
  /** Of those in which nothing happens. */
  readonly falseOnsets: number;
  readonly milliseconds: number;
  readonly perKind: Readonly<Record<Kind, OnsetFigures & { readonly clear: OnsetFigures }>>;
}

interface Outcome {
  readonly made: Made;
  readonly error: number;
  readonly found: boolean;
  readonly inside: boolean;
  readonly sure?: Sureness;
}

/** Looks at so many series of every kind, made from the seeds from `first` on. */
export function measureOnsets(first: number, perKind: number): OnsetReport {
  const began = performance.now();
  const outcomes = KINDS.flatMap((kind) =>
    Array.from({ length: perKind }, (_, i) => lookAt(makeSeries(kind, first + i))),
  );
  const milliseconds = (performance.now() - began) / outcomes.length;
  const happens = outcomes.filter(({ made }) => made.truth !== undefined);
  const nothing = outcomes.filter(({ made }) => made.truth === undefined);
  const of = (kind: Kind) => outcomes.filter(({ made }) => made.kind === kind);
  const perKindFigures = Object.fromEntries(
    KINDS.map((kind) => [kind, { ...figures(of(kind)), clear: figures(of(kind).filter(({ made }) => made.clear)) }]),
  );
  return {
    seeds: { first, perKind },
    count: outcomes.length,
    medianError: figures(happens).medianError,
    withinThree: figures(happens.filter(({ made }) => made.clear)).withinThree,
    falseOnsets: share(nothing, ({ found }) => found) ?? 0,
    milliseconds,
    perKind: perKindFigures as OnsetReport['perKind'],
  };
}

function lookAt(made: Made): Outcome {
  const { series, history, truth, step } = made;
  const finding = findOnset(series, { zone: UTC, ...(history !== undefined && { history }) });
  if (finding.kind === 'none') return { made, error: Infinity, found: false, inside: false };
  const { at, from, to, sure } = finding.onset;
  const inside = truth !== undefined && truth > from && truth <= to;
  return { made, error: Math.abs(at - (truth ?? NaN)) / step, found: true, inside, sure };
}

function figures(outcomes: readonly Outcome[]): OnsetFigures {
  const happens = outcomes.filter(({ made }) => made.truth !== undefined);
  const sorted = happens.map(({ error }) => error).sort((a, b) => a - b);
  const found = outcomes.filter((each) => each.found);
  const bySureness = Object.fromEntries(
    SURENESS.map((sure) => {
      const those = happens.filter((each) => each.sure === sure);
      return [sure, { count: those.length, withinThree: share(those, ({ error }) => error <= 3) }];
    }),
  );
  return {
    count: outcomes.length,
    medianError: sorted.length === 0 ? null : (sorted[Math.floor(sorted.length / 2)] ?? null),
    withinThree: share(happens, ({ error }) => error <= 3),
    coverage: share(
      found.filter(({ made }) => made.truth !== undefined),
      ({ inside }) => inside,
    ),
    found: found.length,
    bySureness: bySureness as OnsetFigures['bySureness'],
  };
}

function share<T>(all: readonly T[], test: (each: T) => boolean): number | null {
  return all.length === 0 ? null : all.filter(test).length / all.length;
}
