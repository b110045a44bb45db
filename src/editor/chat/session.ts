import { mkdir, readdir, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChatChannel } from '../../app/chatPorts';
import type { Connection } from '../../app/connections';
import type { Outbox } from '../../app/outbox';
import type { OutboxItem } from '../../app/outboxPorts';
import { deedId } from '../../app/outboxRules';
import type { Subscription } from '../../app/signal';
import { headOf, lineOf } from '../../chat/message';
import type { Entry, Incident } from '../../domain/incident';
import { isShared, type Kit } from '../kit/kit';
import { logError } from '../kit/log';
import type { Node } from '../kit/node';
import { channelsOf, connectionOf, isAllowed, isWantedIn, laneOf } from './channels';
import { offerPreview, problemRows, wentToSentence } from './rows';
import { GATHER, KIND, type ChatBody } from './sender';

/** Writing sessions of windows that are gone for so long are not looked at. Milliseconds. */
const WRITER_LIFE = 30 * 86_400_000;
const WRITER = /^[0-9a-z]{8,40}$/;

/**
 * What this window posts: the entries that it recorded itself, so that five people with five windows post each entry once. The
 * outbox keeps windows of one machine from posting it twice.
 */
export class ChatSession {
  private outbox: Outbox | undefined;
  private connected: readonly Connection[] = [];
  private readonly seen = new Map<string, Incident>();
  /** Entries that were looked at, by their ids. */
  private readonly handled = new Set<string>();
  /** Writing sessions of this machine whose window may have crashed before it posted. */
  private readonly earlierWriters = new Set<string>();
  private readonly notedWriters = new Set<string>();
  private readonly offered = new Set<string>();
  private readonly byEntry = new Map<string, OutboxItem[]>();
  private readonly subscriptions: Subscription[] = [];
  private isDisposed = false;

  constructor(private readonly kit: Kit) {}

  async start(): Promise<void> {
    const { kit } = this;
    const [outbox, connections] = await Promise.all([kit.outbox(), kit.connections(), kit.store.load()]);
    await this.readWriters();
    this.connected = await connections.list();
    if (this.isDisposed) return;
    this.outbox = outbox;
    this.subscriptions.push(
      outbox.changed.on(() => this.takeUp()),
      connections.changed.on(() => void this.reconnect().catch(logError)),
    );
    this.takeUp();
    this.follow();
  }

  /** Takes up what is new in the record. */
  follow(): void {
    if (this.outbox === undefined || this.connected.length === 0) return;
    for (const incident of this.kit.store.state.incidents.values()) {
      if (this.seen.get(incident.id) === incident) continue;
      this.seen.set(incident.id, incident);
      const fresh = incident.entries.filter((entry) => !this.handled.has(entry.id) && this.isOwn(entry));
      for (const entry of fresh) {
        this.handled.add(entry.id);
        this.noteWriter(entry.event.writer);
        for (const channel of this.channels()) {
          if (this.isWanted(channel, incident, entry)) void this.post(channel, incident, entry).catch(logError);
        }
      }
    }
  }

  channels(): readonly ChatChannel[] {
    return channelsOf(this.kit.settings);
  }

  /** Keeps an entry to be posted; false where it was posted before, or is waiting. `isNow`: it does not wait for others. */
  async post(channel: ChatChannel, incident: Incident, entry: Entry, isNow = false): Promise<boolean> {
    const { outbox, kit } = this;
    const id = deedId(KIND, channel.kind, channel.name, entry.id);
    if (outbox === undefined || outbox.items.some(({ deed, state }) => deed.id === id && state !== 'dropped'))
      return false;
    const given: ChatBody = { head: headOf(incident), line: lineOf(entry, incident) };
    const { data: body } = await kit.secrets.copyOf(given);
    const deed = {
      id,
      kind: KIND,
      lane: laneOf(channel),
      group: incident.id,
      title: body.line.text.slice(0, 200),
      incident: incident.id,
      entries: [entry.id],
      body,
      // Entries of one deed were recorded in the same millisecond, in this order.
      madeAt: (isNow ? kit.now() - GATHER : entry.recordedAt) + Math.min(999, entry.event.seq) / 1000,
    };
    return outbox.add(deed, isNow);
  }

  connectionOf(channel: ChatChannel): Connection | undefined {
    return connectionOf(channel, this.connected);
  }

  isAllowed(channel: ChatChannel): boolean {
    return isAllowed(channel, this.connectionOf(channel));
  }

  /** What is to be said or decided of a channel, the oldest first. */
  openItems(channel: ChatChannel): readonly OutboxItem[] {
    const lane = laneOf(channel);
    return (this.outbox?.items ?? []).filter(
      ({ deed, state }) => deed.lane === lane && (state === 'waiting' || state === 'doubt' || state === 'refused'),
    );
  }

  headRows(incident: Incident): readonly Node[] {
    return this.channels().flatMap((channel) =>
      problemRows(channel, incident, this.openItems(channel), this.isAllowed(channel), this.kit.now()),
    );
  }

  wentTo(entry: string): string | undefined {
    const items = this.byEntry.get(entry);
    return items && wentToSentence(items, this.channels());
  }

  dispose(): void {
    this.isDisposed = true;
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private isOwn({ event }: Entry): boolean {
    return this.kit.store.writers.has(event.writer) || this.earlierWriters.has(event.writer);
  }

  private isWanted(channel: ChatChannel, incident: Incident, entry: Entry): boolean {
    return isWantedIn(channel, this.connectionOf(channel), incident, entry, (id) => isShared(this.kit, id));
  }

  private async reconnect(): Promise<void> {
    this.connected = await (await this.kit.connections()).list();
    await this.outbox?.look();
    this.redraw();
  }

  private takeUp(): void {
    this.byEntry.clear();
    for (const item of this.outbox?.items ?? []) {
      if (item.deed.kind !== KIND) continue;
      for (const entry of item.deed.entries) this.byEntry.set(entry, [...(this.byEntry.get(entry) ?? []), item]);
    }
    for (const channel of this.channels()) {
      const waiting = this.openItems(channel).length;
      if (waiting === 0 || this.isAllowed(channel) || this.offered.has(channel.name)) continue;
      if (this.connectionOf(channel) === undefined) continue;
      this.offered.add(channel.name);
      offerPreview(channel);
    }
    this.redraw();
  }

  private redraw(): void {
    if (!this.isDisposed) this.kit.store.changed.fire();
  }

  private get writersFolder(): string {
    return join(this.kit.storage, 'chat-writers');
  }

  private async readWriters(): Promise<void> {
    try {
      for (const name of await readdir(this.writersFolder)) {
        const path = join(this.writersFolder, name);
        if (this.kit.now() - (await stat(path)).mtimeMs > WRITER_LIFE) await unlink(path);
        else if (WRITER.test(name)) this.earlierWriters.add(name);
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') logError(error);
    }
  }

  /** So that another window can post what this one no longer could. */
  private noteWriter(writer: string): void {
    if (this.notedWriters.has(writer) || this.earlierWriters.has(writer) || !WRITER.test(writer)) return;
    this.notedWriters.add(writer);
    mkdir(this.writersFolder, { recursive: true })
      .then(() => writeFile(join(this.writersFolder, writer), ''))
      .catch(logError);
  }
}
