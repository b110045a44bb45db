import type { Person } from '../domain/events';
import type { Incident, Instant } from '../domain/incident';
import {
  asFailure,
  type Committer,
  MOST_INCIDENTS,
  ShareFailed,
  type ShareProblem,
  type ShareRemote,
  type Synced,
  type Unite,
} from './sharePorts';
import {
  COALESCE,
  dueAtOnce,
  firstSight,
  isPushOnly,
  lastWritten,
  LIST_EVERY,
  paceOf,
  pushDue,
  type Shared,
} from './shareState';
import { Upkeep } from './shareUpkeep';
import { Signal, type Subscription } from './signal';

/** A look that is due so shortly before a push is left to it. Milliseconds. */
const SHORTLY = 600;
/** The first wait after a failure; it doubles from one to the next. Milliseconds. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 300_000;
/** How often a window that does not lead looks whether it should. Milliseconds. */
const FOLLOW_EVERY = 3_000;
/** How often the window that leads looks whether another one wants something. Milliseconds. */
const HEED_EVERY = 1_000;
/** Nobody writes to what is looked at as rarely as this. Milliseconds. */
const QUIET_PACE = 15_000;
/** So many incidents at a time: the newest of a remote are there before the others. */
const AT_ONCE = 20;

/** How sharing stands, for the status line. */
export type ShareState =
  | { readonly kind: 'starting' }
  /** All that is here is there, as far as this machine knows. */
  | { readonly kind: 'shared' }
  /** Another window of this machine speaks to the remote. */
  | { readonly kind: 'follows' }
  /** It does not work since then; so many entries wait. */
  | {
      readonly kind: 'failing';
      readonly problem: ShareProblem;
      readonly detail: string;
      readonly since: Instant;
    };

export interface SharingPorts {
  readonly remote: ShareRemote;
  readonly unite: Unite;
  readonly incidents: () => ReadonlyMap<string, Incident>;
  readonly person: () => Promise<Person>;
  readonly now: () => Instant;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Calls back once after that many milliseconds, unless disposed of before. */
  readonly wait: (length: number, then: () => void) => Subscription;
  readonly isFocused: () => boolean;
  /** An incident has come that was not here before. */
  readonly onArrived: (incident: string) => void;
  /** The remote had lost entries of the incident; they were pushed again. */
  readonly onHealed: (incident: string) => void;
  readonly report: (error: unknown) => void;
}

/**
 * Keeps the shared incidents of this machine and of a remote the same: says when to look and when to push, waits longer
 * after every failure, and says how it stands. One thing at a time; an entry never waits for any of it.
 */
export class Sharing {
  readonly changed = new Signal();
  private readonly known = new Map<string, Shared>();
  private readonly upkeep: Upkeep;
  private remoteTips: ReadonlyMap<string, string> = new Map();
  private timer: Subscription | undefined;
  private isBusy = false;
  private isDisposed = false;
  private lastList: Instant = -Infinity;
  private failures = 0;
  private notBefore: Instant = -Infinity;
  /** Somebody wants everything to be looked at, whenever that was done last. */
  private isWanted = false;
  private leads = false;
  /** The latest that the clock has said. */
  private latest: Instant = -Infinity;
  /** How the machine was connected, while nothing works. */
  private network: string | undefined;
  private failing: Extract<ShareState, { kind: 'failing' }> | undefined;
  private waiters: (() => void)[] = [];

  constructor(private readonly ports: SharingPorts) {
    this.upkeep = new Upkeep(ports);
    this.follow();
  }

  /** How sharing of an incident stands; undefined where it is not shared. */
  state(incident: string): ShareState | undefined {
    if (!this.isShared(incident)) return undefined;
    if (!this.leads) return { kind: 'follows' };
    const shared = this.known.get(incident);
    if (shared?.brokenAt !== undefined)
      return { kind: 'failing', problem: 'unreadable', detail: '', since: shared.lastLook };
    if (this.failing !== undefined && (!isPushOnly(this.failing) || shared?.dirtySince !== undefined))
      return this.failing;
    return shared?.tip === undefined ? { kind: 'starting' } : { kind: 'shared' };
  }

