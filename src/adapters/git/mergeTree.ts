import { CONFLICT_KINDS, type Conflict, type ConflictKind } from '../../changes/rehearsal';
import type { Desk } from './desk';
import { GitFailed, type GitRepository, isObjectId, nulFields, streamGit } from './run';
import { inScratch } from './environment';

export interface Merged {
  readonly tree: string;
  readonly conflicts: readonly Conflict[];
}

/**
 * Merges two commits into a tree, which has conflict markers where they conflict. Throws GitFailed.
 * @param known any commit of which the tree is known
 */
export async function mergeTree(
  desk: Desk,
  ours: string,
  theirs: string,
  known: { readonly commit: string; readonly tree: string },
): Promise<Merged> {
  if (!desk.mergesAlone) {
    try {
      const isWhole = (answer: Buffer) => parseMerged(answer)?.isLast === false;
      const merged = parseMerged(await desk.merge(ours, theirs, { ...known, isWhole }));
      if (merged !== undefined) return merged;
      throw new GitFailed('failed', 'git merge-tree gave no tree');
    } catch (error) {
      if (!(error instanceof GitFailed) || error.reason !== 'too-old') throw error;
      // git 2.38 merges, but only once a run.
      desk.mergesAlone = true;
    }
  }
  return mergeAlone(desk.repository, ours, theirs);
}

async function mergeAlone(repository: GitRepository, ours: string, theirs: string): Promise<Merged> {
  const args = inScratch('merge-tree', '--write-tree', '-z', '--messages', ours, theirs);
  const fields: string[] = [];
  try {
    for await (const batch of nulFields(streamGit(repository, { args }))) fields.push(...batch);
  } catch (error) {
    // So it says that there are conflicts.
    const hasConflicts = error instanceof GitFailed && error.exitCode === 1 && isObjectId(fields[0] ?? '');
    if (!hasConflicts) throw error;
    return { tree: fields[0] ?? '', conflicts: parseConflicts(fields).conflicts };
  }
  return { tree: fields[0] ?? '', conflicts: [] };
}

/**
 * Reads the first of the answers of `git merge-tree --stdin`: whether it is clean, then what a single merge says, then an empty
 * field. Undefined where it is not there as a whole.
 */
export function parseMerged(answer: Buffer): (Merged & { readonly isLast: boolean }) | undefined {
  // What ended the answer before may have been kept back.
  const fields = answer
    .subarray(answer[0] === 0 ? 1 : 0)
    .toString()
    .split('\0');
  const [isClean, tree = '', ...said] = fields;
  if (!isObjectId(tree)) return undefined;
  const { conflicts, end } = parseConflicts([tree, ...said]);
  if (said[end - 1] !== '') return undefined;
  return { tree, conflicts: isClean === '1' ? [] : conflicts, isLast: said.slice(end).join('') === '' };
}

/**
 * Reads what follows the tree (git-merge-tree(1), "OUTPUT"): the stages of the files with conflicts, an empty field, then messages,
 * each with its paths and a word that stays the same from version to version. `end` is the field behind the last message.
 */
export function parseConflicts(fields: readonly string[]): {
  readonly conflicts: readonly Conflict[];
  readonly end: number;
} {
  const kinds = new Map<string, ConflictKind>();
  let at = 1;
  for (; at < fields.length && fields[at] !== ''; at++) {
    const path = /^[0-7]{6} [0-9a-f]+ [123]\t([^]+)$/.exec(fields[at] ?? '')?.[1];
    if (path !== undefined) kinds.set(path, 'other');
  }
  at++;
  while (at < fields.length && fields[at] !== '') {
    const count = Number(fields[at]);
    if (!Number.isInteger(count) || count < 0 || at + count + 2 >= fields.length + 1) break;
    const paths = fields.slice(at + 1, at + 1 + count);
    const kind = kindOf(fields[at + 1 + count] ?? '');
    for (const path of paths) {
      const known = kinds.get(path);
      // Of several messages on one file, the most telling.
      if (known !== undefined && kind !== undefined && CONFLICT_KINDS.indexOf(kind) < CONFLICT_KINDS.indexOf(known))
        kinds.set(path, kind);
    }
    at += count + 3;
  }
  return { conflicts: [...kinds].map(([path, kind]) => ({ path, kind })), end: at };
}

function kindOf(type: string): ConflictKind | undefined {
  if (!type.startsWith('CONFLICT')) return undefined;
  if (type.includes('submodule')) return 'submodule';
  if (/modify\/delete|rename\/delete/.test(type)) return 'deleted';
  if (/rename|directory/.test(type)) return 'renamed';
  return /contents|binary|add\/add/.test(type) ? 'contents' : 'other';
}
