import type { Change, Situation } from './change';
import { highestOf, sumOf } from './columns';
import {
  neighbourMatchFigures,
  type Columns,
  type Feature,
  failureKind,
  FEATURES,
  incidentFigures,
  lengthFactor,
  matchStrengths,
  type OwnFigures,
  ownFigures,
  relationFigures,
  setOwn,
  textFigures,
  timeFigures,
} from './features';
import { columnsAt, FeatureTable, highestFirst, landedBy } from './featureTable';
import { HistoryIndex } from './historyIndex';
import { kindShares } from './kinds';
import { type MatchedTerm, matchedTerms, matchSteps, type TextMatch } from './match';
import { type Evidence, MOST_CHANCE, noneChance } from './none';
import { RelationIndex } from './relations';
import { lastOf } from './steps';
import { TextIndex } from './textIndex';
import { SPREAD_WITHOUT_TEXT, WEIGHTS } from './weights';

/** Why a change stands where it does; editor/ has the words. */
export type ReasonCode =
  | 'time'
  | 'words'
  | 'lines'
  | 'past'
  | 'pastReverts'
  | 'author'
  | 'size'
  | 'kind'
  | 'relations'
  | 'affectedService'
  | 'blamedLines';

const REASON_OF: Readonly<Record<Feature, ReasonCode>> = {
  lag: 'time',
  place: 'time',
  fresh: 'time',
  newest: 'time',
  lagWithText: 'time',
  lagSquaredWithText: 'time',
  freshWithText: 'time',
  placeByLength: 'time',
  lagTempo: 'time',
  placeTempo: 'time',
  placeByPrecision: 'time',
  subjectMatch: 'words',
  bodyMatch: 'words',
  pathMatch: 'words',
  coverage: 'words',
  addedMatch: 'lines',
  removedMatch: 'lines',
  onlyLines: 'lines',
  identifierLines: 'lines',
  rareInYear: 'words',
  pastFiles: 'past',
  pastFolders: 'past',
  bot: 'author',
  authorPrior: 'author',
  merge: 'size',
  files: 'size',
  churn: 'size',
  newFiles: 'kind',
  deletedFiles: 'kind',
  subjectLength: 'size',
  onlyDocs: 'kind',
  onlyTests: 'kind',
  onlyLock: 'kind',
  enabling: 'kind',
  documentation: 'kind',
  buildText: 'kind',
  crashText: 'kind',
  fixWithText: 'kind',
  additionWithText: 'kind',
  takenBack: 'relations',
  relanded: 'relations',
  followUps: 'relations',
  together: 'relations',
  besideTakenBack: 'relations',
  authorTakenBack: 'relations',
  besideMatch: 'relations',
  filesTakenBack: 'pastReverts',
  foldersTakenBack: 'pastReverts',
  affected: 'affectedService',
  blamed: 'blamedLines',
};

/** One term of the score: its figure, and what it adds beside the average change of the window. */
export interface ScoreTerm {
  readonly feature: Feature;
  readonly value: number;
  readonly contribution: number;
}

export interface Reason {
  readonly code: ReasonCode;
  /** The sum of its terms'; positive speaks for the change as the culprit, negative against it. */
  readonly contribution: number;
  readonly terms: readonly ScoreTerm[];
}

export interface RankedChange {
  readonly change: Change;
  /** Its place among the changes of the index. */
  readonly place: number;
  /** The sum of the reasons' contributions; 0 is the average change of the window. */
  readonly score: number;
  /** The chance that it is the cause if one of the changes is, by the model: 1 over all changes together, at most 0.95 for one. */
  readonly share: number;
  /** Strongest first, for or against. */
  readonly reasons: readonly Reason[];
}

/** The changes of a window, indexed once and ranked again whenever the situation changes. */
export class SuspectIndex {
  /**
   * @param changes newest landed first
   * @param text what was indexed of the same changes before, and `relations` too
   * @param past what the landings before the window tell of them
   * @param own made by `ownSteps` for the same changes and past
   */
  constructor(
    readonly changes: readonly Change[],
    readonly text = new TextIndex(changes),
    readonly relations = new RelationIndex(changes),
    readonly past = new HistoryIndex(changes, () => undefined),
    readonly own = lastOf(ownSteps(changes, past)),
  ) {}

