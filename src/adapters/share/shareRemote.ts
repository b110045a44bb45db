import { mkdir } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type Committer,
  ShareFailed,
  type ShareProblem,
  type ShareRemote,
  type SyncOptions,
  type Synced,
  type Unite,
} from '../../app/sharePorts';
import { isFileName, sameName, type RecordFile } from '../../record/exportFormat';
import { MOST_SHARED } from '../../record/unite';
import { committersUpTo, type Committed } from './committers';
import { asShareFailed } from './failures';
import { Mirror, type MirrorNeeds, type RemoteEntry } from './mirror';
import { commitContent, type ObjectFormat, treeContent, type TreeEntry } from './objects';
import { Marks } from './marks';
import { Turns } from './turns';
import { WindowLock } from './windowLock';

/** How often somebody else may come first before it is left to the next round. */
const MOST_TRIES = 8;
/** What is not of a record is carried along, as a newer version may have put it there; so many of it are garbage. */
const MOST_STRANGERS = 100;
/** All files of an incident together. Bytes. */
const MOST_TOTAL = 300 * 1024 * 1024;
/** Pushes that came at the same moment are tried again within this time. Milliseconds. */
const SPREAD = 50;
/** So many failures in a row that nothing else explains, and the mirror is made anew. */
const MOST_FAILURES = 4;

export interface ShareRemoteNeeds extends MirrorNeeds {
  /** A folder of its own for this remote and this record. */
  readonly folder: string;
  readonly now: () => number;
  readonly random: () => number;
}

interface Checked {
  readonly tip: string | undefined;
  /** The tip is no commit: nothing can follow on it. */
  readonly isUsable: boolean;
  readonly files: readonly (RemoteEntry & { readonly size: number })[];
  readonly strangers: readonly RemoteEntry[];
  /** Names of what cannot be a file of a record, though it is called like one. */
  readonly refused: readonly string[];
}

/** What is no matter of one incident. */
const ELSEWHERE: ReadonlySet<ShareProblem> = new Set(['offline', 'signIn', 'noGit', 'diskFull']);

const NOTHING: Checked = { tip: undefined, isUsable: false, files: [], strangers: [], refused: [] };

/** Opens the remote. Rejects with ShareFailed. */
export async function openShareRemote(needs: ShareRemoteNeeds): Promise<ShareRemote> {
  try {
    await mkdir(needs.folder, { recursive: true });
    return new GitShareRemote(needs, await Mirror.open(needs.folder, 'sha1', needs));
  } catch (error) {
    throw asShareFailed(error);
  }
}

class GitShareRemote implements ShareRemote {
  private readonly lock: WindowLock;
  private readonly marks: Marks;
  /** By incident: the ids of the remote's files that are part of what is held here. */
  private readonly known = new Map<string, ReadonlyMap<string, string>>();
  /** By incident: what the remote had last, so that it is noticed where it has less. */
  private readonly had = new Map<string, ReadonlyMap<string, number>>();
  /** By incident: what was found in the commit that was fetched last. */
  private readonly checked = new Map<string, Checked>();
  private readonly turns = new Turns();
  private readonly committed = new Map<string, Committed>();
  private failures = 0;
  /** Whether the remote has ever said how it names its objects: an empty one does not. */
  private isFormatKnown = false;

  constructor(
    private readonly needs: ShareRemoteNeeds,
    private mirror: Mirror,
  ) {
    this.lock = new WindowLock(join(needs.folder, 'window.lock'), needs.now);
    this.marks = new Marks(needs.folder);
  }

  lead(): boolean {
    return this.lock.take();
  }

  wasWoken(): boolean {
    return this.marks.wasWoken();
  }

  wake(): void {
    this.marks.wake();
  }

  claim(what: string): boolean {
    return this.marks.claim(what);
  }

  shared(): ReadonlySet<string> {
    return this.marks.of('shared');
  }

  stopped(): ReadonlySet<string> {
    return this.marks.of('stopped');
  }

  share(incident: string): void {
    this.marks.move(incident, 'stopped', 'shared');
  }

  stop(incident: string): void {
    this.marks.move(incident, 'shared', 'stopped');
  }

