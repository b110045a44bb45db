import { highestOf, sumOf } from './columns';

/**
 * The chance that none of the listed changes is the cause.
 *
 * Fitted by `test/bench/suspects/fitNone.ts` on reverts, each once with its culprit in the window and once without it, whole repositories held apart: what the ranking
 * makes of a window without its culprit differs little from what it makes of one with it, so that the chance moves little, too;
 * docs/ranking.md has the figures.
 */

/**
 * "SRE has found that roughly 70% of outages are due to changes in a live system" (Site Reliability Engineering, O'Reilly 2016,
 * introduction). Some of those are in no listed repository: this is the most that holds.
 */
export const CAUSED_BY_CHANGE = 0.7;
/** Nothing is surer before a person has confirmed it: a stack trace names where it broke, not what broke it. */
export const MOST_CHANCE = 0.95;

/** What a window tells of whether its culprit is in it. */
export interface Evidence {
  /** The changes' weighted sums, not beside their mean. */
  readonly scores: Float64Array;
  /** Hours from the newest change to the start. */
  readonly newest: number;
  /** Terms of the text that is known. */
  readonly terms: number;
  /** A third party had an outage at the start. */
  readonly thirdParty: boolean;
}

/** What the chance follows from. */
export interface NoneFigures {
  /** ln of the sum of exp(score): much in the window looks like a culprit. */
  readonly whole: number;
  /** ln of the number of changes. */
  readonly size: number;
  /** ln(1 + hours) of the newest. */
  readonly newest: number;
  /** How far the best stand out from the mean. */
  readonly contrast: number;
  /** ln(1 + terms): a long text that meets nothing well tells more than a short one. */
  readonly terms: number;
}

type Weights = NoneFigures & { readonly constant: number };

const WITH_TEXT: Weights = {
  constant: -0.432,
  whole: -0.109,
  size: 0.152,
  newest: 0.104,
  contrast: -0.304,
  terms: 0.304,
};
const WITHOUT_TEXT: Weights = {
  constant: -0.634,
  whole: -0.265,
  size: 0.212,
  newest: 0.197,
  contrast: -0.289,
  terms: 0,
};
/** By judgement: no case tells of a third party's outage. It makes "none" three times as likely, against all changes together. */
const THIRD_PARTY = Math.log(3);

/** The figures of a window that has changes. */
export function noneFigures({ scores, newest, terms }: Evidence): NoneFigures {
  const size = scores.length;
  const top = highestOf(scores);
  let powers = 0;
  for (let n = 0; n < size; n++) powers += Math.exp((scores[n] ?? 0) - top);
  const whole = top + Math.log(powers);
  const mean = sumOf(scores) / size;
  return {
    whole,
    size: Math.log(size),
    newest: Math.log1p(newest),
    contrast: whole - Math.log(size) - mean,
    terms: Math.log1p(terms),
  };
}

/** From 0 to 1; 1 where there is no change at all. */
export function noneChance(evidence: Evidence): number {
  const { scores, terms, thirdParty } = evidence;
  if (scores.length === 0) return 1;
  const weights = terms > 0 ? WITH_TEXT : WITHOUT_TEXT;
  const figures = noneFigures(evidence);
  const odds =
    weights.constant +
    weights.whole * figures.whole +
    weights.size * figures.size +
    weights.newest * figures.newest +
    weights.contrast * figures.contrast +
    weights.terms * figures.terms +
    Math.log((1 - CAUSED_BY_CHANGE) / CAUSED_BY_CHANGE) +
    (thirdParty ? THIRD_PARTY : 0);
  return Math.min(MOST_CHANCE, 1 / (1 + Math.exp(-odds)));
}
