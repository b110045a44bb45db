import { mkdir } from 'node:fs/promises';
import {
  FORMAT_VERSION,
  type CodeContext,
  type Fact,
  type KnownEvent,
  type Person,
  type StartPrecision,
} from '../domain/events';
import { foldSafely } from '../domain/fold';
import type { Incident } from '../domain/incident';
import { iso } from '../domain/time';
import { RecordError } from '../record/errors';
import type { ExportFiles, Merged } from '../record/exchange';
import type { RecordFile } from '../record/exportFormat';
import { RecordFolder, type IncidentLog, type Placement, type RecordProblem } from '../record/folder';
import { newIncidentId } from '../record/ids';
import type { MaskData, Rewritten } from '../record/rewrite';
import type { United } from '../record/unite';
import { FolderWatch } from '../record/watch';
import { NoAnswer, withinTime } from './patience';
import type { Ports } from './ports';
import { incidentToShow, openIncidents } from './shown';
import { Signal } from './signal';

/** Everything the views draw, replaced whole at every change. */
export interface State {
  /** False until the record has been read once. */
  readonly loaded: boolean;
  readonly incidents: ReadonlyMap<string, Incident>;
  readonly problems: ReadonlyMap<string, readonly RecordProblem[]>;
  /** The incident that this window shows. */
  readonly shown: Incident | undefined;
  /** Why the record folder cannot be read. */
  readonly failure: RecordError | undefined;
}

/** A fact, or one that names the events recorded before it in the same append, by their ids. */
export type FactOrMaker = Fact | ((ids: readonly string[]) => Fact);

/** What came of an import. */
export interface Imported extends Merged {
  /** How many events are in the record now that were not before. */
  readonly entries: number;
  readonly incident: Incident | undefined;
}

const EMPTY: State = {
  loaded: false,
  incidents: new Map(),
  problems: new Map(),
  shown: undefined,
  failure: undefined,
};

/**
 * The one holder of incident state: reads the record, folds it, and signals every change, whether it was made here or in
 * another window. Does nothing, and touches no disk, before `load` or `record` is called.
 */
export class IncidentStore {
  readonly changed = new Signal();
  state: State = EMPTY;
  /** The writing sessions of this window: by them its own entries are told from those of others. */
  readonly writers = new Set<string>();
  private record: RecordFolder;
  private readonly logs = new Map<string, IncidentLog>();
  private readonly watch = new FolderWatch((folder) => void this.refreshFolder(folder));
  private loading: Promise<void> | undefined;
  private disposed = false;

  constructor(
    folder: string,
    private readonly ports: Ports,
  ) {
    this.record = new RecordFolder(folder);
  }

  get folder(): string {
    return this.record.path;
  }

  /** Reads the record once and follows it from then on. Never rejects: what fails is in the state. */
  load(): Promise<void> {
    this.loading ??= this.start();
    return this.loading;
  }

  /** Reads everything anew, for example after the folder became readable again. */
  reload(): Promise<void> {
    this.loading = this.start();
    return this.loading;
  }

  /** Moves to another record folder. What is in the old one stays there. */
  async useFolder(folder: string): Promise<void> {
    if (folder === this.folder) return;
    const old = this.record;
    this.record = new RecordFolder(folder);
    this.logs.clear();
    this.watch.set([]);
    this.state = EMPTY;
    // Commands that come in between wait for the new folder, not for the old one.
    const closed = old.close();
    if (this.loading !== undefined) this.loading = this.start();
    this.changed.fire();
    await Promise.all([closed, this.loading]);
  }

  /**
   * Declares an incident, with the facts that are known from the start, and shows it; returns it once its declaration is on
   * the disk. Throws RecordError.
   */
  async declare(
    title: string,
    severity: string,
    startedAt: number,
    alongside: readonly Fact[] = [],
    startPrecision?: StartPrecision,
  ): Promise<Incident> {
    // A new incident is on the disk before all others have been read.
    const loading = this.load();
    const id = newIncidentId(this.ports.now());
    const data = {
      title,
      severity,
      startedAt: iso(startedAt),
      ...(startPrecision !== undefined && { startPrecision }),
    };
    const incident = await this.addAll(id, [{ type: 'incident.declared', data }, ...alongside], true);
    await withinTime(() => loading, PATIENCE).catch(this.ports.report);
    this.show(incident);
    return incident;
  }

  /**
   * Records a fact of an incident; returns the incident as it is with it, once it is on the disk. With `withCode`, it is
   * stamped with where the code stands. Throws RecordError, and then nothing was recorded.
   */
  add(incident: string, fact: Fact, withCode = false): Promise<Incident> {
    return this.addAll(incident, [fact], withCode);
  }

