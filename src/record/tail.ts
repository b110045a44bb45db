import { open, stat } from 'node:fs/promises';
import type { RecordedEvent } from '../domain/events';
import { decode, type LineFault } from './codec';

/** A line (counted from 1) that could not be taken up, or a last line that was never finished. */
export interface LineProblem {
  readonly line: number;
  readonly fault: LineFault | { readonly code: 'torn' };
}

/** What is known of one writer's file so far. */
export interface FileContent {
  readonly events: readonly RecordedEvent[];
  readonly problems: readonly LineProblem[];
}

const LINE_FEED = 0x0a;
/** Bytes that are decoded at a time: what fits the processor's cache is quicker than one text of a long record. */
const BLOCK = 64 * 1024;
const EMPTY: FileContent = { events: [], problems: [] };

/** Reads a file that others append to: each read takes up only what has come since the last. */
export class Tail {
  content: FileContent = EMPTY;
  private offset = 0;
  private size = 0;
  private lines = 0;
  private inode: number | undefined;

  constructor(private readonly path: string) {}

  /** Takes up what is new; true if anything changed. Throws the system's error if the file cannot be read. */
  async read(): Promise<boolean> {
    const { size, ino } = await stat(this.path);
    // Shrunk or replaced, as a synchronising tool may do: nothing read before can be trusted.
    const isOther = size < this.size || ino !== this.inode;
    if (!isOther && size === this.size) return false;
    if (isOther) this.restart();
    this.inode = ino;
    this.takeUp(await readFrom(this.path, this.offset));
    return true;
  }

  private restart(): void {
    this.content = EMPTY;
    this.offset = this.lines = this.size = 0;
  }

  private takeUp(bytes: Buffer): void {
    const whole = bytes.lastIndexOf(LINE_FEED) + 1;
    const events = [...this.content.events];
    const problems = this.content.problems.filter(({ fault }) => fault.code !== 'torn');
    for (let start = 0; start < whole;) {
      const end = endOfBlock(bytes, start);
      for (const line of bytes.toString('utf8', start, end).split('\n')) {
        this.lines += 1;
        if (line.trim() === '') continue;
        const decoded = decode(line);
        if ('event' in decoded) events.push(sharing(events.at(-1), decoded.event));
        else problems.push({ line: this.lines, fault: decoded.fault });
      }
      start = end + 1;
    }
    if (whole < bytes.length) problems.push({ line: this.lines + 1, fault: { code: 'torn' } });
    this.offset += whole;
    this.size = this.offset + bytes.length - whole;
    this.content = { events, problems };
  }
}

/** Where the last line feed of a block of whole lines is. */
function endOfBlock(bytes: Buffer, start: number): number {
  const end = bytes.lastIndexOf(LINE_FEED, start + BLOCK);
  return end >= start ? end : bytes.indexOf(LINE_FEED, start);
}

async function readFrom(path: string, offset: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const bytes = Buffer.allocUnsafe(Math.max(0, size - offset));
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, offset + length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
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
