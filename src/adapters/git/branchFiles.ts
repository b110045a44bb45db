import { BranchFailed, type BranchFiles } from '../../app/branchPorts';
import { Wanted, readFiles } from './files';
import { inspectCommits, looksUpAlone } from './inspect';
import { readChangedPaths } from './laterChanges';
import { findMainline, resolveCommit } from './mainline';
import { askGit, GitFailed, isObjectId, type GitRepository } from './run';

/** The files that the checked out branch changes, compared with the deployed one. Rejects with BranchFailed. */
export async function branchFiles(
  root: string,
  deployed: string | undefined,
  signal: AbortSignal,
): Promise<BranchFiles> {
  const repository: GitRepository = { directory: root, signal };
  return failing(async () => {
    const head = await resolveCommit(repository, 'HEAD');
    const mainline = await findMainline(repository, deployed);
    if (head === undefined || mainline === undefined) throw new BranchFailed('noCommits', undefined);
    const branch = await optional(repository, ['symbolic-ref', '--quiet', '--short', 'HEAD']);
    // Histories that have nothing in common are compared as they are.
    const parted = await optional(repository, ['merge-base', head, mainline.tip]);
    const from = isObjectId(parted) ? parted : mainline.tip;
    return {
      ...(branch !== '' && { branch }),
      base: mainline.name.replace(/^refs\/(?:heads|remotes)\//, ''),
      files: from === head ? [] : await readChangedPaths(repository, from, head),
    };
  });
}

/** The paths that commits changed, by their ids; those that are not here are left out. Rejects with BranchFailed. */
export async function filesOf(
  root: string,
  commits: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const repository: GitRepository = { directory: root, signal };
  const asked = commits.filter(isObjectId);
  const found = new Map<string, readonly string[]>();
  if (asked.length === 0) return found;
  return failing(async () => {
    // A root, and the boundary of a shallow clone, would have all files.
    const known = [...(await inspectCommits(looksUpAlone(repository), asked))].filter(
      ([, { tree, parentTree }]) => tree !== undefined && parentTree !== undefined,
    );
    if (known.length === 0) return found;
    for await (const { sha, files } of readFiles(repository, new Wanted(known.map(([sha]) => sha)), signal)) {
      found.set(
        sha,
        files.map(({ path }) => path),
      );
    }
    return found;
  });
}

/** What git prints of something that need not be there. */
async function optional(repository: GitRepository, args: readonly string[]): Promise<string> {
  try {
    return (await askGit(repository, { args })).trim();
  } catch (error) {
    if (error instanceof GitFailed && error.reason === 'failed') return '';
    throw error;
  }
}

async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GitFailed)) throw error;
    const problems = { 'not-found': 'gitMissing', silent: 'silent' } as const;
    const { reason } = error;
    throw new BranchFailed(reason === 'not-found' || reason === 'silent' ? problems[reason] : 'notRead', error);
  }
}
