import type { Change, Situation } from './change';
import {
  affectedShare,
  blamedFor,
  clearSays,
  type Feature,
  type FeatureRow,
  failureKind,
  FEATURES,
  hoursBefore,
  ownRow,
  PLACE,
  setBeside,
  setFailure,
  setRelations,
  setText,
  setTime,
} from './features';
import { type KindShares, kindShares } from './kinds';
import { type MatchedTerm, matchedTerms, matchStrengths, matchText } from './match';
import { RelationIndex } from './relations';
import { TextIndex } from './textIndex';
import { WEIGHTS } from './weights';

/** Why a change stands where it does; editor/ has the words. */
export type ReasonCode =
  'time' | 'message' | 'paths' | 'lines' | 'author' | 'size' | 'kind' | 'relations' | 'affectedService' | 'blamedLines';

const REASON_OF: Readonly<Record<Feature, ReasonCode>> = {
  lag: 'time',
  place: 'time',
  fresh: 'time',
  lagWithText: 'time',
  placeWithText: 'time',
  freshWithText: 'time',
  placeByLength: 'time',
  subjectMatch: 'message',
  bodyMatch: 'message',
  pathMatch: 'paths',
  coverage: 'message',
  identifiers: 'message',
  rarest: 'message',
  addedMatch: 'lines',
  removedMatch: 'lines',
  onlyLines: 'lines',
  identifierLines: 'lines',
  bot: 'author',
  authorPrior: 'author',
  merge: 'size',
  files: 'size',
  churn: 'size',
  newFiles: 'kind',
  deletedFiles: 'kind',
  bodyLength: 'size',
  subjectLength: 'size',
  onlyDocs: 'kind',
  onlyTests: 'kind',
  onlyLock: 'kind',
  roll: 'kind',
  dependency: 'kind',
  enabling: 'kind',
  testing: 'kind',
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
  /** The sum of the reasons' contributions; 0 is the average change of the window. */
  readonly score: number;
  /** The share of the suspicion that falls to this change, by the model: 0 to 1, and 1 over all changes together. */
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
   */
  constructor(
    readonly changes: readonly Change[],
    readonly text = new TextIndex(changes),
    readonly relations = new RelationIndex(changes),
  ) {
    this.own = changes.map(ownRow);
    this.kinds = changes.map((change) => kindShares(change.files));
  }

  /** The words of the incident that a change shares, and where, strongest first. */
  matched(situation: Situation, change: Change): MatchedTerm[] {
    return matchedTerms(this.text, situation, this.changes.indexOf(change));
  }
}

/** What landed after the start (with its uncertainty) is no suspect and is not in the list. Most suspect first; ties to the newer. */
export function rankSuspects(index: SuspectIndex, situation: Situation): RankedChange[] {
  const rows = featureRows(index, situation);
  const means = meansOf(rows.map(({ row }) => row));
  const scores = rows.map(({ row }) => scoreOf(row, means));
  const top = scores.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - top), 0);
  const order = scores.map((_, i) => i).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  return order.flatMap((i) => {
    const found = rows[i];
    const score = scores[i] ?? 0;
    return found ? [ranked(found.change, found.row, means, score, Math.exp(score - top) / total)] : [];
  });
}

const WEIGHT_ROW = Float64Array.from(FEATURES, (feature) => WEIGHTS[feature]);

export interface Row {
  readonly change: Change;
  readonly row: FeatureRow;
}

/** The figures of all changes that had landed by the start, newest first. */
export function featureRows(index: SuspectIndex, situation: Situation): Row[] {
  const match = matchText(index.text, situation);
  const latest = situation.startedAt + (situation.uncertainty ?? 0);
  const relations = index.relations.at(latest);
  const strengths = matchStrengths(match);
  const failure = failureKind(situation.texts);
  const rows: Row[] = [];
  index.changes.forEach((change, i) => {
    if ((change.liveAt ?? change.landedAt) > latest) return;
    const row = index.own[i]?.slice() ?? new Float64Array(FEATURES.length);
    setTime(row, hoursBefore(change, situation), rows.length, match.terms.size);
    if (match.hasText) {
      setText(row, match, i);
      setBeside(row, strengths, index.relations.neighbours[i] ?? [], i);
      const kinds = index.kinds[i];
      if (kinds) setFailure(row, kinds, failure);
    } else {
      clearSays(row);
    }
    setRelations(row, relations, i);
    row[PLACE.affected] = affectedShare(change, situation);
    row[PLACE.blamed] = blamedFor(change, situation);
    rows.push({ change, row });
  });
  return rows;
}

function meansOf(rows: readonly FeatureRow[]): FeatureRow {
  const means = new Float64Array(FEATURES.length);
  for (const row of rows) for (let f = 0; f < means.length; f++) means[f] = (means[f] ?? 0) + (row[f] ?? 0);
  return means.map((sum) => sum / Math.max(1, rows.length));
}

function scoreOf(row: FeatureRow, means: FeatureRow): number {
  let score = 0;
  for (let f = 0; f < row.length; f++) score += (WEIGHT_ROW[f] ?? 0) * ((row[f] ?? 0) - (means[f] ?? 0));
  return score;
}

function ranked(change: Change, row: FeatureRow, means: FeatureRow, score: number, share: number): RankedChange {
  let reasons: readonly Reason[] | undefined;
  return {
    change,
    score,
    share,
    get reasons() {
      return (reasons ??= reasonsOf(row, means)); // a list shows a few of thousands
    },
  };
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
