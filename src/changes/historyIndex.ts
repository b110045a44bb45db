import type { Change } from './change';
import { type History, type Tempo, USUAL_TEMPO } from './history';
import { type PlaceHistory, placeHistorySteps } from './placeHistory';
import { lastOf } from './steps';
import { inverseFrequency } from './textIndex';

/** How well earlier landings on a change's files and in its folders match the text; arrays are indexed like the changes. */
export interface PastMatch {
  readonly files: Float64Array;
  readonly folders: Float64Array;
}

/** Reverts among the last landings on a change's files and in its folders. */
export interface PastReverts {
  readonly files: number;
  readonly folders: number;
}

const NO_REVERTS: PastReverts = { files: 0, folders: 0 };

type PlaceHistories = readonly (readonly [history: PlaceHistory, places: readonly number[]])[];

/** What landings before the window say about its changes, by the files they touched. Each repository has its own history. */
export class HistoryIndex {
  private readonly placeHistories: readonly PlaceHistory[];
  /** For each change, the number of its repository's history; behind the last one for a change without a history. */
  readonly numberOf: Int32Array;
  /** For each change, its place in that history. */
  private readonly placeOf: Int32Array;

  /** @param made made by `pastSteps` of the same changes and histories; without it, all is done here and now */
  constructor(
    changes: readonly Change[],
    historyOf: (change: Change, i: number) => History | undefined,
    made: PlaceHistories = lastOf(pastSteps(changes, historyOf)),
  ) {
    this.placeHistories = made.map(([placeHistory]) => placeHistory);
    this.numberOf = new Int32Array(changes.length).fill(made.length);
    this.placeOf = new Int32Array(changes.length);
    for (const [number, [, places]] of made.entries()) {
      for (const [place, i] of places.entries()) {
        this.numberOf[i] = number;
        this.placeOf[i] = place;
      }
    }
  }

  /** How many numbers `numberOf` gives: one for each repository's history, and the last for none. */
  get numbers(): number {
    return this.placeHistories.length + 1;
  }

  /**
   * The rarity of a term that so many changes of the window have, among them and the landings before: in each repository, and at
   * last without a history. `numberOf` says which is that of a change.
   */
  rarities(term: string, count: number): readonly number[] {
    const size = this.numberOf.length;
    const rarities: number[] = [];
    for (const { history } of this.placeHistories)
      rarities.push(inverseFrequency(size + history.size, count + history.landingsWith(term).length));
    rarities.push(inverseFrequency(size, count));
    return rarities;
  }

  /** The tempos of the repositories, and at last what is usual; `numberOf` says which is that of a change. */
  tempos(): readonly Tempo[] {
    return [...this.placeHistories.map(({ history }) => history.tempo), USUAL_TEMPO];
  }

  reverts(i: number): PastReverts {
    const placeHistory = this.placeHistoryOf(i);
    const place = this.placeOf[i] ?? 0;
    return placeHistory === undefined
      ? NO_REVERTS
      : {
          files: placeHistory.reverts(placeHistory.files[place]),
          folders: placeHistory.reverts(placeHistory.folders[place]),
        };
  }

  private placeHistoryOf(i: number): PlaceHistory | undefined {
    return this.placeHistories[this.numberOf[i] ?? 0];
  }

  /**
   * How well the past matches the text, in steps.
   * @param terms of the situation, with their weights
   */
  *matchSteps(terms: ReadonlyMap<string, number>): Generator<undefined, PastMatch> {
    const lifts: Float64Array[] = [];
    for (const placeHistory of this.placeHistories) lifts.push(yield* placeHistory.liftSteps(terms));
    const files = this.meansAlong('files', lifts);
    yield;
    return { files, folders: this.meansAlong('folders', lifts) };
  }

  /** The mean over each change's places. */
  private meansAlong(which: keyof PastMatch, lifts: readonly Float64Array[]): Float64Array {
    const means = new Float64Array(this.numberOf.length);
    for (let i = 0; i < means.length; i++) {
      const number = this.numberOf[i] ?? 0;
      const known = lifts[number];
      const places = this.placeHistories[number]?.[which][this.placeOf[i] ?? 0];
      if (known === undefined || places === undefined || places.length === 0) continue;
      let sum = 0;
      for (let n = 0, { length } = places; n < length; n++) sum += known[places[n] ?? 0] ?? 0;
      means[i] = sum / places.length;
    }
    return means;
  }

  /** The terms that are more frequent in earlier landings on a change's files than in any landing, with their weights. */
  matchedTerms(i: number, terms: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    const placeHistory = this.placeHistoryOf(i);
    return placeHistory?.matchedTerms(placeHistory.files[this.placeOf[i] ?? 0], terms) ?? new Map<string, number>();
  }
}

/** Changes of one step. */
const STEP = 100;

/** One PlaceHistory for each repository, with the places of its changes in the list; in steps. */
export function* pastSteps(
  changes: readonly Change[],
  historyOf: (change: Change, i: number) => History | undefined,
): Generator<undefined, PlaceHistories> {
  const placesByHistory = new Map<History, number[]>();
  for (const [i, change] of changes.entries()) {
    if (i > 0 && i % STEP === 0) yield;
    const history = historyOf(change, i);
    if (history === undefined) continue;
    const own = placesByHistory.get(history);
    if (own) own.push(i);
    else placesByHistory.set(history, [i]);
  }
  const made: (readonly [PlaceHistory, readonly number[]])[] = [];
  for (const [history, own] of placesByHistory) {
    yield;
    made.push([yield* placeHistorySteps(history, changes, own), own]);
  }
  return made;
}
