import type { ChangeEvent } from '../changes/changeEvents';
import type { BlamedFrame, Change, ChangedLines, MergedCommit, Millis } from '../changes/change';
import type { Deploy, Rollback } from '../changes/deploys';
import type { History } from '../changes/history';
import type { PastLandings } from '../changes/past';
import type { StackFrame } from '../changes/stackTrace';
import type { NoticedTags } from '../changes/tagOffer';
import type { ThirdPartyIncident } from '../changes/thirdParties';

/** Why a repository, or a status page, gave no facts; editor/ words it. */
export type SourceProblem =
  | 'gitMissing'
  | 'gitSilent'
  | 'gitTooOld'
  | 'notARepository'
  | 'notTrustedByGit'
  | 'noCommits'
  | 'noSuchBranch'
  | 'missingObjects'
  | 'badAddress'
  | 'unreachable'
  | 'tooSlow'
  | 'redirected'
  | 'refused'
  | 'notAStatuspage'
  | 'tooLarge'
  | 'certificate'
  /** Nobody has signed in, or connected a token. */
  | 'notConnected'
  | 'unauthorized'
  | 'notFound'
  /** It asks for patience. */
  | 'busy'
  | 'broken'
  /** No remote of this window is there. */
  | 'noRepository'
  | 'noSuchFile'
  | 'notAFile'
  | 'failed';

/** What is asked of a repository. */
export interface FactsRequest {
  /** The branch that is deployed, where a setting names one. */
  readonly branch?: string;
  /** Globs of the tags that are deploys. */
  readonly deployTags: readonly string[];
  /** Deploys that other programs wrote down, of all repositories. */
  readonly events?: readonly ChangeEvent[];
  /** The moment at which it matters what was live; `to` without it. */
  readonly at?: Millis;
  readonly from: Millis;
  readonly to: Millis;
  readonly signal: AbortSignal;
}

/** Why a branch is taken for the deployed one. */
export interface BranchChoice {
  /**
   * `setting`: it is named there. `remoteDefault`: the remote says so. `usualAtRemote`, `usualHere`: it has a usual name, such
   * as main. `onlyAtRemote`: the remote has no other. `checkedOut`: nothing else is there.
   */
  readonly reason: 'setting' | 'remoteDefault' | 'usualAtRemote' | 'onlyAtRemote' | 'usualHere' | 'checkedOut';
  /** The branch that would have been taken, but it is gone, or all of it is in the one that is taken and more. */
  readonly instead?: { readonly branch: string; readonly why: 'gone' | 'behind' };
}

/** What a repository tells of a window. */
export interface RepositoryFacts {
  readonly root: string;
  /** The name of its folder. */
  readonly name: string;
  /** The branch that was looked at. */
  readonly branch: string;
  readonly branchChoice?: BranchChoice;
  /** The commit that the branch stands at. */
  readonly tip?: string;
  /** The remote whose branch it is; absent for a branch that is only here. */
  readonly remote?: string;
  /** Newest landed first; with `liveAt` where deploys are known, without what the past tells of the authors. */
  readonly changes: readonly Change[];
  readonly deploys: readonly Deploy[];
  /** Deploys of the window that took changes out of production, newest first. */
  readonly rollbacks?: readonly Rollback[];
  /** Where the settings name no deploys, tags that may be some: the newest first. */
  readonly tagsNoticed?: readonly NoticedTags[];
  /** When the remote of the branch was last fetched, or cloned; absent where it never was, or has no remote. */
  readonly fetchedAt?: Millis;
  /** The commit behind which a shallow clone has no history. */
  readonly cutAt?: string;
  /** Why some changes have no line counts and no changed lines, where contents are not in the repository. */
  readonly withoutContents?: 'partialClone' | 'missingObjects';
  /** There are more changes in the window than anybody can look through: those further from the start were left out. */
  readonly isPart?: boolean;
  /** What landed before the window; absent until it was read. */
  readonly history?: History;
}

/** What is known of the time before a window. */
export interface Past {
  /** When who landed something, in the window and in the half year before. */
  readonly landings: PastLandings;
  /** What landed in the year before. */
  readonly history: History;
}

/** A repository or status page that could not be read. */
export class SourceFailed extends Error {
  constructor(
    readonly problem: SourceProblem,
    readonly source: string,
    cause: unknown,
    /** git's own advice, or where a status page wanted to go. */
    readonly detail?: string,
  ) {
    super(`${source}: ${problem}`, { cause });
    this.name = 'SourceFailed';
  }
}

export interface LinesOf {
  readonly sha: string;
  readonly lines: ChangedLines;
}

/** What a file, a folder of files or a service tells of changes: the events, or why it could not be read. */
export type EventsOutcome = {
  /** Of a service, what people call it there: `acme/shop`. */
  readonly path: string;
  /** Absent for a file or a folder. */
  readonly origin?: 'github';
  /** The address of a service that people set up themselves. */
  readonly api?: string;
} & (
  | {
      readonly events: readonly ChangeEvent[];
      /** Lines that are no changes of a known form. */
      readonly unreadable: number;
      /** There are more than were read. */
      readonly isPart?: boolean;
      /** Why it was not asked again: these are the events of before. */
      readonly stale?: SourceProblem;
      /** It has not answered yet. */
      readonly isAsked?: true;
    }
  | { readonly problem: SourceProblem }
);

/** Deployments and runs of workflows on GitHub. */
export interface GithubSource {
  /** `owner/name`; without it, those of the remotes of this window. */
  readonly repository?: string | undefined;
  /** File names of the workflows that deploy. Without one, runs are rows, those of workflows that change something by their names. */
  readonly workflows: readonly string[];
  /** The base address of the API, where it isn't GitHub's own. */
  readonly api?: string | undefined;
}

/** The time for which a service is asked. */
export interface GithubWindow {
  readonly since: Millis;
  /** What is near to it matters most. */
  readonly around: Millis;
}

/** Where changes come from; filled by adapters/. */
export interface ChangePorts {
  /** Roots of all repositories, those of the workspace and those of the setting; undefined where git must not run. */
  readonly repositories: () => Promise<readonly string[] | undefined>;
  /** Rejects with SourceFailed. */
  readonly facts: (root: string, request: FactsRequest) => Promise<RepositoryFacts>;
  /** The past of the window from `from` until the change `newest`; undefined where it cannot be read. */
  readonly past: (root: string, newest: string, from: Millis, signal: AbortSignal) => Promise<Past | undefined>;
  /** The commits that the merges among these changes brought, by the merge's id; none where they cannot be read. */
  readonly merged: (
    root: string,
    changes: readonly Change[],
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<string, readonly MergedCommit[]>>;
  /** The changed lines of commits, as they are read. What cannot be read is left out. */
  readonly lines: (root: string, shas: readonly string[], signal: AbortSignal) => AsyncIterable<LinesOf>;
  /** The changes that last touched the lines of a stack trace before the start. */
  readonly blame: (
    root: string,
    frames: readonly StackFrame[],
    before: string,
    signal: AbortSignal,
  ) => Promise<readonly BlamedFrame[]>;
  /** What other programs wrote down, in these files and folders, each path once. Never rejects. */
  readonly events: (paths: readonly string[]) => Promise<readonly EventsOutcome[]>;
  /** What GitHub tells. Never rejects. Absent where nobody can sign in. */
  readonly github?: (sources: readonly GithubSource[], window: GithubWindow) => Promise<readonly EventsOutcome[]>;
  /** Status pages of the settings; rejects with SourceFailed. */
  readonly statusPage: (address: string) => Promise<readonly ThirdPartyIncident[]>;
}
