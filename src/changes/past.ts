import type { Change, Millis } from './change';

/** A landing of which only time and author are known. */
export interface PastLanding {
  readonly at: Millis;
  readonly author: string;
}

const DAY = 86_400_000;
const PRIOR_WINDOW = 180 * DAY;

/** What the history before the window tells of authors. */
export class PastLandings {
  private readonly byAuthor = new Map<string, Millis[]>();

  constructor(readonly landings: readonly PastLanding[]) {
    for (const { at, author } of landings) {
      const times = this.byAuthor.get(author);
      if (times) times.push(at);
      else this.byAuthor.set(author, [at]);
    }
    for (const times of this.byAuthor.values()) times.sort((a, b) => a - b);
  }

  /** Landings of the author in the 180 days before a landing of theirs. */
  priorOf(author: string, at: Millis): number {
    const times = this.byAuthor.get(author) ?? [];
    return lowerBound(times, at) - lowerBound(times, at - PRIOR_WINDOW);
  }
}

/** The changes with the landings of their authors in the half year before each. */
export function withPriors(changes: readonly Change[], past: PastLandings): readonly Change[] {
  return changes.map((change) => ({ ...change, authorPrior180d: past.priorOf(change.author, change.landedAt) }));
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
