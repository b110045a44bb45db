import type { LinkedMessage } from '../chat/links';
import type { ChatKind, ChatMessage, PostKind } from '../chat/message';
import type { Outcome, Why } from './outboxPorts';

/** A channel of the settings. */
export interface ChatChannel {
  /** Names it for people, and in the store of secrets. */
  readonly name: string;
  readonly kind: ChatKind;
  readonly post: readonly PostKind[];
  /** Which incidents; a list names severities. */
  readonly incidents: 'all' | 'shared' | readonly string[];
  /** The product's own id of the channel: it is posted to with a token then, in threads. */
  readonly channel?: string;
  /** The address of a server of one's own, with a token. */
  readonly server?: string;
}

/** A message of a channel, read to be recorded. */
export interface ReadMessage {
  readonly by: string;
  readonly at: number;
  readonly text: string;
}

/** The thread of an incident in a channel. */
export interface ThreadOf {
  /** Where messages of the incident go; undefined: the next one begins it. */
  readonly thread: string | undefined;
  /** When the incident was declared. Milliseconds. */
  readonly since: number;
}

/** Why a channel could not be read. */
export class ChatFailed extends Error {
  override readonly name = 'ChatFailed';

  constructor(readonly why: Why) {
    super(`${why.problem}: ${why.detail}`);
  }
}

/** How a channel's messages are sent and read. Secrets are in none of the errors. */
export interface ChatPorts {
  /** Posts to the channel; the note of what was sent is a PostedNote. Never rejects. */
  post(
    channel: ChatChannel,
    secret: string,
    message: ChatMessage,
    thread: ThreadOf,
    signal: AbortSignal,
  ): Promise<Outcome>;
  /** Who the token speaks for; rejects with ChatFailed. */
  whoIs(channel: ChatChannel, token: string, signal: AbortSignal): Promise<string>;
  /** What is wrong with the address of a webhook; undefined where it may be one. */
  addressProblem(kind: ChatKind, address: string): 'notSecure' | 'otherHost' | undefined;
  /**
   * The pinned messages of the channel and those of the incident's thread, the oldest first; not those that
   * were posted from here. Rejects with ChatFailed.
   */
  read(
    channel: ChatChannel,
    token: string,
    thread: ThreadOf & { readonly incident: string },
    signal: AbortSignal,
  ): Promise<readonly ReadMessage[]>;
  /** A message that somebody has the link of; undefined where it is not there. Rejects with ChatFailed. */
  readLinked(
    channel: ChatChannel,
    token: string,
    link: LinkedMessage,
    signal: AbortSignal,
  ): Promise<ReadMessage | undefined>;
}

/** What is kept of a message that was posted. */
export interface PostedNote {
  /** The thread that it is in. */
  readonly thread?: string;
}
