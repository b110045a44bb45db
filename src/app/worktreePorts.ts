/** Why a worktree could not be made; editor/ words it. */
export type WorktreeProblem = 'gitMissing' | 'silent' | 'unknownCommit' | 'failed';

export class WorktreeFailed extends Error {
  constructor(
    readonly problem: WorktreeProblem,
    cause: unknown,
    /** git's own words. */
    readonly detail = '',
  ) {
    super(`worktree: ${problem} ${detail}`, { cause });
    this.name = 'WorktreeFailed';
  }
}

/** A command that tells whether a state works. */
export interface CheckRequest {
  /** Where it runs. */
  readonly folder: string;
  /** The repository itself, which has what no commit holds, such as installed packages. */
  readonly root: string;
  readonly command: string;
  readonly signal: AbortSignal;
  /** Takes what the command prints. */
  readonly write: (text: string) => void;
}

/** How a check ended: by itself, with its exit code, or because a person or its deadline ended it. */
export type CheckEnd = { readonly seconds: number } & (
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'killed' | 'cancelled' | 'deadline' | 'notStarted' }
);

/** Temporary worktrees, and what runs in them; filled by adapters/. */
export interface WorktreePorts {
  /**
   * Makes a worktree of a commit in the temporary folder, without a branch. Those that a window left behind that crashed are removed
   * first. Gives its folder. Rejects with WorktreeFailed.
   */
  readonly open: (root: string, commit: string, signal: AbortSignal) => Promise<string>;
  /** Takes a worktree to another commit; what a check left in it that is no part of a commit stays. Rejects with WorktreeFailed. */
  readonly move: (root: string, folder: string, commit: string, signal: AbortSignal) => Promise<void>;
  /** Removes a worktree with all that is in it. Never rejects. */
  readonly remove: (root: string, folder: string) => Promise<void>;
  /** Removes the worktrees of windows that are gone. Never rejects. */
  readonly sweep: (root: string) => Promise<void>;
  /** The same for these repositories when a window starts; git runs only where there is something to remove. Never rejects. */
  readonly sweepAtStart: (roots: readonly string[]) => Promise<void>;
  /** A window has this folder open: a worktree of ours is then left there. Gives what takes that back. Never rejects. */
  readonly claim: (folder: string) => Promise<() => Promise<void>>;
  /** The commit before one; undefined where there is none. Rejects with WorktreeFailed. */
  readonly parentOf: (root: string, commit: string) => Promise<string | undefined>;
  /** Runs a command. Never rejects. */
  readonly check: (request: CheckRequest) => Promise<CheckEnd>;
}
