import { PassThrough } from 'node:stream';
import type { ChangedFile } from '../../changes/change';
import { PINNED_DIFF } from './environment';
import { type GitRepository, GitFailed, nulFields, streamGit } from './run';

export interface FilesOfCommit {
  readonly sha: string;
  readonly files: readonly ChangedFile[];
  readonly fileCount: number;
  /** Contents or trees of it are not in the repository, so its lines could not be counted. */
  readonly isUnreadable?: true;
}

/** A change may touch a whole tree; more files than this say nothing more about it. */
const MAX_FILES = 300;
/** So many commits whose contents are not there, and the rest is read without line counts: the clone has no contents. */
const MAX_UNREADABLE = 25;

/** The plumbing, because it answers each line of its input at once. */
const SHOW = ['diff-tree', '--stdin', '--always', '--root', '-r', '--diff-merges=first-parent', '--no-notes', '-z'];
const RENAMES = ['-M50%', '-l1000'];

/** The commits whose files are wanted, as they become known: git counts the lines of the first while others are looked for. */
export class Wanted {
  readonly shas: string[] = [];
  readonly lines = new PassThrough();
  /** Resolves when nothing more is wanted. */
  readonly isComplete: Promise<void>;
  private complete: () => void = () => undefined;

  constructor(shas?: readonly string[]) {
    this.isComplete = new Promise((resolve) => (this.complete = resolve));
    if (shas === undefined) return;
    this.add(shas);
    this.end();
  }

  /** In one write: a stream takes as long for a line as for thousands. */
  add(shas: readonly string[]): void {
    if (shas.length === 0) return;
    for (const sha of shas) this.shas.push(sha);
    this.lines.write(`${shas.join('\n')}\n`);
  }

  end(): void {
    this.lines.end();
    this.complete();
  }
}

/**
 * The files of each commit against its first parent, in the order wanted. Where contents are missing (a partial clone),
 * git dies at the commit in question: that one is read again without line counts, and the reading goes on behind it.
 * A root has all its files as added, and so would the boundary of a shallow clone: leave that out.
 */
export async function* readFiles(
  repository: GitRepository,
  wanted: Wanted,
  signal?: AbortSignal,
): AsyncGenerator<FilesOfCommit> {
  let next = 0;
  let unreadable = 0;
  for (let left = wanted; ; left = new Wanted(wanted.shas.slice(next))) {
    const counted = unreadable < MAX_UNREADABLE;
    try {
      for await (const found of showFiles(repository, left, counted, signal)) {
        yield counted ? found : { ...found, isUnreadable: true };
        next++;
      }
      return;
    } catch (error) {
      if (!(error instanceof GitFailed) || error.reason !== 'failed') throw error;
      await wanted.isComplete;
      const sha = wanted.shas[next];
      if (sha === undefined) return;
      yield await withoutCounts(repository, sha, signal);
      next++;
      unreadable++;
    }
  }
}

/** The files of each commit without line counts, as long as their trees are there: what is missing ends it without an error. */
export async function* readPaths(
  repository: GitRepository,
  wanted: Wanted,
  signal?: AbortSignal,
): AsyncGenerator<FilesOfCommit> {
  try {
    yield* showFiles(repository, wanted, false, signal);
  } catch (error) {
    if (!(error instanceof GitFailed) || error.reason !== 'failed') throw error;
  }
}

async function withoutCounts(repository: GitRepository, sha: string, signal?: AbortSignal): Promise<FilesOfCommit> {
  try {
    for await (const found of showFiles(repository, new Wanted([sha]), false, signal))
      return { ...found, isUnreadable: true };
  } catch (error) {
    if (!(error instanceof GitFailed) || error.reason !== 'failed') throw error;
  }
  return { sha, files: [], fileCount: 0, isUnreadable: true }; // its trees are missing too
}

