import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KnownEvent, RecordedEvent } from '../domain/events';
import { nextClock } from '../domain/order';
import { decode, encode } from './codec';
import { RecordError, systemCode, writeError } from './errors';
import { isFileName } from './exportFormat';
import { isIncidentId, newWriterId } from './ids';
import { judge, type IncidentLog, type RecordProblem } from './judge';
import { MAX_FILE, MAX_LINE } from './regularFile';
import { Tail } from './tail';
import { WriterFile } from './writerFile';

/** What the record itself adds to an event: who writes, and its place in the order. */
export type Placement = Pick<KnownEvent, 'id' | 'incident' | 'writer' | 'seq' | 'clock'>;

/** Makes the event for a place in the record. */
export type MakeEvent = (placement: Placement) => KnownEvent;

export type { IncidentLog, RecordProblem } from './judge';

const EXTENSION = '.jsonl';
/** Files that are looked at side by side. */
const AT_ONCE = 32;

/** What this process knows of one incident. */
interface Open {
  /** Undefined until the incident's folder has been read. */
  log: IncidentLog | undefined;
  /** What follows on the highest clock in the log. */
  nextClock: number;
  readonly tails: Map<string, Tail>;
  writer?: Writer;
  /** What this process wrote, which needs no reading back. */
  readonly own: RecordedEvent[];
  readonly ownFiles: Set<string>;
  queue: Promise<unknown>;
}

interface Writer {
  readonly id: string;
  readonly file: WriterFile;
  readonly events: KnownEvent[];
}

/**
 * The record on disk: a folder an incident, in it a file a writing session. Reading is incremental; appending goes to
 * this session's own file. Operations on one incident are queued, so reads and appends never overlap.
 */
export class RecordFolder {
  private readonly incidents = new Map<string, Open>();

  constructor(readonly path: string) {}

  /** The ids of all incidents in the folder; none if it does not exist yet. Throws RecordError. */
  async list(): Promise<readonly string[]> {
    const entries = await readFolder(this.path, true);
    return entries.filter((entry) => entry.isDirectory() && isIncidentId(entry.name)).map((entry) => entry.name);
  }

  folderOf(incident: string): string {
    return join(this.path, incident);
  }

  /**
   * What the record holds of an incident now: the same object as before if nothing was added. A file that cannot be
   * read is a problem in the log, not an error. Throws RecordError if the incident's folder cannot be read.
   */
  read(incident: string): Promise<IncidentLog> {
    return this.enqueue(incident, (open) => this.takeUp(incident, open));
  }

  /**
   * Appends events to this session's file in one write and returns the log with them, once they are flushed to the disk.
   * Each of `makes` gets its event's place; they follow one another after all that this process knows of. Throws
   * RecordError, and then none of them counts; the next append starts a new file.
   */
  append(incident: string, ...makes: readonly MakeEvent[]): Promise<IncidentLog> {
    return this.enqueue(incident, async (open) => {
      const log = open.log ?? (await this.takeUpToWrite(incident, open));
      if (makes.length === 0) return log;
      const events = await this.write(incident, open, makes);
      open.nextClock += events.length;
      open.own.push(...events);
      open.log = { ...log, events: log.events.concat(events) };
      return open.log;
    });
  }

  /**
   * Does some work on an incident's files while this process neither reads nor appends to them; told those it writes to, and
   * how to give one of them up: what this session appends next goes into a new file, and the old one is read like any other.
   */
  exclusively<T>(
    incident: string,
    work: (folder: string, ownFiles: ReadonlySet<string>, giveUp: (name: string) => Promise<void>) => Promise<T>,
  ): Promise<T> {
    return this.enqueue(incident, (open) =>
      work(this.folderOf(incident), open.ownFiles, async (name) => {
        open.ownFiles.delete(name);
        const { writer } = open;
        if (writer?.id !== name.slice(0, -EXTENSION.length)) return;
        delete open.writer;
        await writer.file.close();
      }),
    );
  }

  /**
   * Does some work that replaces files of an incident, this session's own among them: those are closed first, and everything is
   * read anew after it, whatever came of it.
   */
  replacing<T>(incident: string, work: (folder: string) => Promise<T>): Promise<T> {
    return this.enqueue(incident, async (open) => {
      const { writer } = open;
      delete open.writer;
      await writer?.file.close();
      try {
        return await work(this.folderOf(incident));
      } finally {
        open.log = undefined;
        open.tails.clear();
        open.own.length = 0;
        open.ownFiles.clear();
      }
    });
  }

  /** Closes all files, after what is under way. */
  async close(): Promise<void> {
    const closing = [...this.incidents.keys()].map((incident) =>
      this.enqueue(incident, async (open) => {
        const { writer } = open;
        delete open.writer;
        await writer?.file.close();
      }),
    );
    await Promise.all(closing);
    this.incidents.clear();
  }

  /** What a writer has to know first; where it cannot be read, it is the writing that fails. */
  private async takeUpToWrite(incident: string, open: Open): Promise<IncidentLog> {
    try {
      return await this.takeUp(incident, open);
    } catch (error) {
      throw writeError(this.path, error instanceof RecordError ? error.cause : error);
    }
  }

