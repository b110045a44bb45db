import type { Feature } from './features';

/**
 * What one unit of each feature adds to the log-odds of a change being the culprit, against the other changes of its window.
 *
 * Obtained by test/bench/suspects/fit.ts: a conditional logit (McFadden 1974; one choice among the changes of a window a case),
 * L2-regularised on standardised features (0.03), over 2,689 reverts of 78 public repositories, each repository weighing as the root
 * of its cases; every case counts with and without changed lines, with the history that git tells and with that of the earlier
 * cases alone. Reverts themselves were left out of the choices, so nothing is learned about them. Checked with each repository left out; figures and
 * what else was tried in docs/ranking.md. `affected` and `blamed` are set by hand: the cases have neither services nor stack traces
 * to fit them on.
 */
export const WEIGHTS: Readonly<Record<Feature, number>> = {
  lag: -0.354,
  place: -0.717,
  fresh: -0.745,
  lagWithText: 0.38,
  lagSquaredWithText: -0.038,
  freshWithText: -0.055,
  placeByLength: 0.069,
  lagTempo: 0.231,
  placeTempo: 0.225,
  subjectMatch: 1.032,
  bodyMatch: 0.235,
  pathMatch: 0.344,
  coverage: 0.582,
  addedMatch: 0.176,
  removedMatch: 0.256,
  onlyLines: 0.662,
  identifierLines: 0.848,
  rareInYear: 0.68,
  pastFiles: 0.407,
  pastFolders: 0.284,
  bot: -0.898,
  authorPrior: -0.156,
  merge: -0.442,
  files: 0.029,
  churn: 0.077,
  newFiles: -0.191,
  deletedFiles: -0.252,
  subjectLength: -0.159,
  onlyDocs: -0.789,
  onlyTests: -0.14,
  onlyLock: -1.324,
  enabling: 0.338,
  documentation: -0.809,
  buildText: 0.579,
  crashText: 1.634,
  fixWithText: -0.306,
  additionWithText: -0.199,
  takenBack: -1.811,
  relanded: -0.139,
  followUps: -0.753,
  together: -0.106,
  besideTakenBack: 0.72,
  authorTakenBack: 1.233,
  besideMatch: 0.226,
  filesTakenBack: 0.199,
  foldersTakenBack: 0.223,
  affected: 1,
  blamed: 3,
};
