import type { Change } from './change';
import { type History, type Tempo, USUAL_TEMPO } from './history';
import { type Part, partSteps } from './historyPart';
import { lastOf } from './steps';
import { inverseFrequency } from './textIndex';

/** How the past of its files and of its folders meets the text; arrays run along the changes of the index. */
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

type Parts = readonly (readonly [part: Part, places: readonly number[]])[];

/** What the landings before a window tell of its changes, by what they touched. Several repositories have a history each. */
export class HistoryIndex {
  private readonly parts: readonly Part[];
  /** Along the changes, the number of its part and its place there; -1 for a change without a history. */
  private readonly partOf: Int32Array;
  private readonly placeOf: Int32Array;

  /** @param parts made by `pastSteps` of the same changes and histories; without it, all is done here and now */
  constructor(
    changes: readonly Change[],
    historyOf: (change: Change, i: number) => History | undefined,
    parts: Parts = lastOf(pastSteps(changes, historyOf)),
  ) {
    this.parts = parts.map(([part]) => part);
    this.partOf = new Int32Array(changes.length).fill(-1);
    this.placeOf = new Int32Array(changes.length);
    for (const [number, [, places]] of parts.entries()) {
      for (const [place, i] of places.entries()) {
        this.partOf[i] = number;
        this.placeOf[i] = place;
      }
    }
  }

  /**
   * The rarity of a term that so many changes of the window have, among them and the landings before: in each repository, and at
   * last without a history. `rarityAt` says which is that of a change.
   */
  rarities(term: string, having: number): readonly number[] {
    const size = this.partOf.length;
    const rarities: number[] = [];
    for (const { history } of this.parts)
      rarities.push(inverseFrequency(size + history.size, having + history.having(term).length));
    rarities.push(inverseFrequency(size, having));
    return rarities;
  }

  /** The place in `rarities` of those that hold for a change. */
  rarityAt(i: number): number {
    const part = this.partOf[i] ?? -1;
    return part < 0 ? this.parts.length : part;
  }

  tempo(i: number): Tempo {
    return this.part(i)?.history.tempo ?? USUAL_TEMPO;
  }

  reverts(i: number): PastReverts {
    const part = this.part(i);
    const place = this.placeOf[i] ?? 0;
    return part === undefined
      ? NO_REVERTS
      : { files: part.reverts(part.files[place]), folders: part.reverts(part.folders[place]) };
  }

  private part(i: number): Part | undefined {
    return this.parts[this.partOf[i] ?? -1];
  }

  /**
   * How the past meets the text, a little at a time.
   * @param terms of the situation, with their weights
   */
  *matchSteps(terms: ReadonlyMap<string, number>): Generator<undefined, PastMatch> {
    const lifts: Float64Array[] = [];
    for (const part of this.parts) lifts.push(yield* part.liftSteps(terms));
    const files = this.along('files', lifts);
    yield;
    return { files, folders: this.along('folders', lifts) };
  }

  /** The mean over each change's places. */
  private along(which: keyof PastMatch, lifts: readonly Float64Array[]): Float64Array {
    const means = new Float64Array(this.partOf.length);
    for (let i = 0; i < means.length; i++) {
      const part = this.partOf[i] ?? -1;
      const known = lifts[part];
      const places = this.parts[part]?.[which][this.placeOf[i] ?? 0];
      if (known === undefined || places === undefined || places.length === 0) continue;
      let sum = 0;
      for (let n = 0, { length } = places; n < length; n++) sum += known[places[n] ?? 0] ?? 0;
      means[i] = sum / places.length;
    }
    return means;
  }

  /** The terms that the past of a change's files has more often than any landing, with how much each counts. */
  matchedTerms(i: number, terms: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    const part = this.part(i);
    return part?.matchedTerms(part.files[this.placeOf[i] ?? 0], terms) ?? new Map<string, number>();
  }
}

/** Changes of one step. */
const STEP = 100;

/** The parts of a HistoryIndex, one for each history, with the places of its changes in the list; a little at a time. */
export function* pastSteps(
  changes: readonly Change[],
  historyOf: (change: Change, i: number) => History | undefined,
): Generator<undefined, Parts> {
  const places = new Map<History, number[]>();
  for (const [i, change] of changes.entries()) {
    if (i > 0 && i % STEP === 0) yield;
    const history = historyOf(change, i);
    if (history === undefined) continue;
    const own = places.get(history);
    if (own) own.push(i);
    else places.set(history, [i]);
  }
  const parts: (readonly [Part, readonly number[]])[] = [];
  for (const [history, own] of places) {
    yield;
    parts.push([yield* partSteps(history, changes, own), own]);
  }
  return parts;
}
