import type { ChangedFile, Millis } from './change';
import { bareTitle, LineNames, readReverting, type Target } from './reverts';
import { lastOf } from './steps';
import { termsOf } from './terms';
import { withoutTrailers } from './textIndex';
import { ownNumbers, unmerged } from './title';

/** What a landing before the window said. */
export interface PastMessage {
  readonly sha: string;
  readonly subject: string;
  /** Its title alone, as `bareTitle` gives it. */
  readonly title: string;
  readonly numbers: readonly string[];
  /** The terms of its message, each once. */
  readonly terms: readonly string[];
  /** What it takes back; absent where it is no revert. */
  readonly target?: Target;
}

/** A landing before the window: when it landed, what it said, and what it touched. */
export interface PastChange extends PastMessage {
  readonly landedAt: Millis;
  readonly paths: readonly string[];
}

/** Paths of a landing that are kept: of a larger one the rest tells no more. */
const MAX_PATHS = 60;
/** A message is told by its beginning. */
const MAX_SUBJECT = 300;
const MAX_BODY = 1_000;
const MAX_BODY_TERMS = 80;

export function pastMessage(sha: string, subject: string, body: string): PastMessage {
  const told = termsOf(withoutTrailers(body.slice(0, MAX_BODY))).slice(0, MAX_BODY_TERMS);
  const reverting = readReverting({ subject, body });
  return {
    sha,
    subject: unmerged({ subject, body }).title.slice(0, MAX_SUBJECT),
    title: bareTitle(unmerged({ subject, body }).title),
    numbers: ownNumbers({ subject, body }),
    terms: [...new Set([...termsOf(subject.slice(0, MAX_SUBJECT)), ...told])],
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
const USUAL = { lag: 2.56, place: 1.51 };
/** So many usual reverts are taken to have happened besides: a few of its own say little of a repository. */
const USUAL_REVERTS = 5;
const HOUR = 3_600_000;
/** What is undone sooner was a slip, and what is undone later was no incident: neither was among the cases. Hours. */
const SOONEST = 5 / 60;
const LATEST = 7 * 24;
/** Reverts that land so soon after one another undo one thing, and count once. */
const SERIES = HOUR / 6;

/** A term in a larger share of the messages, and in more than a few, is common. */
const COMMON = 0.05;
const HANDFUL = 5;

/** So far back the past is looked at, and so many landings of it. */
export const PAST_LENGTH = 365 * 24 * HOUR;
export const MOST_PAST = 5_000;

/** What landed in a repository before a window, for what it tells of the changes in the window. */
export class History {
  private readonly postings: ReadonlyMap<string, readonly number[]>;
  /** What each landing counts for: one that touched much tells less of each file. */
  readonly weights: Float64Array;
  readonly tempo: Tempo;

  /**
   * @param landings newest first
   * @param made by `historySteps` of the same landings; without it, all is done here and now
   */
  constructor(
    readonly landings: readonly PastChange[],
    made: MadeHistory = lastOf(madeSteps(landings)),
  ) {
    ({ postings: this.postings, weights: this.weights, tempo: this.tempo } = made);
  }

  get size(): number {
    return this.landings.length;
  }

  /** The places of the landings whose message has a term. */
  having(term: string): readonly number[] {
    return this.postings.get(term) ?? NOWHERE;
  }

  /** Whether a term that so many messages have is so common that it tells nothing of the places that they touched. */
  isMany(having: number): boolean {
    return having > Math.max(HANDFUL, COMMON * this.size);
  }

  /** The chance of a term that so many messages have to be in one; never 0. */
  chanceOf(having: number): number {
    return (having + 0.5) / (this.size + 1);
  }
}

const NOWHERE: readonly number[] = [];

interface MadeHistory {
  readonly postings: ReadonlyMap<string, readonly number[]>;
  readonly weights: Float64Array;
  readonly tempo: Tempo;
}

/** Landings of one step. */
const STEP = 40;

/** A history, made a little at a time, so that whoever takes the steps can do something else in between. */
export function* historySteps(landings: readonly PastChange[]): Generator<undefined, History> {
  return new History(landings, yield* madeSteps(landings));
}

function* madeSteps(landings: readonly PastChange[]): Generator<undefined, MadeHistory> {
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

/** Adds up how soon changes were taken back, from the oldest landing on. */
class TempoSum {
  private readonly names = new LineNames();
  private count = 0;
  private lag = 0;
  private place = 0;
  private last = Number.NEGATIVE_INFINITY;

  /** @param landings newest first */
  constructor(private readonly landings: readonly PastChange[]) {}

  /** Takes up the landings of these places; those behind them must have been taken before. */
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
    if (hours < SOONEST || hours > LATEST) return;
    const isSeries = landing.landedAt - this.last < SERIES;
    this.last = landing.landedAt;
    if (isSeries) return;
    this.count++;
    this.lag += Math.log1p(hours) - USUAL.lag;
    this.place += Math.log1p(at - i - 1) - USUAL.place;
  }

  mean(): Tempo {
    return { lag: this.lag / (this.count + USUAL_REVERTS), place: this.place / (this.count + USUAL_REVERTS) };
  }
}
