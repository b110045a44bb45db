import type { Change, Situation } from './change';
import {
  affectedShare,
  blamedShares,
  clearSays,
  type Feature,
  type FeatureRow,
  failureKind,
  FEATURES,
  hoursBefore,
  lengthFactor,
  matchStrengths,
  ownRow,
  PLACE,
  precisionFactor,
  setBeside,
  setFailure,
  setPastReverts,
  setRelations,
  setText,
  setTime,
  textFigures,
} from './features';
import { HistoryIndex } from './historyIndex';
import { type KindShares, kindShares } from './kinds';
import { type MatchedTerm, matchedTerms, matchSteps } from './match';
import { type Evidence, MOST_CHANCE, noneChance } from './none';
import { RelationIndex } from './relations';
import { lastOf, TextIndex } from './textIndex';
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

/** The changes of a window, read once; ranked again at every change of the situation. */
export class SuspectIndex {
  readonly own: readonly FeatureRow[];
  readonly kinds: readonly KindShares[];
  /**
   * @param changes newest landed first
   * @param text what was indexed of the same changes before, and `relations` too
   * @param past what the landings before the window tell of them
   * @param rows made by `rowSteps` for the same changes and past
   */
  constructor(
    readonly changes: readonly Change[],
    readonly text = new TextIndex(changes),
    readonly relations = new RelationIndex(changes),
    readonly past = new HistoryIndex(changes, () => undefined),
    rows = lastOf(rowSteps(changes, past)),
  ) {
    ({ own: this.own, kinds: this.kinds } = rows);
  }

  /** The words of the incident that a change shares, and where, strongest first. */
  matched(situation: Situation, change: Change): MatchedTerm[] {
    return matchedTerms(this.text, this.past, situation, this.changes.indexOf(change));
  }
}

interface OwnRows {
  readonly own: readonly FeatureRow[];
  readonly kinds: readonly KindShares[];
}

/** Changes are looked at so many at a time: some milliseconds. */
const STEP = 500;

/** What holds of each change whatever the situation, a little at a time. */
export function* rowSteps(changes: readonly Change[], past: HistoryIndex): Generator<undefined, OwnRows> {
  const own: FeatureRow[] = [];
  const kinds: KindShares[] = [];
  for (const [i, change] of changes.entries()) {
    const shares = kindShares(change.files);
    const row = ownRow(change, shares);
    setPastReverts(row, past.reverts(i));
    kinds.push(shares);
    if (own.push(row) % STEP === 0) yield;
  }
  return { own, kinds };
}

/** The suspects of a window, and the chance that none of them is the cause. */
export interface Suspects {
  readonly ranked: readonly RankedChange[];
  /** 0 to 1. The shares are those of the rest: if a change is the cause. */
  readonly none: number;
}

/** What landed after the start (with its uncertainty) is no suspect and is not in the list. Most suspect first; ties to the newer. */
export function rankSuspects(index: SuspectIndex, situation: Situation): RankedChange[] {
  return lastOf(rankSteps(index, lastOf(rowsOf(index, situation)))).ranked;
}

/** As `rankSuspects`, with the chance that the cause is none of them. */
export function suspectsOf(index: SuspectIndex, situation: Situation): Suspects {
  return lastOf(suspectSteps(index, situation));
}

/** As `suspectsOf`, a little at a time: thousands of changes would keep everything else waiting. */
export function* suspectSteps(index: SuspectIndex, situation: Situation): Generator<undefined, Suspects> {
  const rows = yield* rowsOf(index, situation);
  yield;
  const { ranked, sums } = yield* rankSteps(index, rows);
  yield;
  return { ranked, none: noneChance(evidenceIn(index, situation, rows, sums)) };
}

/** What a window tells of whether the cause is in it. */
export function evidenceOf(index: SuspectIndex, situation: Situation): Evidence {
  const rows = featureRows(index, situation);
  return evidenceIn(index, situation, rows, sumsOf(rows));
}

function evidenceIn(index: SuspectIndex, situation: Situation, rows: FeatureRows, scores: Float64Array): Evidence {
  const lags = rows.places.map((place) => {
    const change = index.changes[place];
    return change === undefined ? Infinity : hoursBefore(change, situation);
  });
  const newest = lags.reduce((a, b) => Math.min(a, b), Infinity);
  return { scores, newest, terms: rows.terms, thirdParty: situation.thirdParty ?? false };
}

function* rankSteps(
  index: SuspectIndex,
  rows: FeatureRows,
): Generator<undefined, { ranked: RankedChange[]; sums: Float64Array }> {
  const sums = sumsOf(rows);
  yield;
  const scores = besideMean(sums);
  const top = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const spread = rows.terms > 0 ? 1 : SPREAD_WITHOUT_TEXT;
  const powers = scores.map((score) => Math.exp(spread * (score - top)));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const order = rows.places.map((_, n) => n).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  yield;
  const ranked: RankedChange[] = [];
  for (const n of order) {
    const place = rows.places[n] ?? 0;
    const change = index.changes[place];
    const share = Math.min(MOST_CHANCE, (powers[n] ?? 0) / total);
    if (change) ranked.push(new Ranked(change, place, scores[n] ?? 0, share, rows, n));
  }
  return { ranked, sums };
}

