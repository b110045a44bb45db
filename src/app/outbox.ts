import type { Instant } from '../domain/incident';
import { dueOf, endOf, inLanes } from './outboxRules';
import type { Deed, Ended, Kept, Outcome, OutboxDisk, OutboxItem, Sender } from './outboxPorts';
import { Signal, type Subscription } from './signal';

export interface OutboxPorts {
  readonly disk: OutboxDisk;
  readonly senders: readonly Sender[];
  readonly now: () => Instant;
  /** From 0 to 1. */
  readonly random: () => number;
  readonly wait: (length: number, then: () => void) => Subscription;
  readonly report: (error: unknown) => void;
}

/** What other windows left is looked for this often. Milliseconds. */
const LOOK = 60_000;
/** A lane in which another window sends is looked at again after this. Milliseconds. */
const BUSY = 3000;
/** A sender that takes longer has to be taken for gone. Milliseconds. */
const PATIENCE = 90_000;
/** After a failure of the disk a lane waits for so long. Milliseconds. */
const PAUSE = 10_000;

/**
 * What is to be sent to services, each deed exactly once, by whichever window of this machine comes first. A deed is on the disk
 * before `add` resolves. Before an attempt its window makes a file that no other can make; after it, one that says what came of
 * it. Where the second is missing and the window gone, nobody knows whether the deed arrived: then it is in doubt, and only a
 * person sends it again.
 *
 * Use: contribute a Sender (`senders`, editor/kit/feature.ts); then `(await kit.outbox()).add(deed)`, with an `id` that follows
 * from what is sent, so that adding it twice, in any window, sends it once. `items` says how each deed stands, `changed` that it
 * changed; `again`, `settle` and `drop` are what a person decides.
 */
export class Outbox {
  readonly changed = new Signal();
  /** All that is known, the oldest first. */
  items: readonly OutboxItem[] = [];
  private readonly busy = new Set<string>();
  private readonly lastSent = new Map<string, Instant>();
  /** Lanes that wait after the disk failed. */
  private readonly paused = new Map<string, Instant>();
  /** What was sent, but could not be noted on the disk. */
  private readonly unnoted = new Map<string, Ended>();
  private looking: Promise<void> | undefined;
  private isStale = false;
  private timer: Subscription | undefined;
  private readonly ended = new AbortController();

  constructor(private readonly ports: OutboxPorts) {}

  /**
   * Keeps a deed to be sent; false where it was there before. Rejects where the disk takes nothing: then nothing is sent. `anew`: a
   * person wants it sent after all, though it was dropped.
   */
  async add(deed: Deed, anew = false): Promise<boolean> {
    const isNew = await this.ports.disk.add(deed, anew);
    if (isNew) void this.look();
    return isNew;
  }

  /** Takes up what is on the disk, and sends what is due. Never rejects. */
  look(): Promise<void> {
    if (this.looking !== undefined) {
      this.isStale = true;
      return this.looking;
    }
    this.looking = this.lookOnce()
      .catch(this.ports.report)
      .then(() => {
        this.looking = undefined;
        if (this.isStale) {
          this.isStale = false;
          return this.look();
        }
        return undefined;
      });
    return this.looking;
  }

  /** Sends deeds once more that are in doubt, or were given up, or are waiting: together, as one message where that may be. */
  async again(...ids: readonly string[]): Promise<void> {
    const at = this.ports.now();
    for (const id of ids) {
      const item = this.items.find(({ deed }) => deed.id === id);
      if (item === undefined || item.state === 'sent' || item.state === 'sending') continue;
      const attempt = item.attempts + 1;
      // Takes the next attempt, which another window may do at the same time, and ends it at once.
      if (await this.ports.disk.claim(id, attempt)) {
        const why = item.why ?? { problem: 'unknown', detail: '' };
        await this.ports.disk.end(id, attempt, { kind: 'later', at, notBefore: at, why });
      }
    }
    await this.look();
  }

  /** A person says that a deed arrived. */
  async settle(id: string): Promise<void> {
    await this.finish(id, { kind: 'sent', at: this.ports.now(), bySight: true });
  }

  /** A person wants a deed not to be sent. */
  async drop(id: string): Promise<void> {
    await this.finish(id, { kind: 'dropped', at: this.ports.now() });
  }

  dispose(): void {
    this.timer?.dispose();
    // What is on its way goes on: that it arrived is worth noting.
    this.ended.abort();
  }

  private async finish(id: string, done: Ended): Promise<void> {
    const item = this.items.find(({ deed }) => deed.id === id);
    if (item === undefined || item.state === 'sent' || item.state === 'sending') return;
    await this.ports.disk.finish(item.deed, done);
    await this.look();
  }