  /** The words of the incident that a change shares, and where, strongest first. */
  matched(situation: Situation, change: Change): MatchedTerm[] {
    return matchedTerms(this.text, this.past, situation, this.changes.indexOf(change));
  }
}

/** Changes per step. */
const STEP = 40;

/** The figures of each change that do not depend on the situation, in steps. */
export function* ownSteps(changes: readonly Change[], past: HistoryIndex): Generator<undefined, OwnFigures> {
  const own = ownFigures(changes.length);
  for (const [i, change] of changes.entries()) {
    if (i > 0 && i % STEP === 0) yield;
    setOwn(own, i, change, kindShares(change.files), past.reverts(i));
  }
  return own;
}

/** The suspects of a window, and the chance that none of them is the cause. */
export interface Suspects {
  readonly ranking: Ranking;
  /** 0 to 1. The shares are those of the rest: if a change is the cause. */
  readonly none: number;
}

/** What landed after the start (with its uncertainty) is no suspect and is not in the list. Most suspect first; ties to the newer. */
export function rankSuspects(index: SuspectIndex, situation: Situation): RankedChange[] {
  return suspectsOf(index, situation).ranked;
}

/** As `rankSuspects`, with the chance that the cause is none of them. */
export function suspectsOf(
  index: SuspectIndex,
  situation: Situation,
): { readonly ranked: RankedChange[]; readonly none: number } {
  const { ranking, none } = lastOf(suspectSteps(index, situation));
  return { ranked: ranking.all(), none };
}

/** The same in steps: thousands of changes would block everything else. */
export function* suspectSteps(index: SuspectIndex, situation: Situation): Generator<undefined, Suspects> {
  const figures = yield* figureSteps(index, situation);
  yield;
  const { ranking, sums } = yield* rankSteps(index, figures);
  yield;
  return { ranking, none: noneChance(evidenceIn(situation, sums, figures.newest, figures.terms)) };
}

/** The evidence of a window for or against the cause being in it. */
export function evidenceOf(index: SuspectIndex, situation: Situation): Evidence {
  const { table, newest, terms } = lastOf(figureSteps(index, situation));
  return evidenceIn(situation, table.sums(), newest, terms);
}

function evidenceIn(situation: Situation, scores: Float64Array, newest: number, terms: number): Evidence {
  return { scores, newest, terms, thirdParty: situation.thirdParty ?? false };
}

function* rankSteps(
  index: SuspectIndex,
  { table, terms }: Figures,
): Generator<undefined, { ranking: Ranking; sums: Float64Array }> {
  const sums = table.sums();
  yield;
  const scores = relativeToMean(sums);
  const { powers, total } = exponentials(scores, terms > 0 ? 1 : SPREAD_WITHOUT_TEXT);
  yield;
  const order = highestFirst(scores);
  return { ranking: new Ranking(index.changes, table, order, scores, powers, total), sums };
}

/** Changes in their order. What is known of one is made when it is asked for: there are thousands, and a list shows a few. */
export class Ranking {
  constructor(
    private readonly changes: readonly Change[],
    private readonly table: FeatureTable,
    /** Rows of the table, the most suspect first. */
    private readonly order: Int32Array,
    private readonly scores: Float64Array,
    private readonly powers: Float64Array,
    private readonly total: number,
  ) {}

  get size(): number {
    return this.order.length;
  }

  /** The place among the changes of the index of the one that has this rank; 0 is the most suspect. */
  placeOf(rank: number): number {
    return this.table.places[this.order[rank] ?? 0] ?? 0;
  }

  scoreOf(rank: number): number {
    return this.scores[this.order[rank] ?? 0] ?? 0;
  }

  shareOf(rank: number): number {
    return Math.min(MOST_CHANCE, (this.powers[this.order[rank] ?? 0] ?? 0) / this.total);
  }

  reasonsOf(rank: number): readonly Reason[] {
    return reasonsOf(this.table.row(this.order[rank] ?? 0), this.table.means);
  }

  /** All changes with what is known of them. */
  all(): RankedChange[] {
    const ranked: RankedChange[] = [];
    for (let rank = 0; rank < this.size; rank++) {
      const place = this.placeOf(rank);
      const change = this.changes[place];
      if (change !== undefined) ranked.push(new Ranked(change, place, this, rank));
    }
    return ranked;
  }
}

