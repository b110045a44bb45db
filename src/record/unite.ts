import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from './codec';
import { RecordError, systemCode, writeError } from './errors';
import { contentOf, mergeFiles } from './exchange';
import { isFileName, sameName, type RecordFile } from './exportFormat';
import { newWriterId } from './ids';
import { readRegular } from './regularFile';
import { syncFolder } from './writerFile';

/** Of a longer file only the beginning is shared: what hosts of git refuse would keep all else from being pushed. Bytes. */
export const MOST_SHARED = 50 * 1024 * 1024;
const LINE_FEED = 0x0a;
const EXTENSION = '.jsonl';

/** What is held of an incident after what others hold was taken up. */
export interface United {
  /** Everything to share, by name: whole lines only. */
  readonly files: readonly RecordFile[];
  /** Names of the files that were not taken up: they contradict what is held, or are no files of a record. */
  readonly refused: readonly string[];
  /** Whether anything was written. */
  readonly hasChanged: boolean;
}

/** The record folder of one incident, for as long as nothing else in this process touches it. */
export interface Held {
  readonly folder: string;
  readonly incident: string;
  /** Files that this process writes to. */
  readonly own: ReadonlySet<string>;
  /** Ends writing to one of them: others hold more of it than was written here. */
  readonly giveUp: (name: string) => Promise<void>;
}

/**
 * Takes up the files of others: a file that is not here is added, of one that is here what follows on it is appended. Where
 * neither is the beginning of the other (two programs wrote under one id, a damaged disk, a forgery), both are kept, under
 * names that follow from what they say, so that everybody who meets the two ends with the same. Nothing that is here is lost,
 * and writing the same twice, from two windows at once, changes nothing. Throws RecordError.
 */
export async function unite(held: Held, files: readonly RecordFile[]): Promise<United> {
  const before = await namesIn(held.folder);
  const usable = files
    .map(({ name, bytes }) => ({ name, bytes: sharedPart(bytes) }))
    .filter(({ name, bytes }) => isFileName(name) && isOfRecord(held.incident, bytes));
  const refused = files.filter(({ name }) => !usable.some((file) => file.name === name)).map(({ name }) => name);
  let hasChanged = false;
  try {
    if (before === undefined && usable.length > 0) {
      // All of a new incident comes at once, so that nobody sees it without its declaration.
      const { added } = await mergeFiles(held.folder, usable, new Set());
      hasChanged = added > 0;
    } else {
      for (const file of usable) {
        const taken = await takeUp(held, file);
        if (taken === 'refused') refused.push(file.name);
        hasChanged ||= taken === 'written';
      }
    }
  } catch (error) {
    throw error instanceof RecordError ? error : writeError(held.folder, error);
  }
  return { files: await sharedFiles(held), refused, hasChanged };
}

/** What of the incident's files is shared. Throws RecordError where the folder cannot be read. */
async function sharedFiles({ folder, incident }: Held): Promise<readonly RecordFile[]> {
  const names = (await namesIn(folder)) ?? [];
  const [files, seen]: [RecordFile[], Set<string>] = [[], new Set()];
  for (const name of names.toSorted()) {
    if (!isFileName(name) || seen.has(sameName(name))) continue;
    const bytes = await readRegular(join(folder, name)).catch(() => undefined);
    if (bytes === undefined) continue;
    const shared = sharedPart(bytes);
    if (!isOfRecord(incident, shared)) continue;
    seen.add(sameName(name));
    files.push({ name, bytes: shared });
  }
  return files;
}

/** The whole lines of a file, as far as they are shared. A line that is still being written does not count yet. */
export function sharedPart(bytes: Buffer): Buffer {
  const within = bytes.subarray(0, MOST_SHARED);
  return within.subarray(0, within.lastIndexOf(LINE_FEED) + 1);
}

/** Whether a file begins like one of the incident's record, of this format or a newer one. The rest is the readers' to judge. */
function isOfRecord(incident: string, bytes: Buffer): boolean {
  const end = bytes.indexOf(LINE_FEED);
  if (end < 0) return false;
  const decoded = decode(bytes.toString('utf8', 0, end));
  return 'event' in decoded ? decoded.event.incident === incident : decoded.fault.code === 'newerFormat';
}