  /** How many entries of the incident the remote does not have yet; undefined where that is not known. */
  waiting(incident: string): number | undefined {
    const shared = this.known.get(incident);
    const here = this.ports.incidents().get(incident)?.entries.length ?? 0;
    return shared?.entriesThere === undefined ? undefined : Math.max(0, here - shared.entriesThere);
  }

  /** Who brought an entry to the remote; undefined where that is not known. */
  committer(incident: string, entry: string): Committer | undefined {
    return this.upkeep.committer(incident, entry);
  }

  /** Shares an incident from now on. */
  share(incident: string): void {
    this.ports.remote.share(incident);
    this.follow();
    this.wake();
  }

  /** Neither sends nor takes any more of it; what the remote has stays there. */
  stop(incident: string): void {
    this.ports.remote.stop(incident);
    this.known.delete(incident);
    this.ports.remote.wake();
    this.changed.fire();
  }

  /** Takes up what has changed in the record. */
  follow(): void {
    if (this.isDisposed) return;
    const [now, shared] = [this.ports.now(), this.ports.remote.shared()];
    for (const [id, incident] of this.ports.incidents()) {
      if (!shared.has(id)) continue;
      const known = this.known.get(id);
      if (known === undefined) this.known.set(id, firstSight(incident, now));
      else if (known.seen !== incident) {
        known.seen = incident;
        known.lastChange = now;
        known.dirtySince ??= now;
        this.upkeep.stop();
      }
    }
    this.schedule();
  }

  /** The window came to the front, the network came back, or somebody asks for it: what waits is tried at once. */
  wake(): void {
    if (!this.leads) this.ports.remote.wake();
    this.begin();
    this.schedule();
  }

  /** As `wake`; resolves once everything was looked at. */
  async syncNow(): Promise<void> {
    const done = new Promise<void>((resolve) => this.waiters.push(resolve));
    this.leads ||= this.ports.remote.lead();
    this.wake();
    if (!this.leads) this.finish();
    await done;
  }

  dispose(): void {
    this.isDisposed = true;
    this.timer?.dispose();
    this.upkeep.stop();
    this.finish();
    this.ports.remote.dispose();
  }

  private isShared(incident: string): boolean {
    return this.known.has(incident) || this.ports.remote.shared().has(incident);
  }

  private schedule(): void {
    this.timer?.dispose();
    this.timer = undefined;
    if (this.isBusy || this.isDisposed) return;
    const now = this.ports.now();
    const due = this.leads
      ? Math.min(this.nextDue(), now + HEED_EVERY)
      : now + (this.failures === 0 ? 0 : FOLLOW_EVERY);
    this.timer = this.ports.wait(Math.max(0, due - now), () => {
      this.run().catch(this.ports.report);
    });
  }

  /** Makes everything due at once. */
  private begin(): void {
    this.isWanted = true;
    this.notBefore = -Infinity;
    this.upkeep.stop();
    for (const shared of this.known.values()) dueAtOnce(shared);
  }

  /** When something is to be done next. */
  private nextDue(): Instant {
    if (this.isWanted) return -Infinity;
    const dues = [this.listDue()];
    for (const [id, shared] of this.known) {
      dues.push(pushDue(shared));
      dues.push(this.lookDue(id, shared));
    }
    return Math.max(this.notBefore, Math.min(...dues));
  }

  private listDue(): Instant {
    return this.lastList + (this.ports.isFocused() ? LIST_EVERY.focused : LIST_EVERY.unfocused);
  }

  /** When an incident is looked at next, where nothing was listed. A push looks by itself. */
  private lookDue(id: string, shared: Shared): Instant {
    if (!this.isLookedAt(id, shared)) return Infinity;
    const [due, push] = [shared.lastLook + this.pace(shared), pushDue(shared)];
    return push > due && push < due + SHORTLY ? push : due;
  }

  /** Only what is open and was written to of late is looked at between two lists. */
  private isLookedAt(id: string, shared: Shared): boolean {
    const incident = this.ports.incidents().get(id);
    if (incident === undefined || incident.status === 'closed' || shared.tip === undefined) return false;
    return this.pace(shared) < LIST_EVERY.focused;
  }

  private pace(shared: Shared): number {
    return paceOf(shared, this.ports.now());
  }

