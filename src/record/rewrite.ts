import { lstat, readdir, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from './codec';
import { writeError } from './errors';
import { mergeFiles, readFiles } from './exchange';
import { ExchangeError, type RecordFile } from './exportFormat';
import { newWriterId } from './ids';
import { syncFolder } from './writerFile';

/** What is kept of an original: no reader takes it for a part of the record, no export and no sharing passes it on. */
const KEPT = '.unmasked';
/** How much of a writer's id stays, so that what was written at one moment keeps its order; the rest is new. */
const KEPT_OF_ID = 8;

/** Gives the data of an event with what is to be masked masked; undefined where there is nothing. */
export type MaskData = (data: object) => Promise<object | undefined>;

export interface Rewritten {
  /** How many events are masked now that were not. */
  readonly events: number;
  /** How many files were written anew. */
  readonly files: number;
}

interface Line {
  readonly text: string;
  /** The event, masked; undefined for what is none, which stays as it is. */
  readonly value: Readonly<Record<string, unknown>> | undefined;
}

interface Content {
  readonly name: string;
  readonly bytes: Buffer;
  readonly writer: string;
  readonly lines: readonly Line[];
}

/**
 * Writes the files of an incident that hold what is to be masked anew, each **under a new writer id**, and removes the originals: a
 * file under its old name would be taken for one that contradicts all copies of it. Files that refer to an event of these are
 * written anew, too. All new ones are on the disk before the first original goes: what a crash leaves is both, never neither.
 * Throws RecordError, and ExchangeError where somebody else is writing.
 * @param keeps whether the originals are kept beside the record, where only this machine has them
 */
export async function rewriteFiles(folder: string, mask: MaskData, keeps: boolean): Promise<Rewritten> {
  const { files } = await readFiles(folder);
  let events = 0;
  const dirty = new Set<string>();
  const contents: Content[] = [];
  for (const { name, bytes } of files) {
    const lines: Line[] = [];
    let writer = '';
    for (const text of bytes.toString('utf8').split('\n')) {
      const value = eventOf(text);
      const masked = value === undefined ? undefined : await mask(value.data as object);
      lines.push({ text, value: masked === undefined ? value : { ...value, data: masked } });
      if (typeof value?.writer === 'string') ({ writer } = value as { writer: string });
      if (masked === undefined) continue;
      events += 1;
      dirty.add(writer);
    }
    contents.push({ name, bytes, writer, lines });
  }
  const ids = newIds(dirty, contents);
  const replaced = contents.filter(({ writer }) => ids.has(writer));
  const added = replaced.map((content) => renamedFile(content, ids));
  const kept = keeps ? replaced.map(({ name, bytes }) => ({ name: name + KEPT, bytes })) : [];
  if (replaced.length === 0) return { events, files: 0 };
  await mergeFiles(folder, [...added, ...kept], new Set());
  try {
    for (const { name, bytes } of replaced) {
      if ((await lstat(join(folder, name))).size === bytes.length) continue;
      for (const file of [...added, ...kept]) await rm(join(folder, file.name), { force: true });
      throw new ExchangeError({ code: 'inUse', file: name });
    }
    for (const { name } of replaced) await remove(join(folder, name));
    await syncFolder(folder);
  } catch (error) {
    throw error instanceof ExchangeError ? error : writeError(folder, error);
  }
  return { events, files: replaced.length };
}

/** Removes the originals that were kept beside the record; gives how many there were. Throws RecordError. */
export async function removeOriginals(folder: string): Promise<number> {
  try {
    const names = await originalsIn(folder);
    for (const name of names) await remove(join(folder, name));
    if (names.length > 0) await syncFolder(folder);
    return names.length;
  } catch (error) {
    throw writeError(folder, error);
  }
}

/** The names of the originals that are kept beside the record. Throws the system's error. */
export async function originalsIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(`.jsonl${KEPT}`));
}

/** Empty before it goes: a window that still writes to it notices that, and does not write it anew. */
async function remove(path: string): Promise<void> {
  await truncate(path, 0);
  await rm(path);
}

function eventOf(text: string): Readonly<Record<string, unknown>> | undefined {
  return 'event' in decode(text) ? (JSON.parse(text) as Record<string, unknown>) : undefined;
}

/** The new id of every writer whose files are written anew: those that are named, and those who refer to one of them. */
function newIds(dirty: ReadonlySet<string>, contents: readonly Content[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const add = (writer: string): void => {
    if (writer === '' || ids.has(writer)) return;
    ids.set(writer, writer.slice(0, KEPT_OF_ID) + newWriterId().slice(KEPT_OF_ID));
    for (const other of contents) if (other.bytes.includes(`"${writer}-`)) add(other.writer);
  };
  for (const writer of dirty) add(writer);
  return ids;
}

/** The file with its writer, and all events that it names, as they are called now. */
function renamedFile({ name, writer, lines }: Content, ids: ReadonlyMap<string, string>): RecordFile {
  const rename = (inner: unknown): unknown => {
    if (typeof inner === 'string') {
      const end = inner.lastIndexOf('-');
      const id = end < 0 ? undefined : ids.get(inner.slice(0, end));
      return id === undefined || !/^\d+$/.test(inner.slice(end + 1)) ? inner : id + inner.slice(end);
    }
    if (Array.isArray(inner)) return inner.map(rename);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([key, each]) => [key, rename(each)]));
  };
  const texts = lines.map(({ text, value }) =>
    value === undefined
      ? text
      : JSON.stringify({ ...(rename(value) as object), writer: ids.get(String(value.writer)) ?? value.writer }),
  );
  return { name: (ids.get(writer) ?? '') + name.slice(writer.length), bytes: Buffer.from(texts.join('\n'), 'utf8') };
}
