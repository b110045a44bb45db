import type { Change, Millis } from './change';
import { lastOf } from './steps';

/** A landing of which only time and author are known. */
export interface PastLanding {
  readonly at: Millis;
  readonly author: string;
}

const DAY = 86_400_000;
const PRIOR_WINDOW = 180 * DAY;

/** How often authors landed changes before the window. */
export class PastLandings {
  /**
   * @param landings newest first, as they mostly come: then nothing has to be sorted
   * @param byAuthor made by `landingSteps` of the same landings; without it, all is done here and now
   */
  constructor(
    readonly landings: readonly PastLanding[],
    private readonly byAuthor: ReadonlyMap<string, readonly Millis[]> = lastOf(authorSteps(landings)),
  ) {}

  /** Landings of the author in the 180 days before a landing of theirs. */
  priorOf(author: string, at: Millis): number {
    const times = this.byAuthor.get(author) ?? [];
    return lowerBound(times, at) - lowerBound(times, at - PRIOR_WINDOW);
  }
}

/** Landings per step. */
const STEP = 500;

/** The same, built in steps: half a year may have very many landings. */
export function* landingSteps(landings: readonly PastLanding[]): Generator<undefined, PastLandings> {
  return new PastLandings(landings, yield* authorSteps(landings));
}

/** When the landings of each author were, the oldest first. */
function* authorSteps(landings: readonly PastLanding[]): Generator<undefined, ReadonlyMap<string, readonly Millis[]>> {
  const byAuthor = new Map<string, Millis[]>();
  for (let to = landings.length; to > 0; to -= STEP) {
    addTimes(byAuthor, landings, Math.max(0, to - STEP), to);
    yield;
  }
  for (const times of byAuthor.values()) if (!isAscending(times)) times.sort((a, b) => a - b);
  return byAuthor;
}

function addTimes(byAuthor: Map<string, Millis[]>, landings: readonly PastLanding[], from: number, to: number): void {
  for (let i = to - 1; i >= from; i--) {
    const landing = landings[i];
    if (landing === undefined) continue;
    const times = byAuthor.get(landing.author);
    if (times) times.push(landing.at);
    else byAuthor.set(landing.author, [landing.at]);
  }
}

function isAscending(times: readonly Millis[]): boolean {
  for (let i = 1; i < times.length; i++) if ((times[i] ?? 0) < (times[i - 1] ?? 0)) return false;
  return true;
}

/** The changes with the landings of their authors in the half year before each. */
export function withPriors(changes: readonly Change[], past: PastLandings): readonly Change[] {
  return changes.map((change) => withPrior(change, past));
}

export function withPrior(change: Change, past: PastLandings): Change {
  return { ...change, authorPrior180d: past.priorOf(change.author, change.landedAt) };
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

const BOT = /\[bot\]|\bbot\b|[-_]bot@|auto-?roll|\.iam\.gserviceaccount\.com$|generatedunixname/i;

/** Whether an author is a program, by the usual signs in name and address. */
export function isBot(name: string, email: string): boolean {
  return BOT.test(name) || BOT.test(email);
}
