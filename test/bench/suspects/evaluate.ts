import type { Change, Situation } from '../../../src/changes/change';
import { HistoryIndex } from '../../../src/changes/historyIndex';
import { matchText } from '../../../src/changes/match';
import { rankSuspects, SuspectIndex } from '../../../src/changes/rank';
import type { SuspectCase } from './cases';

export const RANKERS = ['recency', 'bm25Recency', 'ours'] as const;
export type Ranker = (typeof RANKERS)[number];

export interface Outcome {
  readonly repo: string;
  readonly hasText: boolean;
  /** The culprit's place in each ranking, from 1; infinite if it is not among the candidates. */
  readonly ranks: Readonly<Record<Ranker, number>>;
}

export function situationOf(found: SuspectCase): Situation {
  return { startedAt: Date.parse(found.revertedAt), texts: found.symptom === '' ? [] : [found.symptom] };
}

/** The changes of a case, indexed as the extension indexes them. */
export function indexOf({ history }: Pick<SuspectCase, 'history'>, changes: readonly Change[]): SuspectIndex {
  return new SuspectIndex(changes, undefined, undefined, new HistoryIndex(changes, () => history));
}

export function evaluate(found: SuspectCase): Outcome {
  const index = indexOf(found, found.changes);
  const situation = situationOf(found);
  const culprit = found.changes.findIndex((change) => change.sha === found.culprit);
  const newest = found.changes.map((_, i) => -i);
  const place = rankSuspects(index, situation).findIndex(({ change }) => change.sha === found.culprit);
  return {
    repo: found.repo,
    hasText: found.symptom !== '',
    ranks: {
      recency: rankOf(newest, culprit),
      bm25Recency: rankOf(bm25WithRecency(index, situation), culprit),
      ours: place < 0 ? Infinity : place + 1,
    },
  };
}

/** BM25 of the text over message and paths, as a share of the best, less a quarter of the logarithm of the place in time. */
function bm25WithRecency(index: SuspectIndex, situation: Situation): number[] {
  const { bm25 } = matchText(index.text, index.past, situation);
  const sums = index.changes.map(
    (_: Change, i: number) => (bm25.subject[i] ?? 0) + (bm25.body[i] ?? 0) + (bm25.path[i] ?? 0),
  );
  const top = Math.max(1e-9, ...sums);
  return sums.map((sum, i) => sum / top - 0.25 * Math.log1p(i));
}

/** The place of one among scores, from 1; ties go to the newer. */
function rankOf(scores: readonly number[], culprit: number): number {
  const own = scores[culprit];
  if (own === undefined) return Infinity;
  return 1 + scores.filter((score, i) => score > own || (score === own && i < culprit)).length;
}

export interface Figures {
  readonly top1: number;
  readonly top3: number;
  readonly top5: number;
  readonly top10: number;
  readonly mrr: number;
}

export function figuresOf(ranks: readonly number[]): Figures {
  const within = (k: number) => (100 * ranks.filter((rank) => rank <= k).length) / Math.max(1, ranks.length);
  const mrr = ranks.reduce((sum, rank) => sum + 1 / rank, 0) / Math.max(1, ranks.length);
  return { top1: within(1), top3: within(3), top5: within(5), top10: within(10), mrr };
}

/** The 95 % interval of a figure, by drawing the cases anew (bootstrap, a fixed series of draws). */
export function interval(ranks: readonly number[], figure: (ranks: readonly number[]) => number): [number, number] {
  const draw = generator(20_240_229);
  const found = Array.from({ length: 1_000 }, () =>
    figure(ranks.map(() => ranks[Math.floor(draw() * ranks.length)] ?? Infinity)),
  ).sort((a, b) => a - b);
  return [found[24] ?? 0, found[974] ?? 0];
}

/** Mulberry32: a small generator whose series is the same on every machine. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
