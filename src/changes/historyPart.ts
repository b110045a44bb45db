import type { Change } from './change';
import type { History } from './history';
import { logs } from './logarithms';

/** So many of the last landings on a file, or in a folder, tell what it is about. */
const LAST_OF_FILE = 60;
const LAST_OF_FOLDER = 120;
/** Of a larger change so many files and folders are looked at. */
const MAX_FILES = 40;
const MAX_FOLDERS = 15;
/** A place with few landings speaks with doubt: as if so many more had landed there with the words of any landing. */
const DOUBT = 2;
/** Changes or landings of one step, and meetings of a term with a place. */
const STEP = 40;
const STEP_OF_LIFTS = 3_000;

type Places = readonly number[];

/** With a slash behind, so that no file is called so. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) || '/';
}

/** The places (files and folders) that some changes touch, by number: those of files first. */
interface Touched {
  /** By change. */
  readonly files: readonly Places[];
  readonly folders: readonly Places[];
  /** The number of a place by its path. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly firstFolder: number;
}

/** Numbers the places that changes touch. */
class Numbering {
  readonly numbers = new Map<string, number>();
  readonly files: Places[] = [];
  private readonly folderNames: (readonly string[])[] = [];

  addFiles({ files }: Change): void {
    const places: number[] = [];
    const names: string[] = [];
    for (let n = 0; n < files.length && n < MAX_FILES; n++) {
      const path = files[n]?.path ?? '';
      const folder = folderOf(path);
      places.push(this.numberOf(path));
      if (names.length < MAX_FOLDERS && !names.includes(folder)) names.push(folder);
    }
    this.files.push(places);
    this.folderNames.push(names);
  }

  /** The folders of the changes from one to before another; once the files of all have their numbers. */
  foldersOf(from: number, to: number): readonly Places[] {
    return this.folderNames.slice(from, to).map((names) => names.map((name) => this.numberOf(name)));
  }

  private numberOf(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.numbers.size);
    return this.numbers.size - 1;
  }
}

function* touchedSteps(changes: readonly Change[], own: readonly number[]): Generator<undefined, Touched> {
  const numbering = new Numbering();
  for (const [n, i] of own.entries()) {
    if (n > 0 && n % STEP === 0) yield;
    const change = changes[i];
    if (change !== undefined) numbering.addFiles(change);
  }
  const firstFolder = numbering.numbers.size;
  const folders: Places[] = [];
  for (let from = 0; from < own.length; from += STEP) {
    yield;
    folders.push(...numbering.foldersOf(from, from + STEP));
  }
  return { files: numbering.files, folders, numbers: numbering.numbers, firstFolder };
}

/** What the landings of a history tell of some changes, by their places in the list; a little at a time. */
export function* partSteps(
  history: History,
  changes: readonly Change[],
  own: readonly number[],
): Generator<undefined, Part> {
  const touched = yield* touchedSteps(changes, own);
  yield;
  const { numbers, firstFolder } = touched;
  const last = new LastLandings(numbers, history.size, firstFolder);
  for (const [i, { paths }] of history.landings.entries()) {
    if (i > 0 && i % STEP === 0) yield;
    last.take(paths, i);
  }
  yield;
  return new Part(history, touched, last);
}

/** The last landings that touched each place before a window, gathered from the newest on. */
class LastLandings {
  /** The places of all landings, one after the other: a list each would be thousands. */
  readonly places: number[] = [];
  /** Where those of a landing begin; those of the next begin where they end. */
  readonly from: Int32Array;
  /** By place, how many of its last landings were met, and which of them was met last. */
  private readonly met: Int32Array;
  private readonly newest: Int32Array;

  constructor(
    private readonly numbers: ReadonlyMap<string, number>,
    landings: number,
    private readonly firstFolder: number,
  ) {
    this.from = new Int32Array(landings + 1);
    this.met = new Int32Array(numbers.size);
    this.newest = new Int32Array(numbers.size).fill(-1);
  }

  /** Takes up the next landing, which touched these paths. */
  take(paths: readonly string[], landing: number): void {
    for (const path of paths) {
      this.meet(this.numbers.get(path), landing);
      this.meet(this.numbers.get(folderOf(path)), landing);
    }
    this.from[landing + 1] = this.places.length;
  }

  private meet(place: number | undefined, landing: number): void {
    if (place === undefined || this.newest[place] === landing) return;
    this.newest[place] = landing;
    const met = this.met[place] ?? 0;
    if (met >= (place < this.firstFolder ? LAST_OF_FILE : LAST_OF_FOLDER)) return;
    this.met[place] = met + 1;
    this.places.push(place);
  }
}

/** The places that the changes of one repository touch, with the last landings that touched them before. */
export class Part {
  readonly files: readonly Places[];
  readonly folders: readonly Places[];
  /** By landing, from where on in `places` those are of whose last landings it is one. */
  private readonly from: Int32Array;
  private readonly places: Int32Array;
  /** By place, the sum of the weights of its last landings. */
  private readonly masses: Float64Array;
  /** By place, the reverts among its last landings. */
  private readonly revertsOf = new Map<number, number[]>();

