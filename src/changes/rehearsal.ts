import type { ChangedFile } from './change';
import type { Dependant } from './dependants';
import { kindOf } from './kinds';

/** Files to look at first: taking the code back does not take back the data, and what is switched elsewhere stays switched. */
export const CALL_OUTS = ['migration', 'flag', 'config', 'lock'] as const;
export type CallOut = (typeof CALL_OUTS)[number];

/** How a file of a revert meets the branch as it is now. */
export const CONFLICT_KINDS = ['contents', 'deleted', 'renamed', 'submodule', 'other'] as const;
export type ConflictKind = (typeof CONFLICT_KINDS)[number];

export interface Conflict {
  readonly path: string;
  readonly kind: ConflictKind;
}

/** A later change, named for people. */
export interface LaterChange {
  readonly sha: string;
  readonly subject: string;
}

/** The later changes that have to go too, for the revert to apply cleanly. */
export type WayOut =
  /** `isSmallest`: every smaller set was tried; else no single one of these can stay, but another set may be smaller. */
  | { readonly kind: 'found'; readonly changes: readonly LaterChange[]; readonly isSmallest: boolean }
  | { readonly kind: 'notFound'; readonly tried: number };

/** What came of a revert that was tried on the tip of a branch, without anything being written to the repository. */
export interface Rehearsal {
  /** The commit that it was tried on. */
  readonly tip: string;
  /** What is taken back, the newest first. */
  readonly commits: readonly string[];
  /** The tree after it. With conflicts, their markers are in its files. */
  readonly tree: string;
  readonly tipTree: string;
  /**
   * `alreadyGone`: nothing of it is left at the tip. `empty`: the change itself changed no file.
   */
  readonly outcome: 'clean' | 'conflicts' | 'alreadyGone' | 'empty';
  readonly conflicts: readonly Conflict[];
  /** What the revert changes, what is called out first; of files with conflicts the counts say nothing. */
  readonly files: readonly ChangedFile[];
  readonly fileCount: number;
  readonly added: number;
  readonly deleted: number;
  /** How many changes landed since the oldest of what is taken back. */
  readonly laterCount: number;
  /** How many of these were looked at for what follows: the newest. */
  readonly laterRead: number;
  /** Later changes that may need it, although git sees no conflict. */
  readonly dependants: readonly Dependant[];
  /** Only with conflicts. */
  readonly wayOut?: WayOut;
}

/** Why a revert could not be rehearsed; editor/ words it. */
export type RehearsalProblem =
  | 'gitMissing'
  | 'gitTooOld'
  | 'gitSilent'
  | 'unknownCommit'
  | 'notOnBranch'
  | 'shallow'
  | 'partialClone'
  | 'missingObjects'
  | 'notARepository'
  | 'failed';

const FLAG =
  /(?:^|[/_.-])(?:feature[_.-]?(?:flag|toggle|gate|switch)(?:e?s)?|flags?|toggles?|launchdarkly|unleash|flipper|growthbook)(?:[/_.-]|$)/i;
const SCHEMA =
  /(?:^|\/)(?:schema\.(?:rb|prisma|sql|xml|hcl)|structure\.sql|db\.?changelog[\w.-]*|v\d[\w.]{0,30}__[\w.-]+\.(?:sql|java|kt))$|(?:^|\/)(?:migrate|alembic\/versions|liquibase|flyway|ddl)\//i;

/** Why a file is named before others, by its path alone. */
export function callOutOf(path: string): CallOut | undefined {
  const kind = kindOf(path);
  if (kind === 'lock') return 'lock';
  if (kind === 'test' || kind === 'docs') return undefined;
  if (kind === 'migration' || SCHEMA.test(path)) return 'migration';
  if (FLAG.test(path)) return 'flag';
  return kind === 'config' ? 'config' : undefined;
}

/** Files with what is called out before the others, larger changes before smaller ones. */
export function calledOutFirst(files: readonly ChangedFile[]): readonly ChangedFile[] {
  const place = ({ path }: ChangedFile) => {
    const called = callOutOf(path);
    return called === undefined ? CALL_OUTS.length : CALL_OUTS.indexOf(called);
  };
  const size = ({ added, deleted }: ChangedFile) => (added ?? 0) + (deleted ?? 0);
  return files.toSorted((a, b) => place(a) - place(b) || size(b) - size(a));
}

/** The files to look at first, by the reason; those without any are left out. */
export function callOutsOf(files: readonly ChangedFile[]): ReadonlyMap<CallOut, readonly ChangedFile[]> {
  const found = new Map<CallOut, ChangedFile[]>();
  for (const called of CALL_OUTS) {
    const named = files.filter(({ path }) => callOutOf(path) === called);
    if (named.length > 0) found.set(called, named);
  }
  return found;
}

/**
 * The order in which commits of one line are taken back: the newest first, since an older one may only go once what was built
 * on it is gone. A commit that is named twice is taken back once.
 * @param distance how many commits the tip has that the commit has not: of two commits of a line the newer has fewer
 */
export function inRevertOrder(commits: readonly string[], distance: ReadonlyMap<string, number>): readonly string[] {
  return [...new Set(commits)].sort((a, b) => (distance.get(a) ?? 0) - (distance.get(b) ?? 0));
}