class Ranked implements RankedChange {
  private known: readonly Reason[] | undefined;

  constructor(
    readonly change: Change,
    readonly place: number,
    private readonly ranking: Ranking,
    private readonly rank: number,
  ) {}

  get score(): number {
    return this.ranking.scoreOf(this.rank);
  }
  get share(): number {
    return this.ranking.shareOf(this.rank);
  }
  get reasons(): readonly Reason[] {
    return (this.known ??= this.ranking.reasonsOf(this.rank));
  }
}

/** The figures of all changes that had landed by the start, newest first. */
export function featureTable(index: SuspectIndex, situation: Situation): FeatureTable {
  return lastOf(figureSteps(index, situation)).table;
}

interface Figures {
  readonly table: FeatureTable;
  /** Hours from the newest change to the start. */
  readonly newest: number;
  /** Terms of the text that they were made with. */
  readonly terms: number;
}

function* figureSteps(index: SuspectIndex, situation: Situation): Generator<undefined, Figures> {
  const match = yield* matchSteps(index.text, index.past, situation);
  yield;
  const latest = situation.startedAt + (situation.uncertainty ?? 0);
  const places = landedBy(index.changes, latest);
  const changes: Change[] = [];
  for (const place of places) {
    const change = index.changes[place];
    if (change !== undefined) changes.push(change);
  }
  yield;
  const relations = relationFigures(index.relations.at(latest));
  yield;
  const terms = match.terms.size;
  const text = terms === 0 ? {} : yield* textSteps(index, match, places, situation);
  const { columns: time, newest } = timeFigures(changes, situation, places, index.past, lengthFactor(terms));
  yield;
  // What a change says it does counts beside a text alone.
  const { fixWithText, additionWithText, ...own } = index.own.columns;
  const says = terms === 0 ? {} : { fixWithText, additionWithText };
  const columns = {
    ...columnsAt(places, { ...own, ...says, ...relations }),
    ...text,
    ...time,
    ...incidentFigures(changes, situation),
  };
  return { table: new FeatureTable(places, columns), newest, terms };
}

function* textSteps(
  index: SuspectIndex,
  match: TextMatch,
  places: Int32Array,
  situation: Situation,
): Generator<undefined, Columns> {
  const past = yield* index.past.matchSteps(match.terms);
  yield;
  const text = textFigures(match, past);
  yield;
  const strengths = matchStrengths(text, index.changes.length);
  yield;
  const besideMatch = neighbourMatchFigures(places, strengths, index.relations.neighbours);
  yield;
  // A build is broken by build files more often, and code is what crashes.
  const { ofBuild, ofCrash } = failureKind(situation.texts);
  const { build, code } = index.own;
  const failure = { ...(ofBuild && { buildText: build }), ...(ofCrash && { crashText: code }) };
  return { ...columnsAt(places, { ...text, ...failure }), besideMatch };
}

function relativeToMean(sums: Float64Array): Float64Array {
  const mean = sumOf(sums) / Math.max(1, sums.length);
  const scores = new Float64Array(sums.length);
  for (let n = 0; n < sums.length; n++) scores[n] = (sums[n] ?? 0) - mean;
  return scores;
}

/** exp of each score relative to the highest one, and their sum. */
function exponentials(scores: Float64Array, spread: number): { readonly powers: Float64Array; readonly total: number } {
  const top = highestOf(scores);
  const powers = new Float64Array(scores.length);
  let total = 0;
  for (let n = 0; n < scores.length; n++) {
    const power = Math.exp(spread * ((scores[n] ?? 0) - top));
    powers[n] = power;
    total += power;
  }
  return { powers, total };
}

function reasonsOf(row: Float64Array, means: Float64Array): Reason[] {
  const byCode = new Map<ReasonCode, ScoreTerm[]>();
  for (const [f, feature] of FEATURES.entries()) {
    const value = row[f] ?? 0;
    const contribution = WEIGHTS[feature] * (value - (means[f] ?? 0));
    if (contribution === 0) continue;
    const term = { feature, value, contribution };
    const code = REASON_OF[feature];
    const terms = byCode.get(code);
    if (terms) terms.push(term);
    else byCode.set(code, [term]);
  }
  return [...byCode]
    .map(([code, terms]) => ({ code, terms, contribution: terms.reduce((sum, term) => sum + term.contribution, 0) }))
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
}
