import type { Instant } from '../domain/incident';
import type { Zone } from '../domain/times/zones';
import type { News } from '../logs/news';
import type { LogQuery } from '../logs/query';

/** Why a file could not be searched, or not all of it. */
export type LogProblemReason =
  /** A pipe, a folder, a link, a device. */
  | 'notAFile'
  | 'unreadable'
  | 'missing'
  /** The program that unpacks it is not installed. */
  | 'noProgram'
  /** Its compressed content is broken or ends early. */
  | 'damaged'
  /** Lines of more than a megabyte, of which the beginning was read. */
  | 'longLines'
  /** The times of its lines go back. */
  | 'notInOrder'
  /** It has so many different lines that the rarest were taken together. */
  | 'tooVaried';

export interface LogProblem {
  readonly file: string;
  readonly reason: LogProblemReason;
  /** The program that is missing, or what the system says. */
  readonly detail?: string;
}

/** A line that was looked for. */
export interface LogHit {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** The byte of the log, unpacked, at which the line begins. */
  readonly offset: number;
  readonly text: string;
  /** Its time, or that of the last line before it that has one. */
  readonly at?: Instant;
  /** Whether the line itself says in which zone. */
  readonly zoned?: boolean;
  /** The lines before it, in their order. */
  readonly before: readonly string[];
  /** The byte at which these begin, in the file of the hit or in this earlier one of its log. */
  readonly beforeOffset: number;
  readonly beforeFile?: string;
}

/** What is looked for, and where. */
export interface FindRequest {
  /** Files, each of which stands for itself and those that its log was moved to. */
  readonly files: readonly string[];
  readonly siblings: boolean;
  readonly query: LogQuery;
  readonly now: Instant;
  readonly zone?: Zone;
  /** Only what comes before this place of a file. */
  readonly until?: { readonly file: string; readonly offset: number };
}

export interface FindResult {
  /** The first one of each log, the earliest first; those without a time last. */
  readonly hits: readonly LogHit[];
  readonly problems: readonly LogProblem[];
  /** The files that were searched, or would have been, in the order of their lines. */
  readonly logs: readonly (readonly string[])[];
  readonly bytes: number;
}

/** How far a search is. Bytes of the files as they are on the disk. */
export interface LogProgress {
  readonly done: number;
  readonly total: number;
  readonly file: string;
}

/** Which lines before a hit are the first of their kind in the log, too. */
export interface MarksRequest {
  /** The files up to that in which the lines begin, in the order of their lines. */
  readonly files: readonly string[];
  readonly lines: readonly string[];
  /** Where these lines begin, in the last of the files. */
  readonly offset: number;
}

export interface NewsRequest {
  readonly files: readonly string[];
  readonly siblings: boolean;
  readonly start: Instant;
  readonly now: Instant;
  readonly zone?: Zone;
}

export interface NewsResult {
  readonly news: News;
  readonly problems: readonly LogProblem[];
  readonly files: readonly string[];
  readonly bytes: number;
}

/** Which part of a log is shown. */
export interface PageRequest {
  readonly file: string;
  /** A byte of the line in the middle, and the number of that line, counted from 1. */
  readonly offset: number;
  readonly line: number;
  /** How many lines before and after it. */
  readonly around: number;
}

/** Some lines of a log. */
export interface LogPage {
  readonly lines: readonly string[];
  /** The number of the first of them, counted from 1, and the byte at which it begins. */
  readonly firstLine: number;
  readonly firstOffset: number;
  /** The byte of the last line. */
  readonly lastOffset: number;
  readonly isStart: boolean;
  readonly isEnd: boolean;
}

/** What a command printed, in a file of its own. */
export interface PrintedLog {
  readonly file: string;
  /** Why it may not be all: it printed nothing for long, too much, or it failed. */
  readonly problem?: { readonly reason: 'silent' | 'tooLong' | 'failed'; readonly detail: string };
}

/** What is told while logs are read. */
export interface LogListener {
  readonly onProgress?: (progress: LogProgress) => void;
  readonly onRows?: (news: News) => void;
}

/** Reads logs in a thread of its own. Each rejects with an error that says why, or the reason of the signal. */
export interface LogPorts {
  readonly find: (request: FindRequest, signal: AbortSignal, listener?: LogListener) => Promise<FindResult>;
  /** The indices of the lines whose kind does not come before them. */
  readonly marks: (request: MarksRequest, signal: AbortSignal, listener?: LogListener) => Promise<readonly number[]>;
  readonly news: (request: NewsRequest, signal: AbortSignal, listener?: LogListener) => Promise<NewsResult>;
  readonly page: (request: PageRequest, signal: AbortSignal, listener?: LogListener) => Promise<LogPage>;
  /** Runs a command in that folder, and keeps what it prints until `dispose`. Rejects where it cannot be started. */
  readonly print: (command: string, cwd: string, signal: AbortSignal) => Promise<PrintedLog>;
  /** The regular files of a glob, those written last first; at most so many. An absolute glob. */
  readonly matching: (glob: string, most: number) => Promise<readonly string[]>;
  /** The file of that name below one of the folders, links followed; undefined where it is in none of them. */
  readonly below: (folders: readonly string[], named: string) => Promise<string | undefined>;
  readonly dispose: () => void;
}