async function* showFiles(
  repository: GitRepository,
  wanted: Wanted,
  counted: boolean,
  signal?: AbortSignal,
): AsyncGenerator<FilesOfCommit> {
  const args = [...SHOW, ...PINNED_DIFF, '--raw', ...(counted ? ['--numstat', ...RENAMES] : ['--no-renames'])];
  args.push('--format=tformat:%x01%H');
  const run = { args, stdin: wanted.lines, ...(signal ? { signal } : {}) };
  const parser = new FilesParser();
  for await (const fields of nulFields(streamGit(repository, run))) {
    for (const field of fields) {
      const done = parser.take(field);
      if (done) yield done;
    }
  }
  const last = parser.end();
  if (last) yield last;
}

/** Files that a difference of two trees may have, before the rest is only counted. */
const MOST_TREE_FILES = 5_000;

/** The files in which two trees differ, with their line counts. Throws GitFailed. */
export async function readTreeFiles(
  repository: GitRepository,
  before: string,
  after: string,
): Promise<Omit<FilesOfCommit, 'sha'>> {
  const args = ['diff-tree', '-r', '-z', ...PINNED_DIFF, '--raw', '--numstat', ...RENAMES, before, after];
  const parser = new FilesParser(MOST_TREE_FILES);
  parser.take(`\x01${after}`);
  for await (const fields of nulFields(streamGit(repository, { args }))) {
    for (const field of fields) parser.take(field);
  }
  return parser.end() ?? { files: [], fileCount: 0 };
}

/** Reads the fields of `git diff-tree --raw --numstat -z`: every entry says by its form how many paths follow it. */
class FilesParser {
  private sha: string | undefined;
  private files = new Map<string, ChangedFile>();
  private fileCount = 0;
  private pending: { kind: 'raw'; status: string } | { kind: 'renamed'; counts: [string, string] } | undefined;
  private oldPath: string | undefined;

  constructor(private readonly mostFiles = MAX_FILES) {}

  /** Takes a field; gives the commit before it if the field starts another. */
  take(raw: string): FilesOfCommit | undefined {
    if (this.pending) {
      this.takePath(raw);
      return undefined;
    }
    const field = raw.replace(/^\n+/, '');
    if (field.startsWith('\x01')) {
      const done = this.end();
      this.sha = field.slice(1);
      return done;
    }
    if (field.startsWith(':')) this.pending = { kind: 'raw', status: field.slice(field.lastIndexOf(' ') + 1) };
    else this.takeCounts(field);
    return undefined;
  }

  end(): FilesOfCommit | undefined {
    const done =
      this.sha === undefined
        ? undefined
        : { sha: this.sha, files: [...this.files.values()], fileCount: this.fileCount };
    this.sha = undefined;
    this.files = new Map();
    this.fileCount = 0;
    return done;
  }

  private takePath(path: string): void {
    const pending = this.pending;
    if (!pending) return;
    const twoPaths = pending.kind === 'renamed' || /^[RC]/.test(pending.status);
    if (twoPaths && this.oldPath === undefined) {
      this.oldPath = path;
      return;
    }
    if (pending.kind === 'raw') this.add(path, pending.status.charAt(0));
    else this.count(path, pending.counts);
    this.oldPath = undefined;
    this.pending = undefined;
  }

  private add(path: string, status: string): void {
    this.fileCount++;
    if (this.files.size >= this.mostFiles) return;
    const renamed = this.oldPath === undefined ? {} : { oldPath: this.oldPath };
    this.files.set(path, { path, ...renamed, status, added: null, deleted: null });
  }

  private takeCounts(field: string): void {
    const match = /^(\d+|-)\t(\d+|-)\t([^]*)$/.exec(field);
    if (!match) return;
    const [, added = '-', deleted = '-', path = ''] = match;
    if (path === '') this.pending = { kind: 'renamed', counts: [added, deleted] };
    else this.count(path, [added, deleted]);
  }

  private count(path: string, [added, deleted]: [string, string]): void {
    const file = this.files.get(path);
    if (file) this.files.set(path, { ...file, added: lines(added), deleted: lines(deleted) });
  }
}

function lines(count: string): number | null {
  return count === '-' ? null : Number(count);
}