  async list(): Promise<ReadonlyMap<string, string>> {
    return this.counted(async () => {
      const { tips, format } = await this.mirror.list();
      this.isFormatKnown ||= format !== undefined;
      if (format !== undefined && format !== this.mirror.format) await this.use(format);
      // A ref that is gone must not look as if it were there still.
      for (const incident of await this.mirror.refsIn('refs/fetched'))
        if (!tips.has(incident)) await this.mirror.dropRef(`refs/fetched/${incident}`);
      return tips;
    });
  }

  async fetch(incidents: readonly string[]): Promise<ReadonlyMap<string, ShareFailed>> {
    try {
      const begun = performance.now();
      await this.counted(() => this.despiteDamage(() => this.mirror.fetch(incidents)));
      this.turns.fetched(incidents, begun);
      return new Map();
    } catch (error) {
      const failure = asShareFailed(error);
      if (ELSEWHERE.has(failure.problem)) throw failure;
      if (incidents.length > 1) return this.fetchEach(incidents);
      return this.explain(incidents, failure);
    }
  }

  tip(incident: string): Promise<string | undefined> {
    return this.mirror.ref(`refs/fetched/${incident}`);
  }

  held(incident: string): Promise<string | undefined> {
    return this.mirror.ref(`refs/held/${incident}`);
  }

  sync(incident: string, unite: Unite, options: SyncOptions): Promise<Synced> {
    return this.despiteDamage(() => this.bringTogether(incident, unite, options));
  }

  async committers(incident: string): Promise<ReadonlyMap<string, Committer>> {
    const tip = await this.held(incident);
    if (tip === undefined) return new Map();
    const committed = await committersUpTo(this.mirror, tip, this.committed.get(incident));
    this.committed.set(incident, committed);
    return committed.byEvent;
  }

  network(): string {
    const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    return all
      .filter(({ internal }) => !internal)
      .map(({ cidr }) => cidr)
      .sort()
      .join(' ');
  }

  tidy(signal: AbortSignal): Promise<void> {
    return this.mirror.tidy(signal);
  }

  private async bringTogether(incident: string, unite: Unite, options: SyncOptions): Promise<Synced> {
    let [received, lost] = [false, false];
    if (options.push && this.turns.shouldLook(incident)) await this.fetch([incident]);
    for (let tries = 1; ; tries++) {
      const remote = await this.read(incident);
      lost ||= await this.hasLost(incident, remote);
      // What is counted from a commit that the remote has no more would be counted twice.
      if (lost) this.committed.delete(incident);
      const { united, refused, hasChanged } = await this.takeUp(incident, remote, unite);
      received ||= hasChanged;
      const files = new Map(united.map((file) => [file.name, { file, id: this.mirror.idOf(file.bytes) }]));
      const same =
        remote.files.length === files.size && remote.files.every(({ name, id }) => files.get(name)?.id === id);
      const done = { received, lost, refused: [...remote.refused, ...refused] };
      if (same && remote.isUsable && remote.refused.length === 0) {
        await this.hold(incident, remote.tip, remote.files);
        return { ...done, pushed: false, tip: remote.tip };
      }
      if (files.size === 0) return { ...done, pushed: false, tip: remote.tip };
      if (!options.push) return { ...done, pushed: false, waits: true, tip: remote.tip };
      const commit = await this.commit(incident, remote, [...files.values()], options);
      const begun = performance.now();
      const pushed = await this.push(incident, commit, remote.tip);
      if (pushed === 'pushed') {
        this.turns.pushed(begun);
        await this.mirror.setRef(`refs/fetched/${incident}`, commit);
        const entries = [...files].map(([name, { id, file }]) => entryOf(name, id, file.bytes.length));
        await this.hold(incident, commit, entries);
        this.checked.set(incident, { ...remote, tip: commit, isUsable: true, files: entries, refused: [] });
        const turn = this.turns.next(incident);
        return { ...done, pushed: true, tip: commit, ...(turn !== undefined && { turn }) };
      }
      if (!(await this.lookAgain(incident, remote.tip, pushed, tries)))
        return { ...done, pushed: false, isContended: true, tip: remote.tip };
    }
  }

  dispose(): void {
    this.lock.release();
    this.mirror.dispose();
  }

  private async push(incident: string, commit: string, expected: string | undefined): Promise<'pushed' | ShareFailed> {
    try {
      return await this.counted(() => this.mirror.push(incident, commit, expected));
    } catch (error) {
      // An empty repository does not say how it names objects: if this was why, the next push works.
      if (!this.isFormatKnown) await this.use(this.mirror.format === 'sha1' ? 'sha256' : 'sha1');
      throw error;
    } finally {
      this.isFormatKnown ||= expected !== undefined;
    }
  }

