import type { Change } from './change';
import { type History, type Tempo, USUAL_TEMPO } from './history';
import { inverseFrequency } from './textIndex';

/** So many of the last landings on a file, or in a folder, tell what it is about. */
const LAST_OF_FILE = 60;
const LAST_OF_FOLDER = 120;
/** Of a larger change so many files and folders are looked at. */
const MAX_FILES = 40;
const MAX_FOLDERS = 15;
/** A place with few landings speaks with doubt: as if so many more had landed there with the words of any landing. */
const DOUBT = 2;

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

/** What the landings before a window tell of its changes, by what they touched. Several repositories have a history each. */
export class HistoryIndex {
  private readonly parts: readonly Part[];
  /** Along the changes, the number of its part and its place there; -1 for a change without a history. */
  private readonly partOf: Int32Array;
  private readonly placeOf: Int32Array;

  constructor(changes: readonly Change[], historyOf: (change: Change) => History | undefined) {
    this.partOf = new Int32Array(changes.length).fill(-1);
    this.placeOf = new Int32Array(changes.length);
    const numbers = new Map<History, number>();
    const members: Change[][] = [];
    changes.forEach((change, i) => {
      const history = historyOf(change);
      if (history === undefined) return;
      const number = numbers.get(history) ?? numbers.size;
      numbers.set(history, number);
      const own = (members[number] ??= []);
      this.partOf[i] = number;
      this.placeOf[i] = own.push(change) - 1;
    });
    this.parts = [...numbers].map(([history, number]) => new Part(history, members[number] ?? []));
  }

  /**
   * The rarity of a term that so many changes of the window have, among them and the landings before: in each repository, and at
   * last without a history. `rarityFor` picks the one of a change.
   */
  rarities(term: string, having: number): readonly number[] {
    const size = this.partOf.length;
    const known = this.parts.map(({ history }) => [history.size, history.having(term).length] as const);
    return [...known, [0, 0] as const].map(([more, met]) => inverseFrequency(size + more, having + met));
  }

  rarityFor(i: number, rarities: readonly number[]): number {
    return rarities.at(this.partOf[i] ?? -1) ?? 0;
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

  /** @param terms of the situation, with their weights */
  match(terms: ReadonlyMap<string, number>): PastMatch {
    const lifts = this.parts.map((part) => part.lifts(terms));
    return { files: this.along('files', lifts), folders: this.along('folders', lifts) };
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
      for (const place of places) sum += known[place] ?? 0;
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

type Places = readonly number[];

/** With a slash behind, so that no file is called so. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) || '/';
}

/** The places (files and folders) that the changes of one repository touch, with the last landings that touched them before. */
class Part {
  /** By change. */
  readonly files: readonly Places[];
  readonly folders: readonly Places[];
  /** The number of a file or a folder by its path. */
  private readonly numbers = new Map<string, number>();
  /** By place, the last landings that touched it, newest first, and the sum of their weights. */
  private readonly last: readonly number[][];
  private readonly masses: Float64Array;
  /** By landing, the places of whose last landings it is one. */
  private readonly touching: (number[] | undefined)[];
  /** By place, the reverts among its last landings. */
  private readonly revertsOf: readonly (readonly number[])[];

  constructor(
    readonly history: History,
    changes: readonly Change[],
  ) {
    const paths = changes.map((change) => change.files.slice(0, MAX_FILES).map(({ path }) => path));
    this.files = paths.map((own) => own.map((path) => this.numberOf(path)));
    const firstFolder = this.numbers.size;
    this.folders = paths.map((own) =>
      [...new Set(own.map(folderOf))].slice(0, MAX_FOLDERS).map((folder) => this.numberOf(folder)),
    );
    this.last = Array.from(this.numbers, () => []);
    this.masses = new Float64Array(this.numbers.size);
    this.touching = Array.from(history.landings, () => undefined);
    const taken = new Int32Array(this.numbers.size).fill(-1);
    const take = (place: number | undefined, landing: number): void => {
      if (place === undefined || taken[place] === landing) return;
      taken[place] = landing;
      const last = this.last[place] ?? [];
      if (last.length >= (place < firstFolder ? LAST_OF_FILE : LAST_OF_FOLDER)) return;
      last.push(landing);
      this.masses[place] = (this.masses[place] ?? 0) + (history.weights[landing] ?? 0);
      (this.touching[landing] ??= []).push(place);
    };
    history.landings.forEach((landing, i) => {
      for (const path of landing.paths) {
        take(this.numbers.get(path), i);
        take(this.numbers.get(folderOf(path)), i);
      }
    });
    const isRevert = (landing: number) => history.landings[landing]?.target !== undefined;
    this.revertsOf = this.last.map((landings) => landings.filter(isRevert));
  }

  /** Reverts among the last landings on these places. */
  reverts(places: Places = []): number {
    const found = new Set<number>();
    for (const place of places) for (const landing of this.revertsOf[place] ?? []) found.add(landing);
    return found.size;
  }

  /**
   * How much likelier the terms are in the messages of a place's last landings than in any message: ln(1 + the sum of the
   * weighed logarithms of the ratios above one), by place.
   */
  lifts(terms: ReadonlyMap<string, number>): Float64Array {
    const lifts = new Float64Array(this.numbers.size);
    const shares = new Float64Array(this.numbers.size);
    for (const [term, weight] of terms) {
      if (this.history.isCommon(term)) continue;
      const usual = this.history.chance(term);
      const met: number[] = [];
      for (const landing of this.history.having(term)) {
        const places = this.touching[landing];
        if (places === undefined) continue;
        const share = this.history.weights[landing] ?? 0;
        for (const place of places) {
          if (shares[place] === 0) met.push(place);
          shares[place] = (shares[place] ?? 0) + share;
        }
      }
      for (const place of met) {
        lifts[place] = (lifts[place] ?? 0) + weight * this.lift(place, shares[place] ?? 0, usual);
        shares[place] = 0;
      }
    }
    return lifts.map(Math.log1p);
  }

  /** The same of these places alone, by term: the most that one of them has. */
  matchedTerms(places: Places = [], terms: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    for (const place of places) {
      const shares = new Map<string, number>();
      for (const landing of this.last[place] ?? []) {
        for (const term of this.history.landings[landing]?.terms ?? []) {
          if (terms.has(term)) shares.set(term, (shares.get(term) ?? 0) + (this.history.weights[landing] ?? 0));
        }
      }
      for (const [term, share] of shares) {
        if (this.history.isCommon(term)) continue;
        const lift = (terms.get(term) ?? 0) * this.lift(place, share, this.history.chance(term));
        if (lift > (found.get(term) ?? 0)) found.set(term, lift);
      }
    }
    return found;
  }

  private lift(place: number, share: number, usual: number): number {
    const chance = (share + DOUBT * usual) / ((this.masses[place] ?? 0) + DOUBT);
    return Math.max(0, Math.log(chance / usual));
  }

  private numberOf(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.numbers.size);
    return this.numbers.size - 1;
  }
}
