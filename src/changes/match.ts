import type { Situation } from './change';
import type { HistoryIndex } from './historyIndex';
import { lastOf } from './steps';
import { countTerms, eachTerm, isIdentifier, termWeight } from './terms';
import { type Field, FIELDS, inverseFrequency, K1, type TextIndex } from './textIndex';

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
  /** Whether a changed line has any of the terms: if not, all that follows from changed lines is 0. */
  readonly inLines: boolean;
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
    inLines: false,
    bm25: { subject: zeros(), body: zeros(), path: zeros(), added: zeros(), removed: zeros() },
    coverage: zeros(),
    rarity: zeros(),
    onlyLines: zeros(),
    identifierLines: zeros(),
  };
  yield;
  let totalWeight = 0;
  let identifierWeight = 0;
  const marks = new Marks(size);
  let visited = 0;
  for (const [term, weight] of terms) {
    const postings: (readonly number[])[] = [];
    for (const field of FIELDS) {
      const own = index.fields[field].postingsOf(term);
      postings.push(own);
      visited += own.length;
    }
    const weighted = { term, weight, postings };
    totalWeight += weight * addToMessages(index, past, match, weighted, marks);
    if (addToLines(index, past, match, weighted, marks)) match.inLines = true;
    if (isIdentifier(term)) identifierWeight += weight;
    if (visited < STEP) continue;
    visited = 0;
    yield;
  }
  divideAll(match.coverage, totalWeight);
  if (match.inLines) divideAll(match.identifierLines, identifierWeight);
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

/** Which changes were met since the last `next`: a set would take longer than everything else here. */
class Marks {
  /** By change, when it was met last. */
  readonly met: Int32Array;
  now = 0;

  constructor(size: number) {
    this.met = new Int32Array(size);
  }

  /** From now on, no change was met. */
  next(): number {
    return (this.now += 1);
  }
}

/** How many changes have a term in any of the fields. */
function countInAny(postings: readonly (readonly number[])[], from: number, to: number, marks: Marks): number {
  let first: readonly number[] | undefined;
  let isInOne = true;
  for (let f = from; f < to; f++) {
    const own = postings[f];
    if (own === undefined || own.length === 0) continue;
    if (first !== undefined) isInOne = false;
    first ??= own;
  }
  // Mostly a term is in one field alone, in each change once.
  if (isInOne) return (first?.length ?? 0) / 2;
  const { met } = marks;
  const now = marks.next();
  let count = 0;
  for (let f = from; f < to; f++) {
    const own = postings[f] ?? [];
    for (let i = 0; i < own.length; i += 2) {
      const change = own[i] ?? 0;
      if (met[change] === now) continue;
      met[change] = now;
      count += 1;
    }
  }
  return count;
}

/** What a term adds to changes that have it in some of the fields, once for all of these. */
interface Once {
  /** As much as stands at the change's place of `numberOf`. */
  readonly byHistory: Float64Array;
  readonly amounts: readonly number[];
  readonly numberOf: Int32Array;
  /** The same to each. */
  readonly flat: Float64Array;
  readonly amount: number;
}

/** Adds one term to the figures of message and paths of all changes that have it there. Returns its rarity. */
function addToMessages(
  index: TextIndex,
  past: HistoryIndex,
  match: TextMatch,
  { term, weight, postings }: WeightedTerm,
  marks: Marks,
): number {
  const count = countInAny(postings, 0, MESSAGE_FIELDS, marks);
  const rarity = inverseFrequency(index.changes.length, count);
  if (count === 0) return rarity;
  const amounts = past.rarities(term, count).map((each) => (weight * each ** 2) / USUAL_RARITY);
  const { numberOf } = past;
  const once = { byHistory: match.rarity, amounts, numberOf, flat: match.coverage, amount: weight * rarity };
  marks.next();
  for (let f = 0; f < MESSAGE_FIELDS; f++) addField(index, match, f, postings[f] ?? [], weight * rarity, once, marks);
  return rarity;
}

/** Adds one term to the figures of the changed lines of all changes that have it there; false if none has. */
function addToLines(
  index: TextIndex,
  past: HistoryIndex,
  match: TextMatch,
  { term, weight, postings }: WeightedTerm,
  marks: Marks,
): boolean {
  const count = countInAny(postings, MESSAGE_FIELDS, FIELDS.length, marks);
  if (count === 0) return false;
  const rarity = inverseFrequency(index.changes.length, count);
  const amounts = new Array<number>(past.numbers).fill(count === 1 ? weight : 0);
  const amount = isIdentifier(term) ? weight : 0;
  const once = { byHistory: match.onlyLines, amounts, numberOf: past.numberOf, flat: match.identifierLines, amount };
  marks.next();
  for (let f = MESSAGE_FIELDS; f < FIELDS.length; f++)
    addField(index, match, f, postings[f] ?? [], weight * rarity, once, marks);
  return true;
}

/** Adds a term's occurrences in one field, and what counts once to the changes that were not met in another field. */
function addField(
  index: TextIndex,
  match: TextMatch,
  f: number,
  postings: readonly number[],
  weight: number,
  { byHistory, amounts, numberOf, flat, amount }: Once,
  { met, now }: Marks,
): void {
  if (postings.length === 0) return;
  const field = FIELDS[f] ?? 'subject';
  const scores = match.bm25[field];
  const { norms } = index.fields[field];
  for (let i = 0; i < postings.length; i += 2) {
    const change = postings[i] ?? 0;
    const count = postings[i + 1] ?? 0;
    scores[change] = (scores[change] ?? 0) + (weight * count * (K1 + 1)) / (count + (norms[change] ?? 0));
    if (met[change] === now) continue;
    met[change] = now;
    byHistory[change] = (byHistory[change] ?? 0) + (amounts[numberOf[change] ?? 0] ?? 0);
    flat[change] = (flat[change] ?? 0) + amount;
  }
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
