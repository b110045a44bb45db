import type { Situation } from './change';
import type { HistoryIndex } from './historyIndex';
import { lastOf } from './steps';
import { countTerms, eachTerm, isIdentifier, termWeight } from './terms';
import { type Field, FIELDS, type FieldIndex, inverseFrequency, type TextIndex } from './textIndex';

/** BM25 (Robertson and Zaragoza 2009): saturation of a repeated term, and how much a long field counts against itself. */
const K1 = 1.2;
const B: Readonly<Record<Field, number>> = { subject: 0.3, body: 0.6, path: 0.4, added: 0.5, removed: 0.5 };
/** Terms of the situation that are looked up: the first ones are the most informative. */
const MAX_TERMS = 400;
/** A term in more changes than this hardly distinguishes them, and would take most of the time. */
const COMMON_CHANGES = 1_000;

/** Between a common word and a rare one: brings a squared rarity back to the size of a rarity. */
const USUAL_RARITY = 5;

/**
 * Weight of a word that only later texts have: the title names the failure, and what is written below it is mostly about other
 * things. An identifier says more, but still less than one in the title: a product's name looks like one. Measured on real
 * incidents and on reverts in two parts; see docs/ranking.md.
 */
const LATER_WEIGHT = 0.2;
const LATER_IDENTIFIER_WEIGHT = 0.7;

export interface MatchedTerm {
  readonly term: string;
  /** The word as the incident has it. */
  readonly written: string;
  /** Where the change has it; `past`: the messages of earlier landings on its files have it. */
  readonly field: Field | 'past';
  readonly weight: number;
}

/** How well the text of a situation matches each change; arrays are indexed like the changes. */
export interface TextMatch {
  /** The terms of the situation that distinguish changes, with their weights; empty without a text. */
  readonly terms: ReadonlyMap<string, number>;
  readonly bm25: Readonly<Record<Field, Float64Array>>;
  /** Share of the text's weight (its terms' rarity summed up) found in message or paths. */
  readonly coverage: Float64Array;
  /** Rarity among the changes of the window and the landings before it, squared and summed up, of the terms that message or paths share with the text. */
  readonly rarity: Float64Array;
  /** The text's terms that no other change of the window has in its changed lines. */
  readonly onlyLines: Float64Array;
  /** Share of the text's identifiers found in changed lines. */
  readonly identifierLines: Float64Array;
}

/** The terms of a situation with their weights: a repeated term counts more, but ever less so. */
function situationTerms(index: TextIndex, situation: Situation): Map<string, number> {
  const [first = '', ...later] = situation.texts;
  const counts = countTerms(first);
  const titleTerms = new Set(counts.keys());
  for (const text of later) countTerms(text, counts);
  const isCommon = (term: string) =>
    FIELDS.some((field) => index.fields[field].postingsOf(term).length > 2 * COMMON_CHANGES);
  const factorOf = (term: string) => {
    if (titleTerms.size === 0 || titleTerms.has(term)) return 1;
    return isIdentifier(term) ? LATER_IDENTIFIER_WEIGHT : LATER_WEIGHT;
  };
  return new Map(
    [...counts]
      .slice(0, MAX_TERMS)
      .filter(([term]) => !isCommon(term))
      .map(([term, count]) => [term, factorOf(term) * termWeight(term) * (1 + Math.log(count))]),
  );
}

export function matchText(index: TextIndex, past: HistoryIndex, situation: Situation): TextMatch {
  return lastOf(matchSteps(index, past, situation));
}

/** Postings per step. */
const STEP = 1_500;

/** As `matchText`, in steps. */
export function* matchSteps(
  index: TextIndex,
  past: HistoryIndex,
  situation: Situation,
): Generator<undefined, TextMatch> {
  const size = index.changes.length;
  const zeros = () => new Float64Array(size);
  const terms = situationTerms(index, situation);
  const match = {
    terms,
    bm25: { subject: zeros(), body: zeros(), path: zeros(), added: zeros(), removed: zeros() },
    coverage: zeros(),
    rarity: zeros(),
    onlyLines: zeros(),
    identifierLines: zeros(),
  };
  yield;
  let totalWeight = 0;
  let identifierWeight = 0;
  const marks = new Uint8Array(size);
  let visited = 0;
  for (const [term, weight] of terms) {
    const postings = FIELDS.map((field) => index.fields[field].postingsOf(term));
    totalWeight += weight * addTerm(index, past, match, { term, weight, postings }, marks);
    if (isIdentifier(term)) identifierWeight += weight;
    for (const each of postings) visited += each.length;
    if (visited < STEP) continue;
    visited = 0;
    yield;
  }
  divideAll(match.coverage, totalWeight);
  divideAll(match.identifierLines, identifierWeight);
  return match;
}