  /**
   * As `add`, for facts of one deed: they are recorded in one append, all of them or none.
   * @param agent the program that makes them on behalf of the author
   */
  async addAll(incident: string, facts: readonly FactOrMaker[], withCode = false, agent?: string): Promise<Incident> {
    const recordedAt = iso(this.ports.now());
    const record = this.record;
    // Every entry comes through here, whoever makes it: nothing is written before its secrets are masked.
    const given = facts.map((fact) => (typeof fact === 'function' ? fact([]) : fact).data);
    const [author, code, mask] = await Promise.all([
      this.author(),
      withCode ? this.codeContext() : NO_CODE,
      this.ports.masksFor(given),
    ]);
    const ids: string[] = [];
    const makes = facts.map((given, index) => (placement: Placement) => {
      ids[index] = placement.id;
      this.writers.add(placement.writer);
      const { type, data, occurredAt, original } = typeof given === 'function' ? given(ids) : given;
      return {
        v: FORMAT_VERSION,
        ...placement,
        recordedAt,
        ...(occurredAt !== undefined && { occurredAt }),
        ...(original === undefined
          ? { author, ...(agent !== undefined && { agent }), ...(code.length > 0 && { code }) }
          : { ...original, copied: { ...original.copied, by: author } }),
        type,
        data: mask(data),
      } as KnownEvent;
    });
    const log = await record.append(incident, ...makes);
    // What follows must not throw: the facts are on the disk.
    if (record !== this.record) return this.folded(incident, log).incident;
    const folded = this.takeUp(incident, log);
    this.publish();
    return folded;
  }

  /** The files of an incident's record, byte for byte. Throws RecordError. */
  async exportFiles(incident: string): Promise<ExportFiles> {
    const { readFiles } = await import('../record/exchange');
    return this.record.exclusively(incident, readFiles);
  }

  /**
   * Merges files into the record of an incident, known or not, and returns it as it is with them, once they are on the disk.
   * Throws ExchangeError or RecordError; nothing was changed by what was refused.
   */
  async importFiles(incident: string, files: readonly RecordFile[]): Promise<Imported> {
    await this.load();
    const { mergeFiles } = await import('../record/exchange');
    const before = this.logs.get(incident)?.events.length ?? 0;
    const merged = await this.record.exclusively(incident, (folder, own) => mergeFiles(folder, files, own));
    // What was merged is on the disk: that it cannot be shown at once does not undo it.
    await this.refresh(incident).catch(this.ports.report);
    this.publish();
    const entries = (this.logs.get(incident)?.events.length ?? 0) - before;
    return { ...merged, entries, incident: this.state.incidents.get(incident) };
  }

  /**
   * Takes up what others hold of an incident, known or not, and gives all that is held here now, which is to be shared. Throws
   * RecordError; what was written before it stays.
   */
  async unite(incident: string, files: readonly RecordFile[]): Promise<United> {
    await this.load();
    const { unite } = await import('../record/unite');
    const record = this.record;
    const united = await record.exclusively(incident, (folder, own, giveUp) =>
      unite({ folder, incident, own, giveUp }, files),
    );
    if (united.hasChanged && record === this.record) {
      await this.refresh(incident).catch(this.ports.report);
      this.publish();
    }
    return united;
  }

  /**
   * Masks what is recorded of an incident, in files that take the place of those that held it: the one thing that changes what is
   * in the record, and it cannot be undone. Throws ExchangeError where somebody else is writing, and RecordError.
   * @param keeps whether this machine keeps the originals, beside the record
   */
  async scrub(incident: string, mask: MaskData, keeps: boolean): Promise<Rewritten> {
    await this.load();
    const { removeOriginals, rewriteFiles } = await import('../record/rewrite');
    const { record } = this;
    try {
      return await record.replacing(incident, async (folder) => {
        const rewritten = await rewriteFiles(folder, mask, keeps);
        const originals = keeps ? 0 : await removeOriginals(folder);
        return { ...rewritten, files: rewritten.files + originals };
      });
    } finally {
      if (record === this.record) {
        await this.refresh(incident).catch(this.ports.report);
        this.publish();
      }
    }
  }

  /** Whether this machine keeps originals of what was masked. Throws RecordError. */
  async hasOriginals(incident: string): Promise<boolean> {
    const { originalsIn } = await import('../record/rewrite');
    return (await originalsIn(this.record.folderOf(incident))).length > 0;
  }

  /** Shows an incident in this window and remembers it. */
  show(incident: Incident | undefined): void {
    this.ports.memory.set(incident && { id: incident.id, past: incident.status === 'closed' });
    this.state = { ...this.state, shown: incident };
    this.publish();
  }

  folderOf(incident: Incident): string {
    return this.record.folderOf(incident.id);
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    this.watch.dispose();
    await this.record.close();
  }

  /** Who writes. Never rejects, and never keeps an entry waiting for long. */
  private author(): Promise<Person> {
    return withinTime(this.ports.author, PATIENCE).catch((error: unknown) => {
      this.unanswered(error);
      return this.ports.fallbackAuthor();
    });
  }

