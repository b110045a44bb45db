import type { Rehearsal, RehearsalProblem } from '../changes/rehearsal';

export interface RehearsalRequest {
  /** The commit that the deployed branch stands at. */
  readonly tip: string;
  /** What is to be taken back, in any order. */
  readonly commits: readonly string[];
  readonly signal: AbortSignal;
}

/** A revert that could not be tried. */
export class RehearsalFailed extends Error {
  constructor(
    readonly problem: RehearsalProblem,
    cause: unknown,
    /** The commit that is the reason, where one is. */
    readonly commit?: string,
  ) {
    super(`rehearsal: ${problem}`, { cause });
    this.name = 'RehearsalFailed';
  }
}

/** Why a branch could not be made, pushed or deleted; editor/ words it. */
export type RevertProblem =
  | 'branchExists'
  | 'badBranchName'
  | 'noAuthor'
  | 'signingFailed'
  | 'branchMoved'
  | 'checkedOut'
  | 'deployedBranch'
  | 'takenThere'
  | 'noRemote'
  | 'signIn'
  | 'offline'
  | 'refusedThere'
  | 'rejected'
  | 'cancelled'
  | 'silent'
  | 'failed';

export class RevertFailed extends Error {
  constructor(
    readonly problem: RevertProblem,
    cause: unknown,
    /** git's own words. */
    readonly detail = '',
  ) {
    super(`revert: ${problem} ${detail}`, { cause });
    this.name = 'RevertFailed';
  }
}

/** A revert that is to be made from a clean rehearsal. */
export interface RevertPlan {
  readonly rehearsal: Pick<Rehearsal, 'tip' | 'tree'>;
  readonly branch: string;
  readonly message: string;
}

/** What a tree holds at a path: a text, what cannot be shown as one, or the commit at which a submodule stands. */
export type FileContents =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'binary' | 'large'; readonly object: string; readonly bytes: number }
  | { readonly kind: 'submodule'; readonly commit: string };

/** Where a branch is to be pushed. */
export interface PushPlan {
  readonly remote: string;
  readonly branch: string;
  /** The deployed branch as it is called here, such as `origin/main`: it is never pushed. */
  readonly deployed: string;
}

/** Tries reverts, and makes them; filled by adapters/. */
export interface RehearsalPorts {
  /** Writes nothing into the repository. Rejects with RehearsalFailed. */
  readonly rehearse: (root: string, request: RehearsalRequest) => Promise<Rehearsal>;
  /** What a file is in a tree of a rehearsal; undefined where there is none. */
  readonly contents: (root: string, tree: string, path: string) => Promise<FileContents | undefined>;
  /**
   * Makes the commit of a rehearsed tree on a new branch, by the person whom git knows and signed as they set it; the working
   * tree and the index are left alone. Gives the commit. Rejects with RevertFailed.
   */
  readonly createBranch: (root: string, plan: RevertPlan) => Promise<string>;
  /**
   * Makes the commit of a rehearsed tree without a branch, for a check: its objects are in the repository until git collects them.
   * Gives the commit. Rejects with RevertFailed.
   */
  readonly createCommit: (root: string, rehearsal: RevertPlan['rehearsal']) => Promise<string>;
  /** Opens a worktree of a branch in the temporary folder, for a person to work in. Gives its folder. Rejects with RevertFailed. */
  readonly openBranch: (root: string, branch: string) => Promise<string>;
  /**
   * Opens a worktree of a new branch in the temporary folder, with the conflict in it. Gives its folder. Rejects with
   * RevertFailed.
   * @param commits in the order in which they are taken back
   */
  readonly openConflict: (
    root: string,
    plan: { readonly tip: string; readonly branch: string; readonly commits: readonly string[] },
  ) => Promise<string>;
  /** Deletes a branch if it still stands at that commit. Rejects with RevertFailed. */
  readonly deleteBranch: (root: string, branch: string, commit: string) => Promise<void>;
  /** Whether a branch still stands at that commit. Never rejects. */
  readonly standsAt: (root: string, branch: string, commit: string) => Promise<boolean>;
  /** The addresses a push would go to. Rejects with RevertFailed where that would be the deployed branch. */
  readonly pushAddresses: (root: string, plan: PushPlan) => Promise<readonly string[]>;
  /** Pushes a branch under its own name, never over another one and never the deployed one. Rejects with RevertFailed. */
  readonly push: (root: string, plan: PushPlan, signal: AbortSignal) => Promise<void>;
}