function divideAll(values: Float64Array, by: number): void {
  if (by > 0) for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) / by;
}

interface WeightedTerm {
  readonly term: string;
  readonly weight: number;
  /** In the order of FIELDS. */
  readonly postings: readonly (readonly number[])[];
}

/** The first of FIELDS are the message and the paths of a change; from here on they are its changed lines. */
const MESSAGE_FIELDS = FIELDS.indexOf('added');

/** Adds one term to all changes that have it. Returns its rarity. */
function addTerm(
  index: TextIndex,
  past: HistoryIndex,
  match: TextMatch,
  { term, weight, postings }: WeightedTerm,
  marks: Uint8Array,
): number {
  const size = index.changes.length;
  const inMessage = changesInAny(postings, 0, MESSAGE_FIELDS, marks);
  const rarity = inverseFrequency(size, inMessage.length);
  const inLines = changesInAny(postings, MESSAGE_FIELDS, FIELDS.length, marks);
  const linesRarity = inverseFrequency(size, inLines.length);
  for (let f = 0; f < FIELDS.length; f++) {
    const field = FIELDS[f] ?? 'subject';
    const fieldWeight = weight * (f < MESSAGE_FIELDS ? rarity : linesRarity);
    addField(index.fields[field], postings[f] ?? [], match.bm25[field], B[field], fieldWeight);
  }
  const inPast = past.rarities(term, inMessage.length).map((each) => (weight * each ** 2) / USUAL_RARITY);
  for (let n = 0, { length } = inMessage; n < length; n++) {
    const change = inMessage[n] ?? 0;
    addTo(match.rarity, change, inPast[past.rarityAt(change)] ?? 0);
    addTo(match.coverage, change, weight * rarity);
  }
  const isName = isIdentifier(term);
  for (const change of inLines) {
    if (inLines.length === 1) addTo(match.onlyLines, change, weight);
    if (isName) addTo(match.identifierLines, change, weight);
  }
  return rarity;
}

/**
 * The changes that have a term in any of the fields, each once.
 * @param marks one per change, all 0 before and after: a set would take longer than everything else here
 */
function changesInAny(
  postings: readonly (readonly number[])[],
  from: number,
  to: number,
  marks: Uint8Array,
): readonly number[] {
  const found: number[] = [];
  for (let f = from; f < to; f++) {
    const own = postings[f] ?? [];
    for (let i = 0; i < own.length; i += 2) {
      const change = own[i] ?? 0;
      if (marks[change] === 1) continue;
      marks[change] = 1;
      found.push(change);
    }
  }
  for (let n = 0, { length } = found; n < length; n++) marks[found[n] ?? 0] = 0;
  return found;
}

function addField(
  field: FieldIndex,
  postings: readonly number[],
  scores: Float64Array,
  b: number,
  weight: number,
): void {
  const average = field.averageLength;
  const { lengths } = field;
  for (let i = 0; i < postings.length; i += 2) {
    const change = postings[i] ?? 0;
    const count = postings[i + 1] ?? 0;
    const norm = 1 - b + (b * (lengths[change] ?? 0)) / average;
    scores[change] = (scores[change] ?? 0) + (weight * count * (K1 + 1)) / (count + K1 * norm);
  }
}

function addTo(values: Float64Array, i: number, by: number): void {
  values[i] = (values[i] ?? 0) + by;
}

/** The terms of the situation that one change has, and where, strongest first. */
export function matchedTerms(
  index: TextIndex,
  past: HistoryIndex,
  situation: Situation,
  change: number,
): MatchedTerm[] {
  const size = index.changes.length;
  const written = new Map<string, string>();
  for (const text of situation.texts) eachTerm(text, (term, word) => written.has(term) || written.set(term, word));
  const found: MatchedTerm[] = [];
  const add = (term: string, field: MatchedTerm['field'], weight: number) =>
    found.push({ term, written: written.get(term) ?? term, field, weight });
  const terms = situationTerms(index, situation);
  for (const [term, weight] of past.matchedTerms(change, terms)) add(term, 'past', weight);
  for (const [term, weight] of terms) {
    for (const field of FIELDS) {
      const postings = index.fields[field].postingsOf(term);
      if (!postings.some((place, i) => i % 2 === 0 && place === change)) continue;
      add(term, field, weight * inverseFrequency(size, postings.length / 2));
    }
  }
  return found.sort((a, b) => b.weight - a.weight);
}
