import type { RecordedEvent } from '../domain/events';
import { decode, type Decoded, type LineFault } from './codec';
import { MAX_FILE, MAX_LINE, NotAFile, statRegular, withRegularFile, type ReadAt } from './regularFile';

/** A line (counted from 1) that could not be taken up, a last line that was never finished, or (line 0) a whole file. */
export interface LineProblem {
  readonly line: number;
  readonly fault:
    | LineFault
    | { readonly code: 'torn' | 'tooLong' }
    /** Only its beginning is read. */
    | { readonly code: 'fileTooLarge' }
    /** A folder, link, pipe or device. */
    | { readonly code: 'notAFile' }
    /** An event of another incident than the folder's. */
    | { readonly code: 'otherIncident'; readonly incident: string }
    /** An event of another writer than the file's. */
    | { readonly code: 'otherWriter'; readonly writer: string };
}

/** What is known of one writer's file so far. */
export interface FileContent {
  readonly events: readonly RecordedEvent[];
  readonly problems: readonly LineProblem[];
  /** The lines of events whose ids may be those of others too, and of declarations. */
  readonly doubtful: ReadonlyMap<RecordedEvent, number>;
}

const LINE_FEED = 0x0a;
/** Bytes that are read at a time. */
const CHUNK = 1024 * 1024;
const EMPTY: FileContent = { events: [], problems: [], doubtful: new Map() };

/** Reads a file that others append to: each read takes up only what has come since the last. */
export class Tail {
  content: FileContent = EMPTY;
  /** Where the first line begins that is not judged yet. */
  private offset = 0;
  private size = 0;
  private lines = 0;
  private inode: number | undefined;
  /** Within a line that is too long: its end is still to come. */
  private skipping = false;
  private events: RecordedEvent[] = [];
  private problems: LineProblem[] = [];
  private doubtful = new Map<RecordedEvent, number>();
  private readonly writer: string;

  constructor(
    private readonly path: string,
    private readonly incident: string,
    name: string,
  ) {
    this.writer = name.slice(0, -'.jsonl'.length);
  }

  /** Takes up what is new; true if anything changed. Throws the system's error if the file cannot be read. */
  async read(): Promise<boolean> {
    try {
      const { size, ino } = await statRegular(this.path);
      // Shrunk or replaced, as a synchronising tool may do: nothing read before can be trusted.
      const isOther = size < this.size || ino !== this.inode;
      if (!isOther && size === this.size) return false;
      if (isOther) this.restart();
      this.inode = ino;
      await withRegularFile(this.path, (read, now) => this.takeUp(read, now));
      return true;
    } catch (error) {
      if (!(error instanceof NotAFile)) throw error;
      if (this.problems[0]?.fault.code === 'notAFile') return false;
      this.restart();
      this.inode = undefined;
      this.problems.push({ line: 0, fault: { code: 'notAFile' } });
      this.publish();
      return true;
    }
  }

  private restart(): void {
    this.events = [];
    this.problems = [];
    this.doubtful = new Map();
    this.offset = this.lines = this.size = 0;
    this.skipping = false;
  }

  private async takeUp(read: ReadAt, size: number): Promise<void> {
    const end = Math.min(size, MAX_FILE);
    // What has been published must not change.
    this.events = [...this.events];
    this.problems = this.problems.filter(({ fault }) => fault.code !== 'torn');
    let rest = 0;
    for (let length = CHUNK; this.offset < end;) {
      const chunk = Buffer.allocUnsafe(Math.min(length, end - this.offset));
      const bytes = chunk.subarray(0, await read(chunk, this.offset));
      if (bytes.length === 0) break;
      const whole = bytes.lastIndexOf(LINE_FEED) + 1;
      rest = bytes.length - whole;
      if (whole > 0) this.takeUpLines(bytes.subarray(0, whole));
      this.offset += whole;
      if (this.skipping || rest > MAX_LINE) {
        if (!this.skipping) this.report({ code: 'tooLong' }, this.lines + 1);
        this.skipping = true;
        this.offset += rest;
        rest = 0;
      } else if (this.offset + rest >= end || bytes.length < chunk.length) break;
      // The line that begins here goes on behind what was read.
      length = whole > 0 ? CHUNK : Math.min(length * 2, MAX_LINE + CHUNK);
    }
    if (size > MAX_FILE) {
      this.offset = end;
      if (this.size <= MAX_FILE) this.report({ code: 'fileTooLarge' }, 0);
    } else if (rest > 0) this.report({ code: 'torn' }, this.lines + 1);
    this.size = size;
    this.publish();
  }

