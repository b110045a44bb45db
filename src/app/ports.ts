import type { CodeContext, Person } from '../domain/events';
import type { Remembered } from './shown';

/** What the use cases need of the outside world; adapters/ and editor/ give it, extension.ts joins them. */
export interface Ports {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Who is writing. Never fails: there is always the operating system's user. */
  readonly author: () => Promise<Person>;
  /** Where the code of every repository of the workspace stands. Never fails; what cannot be told in time is left out. */
  readonly codeContext: () => Promise<readonly CodeContext[]>;
  /** What this window remembers to show. */
  readonly memory: Memory;
  /** Takes up what went wrong in the background. */
  readonly report: (error: unknown) => void;
}

export interface Memory {
  get(): Remembered | undefined;
  set(remembered: Remembered | undefined): void;
}
