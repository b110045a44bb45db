import type { Feature } from './features';

/**
 * What one unit of each feature adds to the log-odds of a change being the culprit, against the other changes of its window.
 *
 * Obtained by a conditional logit (McFadden 1974; one choice among the changes of a window a case), L2-regularised on standardised
 * features (0.003), over 2,550 reverts of 43 public repositories, each repository weighing as the root of its cases. Reverts
 * themselves were left out of the choices, so nothing is learned about them. Checked on each repository left out in turn and on ten
 * repositories that no fit saw; figures and what else was tried in docs/ranking.md. The figures of text added since (docs/ranking.md names them)
 * were fitted by test/bench/suspects/fit.ts with the others kept. `affected` and `blamed` are set by hand: the
 * cases have neither services nor stack traces to fit them on.
 */
export const WEIGHTS: Readonly<Record<Feature, number>> = {
  lag: -0.465,
  place: -0.613,
  fresh: -0.523,
  lagWithText: 0.218,
  placeWithText: -0.035,
  freshWithText: 0.077,
  placeByLength: 0.07,
  subjectMatch: 1.107,
  bodyMatch: 0.456,
  pathMatch: 0.701,
  coverage: 0.829,
  identifiers: 0.663,
  rarest: 0.21,
  addedMatch: 0.52,
  removedMatch: 0.275,
  onlyLines: 0.45,
  identifierLines: 0.55,
  bot: -0.849,
  authorPrior: -0.117,
  merge: -0.023,
  files: 0.009,
  churn: 0.082,
  newFiles: -0.345,
  deletedFiles: -0.198,
  bodyLength: 0.039,
  subjectLength: -0.251,
  onlyDocs: -0.509,
  onlyTests: -0.293,
  onlyLock: -1.424,
  roll: -0.74,
  dependency: 0.192,
  enabling: 0.418,
  testing: 0.033,
  documentation: -0.939,
  buildText: 0.9,
  crashText: 1.47,
  fixWithText: -0.43,
  additionWithText: -0.25,
  takenBack: -1.736,
  relanded: 0.214,
  followUps: -0.735,
  together: -0.043,
  besideTakenBack: 0.732,
  authorTakenBack: 1.019,
  besideMatch: 0.36,
  affected: 1,
  blamed: 3,
};
