import { type GitRepository, streamGit } from './run';

/** A remote that says nothing for so long is given up; git tells of its progress meanwhile. Milliseconds. */
const PATIENCE = 60_000;

/**
 * Brings the new commits of all remotes that need no question answered, as `git fetch` in a terminal would: with the person's
 * own configuration, but no transport that names a program (`ext::`). Submodules are left alone. Rejects with GitFailed.
 */
export async function fetchRemotes(folder: string, signal?: AbortSignal, patience = PATIENCE): Promise<void> {
  const repository: GitRepository = { directory: folder, patience };
  const args = ['fetch', '--all', '--progress', '--tags', '--no-recurse-submodules'];
  const output = streamGit(repository, { args, fetches: true, ...(signal && { signal }) });
  // What it says is of no use.
  while ((await output.next()).done !== true);
}
