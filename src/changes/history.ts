import type { ChangedFile, Millis } from './change';
import { bareTitle, ChangeNames, readRevertIntent, type RevertTarget } from './reverts';
import { lastOf } from './steps';
import { termsOf } from './terms';
import { withoutTrailers } from './textIndex';
import { ownNumbers, unmerged } from './title';

/** The message of a landing before the window. */
export interface PastMessage {
  readonly sha: string;
  readonly subject: string;
  /** Its title alone, as `bareTitle` gives it. */
  readonly title: string;
  readonly numbers: readonly string[];
  /** The terms of its message, each once. */
  readonly terms: readonly string[];
  /** What it takes back; absent where it is no revert. */
  readonly target?: RevertTarget;
}

/** A landing before the window: its time, its message, and the paths it touched. */
export interface PastChange extends PastMessage {
  readonly landedAt: Millis;
  readonly paths: readonly string[];
}

/** Paths kept of a landing: beyond this, more paths of a large one add no information. */
const MAX_PATHS = 60;
/** The beginning of a message says what it is about. */
const MAX_SUBJECT = 300;
const MAX_BODY = 1_000;
const MAX_BODY_TERMS = 80;

export function pastMessage(sha: string, subject: string, body: string): PastMessage {
  const bodyTerms = termsOf(withoutTrailers(body.slice(0, MAX_BODY))).slice(0, MAX_BODY_TERMS);
  const reverting = readRevertIntent({ subject, body });
  return {
    sha,
    subject: unmerged({ subject, body }).title.slice(0, MAX_SUBJECT),
    title: bareTitle(unmerged({ subject, body }).title),
    numbers: ownNumbers({ subject, body }),
    terms: [...new Set([...termsOf(subject.slice(0, MAX_SUBJECT)), ...bodyTerms])],
    ...(reverting.kind === 'revert' && { target: reverting.target }),
  };
}

export function pastPaths(files: readonly Pick<ChangedFile, 'path'>[]): readonly string[] {
  return files.slice(0, MAX_PATHS).map(({ path }) => path);
}

/**
 * How soon changes were taken back in a repository: the means of ln(1 + hours) and of ln(1 + place from the newest) at the time of the
 * revert, beside the usual ones. 0 is usual, or not known.
 */
export interface Tempo {
  readonly lag: number;
  readonly place: number;
}

export const USUAL_TEMPO: Tempo = { lag: 0, place: 0 };

/** The means over the culprits that the weights were fitted on. */
const USUAL_MEANS = { lag: 2.56, place: 1.51 };
/** Smoothing: as if the repository had this many average reverts besides, because a few of its own say little. */
const PRIOR_REVERTS = 5;
const HOUR = 3_600_000;
/** What is undone sooner was a slip, and what is undone later was no incident: neither was among the cases. Hours. */
const SOONEST_HOURS = 5 / 60;
const LATEST_HOURS = 7 * 24;
/** Reverts that land this close together undo the same thing, and count once. */
const SERIES_GAP = HOUR / 6;

/** A term in a larger share of the messages, and in more than a few, is common. */
const COMMON_SHARE = 0.05;
const COMMON_AT_LEAST = 5;

/** How far back the history goes, and how many landings at most. */
export const PAST_LENGTH = 365 * 24 * HOUR;
export const MOST_PAST = 5_000;

/** What landed in a repository before a window, to compare the changes of the window with. */
export class History {
  private readonly postings: ReadonlyMap<string, readonly number[]>;
  /** Weight of each landing: one that touched many files says less about each of them. */
  readonly weights: Float64Array;
  readonly tempo: Tempo;

  /**
   * @param landings newest first
   * @param data by `historySteps` of the same landings; without it, all is done here and now
   */
  constructor(
    readonly landings: readonly PastChange[],
    data: HistoryData = lastOf(dataSteps(landings)),
  ) {
    ({ postings: this.postings, weights: this.weights, tempo: this.tempo } = data);
  }

  get size(): number {
    return this.landings.length;
  }

