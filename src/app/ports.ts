import type { CodeContext, Person } from '../domain/events';
import type { Masks } from './secretKeeper';
import type { Remembered } from './shown';

/** What the use cases need of the outside world; adapters/ and editor/ give it, features.ts joins them. */
export interface Ports {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Who is writing. An entry waits for it only for a moment. */
  readonly author: () => Promise<Person>;
  /** Who is writing as far as it is known at once: stands in where `author` fails or does not answer in time. */
  readonly fallbackAuthor: () => Person;
  /** Where the code of every repository of the workspace stands. An entry waits for it only for a moment. */
  readonly codeContext: () => Promise<readonly CodeContext[]>;
  /** What is put in place of secrets in the data of facts that are to be recorded. Never rejects. */
  readonly masksFor: (data: readonly unknown[]) => Promise<Masks>;
  /** What this window remembers to show. */
  readonly memory: Memory;
  /** An entry was recorded without an answer about its author or code: git keeps silent. */
  readonly onSilence: () => void;
  /** Takes up what went wrong in the background. */
  readonly report: (error: unknown) => void;
}

export interface Memory {
  get(): Remembered | undefined;
  set(remembered: Remembered | undefined): void;
}
