import * as vscode from 'vscode';
import { Sharing, type ShareState } from '../../app/share';
import { asFailure, type OpenShare, type ShareFailed } from '../../app/sharePorts';
import type { Entry, Incident } from '../../domain/incident';
import { samePerson } from '../../domain/incident';
import type { Person } from '../../domain/events';
import type { Kit } from '../kit/kit';
import { log, logError } from '../kit/log';
import type { Node } from '../kit/node';
import { repositoryRoots } from '../kit/repositories';
import { announce, tellArrived } from './announcements';
import { shareRows, failingRows } from './rows';
import { originWords } from './words';

/** How long new entries stay marked while the window is in front. Milliseconds. */
const SEEN_AFTER = 20_000;
/** How long after a failure to open the remote it is tried again. Milliseconds. */
const RETRY = 30_000;

/** The sharing of one window through one remote. */
export class ShareSession implements vscode.Disposable {
  private sharing: Sharing | undefined;
  private address = '';
  private failure: ShareFailed | undefined;
  private isDisposed = false;
  private me: Person | undefined;
  /** The incident of which entries were looked at, and its entries then. */
  private before: { readonly id: string; readonly entries: ReadonlySet<string> } | undefined;
  private readonly fresh = new Set<string>();
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly kit: Kit,
    private readonly openShare: OpenShare,
    private readonly wanted: { readonly remote: string; readonly prefix: string },
  ) {}

  /** Opens the remote, and tries again later where that fails. Never rejects. */
  async start(): Promise<void> {
    const { kit, wanted } = this;
    try {
      await kit.store.load();
      this.me = await kit.author();
      const roots = await repositoryRoots();
      const root = roots[0] ?? vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath;
      const needs = { setting: wanted.remote, prefix: wanted.prefix, storage: kit.storage, record: kit.store.folder };
      const { remote, address } = await this.openShare({ ...needs, root, now: kit.now });
      if (this.isDisposed) {
        remote.dispose();
        return;
      }
      this.address = address;
      this.failure = undefined;
      this.sharing = new Sharing({
        remote,
        unite: (id, files) => kit.store.unite(id, files),
        incidents: () => kit.store.state.incidents,
        person: kit.author,
        now: kit.now,
        random: () => Math.random(),
        wait: (length, then) => {
          const timer = setTimeout(then, length);
          return { dispose: () => clearTimeout(timer) };
        },
        isFocused: () => vscode.window.state.focused,
        onArrived: (id) => this.arrived(id),
        onHealed: (id) => {
          log().warn(`The remote had lost entries of ${id}; they were pushed again.`);
          this.redraw();
        },
        report: logError,
      });
      this.sharing.changed.on(() => this.redraw());
      this.subscriptions.push(
        vscode.window.onDidChangeWindowState(({ focused }) => {
          if (!focused) return;
          this.sharing?.wake();
          this.seeSoon();
        }),
      );
    } catch (error) {
      logError(error);
      this.failure = asFailure(error);
      this.later(() => void this.start(), RETRY);
    }
    this.redraw();
  }

  state(incident: string): ShareState | undefined {
    const { failure } = this;
    if (failure !== undefined)
      return { kind: 'failing', problem: failure.problem, detail: failure.detail, since: this.kit.now() };
    return this.sharing?.state(incident);
  }

  /** Shares an incident from now on. */
  async share(incident: string): Promise<void> {
    if (this.sharing === undefined) await this.start();
    this.sharing?.share(incident);
    this.redraw();
  }

  stop(incident: string): void {
    this.sharing?.stop(incident);
    this.redraw();
  }

  async syncNow(): Promise<void> {
    if (this.sharing === undefined) await this.start();
    await this.sharing?.syncNow();
  }

  /** Where incidents are shared, for people. */
  get where(): string {
    return this.address === '' ? this.wanted.remote : this.address;
  }

  waiting(incident: string): number | undefined {
    return this.sharing?.waiting(incident);
  }

  /** Takes up what changed in the record. */
  follow(): void {
    this.sharing?.follow();
    const { shown } = this.kit.store.state;
    if (shown === undefined) return;
    const entries = new Set(shown.entries.map(({ id }) => id));
    const { before } = this;
    if (before?.id === shown.id && before.entries.size === entries.size) return;
    this.before = { id: shown.id, entries };
    // What was there when the incident was first shown is not new.
    if (before?.id !== shown.id || this.sharing?.state(shown.id) === undefined) return;
    const others = shown.entries.filter((entry) => !before.entries.has(entry.id) && this.isOfOther(entry));
    if (others.length === 0) return;
    for (const { id } of others) this.fresh.add(id);
    const severities = this.kit.settings.severities().map(({ name }) => name);
    announce(shown, others, this.me, severities);
    this.seeSoon();
    this.redraw();
  }

  isNew(entry: string): boolean {
    return this.fresh.has(entry);
  }

  /** What is to be said of who brought an entry here: another person than its author. */
  originOf({ id, event }: Entry): string | undefined {
    const committer = this.sharing?.committer(event.incident, id);
    return committer === undefined ? undefined : originWords(committer, event.author);
  }

  headRows(incident: Incident): readonly Node[] {
    const state = this.state(incident.id);
    return state?.kind === 'failing' ? failingRows(incident, state, this.waiting(incident.id), this.where) : [];
  }

  detailRows(incident: Incident): readonly Node[] {
    const state = this.state(incident.id);
    return state === undefined ? [] : shareRows(incident, state, this.where, this.kit.now());
  }

  dispose(): void {
    this.isDisposed = true;
    for (const timer of this.timers) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.sharing?.dispose();
  }

  private isOfOther({ event }: Entry): boolean {
    return this.me !== undefined && !samePerson(event.author, this.me);
  }

  private arrived(id: string): void {
    const incident = this.kit.store.state.incidents.get(id);
    if (incident === undefined || this.me === undefined) return;
    tellArrived(this.kit, incident, this.me).catch(logError);
  }

  /** New entries are marked until the window has been in front for a while. */
  private seeSoon(): void {
    if (this.fresh.size === 0 || !vscode.window.state.focused) return;
    const seen = [...this.fresh];
    this.later(() => {
      if (!vscode.window.state.focused) return;
      for (const id of seen) this.fresh.delete(id);
      this.redraw();
    }, SEEN_AFTER);
  }

  private later(work: () => void, length: number): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      if (!this.isDisposed) work();
    }, length);
    this.timers.add(timer);
  }

  private redraw(): void {
    if (!this.isDisposed) this.kit.store.changed.fire();
  }
}
