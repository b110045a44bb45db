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
  lag: -0.35,
  place: -0.718,
  fresh: -0.744,
  lagSquaredWithText: -0.035,
  lagWithText: 0.363,
  freshWithText: -0.065,
  placeByLength: 0.069,
  lagTempo: 0.23,
  placeTempo: 0.225,
  subjectMatch: 1.03,
  bodyMatch: 0.237,
  pathMatch: 0.343,
  coverage: 0.586,
  addedMatch: 0.173,
  removedMatch: 0.254,
  onlyLines: 0.668,
  identifierLines: 0.861,
  rareInYear: 0.683,
  pastFiles: 0.407,
  pastFolders: 0.282,
  bot: -0.899,
  authorPrior: -0.156,
  merge: -0.455,
  files: 0.028,
  churn: 0.077,
  newFiles: -0.19,
  deletedFiles: -0.25,
  subjectLength: -0.16,
  onlyDocs: -0.791,
  onlyTests: -0.139,
  onlyLock: -1.321,
  enabling: 0.338,
  documentation: -0.807,
  buildText: 0.579,
  crashText: 1.639,
  fixWithText: -0.306,
  additionWithText: -0.199,
  takenBack: -1.823,
  relanded: -0.133,
  followUps: -0.753,
  together: -0.106,
  besideTakenBack: 0.716,
  authorTakenBack: 1.23,
  besideMatch: 0.221,
  filesTakenBack: 0.199,
  foldersTakenBack: 0.223,
  affected: 1,
  blamed: 3,
};
