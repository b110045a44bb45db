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
    const lines = whole === 0 ? [] : bytes.toString('utf8', 0, whole - 1).split('\n');
    for (const line of lines) {
      this.lines += 1;
      if (line.trim() === '') continue;
      const decoded = decode(line);
      if ('event' in decoded) events.push(decoded.event);
      else problems.push({ line: this.lines, fault: decoded.fault });
    }
    if (whole < bytes.length) problems.push({ line: this.lines + 1, fault: { code: 'torn' } });
    this.offset += whole;
    this.size = this.offset + bytes.length - whole;
    this.content = { events, problems };
  }
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
