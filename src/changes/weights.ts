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
  place: -0.73,
  fresh: -0.752,
  lagWithText: 0.167,
  placeWithText: 0.021,
  freshWithText: -0.206,
  placeByLength: 0.073,
  lagTempo: 0.225,
  placeTempo: 0.22,
  subjectMatch: 1.058,
  bodyMatch: 0.241,
  pathMatch: 0.351,
  coverage: 0.626,
  identifiers: 0.195,
  rarest: 0.01,
  addedMatch: 0.182,
  removedMatch: 0.257,
  onlyLines: 0.653,
  identifierLines: 0.831,
  rareInPast: 0.596,
  pastFiles: 0.441,
  pastFolders: 0.2,
  bot: -0.848,
  authorPrior: -0.154,
  merge: -0.444,
  files: 0.022,
  churn: 0.075,
  newFiles: -0.197,
  deletedFiles: -0.251,
  bodyLength: 0.018,
  subjectLength: -0.168,
  onlyDocs: -0.801,
  onlyTests: -0.151,
  onlyLock: -1.295,
  roll: -0.087,
  dependency: -0.025,
  enabling: 0.337,
  testing: -0.017,
  documentation: -0.8,
  buildText: 0.579,
  crashText: 1.625,
  fixWithText: -0.317,
  additionWithText: -0.209,
  takenBack: -1.817,
  relanded: -0.163,
  followUps: -0.753,
  together: -0.107,
  besideTakenBack: 0.76,
  authorTakenBack: 1.221,
  besideMatch: 0.238,
  filesTakenBack: 0.228,
  foldersTakenBack: 0.255,
  affected: 1,
  blamed: 3,
};
