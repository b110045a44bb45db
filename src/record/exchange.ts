import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RecordError, systemCode, writeError } from './errors';
import { ExchangeError, isFileName, sameName, type RecordFile } from './exportFormat';
import { newWriterId } from './ids';
import { readRegular } from './regularFile';
import { syncFolder } from './writerFile';

/** What became of the files of an export. */
export interface Merged {
  /** Files that were not here. */
  readonly added: number;
  /** Files of which more is known now. */
  readonly grown: number;
  /** Files of which as much was here already. */
  readonly known: number;
}

/** What an export holds, and what it had to leave out. */
export interface ExportFiles {
  readonly files: readonly RecordFile[];
  /** Names of what is no regular file, is too large, cannot be read, or has a name that could not be imported. */
  readonly leftOut: readonly string[];
}

/** All files of an incident's record, byte for byte, by name. Throws RecordError. */
export async function readFiles(folder: string): Promise<ExportFiles> {
  let names: readonly string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
  } catch (error) {
    throw new RecordError('cannotRead', folder, error);
  }
  const [files, leftOut, seen]: [RecordFile[], string[], Set<string>] = [[], [], new Set()];
  for (const name of names) {
    const bytes =
      isFileName(name) && !seen.has(sameName(name))
        ? await readRegular(join(folder, name)).catch(() => undefined)
        : undefined;
    if (bytes === undefined) leftOut.push(name);
    else {
      seen.add(sameName(name));
      files.push({ name, bytes });
    }
  }
  return { files, leftOut };
}

/**
 * Merges files into an incident's folder: those that are not there are added, and of those that are the longer one counts.
 * Each comes under its name whole and flushed, or not at all. Throws ExchangeError where one differs from what is there, and
 * RecordError where the folder cannot be read or written; all is checked before anything is written.
 * @param inUse the files that this process writes to: they are left alone
 */
export async function mergeFiles(
  folder: string,
  files: readonly RecordFile[],
  inUse: ReadonlySet<string>,
): Promise<Merged> {
  const here = await namesIn(folder);
  const [added, grown]: [RecordFile[], Growing[]] = [[], []];
  for (const file of files) {
    const known = here?.get(file.name) ?? here?.get(sameName(file.name));
    const before = known === undefined ? undefined : await contentOf(join(folder, known));
    if (before === undefined) added.push(file);
    else if (known !== file.name || !startAlike(before, file.bytes)) {
      throw new ExchangeError({ code: 'differs', file: file.name });
    } else if (file.bytes.length > before.length) {
      if (inUse.has(file.name)) throw new ExchangeError({ code: 'inUse', file: file.name });
      grown.push({ ...file, from: before.length });
    }
  }
  try {
    if (here === undefined) await writeFolder(folder, added);
    else if (added.length + grown.length > 0) await writeInto(folder, added, grown);
  } catch (error) {
    throw error instanceof ExchangeError ? error : writeError(folder, error);
  }
  return { added: added.length, grown: grown.length, known: files.length - added.length - grown.length };
}

/** A file that gets longer, from this length on. Bytes. */
type Growing = RecordFile & { readonly from: number };

/** The names of what is in the folder, by what file systems take for the same; undefined where there is no such folder. */
async function namesIn(folder: string): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    const names = await readdir(folder);
    return new Map([
      ...names.map((name) => [sameName(name), name] as const),
      ...names.map((name) => [name, name] as const),
    ]);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw new RecordError('cannotRead', folder, error);
  }
}

/** All of a regular file; what a link leads to is not the record's. Throws RecordError. */
export async function contentOf(path: string): Promise<Buffer> {
  try {
    // What a link leads to is not ours to replace.
    return await readRegular(path);
  } catch (error) {
    throw new RecordError('cannotRead', path, error);
  }
}

function startAlike(a: Buffer, b: Buffer): boolean {
  const length = Math.min(a.length, b.length);
  return a.subarray(0, length).equals(b.subarray(0, length));
}

/** Makes the folder with its files beside its place, and moves it there. */
async function writeFolder(folder: string, files: readonly RecordFile[]): Promise<void> {
  const record = dirname(folder);
  await mkdir(record, { recursive: true });
  const temporary = join(record, temporaryName(basename(folder)));
  try {
    await mkdir(temporary);
    for (const { name, bytes } of files) await writeFlushed(join(temporary, name), bytes);
    await syncFolder(temporary);
    await rename(temporary, folder);
    await syncFolder(record);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Makes every file beside its place, and moves them there once all are on the disk. */
async function writeInto(folder: string, added: readonly RecordFile[], grown: readonly Growing[]): Promise<void> {
  const temporaries: string[] = [];
  try {
    const moves: (() => Promise<void>)[] = [];
    for (const { name, bytes, from } of [...added.map((file) => ({ ...file, from: undefined })), ...grown]) {
      const temporary = join(folder, temporaryName(name));
      temporaries.push(temporary);
      await writeFlushed(temporary, bytes);
      moves.push(async () => {
        // Somebody else may have begun to write to it since it was compared.
        if ((await sizeOf(join(folder, name))) !== from) throw new ExchangeError({ code: 'inUse', file: name });
        await rename(temporary, join(folder, name));
      });
    }
    for (const move of moves) await move();
    await syncFolder(folder);
  } finally {
    for (const temporary of temporaries) await rm(temporary, { force: true });
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await lstat(path)).size;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeFlushed(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** No reader takes what begins with a dot, and does not end in `.jsonl`, for a part of the record. */
function temporaryName(name: string): string {
  return `.${name}.${newWriterId()}`;
}
