import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Millis } from '../../changes/change';
import { askGit, type GitRepository, isObjectId } from './run';

/** What git keeps about a clone beside its objects. */
export interface CloneState {
  /** When the clone last heard of its remote; absent if never. */
  readonly fetchedAt?: Millis;
  /** The commits whose parents a shallow clone left out. */
  readonly boundaries: ReadonlySet<string>;
}

/** How fresh and how deep a clone is. Throws GitFailed. */
export async function readCloneState(repository: GitRepository): Promise<CloneState> {
  const args = ['rev-parse', '--git-path', 'FETCH_HEAD', '--git-path', 'shallow'];
  const [fetchHead = '', shallow = ''] = (await askGit(repository, { args })).split('\n').map((path) => path.trim());
  const placed = (path: string) => (isAbsolute(path) ? path : join(repository.directory, path));
  const [fetched, cut] = await Promise.all([
    stat(placed(fetchHead)).catch(() => undefined), // never fetched: there is no such file
    readFile(placed(shallow), 'utf8').catch(() => ''), // no such file: not shallow
  ]);
  return {
    ...(fetched && { fetchedAt: fetched.mtimeMs }),
    boundaries: new Set(cut.split('\n').filter(isObjectId)),
  };
}

/** Whether the clone left file contents with its remote (`git clone --filter`). Throws GitFailed. */
export async function isPartialClone(repository: GitRepository): Promise<boolean> {
  const args = ['config', '--get-regexp', '^(extensions\\.partialclone|remote\\..*\\.promisor)$'];
  try {
    return (await askGit(repository, { args })).trim() !== '';
  } catch {
    return false; // git ends with code 1 where nothing matches
  }
}
