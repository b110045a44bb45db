import type { Millis } from '../../changes/change';
import { askGit, type GitRepository, isObjectId, nulRecords, streamGit } from './run';

/** The head of a commit on the first-parent line, without its files. */
export interface CommitHead {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly authoredAt: Millis;
  readonly committedAt: Millis;
  readonly authorName: string;
  readonly authorEmail: string;
  readonly subject: string;
  readonly body: string;
}

const FORMAT = ['%H', '%P', '%at', '%ct', '%an', '%ae', '%s', '%b'];
const MAX_SUBJECT = 1_000;
const MAX_BODY = 2_000;
const MAX_NAME = 200;

/**
 * So many commits in a row older than the window end the walk. `--since` would stop at the first one whose clock was wrong.
 */
const OLDER_IN_A_ROW = 100;

/**
 * The object id of a name that a person or a setting gave, or undefined. Only object ids go into any other command, so such
 * a name never becomes an option.
 */
export async function resolveCommit(repository: GitRepository, name: string): Promise<string | undefined> {
  if (name === '' || name.includes('\0')) return undefined;
  try {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
    const id = (await askGit(repository, { args })).trim();
    return isObjectId(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

export interface Mainline {
  readonly name: string;
  readonly tip: string;
}

/** Where the deployed branch usually is, the likeliest first. */
const REMOTE_DEFAULT = 'refs/remotes/origin/HEAD';
const USUAL = [REMOTE_DEFAULT, 'refs/heads/main', 'refs/heads/master', 'HEAD'];

/**
 * The deployed branch: the one a setting names, else the remote's default, else main or master, else HEAD. Undefined if
 * there is none. Throws GitFailed if git cannot read the repository.
 */
export async function findMainline(repository: GitRepository, setting?: string): Promise<Mainline | undefined> {
  if (setting !== undefined && setting !== '') {
    const tip = await resolveCommit(repository, setting);
    return tip === undefined ? undefined : { name: setting, tip };
  }
  // One process for all of them: starting git is most of what a question costs.
  const stdin = USUAL.map((name) => `${name}^{commit}\n`).join('');
  const answers = await askGit(repository, { args: ['cat-file', '--batch-check=%(objectname)'], stdin });
  const tips = answers.split('\n');
  const found = USUAL.findIndex((_, i) => isObjectId(tips[i] ?? ''));
  const [name, tip] = [USUAL[found], tips[found]];
  if (name === undefined || tip === undefined) return undefined;
  return { name: name === REMOTE_DEFAULT ? await branchBehind(repository, name) : name, tip };
}

/** The branch that a symbolic name stands for; the name itself where it stands for none. */
async function branchBehind(repository: GitRepository, name: string): Promise<string> {
  try {
    return (await askGit(repository, { args: ['symbolic-ref', '--quiet', name] })).trim();
  } catch {
    return name;
  }
}

export interface Walk {
  readonly tip: string;
  readonly until: Millis;
  readonly signal?: AbortSignal;
}

/** The first-parent line from `tip` down, newest first, until the commits are older than `until` for good. */
export async function* readLine(repository: GitRepository, walk: Walk): AsyncGenerator<CommitHead> {
  let older = 0;
  for await (const record of walkLine(repository, walk, FORMAT)) {
    const head = headOf(record);
    older = head.committedAt < walk.until ? older + 1 : 0;
    yield head;
    if (older >= OLDER_IN_A_ROW) return;
  }
}

/** Who committed when, of the same line: all that is asked of a long past, and much quicker than whole heads. */
export async function* readAuthors(
  repository: GitRepository,
  walk: Walk,
): AsyncGenerator<Pick<CommitHead, 'committedAt' | 'authorEmail'>> {
  let older = 0;
  for await (const [committed = '', email = ''] of walkLine(repository, walk, ['%ct', '%ae'])) {
    const committedAt = Number(committed) * 1000;
    older = committedAt < walk.until ? older + 1 : 0;
    yield { committedAt, authorEmail: keyOf(email) };
    if (older >= OLDER_IN_A_ROW) return;
  }
}

async function* walkLine(repository: GitRepository, walk: Walk, format: readonly string[]): AsyncGenerator<string[]> {
  if (!isObjectId(walk.tip)) throw new TypeError('a walk starts at an object id');
  const args = ['log', '--first-parent', '--no-show-signature', '--no-notes', '--no-decorate', '--encoding=UTF-8'];
  args.push('-s', '-z', `--format=tformat:${format.join('%x00')}`, walk.tip, '--');
  const run = walk.signal ? { args, signal: walk.signal } : { args };
  yield* nulRecords(streamGit(repository, run), format.length);
}

function keyOf(email: string): string {
  return email.slice(0, MAX_NAME).toLowerCase();
}

function headOf(fields: readonly string[]): CommitHead {
  const [sha = '', parents = '', authored = '', committed = '', name = '', email = '', subject = '', body = ''] =
    fields;
  return {
    sha: sha.trim(),
    parents: parents === '' ? [] : parents.split(' '),
    authoredAt: Number(authored) * 1000,
    committedAt: Number(committed) * 1000,
    authorName: name.slice(0, MAX_NAME),
    authorEmail: keyOf(email),
    subject: subject.slice(0, MAX_SUBJECT),
    body: body.slice(0, MAX_BODY),
  };
}