  private async lookOnce(): Promise<void> {
    if (this.ended.signal.aborted) return;
    const { disk, now } = this.ports;
    for (const [id, done] of this.unnoted) {
      const item = this.items.find(({ deed }) => deed.id === id);
      if (item !== undefined) await disk.finish(item.deed, done);
      this.unnoted.delete(id);
    }
    const kept = await disk.read();
    let next = now() + LOOK;
    for (const each of kept) if (each.isLeft) await this.abandon(each);
    this.publish(kept);
    for (const [lane, items] of inLanes(this.items)) {
      if (this.busy.has(lane)) continue;
      const [first] = items;
      const sender = this.senderOf(first?.deed);
      if (first === undefined || sender === undefined || (await sender.isReady?.(lane)) === false) continue;
      const due =
        first.state === 'sending'
          ? now() + BUSY
          : Math.max(dueOf(first, sender, this.lastSent.get(lane) ?? -Infinity), this.paused.get(lane) ?? -Infinity);
      if (first.state === 'sending' || due > now()) next = Math.min(next, due);
      else void this.run(lane, sender, items);
    }
    this.timer?.dispose();
    this.timer = this.ports.wait(Math.max(0, next - now()), () => void this.look());
  }

  /** The window that sent it is gone, and nobody knows how far it came. */
  private async abandon({ deed, attempts }: Kept): Promise<void> {
    const why = { problem: 'interrupted', detail: '' } as const;
    await this.ports.disk.end(deed.id, attempts, { kind: 'doubt', at: this.ports.now(), why });
  }

  private publish(kept: readonly Kept[]): void {
    const items = kept.map((each): OutboxItem => {
      const { deed, attempts, ended, isTrying } = each;
      const done = this.unnoted.get(deed.id) ?? ended;
      if (done?.kind === 'sent') {
        return { deed, attempts, state: 'sent', at: done.at, ...(done.note !== undefined && { note: done.note }) };
      }
      if (done?.kind === 'dropped') return { deed, attempts, state: 'dropped', at: done.at };
      if (each.isLeft) return { deed, attempts, state: 'doubt', why: { problem: 'interrupted', detail: '' } };
      if (isTrying) return { deed, attempts, state: 'sending' };
      if (done === undefined) return { deed, attempts, state: 'waiting' };
      if (done.kind !== 'later') return { deed, attempts, state: done.kind, why: done.why };
      return { deed, attempts, state: 'waiting', notBefore: done.notBefore, why: done.why };
    });
    const hasChanged = JSON.stringify(items) !== JSON.stringify(this.items);
    this.items = items.sort((a, b) => a.deed.madeAt - b.deed.madeAt || (a.deed.id < b.deed.id ? -1 : 1));
    if (hasChanged) this.changed.fire();
  }

  /** Sends the first deed of a lane, and with it those that may be in one message with it. Never rejects. */
  private async run(lane: string, sender: Sender, items: readonly OutboxItem[]): Promise<void> {
    this.busy.add(lane);
    try {
      const claimed = await this.claim(sender, items);
      if (claimed.length > 0) await this.send(sender, claimed);
      this.lastSent.set(lane, this.ports.now());
    } catch (error) {
      this.paused.set(lane, this.ports.now() + PAUSE);
      this.ports.report(error);
    } finally {
      this.busy.delete(lane);
      void this.look();
    }
  }

  private async claim(sender: Sender, items: readonly OutboxItem[]): Promise<readonly OutboxItem[]> {
    const { disk, now } = this.ports;
    const claimed: OutboxItem[] = [];
    const group = items[0]?.deed.group;
    for (const item of items) {
      if (claimed.length >= (sender.most ?? 1) || item.deed.group !== group) break;
      if (item.state !== 'waiting' || (item.notBefore ?? 0) > now()) break;
      if (sender.isWanted?.(item.deed) === false) {
        await disk.finish(item.deed, { kind: 'dropped', at: now() });
        continue;
      }
      // Another window has it: those that follow wait, so that the order stays.
      if (!(await disk.claim(item.deed.id, item.attempts + 1))) break;
      claimed.push({ ...item, attempts: item.attempts + 1, state: 'sending' });
    }
    return claimed;
  }

  private async send(sender: Sender, claimed: readonly OutboxItem[]): Promise<void> {
    const { disk, now, random, report } = this.ports;
    const signal = AbortSignal.timeout(PATIENCE);
    const outcome = await sender
      .send(
        claimed.map(({ deed }) => deed),
        signal,
      )
      .catch((error: unknown): Outcome => {
        report(error);
        return { kind: 'doubt', why: { problem: 'unknown', detail: '' } };
      });
    for (const item of claimed) {
      const end = endOf(outcome, item, now(), random());
      if (end.kind !== 'sent' && end.kind !== 'dropped') await disk.end(item.deed.id, item.attempts, end);
      else {
        this.unnoted.set(item.deed.id, end);
        await disk.finish(item.deed, end);
        this.unnoted.delete(item.deed.id);
      }
    }
  }

  private senderOf(deed: Deed | undefined): Sender | undefined {
    return this.ports.senders.find(({ kind }) => kind === deed?.kind);
  }
}