type Taken = 'written' | 'known' | 'refused';

async function takeUp(held: Held, { name, bytes: theirs }: RecordFile): Promise<Taken> {
  const path = join(held.folder, name);
  const twin = ((await namesIn(held.folder)) ?? []).find((other) => sameName(other) === sameName(name));
  if (twin === undefined) {
    await writeAt(path, theirs, 0, true);
    await syncFolder(held.folder);
    return 'written';
  }
  if (twin !== name) return 'refused';
  const ours = await contentOf(path);
  const parting = firstDifference(ours, theirs);
  if (parting === theirs.length) return 'known';
  if (held.own.has(name)) await held.giveUp(name);
  if (parting === ours.length) {
    await writeAt(path, theirs.subarray(ours.length), ours.length, false);
    return 'written';
  }
  return partWays(held, name, { ours, theirs, parting });
}

interface Fork {
  readonly ours: Buffer;
  readonly theirs: Buffer;
  /** From here on they differ. */
  readonly parting: number;
}

async function partWays(held: Held, name: string, { ours, theirs, parting }: Fork): Promise<Taken> {
  const [ourLine, theirLine] = [lineAt(ours, parting), lineAt(theirs, parting)];
  if (!isEventOf(held.incident, name, theirLine)) return 'refused';
  const path = join(held.folder, name);
  if (!isEventOf(held.incident, name, ourLine)) {
    // Damage that was never confirmed as an entry: kept beside the record, under a name that no reader takes for a part of it.
    await replace(`${path}.damaged-${digest(ours)}`, ours);
    await replace(path, theirs);
    return 'written';
  }
  // Everybody comes to the same decision, whichever of the two they had first.
  const [our, their] = [digest(ourLine), digest(theirLine)];
  if (our < their) {
    const aside = await takeUp(held, { name: copyName(name, their), bytes: theirs });
    return aside === 'written' ? 'written' : 'known';
  }
  const aside = await takeUp(held, { name: copyName(name, our), bytes: sharedPart(ours) });
  if (aside === 'refused') return 'refused';
  await replace(path, theirs);
  return 'written';
}

/** The name of a copy, which readers take for one because it contains the writer's id. */
function copyName(name: string, part: string): string {
  return `${name.slice(0, -EXTENSION.length)}~${part}${EXTENSION}`;
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 12);
}

/** The line, without its end, in which this position is; empty where it has no end. */
function lineAt(bytes: Buffer, position: number): Buffer {
  const start = position === 0 ? 0 : bytes.lastIndexOf(LINE_FEED, position - 1) + 1;
  return bytes.subarray(start, Math.max(start, bytes.indexOf(LINE_FEED, position)));
}

function isEventOf(incident: string, name: string, line: Buffer): boolean {
  const decoded = decode(line.toString('utf8'));
  if (!('event' in decoded)) return decoded.fault.code === 'newerFormat';
  return decoded.event.incident === incident && name.startsWith(decoded.event.writer);
}

function firstDifference(a: Buffer, b: Buffer): number {
  const length = Math.min(a.length, b.length);
  let [low, high] = [0, length];
  // The longest beginning that both have.
  if (a.subarray(0, length).equals(b.subarray(0, length))) return length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (a.subarray(low, middle).equals(b.subarray(low, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The names of the files in the folder; undefined where there is none. */
async function namesIn(folder: string): Promise<readonly string[] | undefined> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(EXTENSION));
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw new RecordError('cannotRead', folder, error);
  }
}

/**
 * Writes at that position, not at whatever is the end by then: two windows that write the same write it once. No link is
 * followed.
 */
async function writeAt(path: string, bytes: Buffer, position: number, isNew: boolean): Promise<void> {
  const file = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW | (isNew ? constants.O_CREAT : 0));
  try {
    for (let done = 0; done < bytes.length;)
      done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Puts a file in its place, whole. */
async function replace(path: string, bytes: Buffer): Promise<void> {
  const temporary = `${path}.${newWriterId()}`;
  try {
    await writeAt(temporary, bytes, 0, true);
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
