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

/** Tries reverts; filled by adapters/. Nothing is written into the repository. */
export interface RehearsalPorts {
  /** Rejects with RehearsalFailed. */
  readonly rehearse: (root: string, request: RehearsalRequest) => Promise<Rehearsal>;
  /** The text of a file in a tree of a rehearsal; undefined where there is none that can be shown. */
  readonly contents: (root: string, tree: string, path: string) => Promise<string | undefined>;
}