  /**
   * After a push that was not taken: whether to try it again at once, with what others pushed first; false where that went on
   * for long. Throws ShareFailed where nobody came first: the remote refuses.
   */
  private async lookAgain(
    incident: string,
    before: string | undefined,
    why: ShareFailed,
    tries: number,
  ): Promise<boolean> {
    this.turns.refused(incident);
    // Those who were refused together do not come together again.
    await pause(this.needs.random() * SPREAD);
    const failure = (await this.fetch([incident])).get(incident);
    if (failure !== undefined && before !== undefined) throw failure;
    // The other's push may still be on its way into the ref, so one refusal says nothing yet.
    const isRefused = (await this.tip(incident)) === before;
    if (isRefused && tries > 1) throw why;
    return tries < MOST_TRIES;
  }

  private async fetchEach(incidents: readonly string[]): Promise<ReadonlyMap<string, ShareFailed>> {
    const failed = new Map<string, ShareFailed>();
    for (const incident of incidents) for (const [id, failure] of await this.fetch([incident])) failed.set(id, failure);
    return failed;
  }

  /** Whether the remote has lost the incident, which explains why it cannot be fetched, or what it has cannot be read. */
  private async explain(incidents: readonly string[], failure: ShareFailed): Promise<ReadonlyMap<string, ShareFailed>> {
    const [incident] = incidents;
    if (incident === undefined) throw failure;
    const { tips } = await this.counted(() => this.mirror.list());
    if (tips.has(incident)) return new Map([[incident, new ShareFailed('unreadable', failure.detail, failure)]]);
    await this.mirror.dropRef(`refs/fetched/${incident}`);
    return new Map();
  }

  /** What the remote has of the incident, checked: only what can be the files of a record counts. */
  private async read(incident: string): Promise<Checked> {
    const tip = await this.tip(incident);
    if (tip === undefined) return NOTHING;
    const before = this.checked.get(incident);
    if (before?.tip === tip) return before;
    const checked = await this.check(tip);
    this.checked.set(incident, checked);
    const ids = new Map(before?.files.map(({ name, id }) => [name, id]));
    const grown = before === undefined ? [] : checked.files.filter(({ name, id }) => ids.get(name) !== id);
    this.turns.grew(
      incident,
      grown.map(({ name }) => name),
    );
    return checked;
  }

  private async check(tip: string): Promise<Checked> {
    if (!(await this.mirror.isCommit(tip))) return { ...NOTHING, tip };
    const entries = await this.mirror.entries(tip);
    const names = new Map<string, number>();
    for (const { name } of entries) names.set(sameName(name), (names.get(sameName(name)) ?? 0) + 1);
    const isFile = (entry: RemoteEntry): entry is RemoteEntry & { readonly size: number } =>
      entry.mode === '100644' &&
      entry.size !== undefined &&
      entry.size <= MOST_SHARED &&
      isFileName(entry.name) &&
      names.get(sameName(entry.name)) === 1;
    const files = entries.filter(isFile);
    if (files.reduce((sum, { size }) => sum + size, 0) > MOST_TOTAL)
      throw new ShareFailed('unreadable', 'the remote holds too much of it');
    const others = entries.filter((entry) => !isFile(entry));
    const refused = others.filter(({ name }) => name.endsWith('.jsonl')).map(({ name }) => name);
    const strangers = others.filter(({ name }) => !name.endsWith('.jsonl'));
    return { tip, isUsable: true, files, refused, strangers: strangers.length > MOST_STRANGERS ? [] : strangers };
  }

  /** Takes up what is new at the remote; gives what is held here then, with all that the remote has of use. */
  private async takeUp(incident: string, remote: Checked, unite: Unite) {
    const known = this.known.get(incident);
    const fresh = remote.files.filter(({ name, id }) => known?.get(name) !== id);
    const first = await unite(incident, await this.contents(fresh));
    let hasChanged = first.hasChanged;
    let { files: united, refused } = first;
    // What was taken up before may have been deleted here since: it must not be lost to all others by this.
    const sizes = new Map(united.map(({ name, bytes }) => [name, bytes.length]));
    const gone = remote.files.filter(
      (entry) => !fresh.includes(entry) && !refused.includes(entry.name) && (sizes.get(entry.name) ?? 0) < entry.size,
    );
    if (gone.length > 0) {
      const again = await unite(incident, await this.contents(gone));
      hasChanged ||= again.hasChanged;
      united = again.files;
      refused = [...refused, ...again.refused];
    }
    this.known.set(incident, new Map(remote.files.map(({ name, id }) => [name, id])));
    return { united, refused, hasChanged };
  }

