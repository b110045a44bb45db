import type { Person } from '../domain/events';
import type { RecordFile } from '../record/exportFormat';
import type { United } from '../record/unite';

/** What is taken of a remote at most: its newest incidents. */
export const MOST_INCIDENTS = 500;

/** Why sharing did not work; behind it is what git said, for the log. */
export type ShareProblem =
  /** The remote cannot be reached. */
  | 'offline'
  /** The remote asks who this is, and nothing answers by itself. */
  | 'signIn'
  /** There is no such repository, or nothing tells that there is one. */
  | 'notFound'
  /** The remote can be read, but not written to by this person. */
  | 'readOnly'
  /** The remote can be read, but does not take this: a hook or a rule refuses. */
  | 'refused'
  /** A git that was killed at the remote left a lock there, which only somebody there may remove. */
  | 'locked'
  /** What the remote holds of one incident cannot be taken up. */
  | 'unreadable'
  | 'diskFull'
  | 'noGit'
  | 'other';

export class ShareFailed extends Error {
  override readonly name = 'ShareFailed';

  constructor(
    readonly problem: ShareProblem,
    /** In git's or the host's own words. */
    readonly detail: string,
    cause?: unknown,
  ) {
    super(`${problem}: ${detail}`, { cause });
  }
}

/** Any error as one of sharing. */
export function asFailure(error: unknown): ShareFailed {
  if (error instanceof ShareFailed) return error;
  return new ShareFailed('other', error instanceof Error ? error.message : String(error), error);
}

/** Takes up what others hold of an incident and gives all that is held here. */
export type Unite = (incident: string, files: readonly RecordFile[]) => Promise<United>;

/** What came of bringing the two copies of an incident together. */
export interface Synced {
  /** Whether entries came in. */
  readonly received: boolean;
  /** Whether entries went out. */
  readonly pushed: boolean;
  /** The remote lacks entries that are here, and was not to get them. */
  readonly waits?: true;
  /** Others pushed so often meanwhile that this is to be tried again soon. */
  readonly isContended?: true;
  /** Others write to it, too: so long the next push waits, to let them come first. Milliseconds. */
  readonly turn?: number;
  /** The remote had lost entries, which it has again now or will get with the next push. */
  readonly lost: boolean;
  /** Names of the remote's files that were not taken up. */
  readonly refused: readonly string[];
  /** The commit that the remote has now; undefined where it has nothing of the incident. */
  readonly tip: string | undefined;
}

/** Who brought an entry to the remote: nothing proves that it is who its author is. */
export interface Committer {
  readonly person: Person;
  /** Who signed the commit, where it is signed well; with the mail address. */
  readonly signer?: string;
}

/** How the next push goes. */
export interface SyncOptions {
  /** False: entries stay here for now. */
  readonly push: boolean;
  /** Who pushes: in the history of the remote, beside each entry's own author. */
  readonly person: Person;
}

/** A remote through which incidents are shared. Every method but `lead` and those about markers rejects with ShareFailed. */
export interface ShareRemote {
  /** Whether this window speaks to the remote; another one of this machine may do it for all of them. */
  lead(): boolean;
  /** Whether another window wants something soon, asked since the last call. */
  wasWoken(): boolean;
  /** Has the window that leads look at once. */
  wake(): void;
  /** Whether this is the first window of the machine to take it on itself; whatever fails, it is. */
  claim(what: string): boolean;
  /** The incidents that are shared by this machine. */
  shared(): ReadonlySet<string>;
  /** Those that it no longer shares, whatever the remote holds. */
  stopped(): ReadonlySet<string>;
  share(incident: string): void;
  stop(incident: string): void;
  /** The incidents that the remote has, the newest first, with the commit of each. */
  list(): Promise<ReadonlyMap<string, string>>;
  /** Brings what is new of these incidents here; gives those of which it could not, and why. */
  fetch(incidents: readonly string[]): Promise<ReadonlyMap<string, ShareFailed>>;
  /** The commit of the incident that was fetched last. */
  tip(incident: string): Promise<string | undefined>;
  /** The commit that was brought together with what is here, in this session or an earlier one. */
  held(incident: string): Promise<string | undefined>;
  /** Brings what was fetched and what is held here together, and the remote up to date. */
  sync(incident: string, unite: Unite, options: SyncOptions): Promise<Synced>;
  /** Who brought each entry of the incident to the remote, by its id; of those that were brought together here. */
  committers(incident: string): Promise<ReadonlyMap<string, Committer>>;
  /** How this machine is connected: once that changes, it is worth to try again. */
  network(): string;
  /** Puts its own storage in order, where that is worth it, until the signal. Never rejects. */
  tidy(signal: AbortSignal): Promise<void>;
  dispose(): void;
}

export interface ShareNeeds {
  /** The name of a remote of the repository, or an address. */
  readonly setting: string;
  /** Of the workspace's repository, or its folder. */
  readonly root: string | undefined;
  /** Where the refs of incidents are at the remote, with a slash at the end. */
  readonly prefix: string;
  /** The extension's own folder. */
  readonly storage: string;
  /** The record folder. */
  readonly record: string;
  readonly now: () => number;
}

/** Opens a remote; `address` is where it is, for people. Rejects with ShareFailed. */
export type OpenShare = (needs: ShareNeeds) => Promise<{ readonly remote: ShareRemote; readonly address: string }>;