  /** Takes up what is new on the disk. */
  private async takeUp(incident: string, open: Open): Promise<IncidentLog> {
    const folder = this.folderOf(incident);
    const names = (await readFolder(folder))
      .map((entry) => entry.name)
      .filter((name) => name.endsWith(EXTENSION) && !open.ownFiles.has(name))
      .sort();
    const present = new Set(names);
    let changed = names.length !== open.tails.size;
    for (const name of open.tails.keys()) if (!present.has(name)) open.tails.delete(name);
    const unreadable: RecordProblem[] = [];
    const look = async (name: string) => {
      if (!isFileName(name)) return void unreadable.push({ file: name, line: 0, fault: { code: 'badName' } });
      const tail = open.tails.get(name) ?? new Tail(join(folder, name), incident, name);
      open.tails.set(name, tail);
      try {
        changed = (await tail.read()) || changed;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        unreadable.push({ file: name, line: 0, fault: { code: 'unreadable', message } });
      }
    };
    for (let from = 0; from < names.length; from += AT_ONCE)
      await Promise.all(names.slice(from, from + AT_ONCE).map(look));
    if (open.log === undefined || changed || unreadable.length > 0 || hasUnreadable(open.log)) {
      const files = names.flatMap((name) => {
        const tail = open.tails.get(name);
        return tail === undefined ? [] : [[name, tail.content] as const];
      });
      const { events, problems } = judge(incident, open.own, files, open.log);
      open.log = { events, problems: [...problems, ...unreadable] };
      open.nextClock = nextClock(events);
    }
    return open.log;
  }

  /** Writes the events at the end of this session's file; once this returns them, they are on the disk under that name. */
  private async write(incident: string, open: Open, makes: readonly MakeEvent[]): Promise<readonly KnownEvent[]> {
    if (open.writer !== undefined && open.writer.file.size > MAX_FILE / 2) {
      await open.writer.file.close();
      delete open.writer;
    }
    if (open.writer?.file.isTouched() === true) {
      await open.writer.file.close();
      // What others put there is read as theirs.
      open.ownFiles.delete(open.writer.id + EXTENSION);
      delete open.writer;
    }
    const writer = (open.writer ??= await this.startWriter(incident, open, newWriterId(), []));
    const events = makes.map((make, index) => {
      const seq = writer.events.length + 1 + index;
      return make({ id: `${writer.id}-${seq}`, incident, writer: writer.id, seq, clock: open.nextClock + index });
    });
    const lines = events.map((event) => readableLine(event, this.folderOf(incident))).join('');
    let isNamed: boolean;
    try {
      isNamed = await writer.file.append(lines);
    } catch (error) {
      // The file is in an unknown state: it is never written again.
      delete open.writer;
      await writer.file.discard();
      // What may stand in it is read like what others wrote.
      if (error instanceof RecordError && error.failure === 'maybeRecorded')
        open.ownFiles.delete(writer.id + EXTENSION);
      throw error;
    }
    if (!isNamed && !(await this.restore(incident, open, writer, events))) return this.write(incident, open, makes);
    writer.events.push(...events);
    return events;
  }

  /**
   * Somebody deleted the file under us. What it held was confirmed, so it is written anew, with the events that are to
   * follow; if that fails, the next append tries again. False if another file has taken its place, as a synchronising
   * tool may do: then that one is left alone, and this session goes on in a new one.
   */
  private async restore(incident: string, open: Open, lost: Writer, next: readonly KnownEvent[]): Promise<boolean> {
    const name = lost.id + EXTENSION;
    const isReplaced = await lstat(join(this.folderOf(incident), name)).then(
      () => true,
      () => false,
    );
    if (isReplaced) {
      open.ownFiles.delete(name);
      delete open.writer;
    } else {
      const { file } = await this.startWriter(incident, open, lost.id, [...lost.events, ...next]);
      open.writer = { ...lost, file };
    }
    await lost.file.close();
    return !isReplaced;
  }

  private async startWriter(incident: string, open: Open, id: string, events: readonly KnownEvent[]): Promise<Writer> {
    const name = id + EXTENSION;
    const file = await WriterFile.create(join(this.folderOf(incident), name));
    open.ownFiles.add(name);
    try {
      if (events.length > 0) await file.append(events.map(encode).join(''));
    } catch (error) {
      await file.discard();
      throw error;
    }
    return { id, file, events: [...events] };
  }

  private enqueue<T>(incident: string, work: (open: Open) => Promise<T>): Promise<T> {
    const open = this.incidents.get(incident) ?? {
      log: undefined,
      nextClock: 1,
      tails: new Map<string, Tail>(),
      own: [],
      ownFiles: new Set<string>(),
      queue: Promise.resolve(),
    };
    this.incidents.set(incident, open);
    const result = open.queue.then(() => work(open));
    open.queue = result.catch(() => undefined);
    return result;
  }
}

/** The line of an event that is about to be written. Confirming one that cannot be read again would be losing it. */
function readableLine(event: KnownEvent, path: string): string {
  const line = encode(event);
  const result = decode(line);
  if ('event' in result && Buffer.byteLength(line) <= MAX_LINE) return line;
  const what = 'event' in result ? 'size' : result.fault.code === 'invalid' ? result.fault.field : result.fault.code;
  throw new RecordError('cannotWrite', path, new TypeError(`${event.type} with an invalid ${what}`));
}

function hasUnreadable(log: IncidentLog): boolean {
  return log.problems.some(({ fault }) => fault.code === 'unreadable' || fault.code === 'badName');
}

/** What is in the folder. The record's own may be a link, as its user chose it; those of incidents may not. */
async function readFolder(path: string, mayBeLink = false) {
  try {
    // What a link leads to is not the record.
    if (!mayBeLink && !(await lstat(path)).isDirectory()) throw new Error('not a folder');
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw new RecordError('cannotRead', path, error);
  }
}
