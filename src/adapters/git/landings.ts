import type { Change, Millis } from '../../changes/change';
import { landingTimes } from '../../changes/landing';
import { isBot, PastLandings, withPriors } from '../../changes/past';
import { type FilesOfCommit, readFiles, Wanted } from './files';
import { type CommitHead, readAuthors, readLine, type Walk } from './line';
import { readClone } from './places';
import type { GitRepository } from './run';

export interface Window {
  readonly tip: string;
  readonly from: Millis;
  readonly to: Millis;
  readonly signal?: AbortSignal;
}

export interface WindowFacts {
  /** Newest first; without what the past tells of their authors. */
  readonly changes: readonly Change[];
  /** The commit behind which a shallow clone has no history, if the walk came to it. */
  readonly cutAt?: string;
  /** The number of changes whose contents are not in the repository. */
  readonly unreadable: number;
}

export interface Landings extends WindowFacts {
  /** What landed in the half year before, for what is known of the authors. */
  readonly past: PastLandings;
}

const DAY = 86_400_000;
const PAST = 180 * DAY;

/**
 * What landed on the line below `tip` in the window, with files and churn, without any diff. Throws GitFailed.
 * @param boundaries where a shallow clone is cut, if it is known or being read already
 */
export async function readWindow(
  repository: GitRepository,
  window: Window,
  boundaries: Promise<ReadonlySet<string>> = readBoundaries(repository),
): Promise<WindowFacts> {
  boundaries.catch(() => undefined); // where the walk itself fails, that is what is told
  const wanted = new Wanted();
  const reading = filesOf(repository, wanted, window.signal);
  reading.catch(() => undefined);
  const heads: CommitHead[] = [];
  let landed: readonly Landed[];
  let cutAt: string | undefined;
  try {
    for await (const head of readLine(repository, walkOf(window, window.from))) {
      heads.push(head);
      if (isSurely(head, window)) wanted.add(head.sha);
    }
    const last = heads.at(-1);
    cutAt = last?.parents.length === 0 && (await boundaries).has(last.sha) ? last.sha : undefined;
    landed = landedIn(window, heads);
    const asked = new Set(wanted.shas);
    // To a clone that is cut there, the boundary brought the whole tree; it did not.
    for (const { sha } of landed) if (!asked.has(sha) && sha !== cutAt) wanted.add(sha);
  } finally {
    wanted.end();
  }
  const files = await reading;
  return {
    changes: landed.map((head) => changeOf(head, files.get(head.sha))),
    ...(cutAt !== undefined && { cutAt }),
    unreadable: [...files.values()].filter(({ isUnreadable }) => isUnreadable === true).length,
  };
}

interface Landed extends CommitHead {
  readonly landedAt: Millis;
}

/** Whether a commit belongs to the window by its own date. What others' dates and the end of history say of it comes later. */
function isSurely({ committedAt, parents }: CommitHead, { from, to }: Window): boolean {
  return committedAt >= from && committedAt <= to && parents.length > 0;
}

function landedIn({ from, to }: Window, heads: readonly CommitHead[]): readonly Landed[] {
  const dates = heads.map((head) => head.committedAt);
  const times = landingTimes(dates, to + DAY); // a clock may run ahead a little
  return heads
    .map((head, i) => ({ ...head, landedAt: times[i] ?? 0 }))
    .filter(({ landedAt }) => landedAt >= from && landedAt <= to);
}

/**
 * Times and authors of what landed below `tip` in the window and in the half year before it. Takes as long as the facts of
 * a window, so it comes after them. Throws GitFailed.
 */
export async function readPast(repository: GitRepository, window: Omit<Window, 'to'>): Promise<PastLandings> {
  const heads: { committedAt: Millis; authorEmail: string }[] = [];
  for await (const head of readAuthors(repository, walkOf(window, window.from - PAST))) heads.push(head);
  const times = landingTimes(heads.map((head) => head.committedAt));
  return new PastLandings(heads.map((head, i) => ({ at: times[i] ?? 0, author: head.authorEmail })));
}

/** The window with what the past tells of the authors. Throws GitFailed. */
export async function readLandings(repository: GitRepository, window: Window): Promise<Landings> {
  const facts = await readWindow(repository, window);
  const past = await readPast(repository, window);
  return { ...facts, changes: withPriors(facts.changes, past), past };
}

async function readBoundaries(repository: GitRepository): Promise<ReadonlySet<string>> {
  return (await readClone(repository)).boundaries;
}

function walkOf(window: Omit<Window, 'to'>, until: Millis): Walk {
  return { tip: window.tip, until, ...(window.signal ? { signal: window.signal } : {}) };
}

async function filesOf(
  repository: GitRepository,
  wanted: Wanted,
  signal?: AbortSignal,
): Promise<Map<string, FilesOfCommit>> {
  const files = new Map<string, FilesOfCommit>();
  for await (const found of readFiles(repository, wanted, signal)) files.set(found.sha, found);
  return files;
}

function changeOf(head: Landed, files: FilesOfCommit | undefined): Change {
  return {
    sha: head.sha,
    parents: head.parents.length,
    authoredAt: head.authoredAt,
    committedAt: head.committedAt,
    landedAt: head.landedAt,
    author: head.authorEmail,
    authorName: head.authorName,
    bot: isBot(head.authorName, head.authorEmail),
    subject: head.subject,
    body: head.body,
    files: files?.files ?? [],
    fileCount: files?.fileCount ?? 0,
  };
}
