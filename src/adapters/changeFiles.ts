import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventsOutcome, SourceProblem } from '../app/changePorts';
import type { ChangeEvent } from '../changes/changeEvents';
import { readEventLines, type EventsRead } from '../changes/eventLines';
import { NotAFile, statRegular, withRegularFile } from '../record/regularFile';

/** Of a longer file the end is read: what is new comes last. Bytes. */
const MOST_READ = 16 * 1024 * 1024;
/** Of a folder, so many files are read, the last by name: names mostly begin with a day. */
const MOST_FILES = 100;
const ENDING = /\.(?:jsonl|ndjson|json)$/i;

interface Known extends EventsRead {
  /** The file as it was when it was read. */
  readonly state: string;
}

/** Files into which other programs write what they changed. What has not changed since is not read again. */
export class ChangeFiles {
  private readonly known = new Map<string, Known>();

  constructor(private readonly report: (error: unknown) => void) {}

  /** What is in these files and folders. Never rejects. */
  async read(paths: readonly string[]): Promise<readonly EventsOutcome[]> {
    const outcomes: EventsOutcome[] = [];
    const seen = new Set<string>();
    for (const path of new Set(paths)) outcomes.push(await this.readPath(path, seen));
    for (const path of this.known.keys()) if (!seen.has(path)) this.known.delete(path);
    return outcomes;
  }

  private async readPath(path: string, seen: Set<string>): Promise<EventsOutcome> {
    try {
      const found = await stat(path);
      const files = found.isDirectory() ? await filesIn(path) : [path];
      const events = new Map<string, ChangeEvent>();
      let unreadable = 0;
      for (const file of files) {
        seen.add(file);
        const read = await this.readFile(file);
        for (const event of read.events) events.set(event.id, event);
        unreadable += read.unreadable;
      }
      return { path, events: [...events.values()], unreadable };
    } catch (error) {
      const problem = problemOf(error);
      if (problem === 'failed') this.report(error);
      return { path, problem };
    }
  }

  private async readFile(file: string): Promise<EventsRead> {
    const { size, mtimeMs, ino } = await statRegular(file);
    const state = `${ino}/${size}/${mtimeMs}`;
    const before = this.known.get(file);
    if (before?.state === state) return before;
    const read = readEventLines(await endOf(file));
    this.known.set(file, { ...read, state });
    return read;
  }
}

/** The files of a folder, and none of the folders in it. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && ENDING.test(entry.name)).map(({ name }) => name);
  return names
    .sort()
    .slice(-MOST_FILES)
    .map((name) => join(folder, name));
}

/** A file, or its end from the first whole line on. */
function endOf(file: string): Promise<string> {
  return withRegularFile(file, async (read, size) => {
    const start = Math.max(0, size - MOST_READ);
    const bytes = Buffer.allocUnsafe(size - start);
    const text = bytes.toString('utf8', 0, await read(bytes, start));
    return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
  });
}

function problemOf(error: unknown): SourceProblem {
  if (error instanceof NotAFile) return 'notAFile';
  const { code } = error as { code?: unknown };
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'noSuchFile';
  return code === 'ETIMEDOUT' ? 'tooSlow' : 'failed';
}