  /** Takes up lines, each with its end. */
  private takeUpLines(bytes: Buffer): void {
    let start = 0;
    if (this.skipping) {
      start = bytes.indexOf(LINE_FEED) + 1;
      this.lines += 1;
      this.skipping = false;
    }
    for (let end: number; start < bytes.length; start = end + 1) {
      end = bytes.indexOf(LINE_FEED, start);
      this.lines += 1;
      // Line by line: a block of them would be a text of wide characters wherever one line has such.
      const line = bytes.toString('utf8', start, end);
      if (line.length > MAX_LINE) this.report({ code: 'tooLong' }, this.lines);
      else if (line.trim() !== '') this.takeUpLine(decode(line));
    }
  }

  private takeUpLine(decoded: Decoded): void {
    if ('fault' in decoded) return this.report(decoded.fault, this.lines);
    const { incident, writer, seq, id, type } = decoded.event;
    const before = this.events.at(-1);
    if (incident !== this.incident) return this.report({ code: 'otherIncident', incident }, this.lines);
    if (writer !== before?.writer && !isNameOf(this.writer, writer)) {
      return this.report({ code: 'otherWriter', writer }, this.lines);
    }
    const event = sharing(before, decoded.event);
    this.events.push(event);
    const isOwn = writer === this.writer && isNumbered(id, writer, seq) && (before === undefined || seq > before.seq);
    if (!isOwn || type === 'incident.declared') this.doubtful.set(event, this.lines);
  }

  private report(fault: LineProblem['fault'], line: number): void {
    this.problems.push({ line, fault });
  }

  private publish(): void {
    this.content = { events: this.events, problems: this.problems, doubtful: this.doubtful };
  }
}

/** Whether a file of this name may hold the events of the writer: its own file, or a copy that a synchronising tool named. */
export function isNameOf(name: string, writer: string): boolean {
  if (name === writer) return true;
  const at = writer === '' ? -1 : name.indexOf(writer);
  return at >= 0 && isBreak(name.charAt(at - 1)) && isBreak(name.charAt(at + writer.length));
}

/** Whether an id is `writer-seq`: without making that text anew for each of very many events. */
function isNumbered(id: string, writer: string, seq: number): boolean {
  if (id.charCodeAt(writer.length) !== HYPHEN || !id.startsWith(writer)) return false;
  let rest = seq;
  for (let at = id.length - 1; at > writer.length; at--) {
    if (rest === 0 || id.charCodeAt(at) !== ZERO + (rest % 10)) return false;
    rest = Math.floor(rest / 10);
  }
  return rest === 0;
}

/** Character codes. */
const HYPHEN = 0x2d;
const ZERO = 0x30;

function isBreak(character: string): boolean {
  return character === '' || !/[\p{L}\p{N}]/u.test(character);
}

/**
 * The event, with what every event of a file says again (whose it is, and by whom) held once, which spares a long record
 * much of its memory. What was just decoded is nobody else's yet, so it may be written to.
 */
function sharing(before: RecordedEvent | undefined, event: Writable<RecordedEvent>): RecordedEvent {
  if (before?.incident !== event.incident || before.writer !== event.writer) return event;
  event.incident = before.incident;
  event.writer = before.writer;
  if (before.author.name === event.author.name && before.author.email === event.author.email)
    event.author = before.author;
  return event;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
