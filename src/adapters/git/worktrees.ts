import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { WorktreeFailed } from '../../app/worktreePorts';
import { askGit, GitFailed, type GitRepository, isObjectId, streamGit } from './run';
import { hasLeftBehind, isLeftBehind, isOurs, newFolderPrefix } from './worktreeOwners';

/** A worktree of a large repository takes a while. Milliseconds. */
const CHECKOUT_PATIENCE = 5 * 60_000;
/** The person's own filters make the files what they are, but none of their hooks has a part in it. */
const QUIET = ['-c', 'core.hooksPath=/dev/null', '-c', 'advice.detachedHead=false'];

/** Makes a worktree of a commit in the temporary folder, without a branch; gives its folder. Rejects with WorktreeFailed. */
export async function openWorktree(repository: GitRepository, commit: string, signal: AbortSignal): Promise<string> {
  await sweepWorktrees(repository);
  if (!isObjectId(commit)) throw new WorktreeFailed('unknownCommit', undefined, commit);
  const folder = await mkdtemp(join(await realpath(tmpdir()), await newFolderPrefix()));
  try {
    await checkedOut(repository, ['worktree', 'add', '--quiet', '--detach', '--force', folder, commit], signal);
  } catch (error) {
    await removeWorktree(repository, folder);
    throw error;
  }
  return folder;
}

/** Takes a worktree of ours to another commit. What a check changed in files of the commit is lost. Rejects with WorktreeFailed. */
export async function moveWorktree(
  repository: GitRepository,
  folder: string,
  commit: string,
  signal: AbortSignal,
): Promise<void> {
  if (!isObjectId(commit)) throw new WorktreeFailed('unknownCommit', undefined, commit);
  const worktree = { ...repository, directory: folder, outside: repository.directory };
  await checkedOut(worktree, ['checkout', '--quiet', '--force', '--detach', commit, '--'], signal);
}

/** Removes a worktree of ours, from the disk and from the list of the repository. Never rejects. */
export async function removeWorktree(repository: GitRepository, folder: string): Promise<void> {
  if (!isOurs(folder)) return;
  // Twice forced: whatever the check left in it, and even where git was ended while it made it.
  await run(repository, ['worktree', 'remove', '--force', '--force', folder]).catch(() => undefined);
  await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  // Where git refused, its folder is gone now, and so it can be taken off the list.
  await run(repository, ['worktree', 'remove', '--force', '--force', folder]).catch(() => undefined);
}

/** Removes the worktrees of processes that are gone. Never rejects. */
export async function sweepWorktrees(repository: GitRepository): Promise<void> {
  const args = ['worktree', 'list', '--porcelain', '-z'];
  const listed = await askGit(repository, { args }).catch(() => '');
  const temporary = new Set([tmpdir(), await realpath(tmpdir()).catch(() => tmpdir())]);
  for (const line of listed.split('\0')) {
    if (!line.startsWith('worktree ')) continue;
    const folder = line.slice('worktree '.length);
    if (isOurs(folder) && temporary.has(dirname(folder)) && (await isLeftBehind(folder)))
      await removeWorktree(repository, folder);
  }
}

/** The same at the start of a window, for several repositories: git is started for those alone that have some. Never rejects. */
export async function sweepAtStart(repositories: readonly GitRepository[]): Promise<void> {
  for (const repository of repositories) {
    if (await hasLeftBehind(repository.directory)) await sweepWorktrees(repository);
  }
}

/** The first parent of a commit; undefined where it has none. Rejects with WorktreeFailed. */
export async function firstParentOf(repository: GitRepository, commit: string): Promise<string | undefined> {
  if (!isObjectId(commit)) throw new WorktreeFailed('unknownCommit', undefined, commit);
  const args = ['rev-list', '--parents', '--max-count=1', commit, '--'];
  const line = await askGit(repository, { args }).catch((error: unknown) => {
    throw asFailure(error);
  });
  return line.trim().split(' ')[1];
}

async function checkedOut(repository: GitRepository, args: readonly string[], signal: AbortSignal): Promise<void> {
  try {
    await run(repository, args, signal);
  } catch (error) {
    throw asFailure(error);
  }
}

async function run(repository: GitRepository, args: readonly string[], signal?: AbortSignal): Promise<void> {
  const asked = { args: [...QUIET, ...args], fetches: true, patience: CHECKOUT_PATIENCE } as const;
  const output = streamGit(repository, { ...asked, ...(signal && { signal }) });
  while ((await output.next()).done !== true);
}

function asFailure(error: unknown): WorktreeFailed {
  if (!(error instanceof GitFailed)) return new WorktreeFailed('failed', error, String(error));
  if (error.reason === 'not-found') return new WorktreeFailed('gitMissing', error);
  return new WorktreeFailed(error.reason === 'silent' ? 'silent' : 'failed', error, error.message.slice(0, 1000));
}
