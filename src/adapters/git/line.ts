import type { Millis } from '../../changes/change';
import { type GitRepository, isObjectId, nulRecords, streamGit } from './run';

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

const FORMAT = ['%H', '%P', '%at', '%ct', '%aN', '%aE', '%s', '%b'];
const MAX_SUBJECT = 1_000;
const MAX_BODY = 2_000;
const MAX_NAME = 200;

/**
 * So many commits in a row older than the window end the walk. `--since` would stop at the first one whose clock was wrong.
 */
const OLDER_IN_A_ROW = 100;

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
  for await (const [committed = '', email = ''] of walkLine(repository, walk, ['%ct', '%aE'])) {
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
