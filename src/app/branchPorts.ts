/** Why the files of a branch could not be read; editor/ words it. */
export type BranchProblem = 'gitMissing' | 'silent' | 'notRead' | 'noCommits';

export class BranchFailed extends Error {
  override readonly name = 'BranchFailed';

  constructor(
    readonly problem: BranchProblem,
    cause: unknown,
  ) {
    super(`branch: ${problem}`, { cause });
  }
}

/** What a branch changes. */
export interface BranchFiles {
  /** Its name; absent where a commit is checked out. */
  readonly branch?: string;
  /** The branch that it is compared with: `origin/main`. */
  readonly base: string;
  /** Paths from the root, of what is committed since the two parted. */
  readonly files: readonly string[];
}

/** What checking a branch asks of git; filled by adapters/. */
export interface BranchPorts {
  /**
   * @param deployed the branch that is deployed, where a setting names one
   * Rejects with BranchFailed.
   */
  readonly branchFiles: (root: string, deployed: string | undefined, signal: AbortSignal) => Promise<BranchFiles>;
  /** The paths that commits changed, by their ids; those that are not in the repository are left out. Rejects with BranchFailed. */
  readonly filesOf: (
    root: string,
    commits: readonly string[],
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<string, readonly string[]>>;
}
