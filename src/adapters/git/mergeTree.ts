import { CONFLICT_KINDS, type Conflict, type ConflictKind } from '../../changes/rehearsal';
import { GitFailed, type GitRepository, isObjectId, nulFields, streamGit } from './run';
import { inScratch } from './scratch';

export interface Merged {
  readonly tree: string;
  readonly conflicts: readonly Conflict[];
}

/** Merges two commits into a tree, which has conflict markers where they conflict. Throws GitFailed. */
export async function mergeTree(repository: GitRepository, ours: string, theirs: string): Promise<Merged> {
  const args = inScratch('merge-tree', '--write-tree', '-z', '--messages', ours, theirs);
  const fields: string[] = [];
  try {
    for await (const batch of nulFields(streamGit(repository, { args }))) fields.push(...batch);
  } catch (error) {
    // So it says that there are conflicts.
    const hasConflicts = error instanceof GitFailed && error.exitCode === 1 && isObjectId(fields[0] ?? '');
    if (!hasConflicts) throw error;
    return { tree: fields[0] ?? '', conflicts: parseConflicts(fields) };
  }
  return { tree: fields[0] ?? '', conflicts: [] };
}

/**
 * Reads what follows the tree (git-merge-tree(1), "OUTPUT"): the stages of the files with conflicts, an empty field, then messages,
 * each with its paths and a word that stays the same from version to version.
 */
export function parseConflicts(fields: readonly string[]): readonly Conflict[] {
  const kinds = new Map<string, ConflictKind>();
  let at = 1;
  for (; at < fields.length && fields[at] !== ''; at++) {
    const path = /^[0-7]{6} [0-9a-f]+ [123]\t([^]+)$/.exec(fields[at] ?? '')?.[1];
    if (path !== undefined) kinds.set(path, 'other');
  }
  at++;
  while (at < fields.length) {
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
  return [...kinds].map(([path, kind]) => ({ path, kind }));
}

function kindOf(type: string): ConflictKind | undefined {
  if (!type.startsWith('CONFLICT')) return undefined;
  if (type.includes('submodule')) return 'submodule';
  if (/modify\/delete|rename\/delete/.test(type)) return 'deleted';
  if (/rename|directory/.test(type)) return 'renamed';
  return /contents|binary|add\/add/.test(type) ? 'contents' : 'other';
}
