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
  lag: -0.353,
  place: -0.724,
  fresh: -0.753,
  lagWithText: 0.18,
  freshWithText: -0.207,
  placeByLength: 0.07,
  lagTempo: 0.224,
  placeTempo: 0.222,
  subjectMatch: 1.027,
  bodyMatch: 0.235,
  pathMatch: 0.343,
  coverage: 0.589,
  addedMatch: 0.174,
  removedMatch: 0.255,
  onlyLines: 0.666,
  identifierLines: 0.87,
  rareInYear: 0.686,
  pastFiles: 0.405,
  pastFolders: 0.282,
  bot: -0.893,
  authorPrior: -0.156,
  merge: -0.442,
  files: 0.029,
  churn: 0.077,
  newFiles: -0.189,
  deletedFiles: -0.248,
  subjectLength: -0.159,
  onlyDocs: -0.792,
  onlyTests: -0.139,
  onlyLock: -1.32,
  enabling: 0.336,
  documentation: -0.803,
  buildText: 0.566,
  crashText: 1.642,
  fixWithText: -0.306,
  additionWithText: -0.204,
  takenBack: -1.813,
  relanded: -0.142,
  followUps: -0.757,
  together: -0.104,
  besideTakenBack: 0.722,
  authorTakenBack: 1.228,
  besideMatch: 0.22,
  filesTakenBack: 0.199,
  foldersTakenBack: 0.223,
  affected: 1,
  blamed: 3,
};
