import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RevertFailed, type RevertPlan } from '../../app/rehearsalPorts';
import { askGit, GitFailed, type GitRepository, type GitRun, isObjectId, streamGit } from './run';
import { inScratch } from './environment';
import type { Scratch } from './scratch';
import { Readable } from 'node:stream';

/** Signing may ask a person to touch a key or to type. Milliseconds. */
const SIGN_PATIENCE = 120_000;
/** A worktree of a large repository takes a while. Milliseconds. */
const CHECKOUT_PATIENCE = 5 * 60_000;
const WORKTREE_PREFIX = 'incident-revert-';

/**
 * Makes the commit of a rehearsed tree on a new branch. The objects come from the scratch repository, the author and the
 * signature from the person's own git settings; neither the working tree nor the index is touched, and no branch is moved.
 * Rejects with RevertFailed.
 */
export async function createBranch(
  repository: GitRepository,
  scratch: Scratch,
  { rehearsal: { tip, tree }, branch, message }: RevertPlan,
): Promise<string> {
  if (!isObjectId(tip) || !isObjectId(tree)) throw new RevertFailed('failed', undefined, 'no object id');
  const ref = await freeRef(repository, branch);
  await takeOver(repository, scratch, tip, tree);
  const signed = await isSigning(repository);
  const args = ['commit-tree', ...(signed ? ['-S'] : []), '-p', tip, '-F', '-', tree];
  const run: GitRun = { args, stdin: message, patience: SIGN_PATIENCE, fetches: true };
  const commit = (await failing(signed ? 'signingFailed' : 'failed', () => askGit(repository, run))).trim();
  // Only where nobody has made it meanwhile.
  const update = ['update-ref', '-m', 'revert rehearsed by Incident Commander', ref, commit, '0'.repeat(tip.length)];
  await failing('branchExists', () => askGit(repository, { args: update }));
  return commit;
}

/**
 * Makes the commit of a rehearsed tree without a branch and without a signature, for a check that runs on it. Rejects with
 * RevertFailed.
 */
export async function createCommit(
  repository: GitRepository,
  scratch: Scratch,
  { tip, tree }: RevertPlan['rehearsal'],
): Promise<string> {
  if (!isObjectId(tip) || !isObjectId(tree)) throw new RevertFailed('failed', undefined, 'no object id');
  await takeOver(repository, scratch, tip, tree);
  const args = inScratch('commit-tree', '--no-gpg-sign', '-p', tip, '-m', 'Revert to check', tree);
  return (await failing('failed', () => askGit(repository, { args }))).trim();
}

