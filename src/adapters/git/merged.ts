import { breather } from '../../app/breather';
import type { Change, MergedCommit } from '../../changes/change';
import { type GraphCommit, mergedSteps } from '../../changes/merged';
import { pausedBy } from '../../changes/steps';
import { type GitRepository, isObjectId, nulRecords, streamGit } from './run';

const FORMAT = ['%H', '%P', '%at', '%aN', '%s'];
const MAX_SUBJECT = 300;
const MAX_NAME = 200;
/** A merge of a long-lived branch may bring tens of thousands; a person reads a few. */
const MOST_COMMITS = 20_000;

/**
 * The commits that the merges among these changes brought with them, by the merge's id. Reads no files and no diffs. Throws
 * GitFailed.
 * @param changes landings of one line without gaps, newest first
 */
export async function readMerged(
  repository: GitRepository,
  changes: readonly Change[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, readonly MergedCommit[]>> {
  const [newest, oldest] = [changes[0], changes.at(-1)];
  if (newest === undefined || oldest === undefined || changes.every(({ parents }) => parents < 2)) return new Map();
  const line = changes.map(({ sha }) => sha);
  if (!line.every(isObjectId)) throw new TypeError('changes go by object ids');
  const args = ['log', '-s', '-z', '--no-show-signature', '--no-notes', '--no-decorate', '--encoding=UTF-8'];
  args.push(`--format=tformat:${FORMAT.join('%x00')}`, `--max-count=${MOST_COMMITS}`, newest.sha);
  if (oldest.parents > 0) args.push(`^${oldest.sha}^1`);
  args.push('--');
  const commits: GraphCommit[] = [];
  const pause = breather(signal);
  const output = streamGit(repository, signal ? { args, signal } : { args });
  for await (const record of nulRecords(output, FORMAT.length)) {
    const [sha = '', parents = '', authored = '', name = '', subject = ''] = record;
    commits.push({
      sha: sha.trim(),
      parents: parents === '' ? [] : parents.split(' '),
      authoredAt: Number(authored) * 1000,
      authorName: name.slice(0, MAX_NAME),
      subject: subject.slice(0, MAX_SUBJECT),
    });
    await pause();
  }
  return pausedBy(pause, mergedSteps(line, commits));
}
