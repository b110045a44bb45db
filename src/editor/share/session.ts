import * as vscode from 'vscode';
import { wait } from '../../app/patience';
import { Sharing, type ShareState } from '../../app/share';
import { asFailure, type OpenShare, type ShareFailed } from '../../app/sharePorts';
import { tellOnce } from '../../app/tellOnce';
import type { Entry, Incident } from '../../domain/incident';
import { samePerson } from '../../domain/incident';
import type { Person } from '../../domain/events';
import { newsOf } from '../../domain/news';
import type { Origin } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { log, logError } from '../kit/log';
import type { Node } from '../kit/node';
import { repositoryRoots } from '../kit/repositories';
import { announce, notify, tellArrived } from './announcements';
import { failingRows, handoverRows, shareRows } from './rows';
import { originOf, stateSentence, stateWords } from './words';

/** How long new entries stay marked while the window is in front. Milliseconds. */
const SEEN_AFTER = 20_000;
/** How long after a failure to open the remote it is tried again. Milliseconds. */
const RETRY = 30_000;

/** The sharing of one window through one remote. */
export class ShareSession implements vscode.Disposable {
  private sharing: Sharing | undefined;
  private claim: (what: string) => boolean = () => true;
  /** Whether all that was there at first has been looked at. */
  private hasLooked = false;
  private address = '';
  /** Why the remote could not be opened, and since when. */
  private failure: { readonly of: ShareFailed; readonly since: number } | undefined;
  private isDisposed = false;
  private starting: Promise<void> | undefined;
  private me: Person | undefined;
  /** The incidents as they were when they were last looked at. */
  private readonly before = new Map<string, Incident>();
  private readonly fresh = new Set<string>();
  private readonly told = new Set<string>();
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();

  constructor(
    private readonly kit: Kit,
    private readonly openShare: OpenShare,
    private readonly wanted: { readonly remote: string; readonly prefix: string },
  ) {}

  /**
   * Opens the remote, once, and tries again later where that fails. Never rejects. Of two that were open, one would wait for the
   * other for ever.
   */
  start(): Promise<void> {
    if (this.sharing !== undefined) return Promise.resolve();
    this.starting ??= this.open().finally(() => (this.starting = undefined));
    return this.starting;
  }

  private async open(): Promise<void> {
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
      this.claim = (what) => remote.claim(what);
      this.sharing = new Sharing({
        remote,
        unite: (id, files) => kit.store.unite(id, files),
        incidents: () => kit.store.state.incidents,
        person: kit.author,
        now: kit.now,
        random: () => Math.random(),
        wait,
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
      this.failure = { of: asFailure(error), since: this.failure?.since ?? this.kit.now() };
      this.later(() => void this.start(), RETRY);
    }
    this.redraw();
  }

  state(incident: string): ShareState | undefined {
    const { failure } = this;
    if (failure !== undefined) {
      const { problem, detail } = failure.of;
      return { kind: 'failing', problem, detail, since: failure.since };
    }
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
    for (const incident of this.kit.store.state.incidents.values()) this.look(incident);
    this.hasLooked ||= this.sharing !== undefined;
    this.knowMe().catch(logError);
  }

  /** Git, which says who this is, may have been too busy before. */
  private async knowMe(): Promise<void> {
    const me = await this.kit.author();
    if (this.me === undefined || samePerson(this.me, me)) return;
    this.me = me;
    this.redraw();
  }

  /** Marks and announces what others wrote since the incident was last looked at. */
  private look(incident: Incident): void {
    const before = this.before.get(incident.id);
    if (before === incident) return;
    this.before.set(incident.id, incident);
    if (this.sharing?.state(incident.id) === undefined || this.me === undefined) return;
    if (before === undefined) {
      // What was there at first is not new. Of what came since, another window may have been told that is not in front.
      if (this.hasLooked) this.arrived(incident.id);
      return;
    }
    const known = new Set(before.entries.map(({ id }) => id));
    const arrived = incident.entries.filter((entry) => !known.has(entry.id) && this.isOfOther(entry));
    if (arrived.length === 0) return;
    const isShown = this.kit.store.state.shown?.id === incident.id;
    const severities = this.kit.settings.severities().map(({ name }) => name);
    for (const news of newsOf(before, incident, arrived, { me: this.me, severities, isShown }))
      this.tell(`${news.kind} ${news.entry.id}`, () => notify(news, incident));
    if (!isShown) return;
    for (const { id } of arrived) this.fresh.add(id);
    announce(incident, arrived);
    this.seeSoon();
    this.redraw();
  }

  isNew(entry: string): boolean {
    return this.fresh.has(entry);
  }

  /** What is to be said of who brought an entry here: another person than its author. */
  originOf({ id, event }: Entry): Origin | undefined {
    const committer = this.sharing?.committer(event.incident, id);
    return committer === undefined ? undefined : originOf(committer, event.author);
  }

  headRows(incident: Incident): readonly Node[] {
    const state = this.state(incident.id);
    if (state === undefined) return [];
    const failing = state.kind === 'failing' ? failingRows(incident, state, this.waiting(incident.id), this.where) : [];
    return [...failing, ...handoverRows(incident, this.me, this.kit.now())];
  }

  /** How sharing stands, for the line that says how the incident stands; a failure has a row of its own. */
  stateDetail(incident: Incident) {
    const state = this.state(incident.id);
    if (state === undefined) return undefined;
    const words = stateWords(state, incident, this.waiting(incident.id));
    return { words, sentence: stateSentence(state, incident, words), hasRow: state.kind === 'failing' };
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
    const { me } = this;
    if (me === undefined || !this.kit.store.state.incidents.has(id)) return;
    this.tell(`arrived ${id}`, async () => {
      const incident = this.kit.store.state.incidents.get(id);
      if (incident !== undefined) await tellArrived(this.kit, incident, me);
    });
  }

  /** Tells the person in one of the windows that learn of it. */
  private tell(what: string, notice: () => Promise<void>): void {
    if (this.told.has(what)) return;
    this.told.add(what);
    const ports = {
      isFocused: () => vscode.window.state.focused,
      claim: this.claim,
      later: (work: () => void, length: number) => this.later(work, length),
    };
    tellOnce(ports, what, () => void notice().catch(logError));
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