/** Opens a worktree of a branch in the temporary folder. Rejects with RevertFailed. */
export async function openBranch(repository: GitRepository, branch: string): Promise<string> {
  await refOf(repository, branch);
  const folder = await mkdtemp(join(tmpdir(), WORKTREE_PREFIX));
  const args = ['worktree', 'add', '--quiet', folder, branch];
  try {
    await failing('failed', () => drained(repository, { args, fetches: true, patience: CHECKOUT_PATIENCE }));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return folder;
}

/** Brings the objects of a rehearsed tree into the repository. */
function takeOver(repository: GitRepository, scratch: Scratch, tip: string, tree: string): Promise<void> {
  return failing('failed', async () => {
    const own = await scratch.use(undefined);
    const pack = { args: inScratch('pack-objects', '--stdout', '--revs', '-q'), stdin: `${tree}\n^${tip}\n` };
    const objects = Readable.from(streamGit(own, pack));
    await drained(repository, { args: ['unpack-objects', '-q'], stdin: objects });
  });
}

/** Opens a worktree of a new branch, with the conflict of a revert in it. Rejects with RevertFailed. */
export async function openConflict(
  repository: GitRepository,
  { tip, branch, commits }: { readonly tip: string; readonly branch: string; readonly commits: readonly string[] },
): Promise<string> {
  await freeRef(repository, branch);
  if (![tip, ...commits].every(isObjectId)) throw new RevertFailed('failed', undefined, 'no object id');
  const folder = await mkdtemp(join(tmpdir(), WORKTREE_PREFIX));
  try {
    const adding = ['worktree', 'add', '--quiet', '-b', branch, folder, tip];
    await failing('failed', () => drained(repository, { args: adding, fetches: true, patience: CHECKOUT_PATIENCE }));
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const worktree: GitRepository = { ...repository, directory: folder, outside: repository.directory };
  for (const sha of commits) {
    const parents =
      (await askGit(worktree, { args: ['rev-list', '--parents', '-1', sha] })).trim().split(' ').length - 1;
    const mainline = parents > 1 ? ['-m', '1'] : [];
    const args = ['revert', '--no-edit', '--no-commit', ...mainline, sha];
    try {
      await drained(worktree, { args, fetches: true, patience: CHECKOUT_PATIENCE });
    } catch (error) {
      // So it says that there is a conflict: that is what a person is to see.
      if (error instanceof GitFailed && error.exitCode === 1) break;
      throw asFailure('failed', error);
    }
  }
  return folder;
}

/** Whether a branch still stands at that commit. Never rejects. */
export async function standsAt(repository: GitRepository, branch: string, commit: string): Promise<boolean> {
  const args = ['for-each-ref', '--format=%(objectname) %(refname)', `refs/heads/${branch}`];
  const found = await askGit(repository, { args }).catch(() => '');
  return found.split('\n').includes(`${commit} refs/heads/${branch}`);
}

/** Deletes a branch if it still stands at that commit and is checked out nowhere. Rejects with RevertFailed. */
export async function deleteBranch(repository: GitRepository, branch: string, commit: string): Promise<void> {
  const ref = await refOf(repository, branch);
  const worktrees = await failing('failed', () => askGit(repository, { args: ['worktree', 'list', '--porcelain'] }));
  if (worktrees.split('\n').includes(`branch ${ref}`)) throw new RevertFailed('checkedOut', undefined);
  await failing('branchMoved', () => askGit(repository, { args: ['update-ref', '-d', ref, commit] }));
}

/** The full name of a branch that is not there yet. */
async function freeRef(repository: GitRepository, branch: string): Promise<string> {
  const ref = await refOf(repository, branch);
  const found = await failing('failed', () => askGit(repository, { args: ['for-each-ref', '--count=1', ref] }));
  if (found !== '') throw new RevertFailed('branchExists', undefined);
  return ref;
}

async function refOf(repository: GitRepository, branch: string): Promise<string> {
  const ref = `refs/heads/${branch}`;
  if (branch === '' || branch.startsWith('-') || branch.includes('\0'))
    throw new RevertFailed('badBranchName', undefined);
  await failing('badBranchName', () => askGit(repository, { args: ['check-ref-format', ref] }));
  return ref;
}

async function isSigning(repository: GitRepository): Promise<boolean> {
  const args = ['config', '--type=bool', '--get', 'commit.gpgSign'];
  return (await askGit(repository, { args }).catch(() => '')).trim() === 'true';
}

async function drained(repository: GitRepository, run: GitRun): Promise<void> {
  const output = streamGit(repository, run);
  while ((await output.next()).done !== true);
}

async function failing<T>(problem: RevertFailed['problem'], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asFailure(problem, error);
  }
}

/** git's own words are in English here (LC_ALL=C); it has no other way to say that it knows no author. */
function asFailure(problem: RevertFailed['problem'], error: unknown): RevertFailed {
  if (error instanceof RevertFailed) return error;
  if (!(error instanceof GitFailed)) return new RevertFailed('failed', error, String(error));
  if (error.reason === 'silent') return new RevertFailed('silent', error);
  if (error.message.includes('tell me who you are') || error.message.includes('empty ident name'))
    return new RevertFailed('noAuthor', error);
  return new RevertFailed(problem, error, error.message.slice(0, 1000));
}
