import type { Instant } from '../domain/incident';

/** Something that is to be sent, as it is kept on the disk. It must hold no secret: those are looked up when it is sent. */
export interface Deed {
  /** Follows from what is sent (`deedId` of outboxRules.ts): the same deed has the same id in every window. */
  readonly id: string;
  /** The sender that sends it. */
  readonly kind: string;
  /** Where it goes, such as a channel. Within a lane one is sent after another, in order. */
  readonly lane: string;
  /** Deeds that follow each other in a lane may go out as one message if they have the same group. */
  readonly group: string;
  /** What it is, in a few words, for people. */
  readonly title: string;
  readonly incident: string;
  /** The entries that it tells of. */
  readonly entries: readonly string[];
  /** What the sender needs; JSON. */
  readonly body: unknown;
  /** Milliseconds since the epoch. */
  readonly madeAt: Instant;
}

/** Why something was not sent, or perhaps not. `detail` is what the service said, without secrets. */
export interface Why {
  readonly problem:
    | 'unreachable'
    | 'tooSlow'
    /** It asks to be left alone for a while. */
    | 'busy'
    /** Something failed at the service. */
    | 'serverError'
    | 'redirected'
    /** It takes no such thing. */
    | 'refused'
    /** The token or address is not valid any more. */
    | 'unauthorized'
    | 'notConnected'
    | 'badAddress'
    /** The connection was lost before it answered. */
    | 'noAnswer'
    /** The window was closed or crashed while it was sending. */
    | 'interrupted'
    | 'unknown';
  readonly detail: string;
}

/** What came of an attempt to send. */
export type Outcome =
  /** `note` is kept with what was sent: JSON, such as the id that the service gave. */
  | { readonly kind: 'sent'; readonly note?: unknown }
  /** It surely did not arrive and is sent again; not before `retryAfter` milliseconds, where the service said so. */
  | { readonly kind: 'later'; readonly why: Why; readonly retryAfter?: number }
  /** It surely did not arrive, and will not by trying again. */
  | { readonly kind: 'refused'; readonly why: Why }
  /** It may have arrived. */
  | { readonly kind: 'doubt'; readonly why: Why };

/** Sends deeds of one kind. */
export interface Sender {
  readonly kind: string;
  /** How many deeds of one group go out together at most; 1 where it is left out. */
  readonly most?: number;
  /** How long a deed waits for others that could go with it. Milliseconds. */
  readonly gather?: number;
  /** The least time between two requests in a lane. Milliseconds. */
  readonly gap?: number;
  /** Whether deeds of a lane may be sent now; call `look` when that changes. */
  readonly isReady?: (lane: string) => boolean | Promise<boolean>;
  /** Whether a deed is still to be sent. */
  readonly isWanted?: (deed: Deed) => boolean;
  /** Sends them as one. Give `doubt` wherever it may have arrived; what is thrown is a doubt too. */
  readonly send: (deeds: readonly Deed[], signal: AbortSignal) => Promise<Outcome>;
}

/** How an attempt ended, as it is kept. */
export type Ended =
  | { readonly kind: 'sent'; readonly at: Instant; readonly note?: unknown; readonly bySight?: true }
  | { readonly kind: 'dropped'; readonly at: Instant }
  | {
      readonly kind: 'later';
      readonly at: Instant;
      readonly notBefore: Instant;
      readonly why: Why;
    }
  | { readonly kind: 'refused' | 'doubt'; readonly at: Instant; readonly why: Why };

/** A deed as the disk has it. What is done has neither title nor body any more. */
export interface Kept {
  readonly deed: Deed;
  readonly attempts: number;
  /** How the last attempt ended, or that the deed is done. */
  readonly ended?: Ended;
  /** An attempt was begun and has not ended. */
  readonly isTrying: boolean;
  /** It will not end any more: its window is gone. */
  readonly isLeft: boolean;
}

/** A deed and how it stands. */
export interface OutboxItem {
  readonly deed: Deed;
  readonly attempts: number;
  readonly state: 'waiting' | 'sending' | 'sent' | 'refused' | 'doubt' | 'dropped';
  /** When it was done. */
  readonly at?: Instant;
  readonly note?: unknown;
  readonly notBefore?: Instant;
  readonly why?: Why;
}

/** Where deeds are kept, for all windows of this machine. Every method rejects where the disk fails. */
export interface OutboxDisk {
  /**
   * Keeps a deed, flushed to the disk; false where one of this id is there, done or not. `anew`: one that somebody did not want
   * sent makes way.
   */
  add(deed: Deed, anew?: boolean): Promise<boolean>;
  read(): Promise<readonly Kept[]>;
  /** Begins an attempt, flushed to the disk; false where another window did, or the deed is done. */
  claim(id: string, attempt: number): Promise<boolean>;
  /** Says how an attempt ended; the first to say so counts. */
  end(id: string, attempt: number, ended: Exclude<Ended, { kind: 'sent' | 'dropped' }>): Promise<void>;
  /** The deed is done, whatever was said of its attempts. */
  finish(deed: Deed, ended: Ended): Promise<void>;
}