  constructor(
    readonly history: History,
    { files, folders, numbers }: Touched,
    last: LastLandings,
  ) {
    this.files = files;
    this.folders = folders;
    this.from = last.from;
    this.places = Int32Array.from(last.places);
    this.masses = new Float64Array(numbers.size);
    const { places, from, masses } = this;
    for (let landing = 0; landing < history.size; landing++) {
      const weight = history.weights[landing] ?? 0;
      const isRevert = history.landings[landing]?.target !== undefined;
      const end = from[landing + 1] ?? 0;
      for (let at = from[landing] ?? 0; at < end; at++) {
        const place = places[at] ?? 0;
        masses[place] = (masses[place] ?? 0) + weight;
        if (isRevert) this.addRevert(place, landing);
      }
    }
  }

  private addRevert(place: number, landing: number): void {
    const known = this.revertsOf.get(place);
    if (known) known.push(landing);
    else this.revertsOf.set(place, [landing]);
  }

  /** Reverts among the last landings on these places. */
  reverts(places: Places = []): number {
    if (this.revertsOf.size === 0) return 0;
    const found = new Set<number>();
    for (const place of places) for (const landing of this.revertsOf.get(place) ?? []) found.add(landing);
    return found.size;
  }

  /**
   * How much likelier the terms are in the messages of a place's last landings than in any message: ln(1 + the sum of the
   * weighed logarithms of the ratios above one), by place. A little at a time.
   */
  *liftSteps(terms: ReadonlyMap<string, number>): Generator<undefined, Float64Array> {
    const lifts = new Float64Array(this.masses.length);
    const shares = new Float64Array(lifts.length);
    const met = new Int32Array(lifts.length);
    let looked = 0;
    for (const [term, weight] of terms) {
      const landings = this.history.having(term);
      if (this.history.isMany(landings.length)) continue;
      const count = this.sharesOf(landings, shares, met);
      this.addLifts(lifts, shares, met.subarray(0, count), weight, this.history.chanceOf(landings.length));
      looked += count + landings.length;
      if (looked < STEP_OF_LIFTS) continue;
      looked = 0;
      yield;
    }
    return logs(lifts);
  }

  /** Adds what a term tells of the places that were met, and leaves their shares at 0. */
  private addLifts(lifts: Float64Array, shares: Float64Array, met: Int32Array, weight: number, usual: number): void {
    for (let n = 0, { length } = met; n < length; n++) {
      const place = met[n] ?? 0;
      lifts[place] = (lifts[place] ?? 0) + weight * this.lift(place, shares[place] ?? 0, usual);
      shares[place] = 0;
    }
  }

  /** Adds up the weights of these landings by place; gives how many places were met, which then stand in `met`. */
  private sharesOf(landings: readonly number[], shares: Float64Array, met: Int32Array): number {
    const { places, from } = this;
    const { weights } = this.history;
    let count = 0;
    for (let n = 0, { length } = landings; n < length; n++) {
      const landing = landings[n] ?? 0;
      const weight = weights[landing] ?? 0;
      const end = from[landing + 1] ?? 0;
      for (let at = from[landing] ?? 0; at < end; at++) {
        const place = places[at] ?? 0;
        const share = shares[place] ?? 0;
        if (share === 0) met[count++] = place;
        shares[place] = share + weight;
      }
    }
    return count;
  }

  /** The same of these places alone, by term: the most that one of them has. */
  matchedTerms(places: Places = [], terms: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    for (const [place, landings] of this.landingsOn(places)) {
      const shares = new Map<string, number>();
      for (const landing of landings) {
        for (const term of this.history.landings[landing]?.terms ?? []) {
          if (terms.has(term)) shares.set(term, (shares.get(term) ?? 0) + (this.history.weights[landing] ?? 0));
        }
      }
      for (const [term, share] of shares) {
        const count = this.history.having(term).length;
        if (this.history.isMany(count)) continue;
        const lift = (terms.get(term) ?? 0) * this.lift(place, share, this.history.chanceOf(count));
        if (lift > (found.get(term) ?? 0)) found.set(term, lift);
      }
    }
    return found;
  }

  /** The last landings that touched these places, newest first, by place. */
  private landingsOn(places: Places): ReadonlyMap<number, readonly number[]> {
    const last = new Map<number, number[]>(places.map((place) => [place, []]));
    for (let landing = 0; landing < this.history.size; landing++) {
      for (let at = this.from[landing] ?? 0; at < (this.from[landing + 1] ?? 0); at++)
        last.get(this.places[at] ?? -1)?.push(landing);
    }
    return last;
  }

  private lift(place: number, share: number, usual: number): number {
    const chance = (share + DOUBT * usual) / ((this.masses[place] ?? 0) + DOUBT);
    return chance > usual ? Math.max(0, Math.log(chance / usual)) : 0;
  }
}
