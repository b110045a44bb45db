import type { Change } from './change';
import type { History } from './history';
import { log1pOf } from './columns';

/** A file or folder is described by the messages of its most recent landings. */
const LANDINGS_PER_FILE = 60;
const LANDINGS_PER_FOLDER = 120;
/** Beyond this, more files and folders of a change add nothing but time. */
const MAX_FILES = 40;
const MAX_FOLDERS = 15;
/** Smoothing: a place with few landings is treated as if it had this many more, with average messages. */
const PRIOR_LANDINGS = 2;
/** Changes or landings per step, and pairs of a term and a place. */
const STEP = 40;
const STEP_OF_LIFTS = 3_000;

type Places = readonly number[];

/** Ends with a slash, so that no file has the same name. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) || '/';
}

/** The places (files and folders) that changes touch, numbered; files come first. */
interface Touched {
  /** By change. */
  readonly files: readonly Places[];
  readonly folders: readonly Places[];
  /** The number of a place by its path. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly firstFolder: number;
}

/** Gives each touched file and folder a number. */
class PathNumbers {
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
  const pathNumbers = new PathNumbers();
  for (const [n, i] of own.entries()) {
    if (n > 0 && n % STEP === 0) yield;
    const change = changes[i];
    if (change !== undefined) pathNumbers.addFiles(change);
  }
  const firstFolder = pathNumbers.numbers.size;
  const folders: Places[] = [];
  for (let from = 0; from < own.length; from += STEP) {
    yield;
    folders.push(...pathNumbers.foldersOf(from, from + STEP));
  }
  return { files: pathNumbers.files, folders, numbers: pathNumbers.numbers, firstFolder };
}

/** The place history of some changes, given by their places in the list; in steps. */
export function* placeHistorySteps(
  history: History,
  changes: readonly Change[],
  own: readonly number[],
): Generator<undefined, PlaceHistory> {
  const touched = yield* touchedSteps(changes, own);
  yield;
  const { numbers, firstFolder } = touched;
  const landings = new LastLandings(numbers, history.size, firstFolder);
  for (const [i, { paths }] of history.landings.entries()) {
    if (i > 0 && i % STEP === 0) yield;
    landings.take(paths, i);
  }
  yield;
  return new PlaceHistory(history, touched, landings);
}

/** The most recent landings on each place before the window, collected from the newest to the oldest. */
class LastLandings {
  /** The places of all landings in one list: one list per landing would be thousands of objects. */
  readonly places: number[] = [];
  /** Where the places of a landing start; they end where those of the next one start. */
  readonly from: Int32Array;
  /** For each place, how many of its landings are counted, and the last one that was. */
  private readonly counts: Int32Array;
  private readonly lastLanding: Int32Array;

  constructor(
    private readonly numbers: ReadonlyMap<string, number>,
    landings: number,
    private readonly firstFolder: number,
  ) {
    this.from = new Int32Array(landings + 1);
    this.counts = new Int32Array(numbers.size);
    this.lastLanding = new Int32Array(numbers.size).fill(-1);
  }

  /** Adds the next older landing, which touched these paths. */
  take(paths: readonly string[], landing: number): void {
    for (const path of paths) {
      this.addLanding(this.numbers.get(path), landing);
      this.addLanding(this.numbers.get(folderOf(path)), landing);
    }
    this.from[landing + 1] = this.places.length;
  }

  private addLanding(place: number | undefined, landing: number): void {
    if (place === undefined || this.lastLanding[place] === landing) return;
    this.lastLanding[place] = landing;
    const count = this.counts[place] ?? 0;
    if (count >= (place < this.firstFolder ? LANDINGS_PER_FILE : LANDINGS_PER_FOLDER)) return;
    this.counts[place] = count + 1;
    this.places.push(place);
  }
}

/** The places that the changes of one repository touch, with the most recent earlier landings on them. */
export class PlaceHistory {
  readonly files: readonly Places[];
  readonly folders: readonly Places[];
  /** For each landing, where in `places` those start that it is one of the most recent landings of. */
  private readonly from: Int32Array;
  private readonly places: Int32Array;
  /** By place, the sum of the weights of its last landings, with those that smooth it. */
  private readonly weightSums: Float64Array;
  /** By place, the reverts among its last landings. */
  private readonly revertsByPlace = new Map<number, number[]>();