  private async run(): Promise<void> {
    const { remote, now } = this.ports;
    const led = this.leads;
    this.leads = remote.lead();
    if (this.leads !== led) this.changed.fire();
    this.timer?.dispose();
    if (!this.leads) {
      this.timer = this.ports.wait(FOLLOW_EVERY, () => void this.run().catch(this.ports.report));
      return;
    }
    if (remote.wasWoken()) {
      this.begin();
      this.follow();
    }
    this.heedMachine();
    if (now() < this.nextDue()) {
      this.isBusy = true;
      const hasLearnt = await this.upkeep.run(this.isQuiet());
      this.isBusy = false;
      if (hasLearnt) this.changed.fire();
      this.schedule();
      return;
    }
    this.isBusy = true;
    const asked = this.waiters.splice(0);
    try {
      await this.round();
      this.worked();
    } catch (error) {
      this.failed(error);
    } finally {
      this.isBusy = false;
      for (const resolve of asked) resolve();
      this.schedule();
    }
  }

  /** A clock that was set back, and a network that came back, make everything due: waits that were begun before say nothing. */
  private heedMachine(): void {
    const now = this.ports.now();
    if (now < this.latest) {
      for (const shared of this.known.values()) {
        shared.lastLook = -Infinity;
        shared.lastChange = Math.min(shared.lastChange, now);
      }
      this.upkeep.clockWasSet();
      this.begin();
    }
    this.latest = now;
    const before = this.network;
    this.network = this.failing === undefined ? undefined : this.ports.remote.network();
    if (before !== undefined && this.network !== undefined && before !== this.network) this.begin();
  }

  /** Whether nobody has written for long, and the remote answers. */
  private isQuiet(): boolean {
    if (this.failures > 0) return false;
    return [...this.known.values()].every((shared) => this.pace(shared) >= QUIET_PACE);
  }

  /** Does all that is due. */
  private async round(): Promise<void> {
    const now = this.ports.now();
    const toFetch = new Set<string>();
    const isAll = this.isWanted;
    this.isWanted = false;
    if (isAll || this.listDue() <= now) for (const id of await this.list()) toFetch.add(id);
    for (const [id, shared] of this.known)
      if (this.lookDue(id, shared) <= now && pushDue(shared) > now) toFetch.add(id);
    const ids = [...toFetch].sort().reverse();
    for (let from = 0; from < ids.length; from += AT_ONCE) await this.takeUp(ids.slice(from, from + AT_ONCE));
    for (const [id, shared] of [...this.known]) if (pushDue(shared) <= this.ports.now()) await this.sync(id, shared);
  }

  /** The incidents that the remote has changed since they were last brought together. */
  private async list(): Promise<readonly string[]> {
    const { remote, now, incidents } = this.ports;
    const tips = await remote.list();
    this.lastList = now();
    this.remoteTips = tips;
    const [shared, stopped] = [remote.shared(), remote.stopped()];
    // What the remote has lost is pushed again.
    if (tips.size < MOST_INCIDENTS) {
      for (const [id, known] of this.known) {
        if (tips.has(id) || known.dirtySince !== undefined) continue;
        if ((known.tip ?? (await remote.held(id))) !== undefined) known.dirtySince = now() - COALESCE;
      }
    }
    const changed: string[] = [];
    for (const [id, tip] of tips) {
      const known = this.known.get(id);
      if (stopped.has(id) || known?.brokenAt === tip) continue;
      // An earlier session may have seen to it already.
      const held = known?.tip ?? (shared.has(id) && incidents().has(id) ? await remote.held(id) : undefined);
      if (known !== undefined && held === tip && known.tip === undefined) {
        known.tip = held;
        if (incidents().get(id)?.status !== 'closed') this.upkeep.received(id);
      }
      if (held !== tip) changed.push(id);
    }
    return changed;
  }

  private async takeUp(ids: readonly string[]): Promise<void> {
    const { remote, now } = this.ports;
    const failed = await remote.fetch(ids);
    for (const id of ids) {
      const failure = failed.get(id);
      const known = this.known.get(id);
      if (known !== undefined) known.lastLook = now();
      if (failure !== undefined) {
        // One that cannot be read must not keep the others from it.
        this.broken(id, failure);
        continue;
      }
      const tip = await remote.tip(id);
      if (known !== undefined && known.tip === tip) continue;
      await this.arrive(id, known);
    }
  }

