import type { Situation } from './change';
import type { HistoryIndex } from './historyIndex';
import { lastOf } from './steps';
import { countTerms, eachTerm, isIdentifier, termWeight } from './terms';
import { type Field, FIELDS, type FieldIndex, inverseFrequency, type TextIndex } from './textIndex';

/** BM25 (Robertson and Zaragoza 2009): saturation of a repeated term, and how much a long field counts against itself. */
const K1 = 1.2;
const B: Readonly<Record<Field, number>> = { subject: 0.3, body: 0.6, path: 0.4, added: 0.5, removed: 0.5 };
/** Terms of the situation that are looked up; the first ones are the most telling. */
const MAX_TERMS = 400;
/** A term that so many changes have tells them hardly apart, and would take most of the time. */
const COMMON = 1_000;

/** Between a common word and a rare one: brings a squared rarity back to the size of a rarity. */
const USUAL_RARITY = 5;

/**
 * What a word counts for that stands in later texts alone: the title names the failure, and what is written below it is mostly about
 * other things. An identifier tells more, and still less than one of the title: a product's name looks like one. Measured on real
 * incidents and on reverts in two parts; see docs/ranking.md.
 */
const LATER = 0.2;
const LATER_IDENTIFIER = 0.7;

export interface MatchedTerm {
  readonly term: string;
  /** The word as the incident has it. */
  readonly written: string;
  /** Where the change has it; `past`: the messages of earlier landings on its files have it. */
  readonly field: Field | 'past';
  readonly weight: number;
}

/** How the text of a situation meets each change; arrays run along the changes of the index. */
export interface TextMatch {
  /** The terms of the situation that tell changes apart, with their weights; none where there is no text to go by. */
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
  const named = new Set(counts.keys());
  for (const text of later) countTerms(text, counts);
  const isCommon = (term: string) => FIELDS.some((field) => index.fields[field].having(term).length > 2 * COMMON);
  const standing = (term: string) => {
    if (named.size === 0 || named.has(term)) return 1;
    return isIdentifier(term) ? LATER_IDENTIFIER : LATER;
  };
  return new Map(
    [...counts]
      .slice(0, MAX_TERMS)
      .filter(([term]) => !isCommon(term))
      .map(([term, count]) => [term, standing(term) * termWeight(term) * (1 + Math.log(count))]),
  );
}

export function matchText(index: TextIndex, past: HistoryIndex, situation: Situation): TextMatch {
  return lastOf(matchSteps(index, past, situation));
}

/** Places of terms of one step. */
const STEP = 1_500;

/** As `matchText`, a little at a time. */
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
  let whole = 0;
  let wholeIdentifiers = 0;
  const marks = new Uint8Array(size);
  let looked = 0;
  for (const [term, weight] of terms) {
    const postings = FIELDS.map((field) => index.fields[field].having(term));
    whole += weight * addTerm(index, past, match, { term, weight, postings }, marks);
    if (isIdentifier(term)) wholeIdentifiers += weight;
    for (const each of postings) looked += each.length;
    if (looked < STEP) continue;
    looked = 0;
    yield;
  }
  divide(match.coverage, whole);
  divide(match.identifierLines, wholeIdentifiers);
  return match;
}

function divide(values: Float64Array, by: number): void {
  if (by > 0) for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) / by;
}

interface WeighedTerm {
  readonly term: string;
  readonly weight: number;
  /** In the order of FIELDS. */
  readonly postings: readonly (readonly number[])[];
}

/** How many of FIELDS, the first ones, are what a change says of itself; the others are its changed lines. */
const TOLD = FIELDS.indexOf('added');

/** Adds one term to all changes that have it; gives its rarity. */
function addTerm(
  index: TextIndex,
  past: HistoryIndex,
  match: TextMatch,
  { term, weight, postings }: WeighedTerm,
  marks: Uint8Array,
): number {
  const size = index.changes.length;
  const told = inAnyOf(postings, 0, TOLD, marks);
  const rarity = inverseFrequency(size, told.length);
  const inLines = inAnyOf(postings, TOLD, FIELDS.length, marks);
  const linesRarity = inverseFrequency(size, inLines.length);
  for (let f = 0; f < FIELDS.length; f++) {
    const field = FIELDS[f] ?? 'subject';
    const weighed = weight * (f < TOLD ? rarity : linesRarity);
    addField(index.fields[field], postings[f] ?? [], match.bm25[field], B[field], weighed);
  }
  const inPast = past.rarities(term, told.length).map((each) => (weight * each ** 2) / USUAL_RARITY);
  for (let n = 0, { length } = told; n < length; n++) {
    const change = told[n] ?? 0;
    bump(match.rarity, change, inPast[past.rarityAt(change)] ?? 0);
    bump(match.coverage, change, weight * rarity);
  }
  const isName = isIdentifier(term);
  for (const change of inLines) {
    if (inLines.length === 1) bump(match.onlyLines, change, weight);
    if (isName) bump(match.identifierLines, change, weight);
  }
  return rarity;
}

/**
 * The changes that some of the fields name, each once.
 * @param marks one for each change, all 0, and left so: a set would take longer than all of the rest
 */
function inAnyOf(
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

function bump(values: Float64Array, i: number, by: number): void {
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
      const postings = index.fields[field].having(term);
      if (!postings.some((place, i) => i % 2 === 0 && place === change)) continue;
      add(term, field, weight * inverseFrequency(size, postings.length / 2));
    }
  }
  return found.sort((a, b) => b.weight - a.weight);
}