  /** The places of the landings whose message has a term. */
  landingsWith(term: string): readonly number[] {
    return this.postings.get(term) ?? NO_LANDINGS;
  }

  /** Whether a term in this many messages is too common to say anything about the places that they touched. */
  isCommon(count: number): boolean {
    return count > Math.max(COMMON_AT_LEAST, COMMON_SHARE * this.size);
  }

  /** The share of messages that have a term found in this many of them; never 0. */
  shareOf(count: number): number {
    return (count + 0.5) / (this.size + 1);
  }
}

const NO_LANDINGS: readonly number[] = [];

interface HistoryData {
  readonly postings: ReadonlyMap<string, readonly number[]>;
  readonly weights: Float64Array;
  readonly tempo: Tempo;
}

/** Landings per step. */
const STEP = 40;

/** A history, built in steps so that the caller can let other work in between. */
export function* historySteps(landings: readonly PastChange[]): Generator<undefined, History> {
  return new History(landings, yield* dataSteps(landings));
}

function* dataSteps(landings: readonly PastChange[]): Generator<undefined, HistoryData> {
  const postings = new Map<string, number[]>();
  for (let from = 0; from < landings.length; from += STEP) {
    if (from > 0) yield;
    // Loops stand in functions of their own, as the engine compiles those of a generator late or not at all.
    addPostings(postings, landings.slice(from, from + STEP), from);
  }
  const weights = new Float64Array(landings.length);
  for (let from = 0; from < landings.length; from += STEP) {
    yield;
    setWeights(weights, landings, from, Math.min(landings.length, from + STEP));
  }
  const tempo = new TempoSum(landings);
  for (let to = landings.length; to > 0; to -= STEP) {
    yield;
    tempo.take(Math.max(0, to - STEP), to);
  }
  return { postings, weights, tempo: tempo.mean() };
}

function addPostings(postings: Map<string, number[]>, landings: readonly PastChange[], from: number): void {
  let i = from;
  for (const { terms } of landings) {
    for (const term of terms) {
      const known = postings.get(term);
      if (known) known.push(i);
      else postings.set(term, [i]);
    }
    i++;
  }
}

function setWeights(weights: Float64Array, landings: readonly PastChange[], from: number, to: number): void {
  for (let i = from; i < to; i++) weights[i] = 1 / Math.sqrt(Math.max(1, landings[i]?.paths.length ?? 0));
}

/** Sums up how soon changes were reverted, from the oldest landing on. */
class TempoSum {
  private readonly names = new ChangeNames();
  private count = 0;
  private lag = 0;
  private place = 0;
  private lastRevertAt = Number.NEGATIVE_INFINITY;

  /** @param landings newest first */
  constructor(private readonly landings: readonly PastChange[]) {}

  /** Adds the landings of these places; older ones must have been added before. */
  take(from: number, to: number): void {
    for (let i = to - 1; i >= from; i--) {
      const landing = this.landings[i];
      if (landing === undefined) continue;
      const at = landing.target === undefined ? undefined : this.names.find(landing.target)[0];
      this.names.add(i, landing.sha, landing.numbers, landing.title);
      if (at !== undefined) this.addRevert(landing, i, at);
    }
  }

  private addRevert(landing: PastChange, i: number, at: number): void {
    const undone = this.landings[at];
    if (undone === undefined || undone.target !== undefined) return;
    const hours = (landing.landedAt - undone.landedAt) / HOUR;
    if (hours < SOONEST_HOURS || hours > LATEST_HOURS) return;
    const isSeries = landing.landedAt - this.lastRevertAt < SERIES_GAP;
    this.lastRevertAt = landing.landedAt;
    if (isSeries) return;
    this.count++;
    this.lag += Math.log1p(hours) - USUAL_MEANS.lag;
    this.place += Math.log1p(at - i - 1) - USUAL_MEANS.place;
  }

  mean(): Tempo {
    return { lag: this.lag / (this.count + PRIOR_REVERTS), place: this.place / (this.count + PRIOR_REVERTS) };
  }
}