  private async contents(entries: readonly RemoteEntry[]): Promise<readonly RecordFile[]> {
    const blobs = await this.mirror.blobs(entries.map(({ id }) => id));
    return entries.map(({ name }, index) => ({ name, bytes: blobs[index] ?? Buffer.alloc(0) }));
  }

  private async commit(
    incident: string,
    remote: Checked,
    files: readonly { readonly file: RecordFile; readonly id: string }[],
    { person }: SyncOptions,
  ): Promise<string> {
    const there = new Set(remote.files.map(({ id }) => id));
    const entries: TreeEntry[] = remote.strangers.map(({ mode, name, id }) => ({ mode, name, id }));
    for (const { file, id } of files) {
      if (!there.has(id)) await this.mirror.write('blob', file.bytes);
      entries.push({ mode: '100644', name: file.name, id });
    }
    const tree = await this.mirror.write('tree', treeContent(entries));
    const parent = remote.isUsable ? remote.tip : undefined;
    return this.mirror.write('commit', commitContent(tree, parent, person, this.needs.now(), `Incident ${incident}`));
  }

  /** Whether the remote has less than it had when it was last seen. */
  private async hasLost(incident: string, remote: Checked): Promise<boolean> {
    const before = this.had.get(incident) ?? (await this.hadBefore(incident));
    this.had.set(incident, before);
    const now = new Map(remote.files.map(({ name, size }) => [name, size]));
    return [...before].some(([name, size]) => (now.get(name) ?? 0) < size);
  }

  /** What an earlier session saw at the remote. */
  private async hadBefore(incident: string): Promise<ReadonlyMap<string, number>> {
    const held = await this.mirror.ref(`refs/held/${incident}`);
    if (held === undefined) return new Map();
    const entries = await this.mirror.entries(held).catch(() => []);
    return new Map(entries.map(({ name, size }) => [name, size ?? 0]));
  }

  private async hold(
    incident: string,
    tip: string | undefined,
    entries: readonly { readonly name: string; readonly id: string; readonly size: number }[],
  ): Promise<void> {
    this.had.set(incident, new Map(entries.map(({ name, size }) => [name, size])));
    this.known.set(incident, new Map(entries.map(({ name, id }) => [name, id])));
    if (tip !== undefined) await this.mirror.setRef(`refs/held/${incident}`, tip);
  }

  /** The remote names its objects in another way than was supposed. */
  private async use(format: ObjectFormat): Promise<void> {
    this.mirror.dispose();
    this.mirror = await Mirror.open(this.needs.folder, format, this.needs);
    this.known.clear();
    this.had.clear();
    this.checked.clear();
    this.committed.clear();
  }

  /** A mirror that a crash damaged fails at everything: it is a cache, so it is made anew. Rejects with ShareFailed. */
  private async counted<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.failures = 0;
      return result;
    } catch (error) {
      const failure = asShareFailed(error);
      if (failure.problem !== 'other') throw failure;
      this.failures += 1;
      if (this.failures >= MOST_FAILURES) {
        this.failures = 0;
        await this.renew();
      }
      throw failure;
    }
  }

  /**
   * Does the work once more with a new mirror where a power cut or a broken disk damaged this one: what cannot be read then is
   * no fault of the remote, and would not heal by itself. Rejects with ShareFailed.
   */
  private async despiteDamage<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const failure = asShareFailed(error);
      const isReading = failure.problem === 'other' || failure.problem === 'unreadable';
      if (!isReading || (await this.mirror.isSound())) throw failure;
      await this.renew();
      return work();
    }
  }

  private async renew(): Promise<void> {
    const { format } = this.mirror;
    await this.mirror.discard();
    await this.use(format);
  }
}

function entryOf(name: string, id: string, size: number) {
  return { mode: '100644', name, id, size };
}
