import type { Change, Millis } from '../../changes/change';
import { landingTimes } from '../../changes/landing';
import { isBot, PastLandings } from '../../changes/past';
import { type CommitHead, readAuthors, readLine, type Walk } from './line';
import { type FilesOfCommit, readFiles } from './files';
import { type GitRepository, askGit, isObjectId } from './run';
import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

export interface Window {
  readonly tip: string;
  readonly from: Millis;
  readonly to: Millis;
  readonly signal?: AbortSignal;
}

export interface Landings {
  /** Newest first. */
  readonly changes: readonly Change[];
  /** What landed in the half year before, for what is known of the authors. */
  readonly past: PastLandings;
  /** The commit behind which a shallow clone has no history, if the walk came to it. */
  readonly cutAt?: string;
}

const DAY = 86_400_000;
const PAST = 180 * DAY;

/** What landed on the line below `tip` in the window, with files and churn, without any diff. */
export async function readLandings(repository: GitRepository, window: Window): Promise<Landings> {
  const [facts, past] = await Promise.all([readWindow(repository, window), readPast(repository, window)]);
  const changes = facts.landed.map(({ head, landedAt }) => changeOf(head, landedAt, facts.files.get(head.sha), past));
  return { changes, past, ...(facts.cutAt === undefined ? {} : { cutAt: facts.cutAt }) };
}

async function readWindow(repository: GitRepository, window: Window) {
  const heads: CommitHead[] = [];
  for await (const head of readLine(repository, walkOf(window, window.from))) heads.push(head);
  const times = landingTimes(heads.map((head) => head.committedAt));
  const landed = heads
    .map((head, i) => ({ head, landedAt: times[i] ?? 0 }))
    .filter(({ landedAt }) => landedAt >= window.from && landedAt <= window.to);
  const files = await filesOf(
    repository,
    landed.map(({ head }) => head.sha),
    window.signal,
  );
  const last = heads.at(-1);
  const cut = last?.parents.length === 0 && (await shallowBoundaries(repository)).has(last.sha);
  return { landed, files, cutAt: cut ? last.sha : undefined };
}

async function readPast(repository: GitRepository, window: Window): Promise<PastLandings> {
  const heads: { committedAt: Millis; authorEmail: string }[] = [];
  for await (const head of readAuthors(repository, walkOf(window, window.from - PAST))) heads.push(head);
  const times = landingTimes(heads.map((head) => head.committedAt));
  return new PastLandings(heads.map((head, i) => ({ at: times[i] ?? 0, author: head.authorEmail })));
}

function walkOf(window: Window, until: Millis): Walk {
  return { tip: window.tip, until, ...(window.signal ? { signal: window.signal } : {}) };
}

async function filesOf(
  repository: GitRepository,
  shas: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, FilesOfCommit>> {
  const files = new Map<string, FilesOfCommit>();
  for await (const found of readFiles(repository, shas, signal)) files.set(found.sha, found);
  return files;
}

function changeOf(head: CommitHead, landedAt: Millis, files: FilesOfCommit | undefined, past: PastLandings): Change {
  return {
    sha: head.sha,
    parents: head.parents.length,
    authoredAt: head.authoredAt,
    committedAt: head.committedAt,
    landedAt,
    author: head.authorEmail,
    authorName: head.authorName,
    authorPrior180d: past.priorOf(head.authorEmail, landedAt),
    bot: isBot(head.authorName, head.authorEmail),
    subject: head.subject,
    body: head.body,
    files: files?.files ?? [],
    fileCount: files?.fileCount ?? 0,
  };
}

/** The commits whose parents a shallow clone left out. */
async function shallowBoundaries(repository: GitRepository): Promise<ReadonlySet<string>> {
  try {
    const path = (await askGit(repository, { args: ['rev-parse', '--git-path', 'shallow'] })).replace(/\n$/, '');
    const text = await readFile(isAbsolute(path) ? path : join(repository.directory, path), 'utf8');
    return new Set(text.split('\n').filter(isObjectId));
  } catch {
    return new Set(); // no such file: not shallow
  }
}
