import assert from 'node:assert/strict';
import type { Committer, ShareFailed, ShareRemote, Synced } from '../../src/app/sharePorts';

/** A remote that answers at once, and notes what it was asked for and when. */
export class FakeRemote implements ShareRemote {
  readonly tips = new Map<string, string>();
  readonly asked: { readonly what: 'list' | 'fetch' | 'push' | 'look' | 'tidy'; readonly at: number }[] = [];
  /** What every call fails with, while it is set. */
  failure: ShareFailed | undefined;
  /** What pushes alone fail with. */
  refusal: ShareFailed | undefined;
  /** How long it says that the next push should wait. */
  turn: number | undefined;
  /** Whether it lacks entries that are here, where it is not pushed to. */
  lacks = true;
  isLeading = true;
  /** Whether an earlier session saw to all that it has. */
  isHeld = false;
  /** By entry: who brought it. */
  readonly brought = new Map<string, Committer>();
  connection = 'wlan';
  /** Called in the middle of every call. */
  meanwhile: () => void = () => undefined;
  /** Resolves `tidy`; otherwise it goes on until its signal. */
  endTidy: (() => void) | undefined;
  tidied: 'done' | 'stopped' | undefined;
  private readonly sharedOnes = new Set<string>();
  private readonly stoppedOnes = new Set<string>();
  private isWoken = false;
  private running = 0;
  private commits = 0;

  constructor(private readonly now: () => number) {}

  /** How often it was asked for this since that moment. */
  count(what: FakeRemote['asked'][number]['what'], since = -Infinity): number {
    return this.asked.filter((each) => each.what === what && each.at >= since).length;
  }

  /** Somebody else pushes. */
  move(incident: string): void {
    this.tips.set(incident, `of others ${++this.commits}`);
  }

  lead(): boolean {
    return this.isLeading;
  }

  wasWoken(): boolean {
    const woken = this.isWoken;
    this.isWoken = false;
    return woken;
  }

  wake(): void {
    this.isWoken = true;
  }

  claim(): boolean {
    return true;
  }

  shared(): ReadonlySet<string> {
    return this.sharedOnes;
  }

  stopped(): ReadonlySet<string> {
    return this.stoppedOnes;
  }

  share(incident: string): void {
    this.sharedOnes.add(incident);
    this.stoppedOnes.delete(incident);
  }

  stop(incident: string): void {
    this.sharedOnes.delete(incident);
    this.stoppedOnes.add(incident);
  }

  list(): Promise<ReadonlyMap<string, string>> {
    return this.alone('list', () => new Map(this.tips));
  }

  fetch(): Promise<ReadonlyMap<string, ShareFailed>> {
    return this.alone('fetch', () => new Map());
  }

  tip(incident: string): Promise<string | undefined> {
    return Promise.resolve(this.tips.get(incident));
  }

  held(incident: string): Promise<string | undefined> {
    return Promise.resolve(this.isHeld ? this.tips.get(incident) : undefined);
  }

  sync(incident: string, _unite: unknown, { push }: { readonly push: boolean }): Promise<Synced> {
    return this.alone(push ? 'push' : 'look', () => {
      if (push && this.refusal !== undefined) throw this.refusal;
      if (push) this.tips.set(incident, `ours ${++this.commits}`);
      const more = push ? this.turn !== undefined && { turn: this.turn } : this.lacks && { waits: true as const };
      return { received: false, pushed: push, lost: false, refused: [], tip: this.tips.get(incident), ...more };
    });
  }

  committers(): Promise<ReadonlyMap<string, Committer>> {
    return Promise.resolve(this.brought);
  }

  network(): string {
    return this.connection;
  }

  async tidy(signal: AbortSignal): Promise<void> {
    await this.alone('tidy', () => undefined);
    await new Promise<void>((resolve) => {
      this.endTidy = () => {
        this.tidied = 'done';
        resolve();
      };
      signal.addEventListener('abort', () => {
        this.tidied = 'stopped';
        resolve();
      });
    });
  }

  dispose(): void {
    this.isLeading = false;
  }

  /** As a git process: never two at a time. */
  private async alone<T>(what: FakeRemote['asked'][number]['what'], answer: () => T): Promise<T> {
    this.asked.push({ what, at: this.now() });
    this.running += 1;
    assert.equal(this.running, 1, 'two things at a time');
    try {
      await new Promise(setImmediate);
      this.meanwhile();
      if (this.failure !== undefined) throw this.failure;
      return answer();
    } finally {
      this.running -= 1;
    }
  }
}
