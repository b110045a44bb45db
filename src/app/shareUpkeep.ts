import type { Instant } from '../domain/incident';
import type { Committer, ShareRemote } from './sharePorts';
import type { Subscription } from './signal';

/** How often it is asked who brought entries. Milliseconds. */
const ATTRIBUTE_EVERY = 10_000;
/** How often the mirror is put in order, when nobody writes; and how long after the start. Milliseconds. */
const TIDY_EVERY = 3_600_000;
const FIRST_TIDY = 600_000;
/** Then it is left to another time. */
const LONGEST_TIDY = 20_000;

export interface UpkeepPorts {
  readonly remote: Pick<ShareRemote, 'committers' | 'tidy'>;
  readonly now: () => Instant;
  readonly wait: (length: number, then: () => void) => Subscription;
  readonly report: (error: unknown) => void;
}

/** What is done for a remote where nothing else is to do: learning who brought the entries, and putting the mirror in order. */
export class Upkeep {
  private readonly committers = new Map<string, ReadonlyMap<string, Committer>>();
  private readonly unattributed = new Set<string>();
  private attributed: Instant = -Infinity;
  private tidying: AbortController | undefined;
  private lastTidy: Instant;

  constructor(private readonly ports: UpkeepPorts) {
    this.lastTidy = ports.now() - TIDY_EVERY + FIRST_TIDY;
  }

  /** Who brought an entry to the remote; undefined where that is not known. */
  committer(incident: string, entry: string): Committer | undefined {
    return this.committers.get(incident)?.get(entry);
  }

  /** Entries of the incident came in, or are seen for the first time. */
  received(incident: string): void {
    this.unattributed.add(incident);
  }

  /** Something else is to do: what is going on is left to another time. */
  stop(): void {
    this.tidying?.abort();
  }

  /** The clock was set back: waits that were begun before say nothing. */
  clockWasSet(): void {
    this.lastTidy = Math.min(this.lastTidy, this.ports.now());
    this.attributed = -Infinity;
  }

  /**
   * Does the one that is due, not often; true where more is known of entries now. Rejects never: what fails of it is no failure of
   * sharing.
   */
  async run(isQuiet: boolean): Promise<boolean> {
    const now = this.ports.now();
    const [id] = this.unattributed;
    if (isQuiet && now - this.lastTidy >= TIDY_EVERY) await this.tidy();
    else if (id !== undefined && now - this.attributed >= ATTRIBUTE_EVERY) return this.attribute(id);
    return false;
  }

  private async attribute(id: string): Promise<boolean> {
    this.attributed = this.ports.now();
    this.unattributed.delete(id);
    try {
      this.committers.set(id, await this.ports.remote.committers(id));
      return true;
    } catch (error) {
      this.ports.report(error);
      return false;
    }
  }

  private async tidy(): Promise<void> {
    this.lastTidy = this.ports.now();
    const tidying = (this.tidying = new AbortController());
    const limit = this.ports.wait(LONGEST_TIDY, () => tidying.abort());
    await this.ports.remote.tidy(tidying.signal);
    limit.dispose();
    this.tidying = undefined;
  }
}
