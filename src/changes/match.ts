import type { Situation } from './change';
import type { HistoryIndex } from './historyIndex';
import { countTerms, eachTerm, isIdentifier, termWeight } from './terms';
import { type Field, FIELDS, type FieldIndex, inverseFrequency, lastOf, type TextIndex } from './textIndex';

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

/** So many changes are looked at between two pauses, over all terms: some milliseconds. */
const STEP = 4_000;

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
  let whole = 0;
  let wholeIdentifiers = 0;
  const marks = new Uint8Array(size);
  let looked = 0;
  for (const [term, weight] of terms) {
    whole += weight * addTerm(index, past, match, term, weight, marks);
    if (isIdentifier(term)) wholeIdentifiers += weight;
    looked += size;
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

/** Adds one term to all changes that have it; gives its rarity. */
function addTerm(
  index: TextIndex,
  past: HistoryIndex,
  match: TextMatch,
  term: string,
  weight: number,
  marks: Uint8Array,
): number {
  const size = index.changes.length;
  const isName = isIdentifier(term);
  const told = having(index, ['subject', 'body', 'path'], term, marks);
  const rarity = inverseFrequency(size, told.length);
  const inLines = having(index, ['added', 'removed'], term, marks);
  const linesRarity = inverseFrequency(size, inLines.length);
  for (const field of FIELDS) {
    const lines = field === 'added' || field === 'removed';
    addField(index.fields[field], match.bm25[field], B[field], term, weight * (lines ? linesRarity : rarity));
  }
  const inPast = past.rarities(term, told.length);
  for (const change of told) {
    bump(match.rarity, change, (weight * past.rarityFor(change, inPast) ** 2) / USUAL_RARITY);
    bump(match.coverage, change, weight * rarity);
  }
  for (const change of inLines) {
    if (inLines.length === 1) bump(match.onlyLines, change, weight);
    if (isName) bump(match.identifierLines, change, weight);
  }
  return rarity;
}

/**
 * The changes that have a term in one of the fields, each once.
 * @param marks one for each change, all 0, and left so: a set would take longer than all of the rest
 */
function having(index: TextIndex, fields: readonly Field[], term: string, marks: Uint8Array): readonly number[] {
  const found: number[] = [];
  for (const field of fields) {
    const postings = index.fields[field].having(term);
    for (let i = 0; i < postings.length; i += 2) {
      const change = postings[i] ?? 0;
      if (marks[change] === 1) continue;
      marks[change] = 1;
      found.push(change);
    }
  }
  for (const change of found) marks[change] = 0;
  return found;
}

function addField(field: FieldIndex, scores: Float64Array, b: number, term: string, weight: number): void {
  const average = field.averageLength;
  const postings = field.having(term);
  for (let i = 0; i < postings.length; i += 2) {
    const change = postings[i] ?? 0;
    const count = postings[i + 1] ?? 0;
    const norm = 1 - b + (b * (field.lengths[change] ?? 0)) / average;
    bump(scores, change, (weight * count * (K1 + 1)) / (count + K1 * norm));
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
