import type { Person } from '../domain/events';
import type { Incident, Instant } from '../domain/incident';
import {
  asFailure,
  MOST_INCIDENTS,
  ShareFailed,
  type ShareProblem,
  type ShareRemote,
  type Synced,
  type Unite,
} from './sharePorts';
import { Signal, type Subscription } from './signal';

/** Appends of that long go out in one push. Milliseconds. */
export const COALESCE = 300;
/** How often the remote's incidents are listed, in front and behind. Milliseconds. */
export const LIST_EVERY = { focused: 30_000, unfocused: 300_000 } as const;
/** How often an open incident is looked at, by how long ago anybody wrote to it. Milliseconds. */
const PACES: readonly (readonly [since: number, every: number])[] = [
  // In the middle of it, when several people write at once.
  [10_000, 1_000],
  [120_000, 2_000],
  [900_000, 5_000],
  [3_600_000, 15_000],
];
/** After a push, while others push too, the next one waits about so long. Milliseconds. */
const TURN = 1_000;
/** The first wait after a failure; it doubles from one to the next. Milliseconds. */
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 300_000;
/** How often a window that does not lead looks whether it should. Milliseconds. */
const FOLLOW_EVERY = 3_000;
/** How often the window that leads looks whether another one wants something. Milliseconds. */
const HEED_EVERY = 1_000;
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

/** What is known of one shared incident. */
interface Shared {
  /** The incident as it was when it was last looked at; the store gives another object for every change. */
  seen: Incident | undefined;
  /** Since when it has entries that are not at the remote. */
  dirtySince: Instant | undefined;
  /** How many entries were here when the remote last had all of them. */
  entriesThere: number | undefined;
  /** When anybody last wrote, as seen from here: clocks of others may be wrong. */
  lastChange: Instant;
  lastLook: Instant;
  /** The commit of the remote that was brought together with what is here. */
  tip: string | undefined;
  /** The commit at which it could not be read: it waits for another one. */
  brokenAt: string | undefined;
  /** Pushing waits until then: the remote takes nothing. */
  pushAfter: Instant;
  refusals: number;
}

/**
 * Keeps the shared incidents of this machine and of a remote the same: says when to look and when to push, waits longer
 * after every failure, and says how it stands. One thing at a time; an entry never waits for any of it.
 */
export class Sharing {
  readonly changed = new Signal();
  private readonly known = new Map<string, Shared>();
  private remoteTips: ReadonlyMap<string, string> = new Map();
  private timer: Subscription | undefined;
  private isBusy = false;
  private isDisposed = false;
  private lastList: Instant = -Infinity;
  private failures = 0;
  private notBefore: Instant = -Infinity;
  private leads = false;
  private failing: Extract<ShareState, { kind: 'failing' }> | undefined;
  private waiters: (() => void)[] = [];