/** A class, as thousands are made at every ranking, and reasons are worked out when they are looked at: a list shows a few. */
class Ranked implements RankedChange {
  private known: readonly Reason[] | undefined;

  constructor(
    readonly change: Change,
    readonly place: number,
    readonly score: number,
    readonly share: number,
    private readonly rows: FeatureRows,
    private readonly row: number,
  ) {}

  get reasons(): readonly Reason[] {
    return (this.known ??= reasonsOf(this.rows.at(this.row), this.rows.means));
  }
}

const WIDTH = FEATURES.length;
const NO_FIGURES = new Float64Array(WIDTH);
const WEIGHT_ROW = Float64Array.from(FEATURES, (feature) => WEIGHTS[feature]);

/** The figures of some changes, row after row in one list: an array each would be thousands at every ranking. */
class FeatureRows {
  /** The changes' places in the index. */
  readonly places: number[] = [];
  readonly values: Float64Array;
  private known: FeatureRow | undefined;

  /** @param terms of the text that they were made with */
  constructor(
    most: number,
    readonly terms: number,
  ) {
    this.values = new Float64Array(most * WIDTH);
  }

  add(place: number, row: FeatureRow): void {
    this.values.set(row, this.places.length * WIDTH);
    this.places.push(place);
  }

  at(n: number): FeatureRow {
    return this.values.subarray(n * WIDTH, (n + 1) * WIDTH);
  }

  /** The average change's figures; ask when all are added. */
  get means(): FeatureRow {
    return (this.known ??= meansOf(this));
  }
}

/** The figures of all changes that had landed by the start, newest first. */
export function featureRows(index: SuspectIndex, situation: Situation): FeatureRows {
  return lastOf(rowsOf(index, situation));
}

function* rowsOf(index: SuspectIndex, situation: Situation): Generator<undefined, FeatureRows> {
  const match = yield* matchSteps(index.text, index.past, situation);
  yield;
  const latest = situation.startedAt + (situation.uncertainty ?? 0);
  const relations = index.relations.at(latest);
  const past = index.past.match(match.terms);
  yield;
  const text = textFigures(match, past);
  yield;
  const strengths = matchStrengths(text, index.changes.length);
  const byLength = lengthFactor(match.terms.size);
  const byPrecision = precisionFactor(situation);
  const failure = failureKind(situation.texts);
  const blamed = blamedShares(situation);
  const rows = new FeatureRows(index.changes.length, match.terms.size);
  const row = new Float64Array(WIDTH);
  for (const [i, change] of index.changes.entries()) {
    if (i > 0 && i % STEP === 0) yield;
    if ((change.liveAt ?? change.landedAt) > latest) continue;
    row.set(index.own[i] ?? NO_FIGURES);
    setTime(row, hoursBefore(change, situation), rows.places.length, index.past.tempo(i), byLength, byPrecision);
    if (match.terms.size > 0) {
      setText(row, text, i);
      setBeside(row, strengths, index.relations.neighbours[i] ?? [], i);
      const kinds = index.kinds[i];
      if (kinds) setFailure(row, kinds, failure);
    } else {
      clearSays(row);
    }
    setRelations(row, relations, i);
    row[PLACE.affected] = affectedShare(change, situation);
    row[PLACE.blamed] = blamed.get(change.sha) ?? 0;
    rows.add(i, row);
  }
  return rows;
}

function meansOf({ places, values }: FeatureRows): FeatureRow {
  const means = new Float64Array(WIDTH);
  for (let n = 0; n < places.length; n++) {
    for (let f = 0; f < WIDTH; f++) means[f] = (means[f] ?? 0) + (values[n * WIDTH + f] ?? 0);
  }
  return means.map((sum) => sum / Math.max(1, places.length));
}

/** The weighted sum of each row. */
function sumsOf({ places, values }: FeatureRows): Float64Array {
  const sums = new Float64Array(places.length);
  for (let n = 0; n < sums.length; n++) {
    let sum = 0;
    for (let f = 0; f < WIDTH; f++) sum += (WEIGHT_ROW[f] ?? 0) * (values[n * WIDTH + f] ?? 0);
    sums[n] = sum;
  }
  return sums;
}

function besideMean(sums: Float64Array): Float64Array {
  const mean = sums.reduce((sum, each) => sum + each, 0) / Math.max(1, sums.length);
  return sums.map((sum) => sum - mean);
}

function reasonsOf(row: FeatureRow, means: FeatureRow): Reason[] {
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