  /** Where the code stands, or nothing. Never rejects, and never keeps an entry waiting for long. */
  private codeContext(): Promise<readonly CodeContext[]> {
    return withinTime(this.ports.codeContext, PATIENCE).catch((error: unknown) => {
      this.unanswered(error);
      return NO_CODE;
    });
  }

  private unanswered(error: unknown): void {
    this.ports.report(error);
    if (error instanceof NoAnswer) this.ports.onSilence();
  }

  private async start(): Promise<void> {
    // The folder must exist to be watched; where it cannot be made, reading still may work, and writing will say why not.
    await mkdir(this.folder, { recursive: true }).catch(() => undefined);
    await this.refreshAll();
  }

  private async refreshAll(): Promise<void> {
    let failure: RecordError | undefined;
    try {
      // What is declared meanwhile is not in the list.
      const known = [...this.logs.keys()];
      const ids = await this.record.list();
      for (const id of known) if (!ids.includes(id)) this.forget(id);
      // One incident that cannot be read must not hide the others.
      await Promise.all(ids.map((id) => this.refresh(id).catch(this.ports.report)));
    } catch (error) {
      this.ports.report(error);
      if (error instanceof RecordError) failure = error;
    }
    this.state = { ...this.state, loaded: true, failure };
    this.publish();
  }

  /** Takes up what is new of an incident; true if anything was. */
  private async refresh(id: string): Promise<boolean> {
    const record = this.record;
    const log = await record.read(id);
    if (record !== this.record || this.logs.get(id) === log) return false;
    // A folder whose first line is still to come is not an incident yet, but has to be followed.
    if (log.events.length === 0 && log.problems.length === 0) this.logs.set(id, log);
    else this.takeUp(id, log);
    return true;
  }

  private async refreshFolder(folder: string): Promise<void> {
    if (this.disposed) return;
    if (folder === this.folder) return this.refreshAll();
    const id = [...this.logs.keys()].find((known) => this.record.folderOf(known) === folder);
    if (id === undefined) return;
    try {
      if (await this.refresh(id)) this.publish();
    } catch (error) {
      this.ports.report(error);
    }
  }

  /** Folds the log if it is new, and returns its incident. Never throws. */
  private takeUp(id: string, log: IncidentLog): Incident {
    const known = this.state.incidents.get(id);
    if (known !== undefined && this.logs.get(id) === log) return known;
    this.logs.set(id, log);
    const { incident, problems } = this.folded(id, log);
    this.state = {
      ...this.state,
      incidents: new Map(this.state.incidents).set(id, incident),
      problems: new Map(this.state.problems).set(id, problems),
    };
    return incident;
  }

  private folded(id: string, log: IncidentLog): Pick<IncidentLog, 'problems'> & { readonly incident: Incident } {
    const { incident, unfolded } = foldSafely(id, log.events);
    for (const { error } of unfolded) this.ports.report(error);
    const problems = unfolded.map(({ event }): RecordProblem => {
      return { file: `${event.writer}.jsonl`, line: 0, fault: { code: 'unfolded', event: event.id } };
    });
    return { incident, problems: problems.length === 0 ? log.problems : [...log.problems, ...problems] };
  }

  private forget(id: string): void {
    this.logs.delete(id);
    const [incidents, problems] = [new Map(this.state.incidents), new Map(this.state.problems)];
    incidents.delete(id);
    problems.delete(id);
    this.state = { ...this.state, incidents, problems };
  }

  /** Signals the change. Never throws: what is signalled is on the disk, whatever becomes of it elsewhere. */
  private publish(): void {
    if (this.disposed) return;
    try {
      const { incidents, shown: before } = this.state;
      // An incident that is closed while it is shown stays until something else is chosen.
      const shown = (before && incidents.get(before.id)) ?? incidentToShow(incidents, this.ports.memory.get());
      this.state = { ...this.state, shown };
      // A window keeps what it shows: another window's new incident must not take its place under somebody's hands.
      if (shown !== undefined && this.ports.memory.get()?.id !== shown.id) {
        this.ports.memory.set({ id: shown.id, past: shown.status === 'closed' });
      }
      if (this.loading !== undefined) this.watch.set(this.foldersToWatch());
    } catch (error) {
      this.ports.report(error);
    }
    try {
      this.changed.fire();
    } catch (error) {
      this.ports.report(error);
    }
  }

  /** The record itself, for new incidents; those that are not closed; and the newest, which may be reopened elsewhere. */
  private foldersToWatch(): Set<string> {
    const newest = [...this.logs.keys()].sort().slice(-NEWEST_WATCHED);
    const open = openIncidents(this.state.incidents).map((incident) => incident.id);
    return new Set([this.folder, ...[...newest, ...open].map((id) => this.record.folderOf(id))]);
  }
}

/** Ids begin with the time of the declaration, so the last in their order are the newest. */
const NEWEST_WATCHED = 50;
/** How long an entry waits to learn who writes it and where the code stands. Milliseconds. */
const PATIENCE = 1000;
const NO_CODE: readonly CodeContext[] = [];