  constructor(private readonly ports: SharingPorts) {
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
      }
    }
    this.schedule();
  }

  /** The window came to the front, the network came back, or somebody asks for it: what waits is tried at once. */
  wake(): void {
    if (!this.leads) this.ports.remote.wake();
    this.notBefore = -Infinity;
    this.lastList = -Infinity;
    for (const shared of this.known.values()) {
      shared.pushAfter = -Infinity;
      shared.brokenAt = undefined;
      if (shared.dirtySince !== undefined) shared.dirtySince = -Infinity;
    }
    this.schedule();
  }

  /** As `wake`; resolves once everything was looked at. */
  async syncNow(): Promise<void> {
    const done = new Promise<void>((resolve) => this.waiters.push(resolve));
    this.wake();
    if (!this.leads) this.finish();
    await done;
  }

  dispose(): void {
    this.isDisposed = true;
    this.timer?.dispose();
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

  /** When something is to be done next. */
  private nextDue(): Instant {
    const dues = [this.listDue()];
    for (const [id, shared] of this.known) {
      dues.push(this.pushDue(shared));
      if (this.isLookedAt(id, shared)) dues.push(shared.lastLook + this.pace(shared));
    }
    return Math.max(this.notBefore, Math.min(...dues));
  }

  private listDue(): Instant {
    return this.lastList + (this.ports.isFocused() ? LIST_EVERY.focused : LIST_EVERY.unfocused);
  }

  private pushDue({ dirtySince, pushAfter }: Shared): Instant {
    return dirtySince === undefined ? Infinity : Math.max(dirtySince + COALESCE, pushAfter);
  }

  /** Only what is open and was written to of late is looked at between two lists. */
  private isLookedAt(id: string, shared: Shared): boolean {
    const incident = this.ports.incidents().get(id);
    if (incident === undefined || incident.status === 'closed' || shared.tip === undefined) return false;
    return this.pace(shared) < LIST_EVERY.focused;
  }

  private pace({ lastChange }: Shared): number {
    const quiet = this.ports.now() - lastChange;
    return PACES.find(([since]) => quiet < since)?.[1] ?? LIST_EVERY.focused;
  }

  private async run(): Promise<void> {
    const { remote, now } = this.ports;
    const led = this.leads;
    this.leads = remote.lead();
    if (this.leads !== led) this.changed.fire();
    if (!this.leads) {
      this.timer = this.ports.wait(FOLLOW_EVERY, () => void this.run().catch(this.ports.report));
      return;
    }
    if (remote.wasWoken()) {
      this.notBefore = this.lastList = -Infinity;
      this.follow();
    }
    if (now() < this.nextDue()) {
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

  /** Does all that is due. */
  private async round(): Promise<void> {
    const now = this.ports.now();
    const toFetch = new Set<string>();
    if (this.listDue() <= now) for (const id of await this.list()) toFetch.add(id);
    for (const [id, shared] of this.known)
      if (this.isLookedAt(id, shared) && shared.lastLook + this.pace(shared) <= now) toFetch.add(id);
    const ids = [...toFetch].sort().reverse();
    for (let from = 0; from < ids.length; from += AT_ONCE) await this.takeUp(ids.slice(from, from + AT_ONCE));
    for (const [id, shared] of [...this.known])
      if (this.pushDue(shared) <= this.ports.now()) await this.sync(id, shared);
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
      if (known !== undefined && held === tip) known.tip ??= held;
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
      if (synced.isBusy === true) shared.pushAfter = now() + TURN * (0.5 + random());
    } else {
      shared.dirtySince ??= now();
      // What came in does not wait to go out.
      if (synced.received && shared.entriesThere !== undefined)
        shared.entriesThere += (incident?.entries.length ?? 0) - before;
    }
    if (synced.lost && synced.pushed) onHealed(id);
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
    const since = this.failing?.since ?? this.ports.now();
    this.failing = { kind: 'failing', problem, detail, since };
    this.changed.fire();
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

/** Whether reading still works. */
function isPushOnly({ problem }: { readonly problem: ShareProblem }): boolean {
  return problem === 'refused' || problem === 'locked';
}

function firstSight(incident: Incident | undefined, now: Instant): Shared {
  return {
    seen: incident,
    // What was written while nobody shared it goes out first.
    dirtySince: incident === undefined || isOld(incident, now) ? undefined : now - COALESCE,
    entriesThere: undefined,
    lastChange: incident === undefined ? now : lastWritten(incident, now),
    lastLook: -Infinity,
    tip: undefined,
    brokenAt: undefined,
    pushAfter: -Infinity,
    refusals: 0,
  };
}

/** Whether it ended so long ago that a look at its files at every start is not worth it; what is written of it goes out. */
function isOld(incident: Incident, now: Instant): boolean {
  return incident.status === 'closed' && now - lastWritten(incident, now) > 30 * 86_400_000;
}

/** When somebody last wrote to it, by what the entries say, but never in the future. */
function lastWritten({ entries, declaredAt }: Incident, now: Instant): Instant {
  return Math.min(
    now,
    entries.reduce((last, { recordedAt }) => Math.max(last, recordedAt), declaredAt),
  );
}