  constructor(
    readonly history: History,
    { files, folders, numbers }: Touched,
    landings: LastLandings,
  ) {
    this.files = files;
    this.folders = folders;
    this.from = landings.from;
    this.places = Int32Array.from(landings.places);
    this.weightSums = new Float64Array(numbers.size);
    const { places, from, weightSums } = this;
    for (let landing = 0; landing < history.size; landing++) {
      const weight = history.weights[landing] ?? 0;
      const isRevert = history.landings[landing]?.target !== undefined;
      const end = from[landing + 1] ?? 0;
      for (let at = from[landing] ?? 0; at < end; at++) {
        const place = places[at] ?? 0;
        weightSums[place] = (weightSums[place] ?? 0) + weight;
        if (isRevert) this.addRevert(place, landing);
      }
    }
    for (let place = 0; place < weightSums.length; place++)
      weightSums[place] = (weightSums[place] ?? 0) + PRIOR_LANDINGS;
  }

  private addRevert(place: number, landing: number): void {
    const known = this.revertsByPlace.get(place);
    if (known) known.push(landing);
    else this.revertsByPlace.set(place, [landing]);
  }

  /** Reverts among the last landings on these places. */
  reverts(places: Places = []): number {
    if (this.revertsByPlace.size === 0) return 0;
    const found = new Set<number>();
    for (const place of places) for (const landing of this.revertsByPlace.get(place) ?? []) found.add(landing);
    return found.size;
  }

  /**
   * How much more frequent the terms are in the messages of a place's last landings than in all messages: ln(1 + the weighted
   * sum of the logarithms of the ratios above one), by place. In steps.
   */
  *liftSteps(terms: ReadonlyMap<string, number>): Generator<undefined, Float64Array> {
    const lifts = new Float64Array(this.weightSums.length);
    const shares = new Float64Array(lifts.length);
    const touched = new Int32Array(lifts.length);
    let visited = 0;
    for (const [term, weight] of terms) {
      const landings = this.history.landingsWith(term);
      if (this.history.isCommon(landings.length)) continue;
      const count = this.sharesOf(landings, shares, touched);
      this.addLifts(lifts, shares, touched.subarray(0, count), weight, this.history.shareOf(landings.length));
      visited += count + landings.length;
      if (visited < STEP_OF_LIFTS) continue;
      visited = 0;
      yield;
    }
    return log1pOf(lifts);
  }

  /** Adds the lift of one term to the places touched, and resets their shares to 0. */
  private addLifts(
    lifts: Float64Array,
    shares: Float64Array,
    touched: Int32Array,
    weight: number,
    baseShare: number,
  ): void {
    const { weightSums } = this;
    const prior = PRIOR_LANDINGS * baseShare;
    for (let n = 0, { length } = touched; n < length; n++) {
      const place = touched[n] ?? 0;
      // As `lift` says, written out: this runs tens of thousands of times before it is compiled.
      const chance = ((shares[place] ?? 0) + prior) / (weightSums[place] ?? 0);
      if (chance > baseShare) lifts[place] = (lifts[place] ?? 0) + weight * Math.log(chance / baseShare);
      shares[place] = 0;
    }
  }

  /** Sums the weights of these landings by place. Returns how many places were touched; they are the first ones in `touched`. */
  private sharesOf(landings: readonly number[], shares: Float64Array, touched: Int32Array): number {
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
        if (share === 0) touched[count++] = place;
        shares[place] = share + weight;
      }
    }
    return count;
  }

  /** The same for these places only, by term: the highest lift among them. */
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
        const count = this.history.landingsWith(term).length;
        if (this.history.isCommon(count)) continue;
        const lift = (terms.get(term) ?? 0) * this.lift(place, share, this.history.shareOf(count));
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

  private lift(place: number, share: number, baseShare: number): number {
    const chance = (share + PRIOR_LANDINGS * baseShare) / (this.weightSums[place] ?? 0);
    return chance > baseShare ? Math.max(0, Math.log(chance / baseShare)) : 0;
  }
}
