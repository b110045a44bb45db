import type { StartPrecision } from '../domain/events';

export type { StartPrecision };

/** Times are milliseconds since the epoch (UTC) throughout this room. */
export type Millis = number;

export interface ChangedFile {
  readonly path: string;
  /** The path before a rename or copy. */
  readonly oldPath?: string;
  /** git's letter: A added, M modified, D deleted, R renamed, C copied, T type changed. */
  readonly status: string;
  /** Lines added; null for a binary file or where the content could not be read. */
  readonly added: number | null;
  readonly deleted: number | null;
}

/** The terms of a change's added and removed lines with how often they occur; see `termsOf` for what a term is. */
export interface ChangedLines {
  readonly added: ReadonlyMap<string, number>;
  readonly removed: ReadonlyMap<string, number>;
  /** True if the diff was cut at the reader's limit. */
  readonly truncated: boolean;
}

/** A commit that a merge brought to the mainline. */
export interface MergedCommit {
  readonly sha: string;
  readonly subject: string;
  readonly authorName: string;
  readonly authoredAt: Millis;
}

/**
 * One landing on the mainline: a commit of the first-parent line. A merge has the files of its diff to the first parent,
 * and its time is when it landed, not when its commits were written.
 */
export interface Change {
  readonly sha: string;
  readonly parents: number;
  readonly authoredAt: Millis;
  readonly committedAt: Millis;
  /** Running maximum of the committer dates along the first-parent line, oldest first. */
  readonly landedAt: Millis;
  /** Since when it was live at the start of the incident, or when it went live later; absent where no deploy is known to have it. */
  readonly liveAt?: Millis;
  /** When a deploy took it out of production before the start of the incident, and none had brought it back. */
  readonly rolledBackAt?: Millis;
  /** A key that is the same for all changes of one author (an address, or a hash of it). */
  readonly author: string;
  readonly authorName?: string;
  /** Landings of the same author in the 180 days before; absent where the history was not read. */
  readonly authorPrior180d?: number;
  readonly bot: boolean;
  readonly subject: string;
  readonly body: string;
  readonly files: readonly ChangedFile[];
  /** The number of files of the change, which `files` may fall short of. */
  readonly fileCount: number;
  /** The commits that a merge brought with it; absent until they were read, and for what is no merge. */
  readonly merged?: readonly MergedCommit[];
  /** Absent until the diff was read: everything ranks without, and better with. */
  readonly lines?: ChangedLines;
  /** The service that it changed, where the change is no commit. */
  readonly service?: string;
}

/** A line of the incident's stack traces that `git blame` gives to a change. */
export interface BlamedFrame {
  readonly sha: string;
  /** 0 is the frame where the error was thrown. */
  readonly depth: number;
}

/** What is known of the incident when its suspects are ranked. */
export interface Situation {
  readonly startedAt: Millis;
  /** Absent: when somebody noticed. */
  readonly precision?: StartPrecision;
  /** How far the true start may lie from `startedAt`, either way. */
  readonly uncertainty?: Millis;
  /** Title, impact, notes and evidence, the most telling first. */
  readonly texts: readonly string[];
  /** A third party had an outage at the start. */
  readonly thirdParty?: boolean;
  /** Tells whether a path belongs to an affected service; absent if none is named. */
  readonly affects?: (path: string) => boolean;
  /** The names of the affected services. */
  readonly services?: readonly string[];
  readonly blamed?: readonly BlamedFrame[];
}
