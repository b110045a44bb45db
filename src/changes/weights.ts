import type { Feature } from './features';

/**
 * What one unit of each feature adds to the log-odds of a change being the culprit, against the other changes of its window.
 *
 * Obtained by test/bench/suspects/fit.ts: a conditional logit (McFadden 1974; one choice among the changes of a window a case),
 * L2-regularised on standardised features (0.03), over 2,689 reverts of 78 public repositories, each repository weighing as the
 * root of its cases; every case counts with and without changed lines, with the history that git tells and with that of the
 * earlier cases alone. Reverts themselves were left out of the choices, so nothing is learned about them. Checked with each
 * repository left out; figures and what else was tried in docs/ranking.md. `placeByPrecision` was fitted on real incidents, whose
 * start is known, and `newest` on 581 reverts without a text. `affected` and `blamed` are set by hand: the cases have neither
 * services nor stack traces to fit them on.
 */
export const WEIGHTS: Readonly<Record<Feature, number>> = {
  lag: -0.354,
  place: -0.717,
  fresh: -0.745,
  newest: 0.3,
  lagWithText: 0.381,
  lagSquaredWithText: -0.038,
  freshWithText: -0.052,
  placeByLength: 0.07,
  lagTempo: 0.23,
  placeTempo: 0.226,
  placeByPrecision: -0.8,
  subjectMatch: 1.045,
  bodyMatch: 0.237,
  pathMatch: 0.363,
  coverage: 0.636,
  addedMatch: 0.18,
  removedMatch: 0.259,
  onlyLines: 0.64,
  identifierLines: 0.86,
  rareInYear: 0.663,
  pastFiles: 0.429,
  pastFolders: 0.288,
  bot: -0.89,
  authorPrior: -0.155,
  merge: -0.443,
  files: 0.027,
  churn: 0.077,
  newFiles: -0.198,
  deletedFiles: -0.261,
  subjectLength: -0.158,
  onlyDocs: -0.789,
  onlyTests: -0.141,
  onlyLock: -1.293,
  enabling: 0.338,
  documentation: -0.807,
  buildText: 0.592,
  crashText: 1.638,
  fixWithText: -0.304,
  additionWithText: -0.204,
  takenBack: -1.815,
  relanded: -0.142,
  followUps: -0.753,
  together: -0.107,
  besideTakenBack: 0.72,
  authorTakenBack: 1.237,
  besideMatch: 0.229,
  filesTakenBack: 0.199,
  foldersTakenBack: 0.225,
  affected: 1,
  blamed: 3,
};

/**
 * What the scores count for in the chances where there is no text to go by; 1 with a text. The weights were fitted on all cases together,
 * and by time alone the first change is the culprit less often than its score says. It moves no place. Fitted by
 * test/bench/suspects/fitNone.ts.
 */
export const SPREAD_WITHOUT_TEXT = 0.91;
