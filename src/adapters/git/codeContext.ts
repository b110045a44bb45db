import { basename } from 'node:path';
import type { CodeContext } from '../../domain/events';
import { askGit, GitFailed, type GitRepository } from './run';

/** An entry waits for where the code stands. Milliseconds. */
const PATIENCE = 1000;
const STATUS = ['--porcelain=v2', '--branch', '--untracked-files=no', '--ignore-submodules=dirty', '--no-ahead-behind'];

/**
 * Where the code of a repository stands: branch, commit, and whether tracked files differ from it. In a repository too large
 * to tell in time, the last is left out. No filter of the repository runs: a file that has one and was written to counts as
 * different. Rejects with GitFailed, within the patience also where git does not answer.
 */
export async function readCodeContext(root: string, patience = PATIENCE): Promise<CodeContext> {
  const repository: GitRepository = { directory: root, patience };
  const head = readHead(repository);
  head.catch(() => undefined);
  const repositoryName = { repository: basename(root) };
  try {
    return { ...repositoryName, ...parseStatus(await readStatus(repository)) };
  } catch {
    return { ...repositoryName, ...(await head) }; // which says what is wrong, if git cannot read the repository at all
  }
}

async function readStatus(repository: GitRepository): Promise<string> {
  const begun = performance.now();
  const config = await withoutFilters(repository);
  const patience = Math.max(1, (repository.patience ?? PATIENCE) - (performance.now() - begun));
  return askGit({ ...repository, patience }, { args: ['status', ...STATUS, '-z'], config });
}

/** Programs that a configuration names as filters of contents must not run because an entry is written. */
async function withoutFilters(repository: GitRepository): Promise<Readonly<Record<string, string>>> {
  const args = ['config', '--null', '--name-only', '--get-regexp', '^filter\\..*\\.(clean|smudge|process|required)$'];
  const names = await askGit(repository, { args }).catch((error: unknown) => {
    if (error instanceof GitFailed && error.reason === 'failed') return ''; // git ends with code 1 where nothing matches
    throw error;
  });
  const off = names
    .split('\0')
    .filter((name) => name !== '')
    .map((name) => [name, name.endsWith('.required') ? 'false' : '']);
  return Object.fromEntries(off) as Record<string, string>;
}

/** Commit and branch alone: quick in a repository of any size. */
async function readHead(repository: GitRepository): Promise<Omit<CodeContext, 'repository'>> {
  const args = ['rev-parse', '--revs-only', 'HEAD', '--symbolic-full-name', 'HEAD'];
  const [commit = '', ref = ''] = (await askGit(repository, { args })).split('\n');
  return {
    ...(ref.startsWith('refs/heads/') && { branch: ref.slice('refs/heads/'.length) }),
    ...(commit !== '' && { commit }),
  };
}

/** Reads `git status --porcelain=v2 --branch -z` (format: git-status(1), "Porcelain Format Version 2"). */
export function parseStatus(output: string): Omit<CodeContext, 'repository'> {
  const records = output.split('\0').filter((record) => record !== '');
  const header = (name: string) =>
    records.find((record) => record.startsWith(`# branch.${name} `))?.slice(`# branch.${name} `.length);
  const [branch, commit] = [header('head'), header('oid')];
  return {
    ...(branch !== undefined && branch !== '(detached)' && { branch }),
    ...(commit !== undefined && commit !== '(initial)' && { commit }),
    dirty: records.some((record) => !record.startsWith('# ')),
  };
}
