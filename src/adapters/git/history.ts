import { breather } from '../../app/breather';
import type { Millis } from '../../changes/change';
import {
  MOST_PAST,
  PAST_LENGTH,
  type PastChange,
  pastMessage,
  type PastMessage,
  pastPaths,
} from '../../changes/history';
import { landingTimeSteps } from '../../changes/landing';
import { mappedBy, pausedBy } from '../../changes/steps';
import { readPaths, Wanted } from './files';
import { readLine } from './line';
import type { GitRepository } from './run';

export interface PastWalk {
  readonly tip: string;
  /** What landed from then on is left out. */
  readonly from: Millis;
  /** How far back it goes; a year without it. */
  readonly until?: Millis;
  readonly most?: number;
  readonly signal?: AbortSignal;
}

/**
 * What landed on the line below `tip` before a time, newest first, with the words of its message and its paths. No diff is read;
 * where trees are missing the rest has no paths. Throws GitFailed.
 */
export async function readHistory(repository: GitRepository, walk: PastWalk): Promise<readonly PastChange[]> {
  const { tip, from, until = from - PAST_LENGTH, most = MOST_PAST, signal } = walk;
  const pause = breather(signal);
  const wanted = new Wanted();
  const reading = pathsOf(repository, wanted, signal);
  reading.catch(() => undefined);
  const dates: Millis[] = [];
  const past: { readonly place: number; readonly message: PastMessage }[] = [];
  try {
    for await (const head of readLine(repository, { tip, until, ...(signal && { signal }) })) {
      dates.push(head.committedAt);
      if (head.committedAt >= from) continue; // it landed even later
      // A root brought all its files, and so would the commit at which a shallow clone is cut: that says nothing of them.
      if (head.parents.length > 0) wanted.add([head.sha]);
      past.push({ place: dates.length - 1, message: pastMessage(head.sha, head.subject, head.body) });
      if (past.length >= most) break;
      await pause();
    }
  } finally {
    wanted.end();
  }
  const paths = await reading;
  const times = await pausedBy(pause, landingTimeSteps(dates));
  const landings = await mappedBy(pause, past, ({ place, message }) => ({
    ...message,
    landedAt: times[place] ?? 0,
    paths: paths.get(message.sha) ?? [],
  }));
  return landings.filter(({ landedAt }) => landedAt < from && landedAt >= until);
}

async function pathsOf(
  repository: GitRepository,
  wanted: Wanted,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const paths = new Map<string, readonly string[]>();
  const pause = breather(signal);
  for await (const { sha, files } of readPaths(repository, wanted, signal)) {
    paths.set(sha, pastPaths(files));
    await pause();
  }
  return paths;
}