  private async arrive(id: string, known: Shared | undefined): Promise<void> {
    const { remote, incidents, now, onArrived } = this.ports;
    const isNew = !incidents().has(id);
    const shared = known ?? firstSight(undefined, now());
    this.known.set(id, shared);
    remote.share(id);
    const synced = await this.sync(id, shared);
    const incident = incidents().get(id);
    if (known === undefined && incident !== undefined) shared.lastChange = lastWritten(incident, now());
    if (isNew && synced && incident !== undefined) onArrived(id);
  }

  /** Brings both copies of an incident together; true if that went well. Rejects where the remote cannot be reached. */
  private async sync(id: string, shared: Shared): Promise<boolean> {
    const { remote, unite, person, now, incidents, random, onHealed, report } = this.ports;
    const push = shared.pushAfter <= now();
    const before = incidents().get(id)?.entries.length ?? 0;
    const { dirtySince } = shared;
    shared.dirtySince = undefined;
    let synced: Synced;
    try {
      synced = await remote.sync(id, unite, { push, person: await person() });
    } catch (error) {
      shared.dirtySince ??= now();
      const failure = asFailure(error);
      if (isPushOnly(failure)) {
        shared.refusals += 1;
        shared.pushAfter = now() + this.wait(shared.refusals + 2);
        this.fail(failure);
        report(failure);
        return false;
      }
      if (failure.problem !== 'unreadable') throw failure;
      this.broken(id, failure);
      return false;
    }
    if (synced.refused.length > 0)
      report(new ShareFailed('unreadable', `${id}: ${synced.refused.slice(0, 5).join(', ')}`));
    const incident = incidents().get(id);
    if (synced.received) shared.lastChange = now();
    shared.tip = synced.tip;
    shared.brokenAt = undefined;
    shared.lastLook = now();
    if (push && synced.isContended !== true) {
      shared.refusals = 0;
      shared.entriesThere = incident?.entries.length ?? 0;
      if (this.failing !== undefined && isPushOnly(this.failing)) this.failing = undefined;
      // Who just came first knows the newest state, and would come first again: the others get their turn.
      if (synced.turn !== undefined) shared.pushAfter = now() + synced.turn * (0.85 + random() * 0.3);
    } else if (synced.waits === true || synced.isContended === true) {
      shared.dirtySince ??= dirtySince ?? now();
      // What came in does not wait to go out.
      if (synced.received && shared.entriesThere !== undefined)
        shared.entriesThere += (incident?.entries.length ?? 0) - before;
    } else shared.entriesThere = incident?.entries.length ?? 0;
    if (synced.lost && synced.pushed) onHealed(id);
    if (synced.received) this.upkeep.received(id);
    if (synced.received || synced.pushed) this.changed.fire();
    return true;
  }

  private broken(id: string, failure: ShareFailed): void {
    const shared = this.known.get(id) ?? firstSight(this.ports.incidents().get(id), this.ports.now());
    shared.brokenAt = this.remoteTips.get(id);
    shared.dirtySince = undefined;
    this.known.set(id, shared);
    this.ports.report(failure);
  }

  private worked(): void {
    this.failures = 0;
    if (this.failing !== undefined && !isPushOnly(this.failing)) {
      this.failing = undefined;
      this.changed.fire();
    }
  }

  private failed(error: unknown): void {
    const failure = asFailure(error);
    this.failures += 1;
    this.notBefore = this.ports.now() + this.wait(this.failures);
    this.ports.report(failure);
    this.fail(failure);
  }

  private fail({ problem, detail }: ShareFailed): void {
    const before = this.failing;
    this.failing = { kind: 'failing', problem, detail, since: before?.since ?? this.ports.now() };
    // A row that is drawn anew at every try loses its tooltip, which says what to do. Most details hold how long it took.
    if (before?.problem !== problem || (problem === 'refused' && before.detail !== detail)) this.changed.fire();
  }

  /** The wait after so many failures, with jitter, so that not everybody comes back at the same moment. */
  private wait(failures: number): number {
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1));
    return longest * (0.5 + this.ports.random() / 2);
  }

  private finish(): void {
    for (const resolve of this.waiters.splice(0)) resolve();
  }
}
