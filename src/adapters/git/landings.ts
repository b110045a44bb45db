import { breather } from '../../app/breather';
import type { Change, Millis } from '../../changes/change';
import { landingTimeSteps } from '../../changes/landing';
import { isBot, landingSteps, type PastLandings, withPriors } from '../../changes/past';
import { mappedBy, type Pause, pausedBy } from '../../changes/steps';
import { type FilesOfCommit, readFiles, Wanted } from './files';
import { type CommitHead, readAuthors, readLine, type Walk } from './line';
import { readClone } from './places';
import type { GitRepository } from './run';

export interface Window {
  readonly tip: string;
  readonly from: Millis;
  readonly to: Millis;
  /** The moment whose nearest landings are read where there are too many; `to` without it. */
  readonly at?: Millis;
  /** So many at most before that moment, and as many after it. */
  readonly most?: number;
  readonly signal?: AbortSignal;
}

/** What nobody can look through is not worth the time and the memory of all. */
export const MOST_LANDINGS = 4_000;

export interface WindowFacts {
  /** Newest first; without what the past tells of their authors. */
  readonly changes: readonly Change[];
  /** The commit behind which a shallow clone has no history, if the walk came to it. */
  readonly cutAt?: string;
  /** The number of changes whose contents are not in the repository. */
  readonly unreadable: number;
  /** There are more landings in the window: those further from the moment were left out. */
  readonly isPart: boolean;
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
  const nearest = new Nearest(window);
  let landed: readonly Landed[];
  let cutAt: string | undefined;
  const breathe = breather(window.signal);
  try {
    for await (const head of readLine(repository, walkOf(window, window.from))) {
      wanted.add(nearest.add(head).map(({ sha }) => sha));
      if (nearest.isFull) break;
      await breathe();
    }
    const last = nearest.heads.at(-1);
    cutAt = last?.parents.length === 0 && (await boundaries).has(last.sha) ? last.sha : undefined;
    landed = await landedIn(window, nearest, breathe);
    const asked = new Set(wanted.shas);
    // To a clone that is cut there, the boundary brought the whole tree; it did not.
    wanted.add(landed.map(({ sha }) => sha).filter((sha) => !asked.has(sha) && sha !== cutAt));
  } finally {
    wanted.end();
  }
  const files = await reading;
  return {
    changes: await mappedBy(breathe, landed, (head) => changeOf(head, files.get(head.sha))),
    ...(cutAt !== undefined && { cutAt }),
    unreadable: [...files.values()].filter(({ isUnreadable }) => isUnreadable === true).length,
    isPart: nearest.isPart,
  };
}

/** The landings nearest the moment of a window, as its line is walked from the newest down. */
class Nearest {
  /** Newest first. */
  readonly heads: CommitHead[] = [];
  /** Of all that were met. */
  readonly dates: Millis[] = [];
  isPart = false;
  /** Enough of what is before the moment is there. */
  isFull = false;
  private before = 0;
  private readonly at: Millis;
  private readonly most: number;

  constructor(private readonly window: Window) {
    this.at = window.at ?? window.to;
    this.most = window.most ?? MOST_LANDINGS;
  }

  /** Takes up the next older head; gives those whose files are wanted for sure. */
  add(head: CommitHead): readonly CommitHead[] {
    if (this.before >= this.most && head.committedAt >= this.window.from) {
      this.isPart = this.isFull = true;
      return [];
    }
    this.dates.push(head.committedAt);
    this.heads.push(head);
    if (head.committedAt <= this.at) {
      this.before++;
      // Which of the newer ones stay is known now.
      return (this.before === 1 ? this.heads : [head]).filter((each) => isSurely(each, this.window));
    }
    if (this.before > 0) return isSurely(head, this.window) ? [head] : [];
    if (this.heads.length > this.most) {
      this.isPart = true;
      this.heads.shift();
    }
    return [];
  }
}

interface Landed extends CommitHead {
  readonly landedAt: Millis;
}

/** Whether a commit belongs to the window by its own date. What others' dates and the end of history say of it comes later. */
function isSurely({ committedAt, parents }: CommitHead, { from, to }: Window): boolean {
  return committedAt >= from && committedAt <= to && parents.length > 0;
}

async function landedIn({ from, to }: Window, { heads, dates }: Nearest, pause: Pause): Promise<readonly Landed[]> {
  const times = await pausedBy(pause, landingTimeSteps(dates, to + DAY)); // a clock may run ahead a little
  let next = dates.length - heads.length;
  const landed = await mappedBy(pause, heads, (head) => ({ ...head, landedAt: times[next++] ?? 0 }));
  return landed.filter(({ landedAt }) => landedAt >= from && landedAt <= to);
}

/**
 * Times and authors of what landed below `tip` in the window and in the half year before it. Takes as long as the facts of
 * a window, so it comes after them. Throws GitFailed.
 */
export async function readPast(repository: GitRepository, window: Omit<Window, 'to'>): Promise<PastLandings> {
  const dates: Millis[] = [];
  const authors: string[] = [];
  const pause = breather(window.signal);
  for await (const { committedAt, authorEmail } of readAuthors(repository, walkOf(window, window.from - PAST))) {
    dates.push(committedAt);
    authors.push(authorEmail);
    await pause();
  }
  const times = await pausedBy(pause, landingTimeSteps(dates));
  let next = 0;
  const landings = await mappedBy(pause, authors, (author) => ({ at: times[next++] ?? 0, author }));
  return pausedBy(pause, landingSteps(landings));
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
  const pause = breather(signal);
  for await (const found of readFiles(repository, wanted, signal)) {
    files.set(found.sha, found);
    await pause();
  }
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
