import { basename } from 'node:path';
import type { CodeContext } from '../../domain/events';
import { readingGit } from './client';

/** Where the code of a repository stands: one `git status`, which also tells branch and commit. Rejects with git's error. */
export async function readCodeContext(root: string): Promise<CodeContext> {
  const output = await readingGit(root).raw([
    'status',
    '--porcelain=v2',
    '--branch',
    '--untracked-files=no',
    '--ignore-submodules=dirty',
    '-z',
  ]);
  return { repository: basename(root), ...parseStatus(output) };
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
