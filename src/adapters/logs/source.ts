import { closeSync, constants, createReadStream, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs';
import { accessSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { compressionOf } from '../../logs/rotation';
import { endProcess, startProcess } from '../processes';
import { LogFailure } from './problems';

/** The bytes of a log from its beginning on, unpacked and as UTF-8. */
export interface LogSource {
  /** Fills the buffer from there on; 0 at the end. */
  readonly read: (into: Buffer, from: number) => number | Promise<number>;
  /** How many bytes of the file itself were read. */
  readonly progress: () => number;
  /** What the file is called on its disk: a file that is moved stays the same. */
  readonly identity: string;
  readonly size: number;
  /** Whether places in it are places in the file, so that it can be read from any of them. */
  readonly seekable: boolean;
  /** Fills the buffer from any place of the file, where that is possible. */
  readonly readAt?: (into: Buffer, position: number) => number;
  /** Goes on with reading from there, where that is possible. */
  readonly skipTo?: (position: number) => void;
  readonly close: () => void;
}

/** No link is followed, and no pipe is waited for. Windows has neither flag (undefined counts as 0 here). */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** A program that unpacks and prints nothing for so long is ended. */
const PATIENCE = 60_000;
const UNPACKED_PIECE = 512 * 1024;
const PROGRAMS = { bz2: 'bzip2', xz: 'xz', zst: 'zstd' } as const;

/** What a regular file is called on its disk. Throws LogFailure, or the system's error. */
export function identityOf(path: string): { readonly identity: string; readonly stats: Stats } {
  const stats = lstatSync(path);
  if (!stats.isFile()) throw new LogFailure({ file: path, reason: 'notAFile' });
  return { identity: `${stats.dev}:${stats.ino}`, stats };
}

/** Opens a regular file, unpacked by its name, from that byte on. Throws LogFailure, or the system's error. */
export function openLog(path: string, position = 0): LogSource {
  identityOf(path);
  const fd = openSync(path, READ);
  try {
    const stats = fstatSync(fd);
    // Another may have taken its place since.
    if (!stats.isFile()) throw new LogFailure({ file: path, reason: 'notAFile' });
    const file = { path, fd, size: stats.size, identity: `${stats.dev}:${stats.ino}` };
    const compression = compressionOf(path);
    if (compression === undefined) return plainSource(file, position);
    return compression === 'gz' ? gunzipped(file) : unpacked(file, PROGRAMS[compression]);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

interface OpenFile {
  readonly path: string;
  readonly fd: number;
  readonly size: number;
  readonly identity: string;
}

function plainSource({ fd, size, identity }: OpenFile, start: number): LogSource {
  const encoding = utf16Of(fd);
  let at = start;
  const read = (into: Buffer, from: number) => {
    // What is written meanwhile is not waited for: a log may grow faster than it is read.
    const length = Math.min(into.length - from, size - at);
    if (length <= 0) return 0;
    const count = readSync(fd, into, from, length, at);
    at += count;
    return count;
  };
  const source = { progress: () => Math.min(at, size), identity, size, close: () => closeSync(fd) };
  if (encoding === undefined) {
    const readAt = (into: Buffer, position: number) => readSync(fd, into, 0, into.length, position);
    return { ...source, read, seekable: true, readAt, skipTo: (position) => void (at = position) };
  }
  at = 2;
  const decoder = new TextDecoder(encoding);
  const raw = Buffer.alloc(UNPACKED_PIECE);
  return {
    ...source,
    seekable: false,
    read: (into, from) => {
      // A character of two bytes may take three in UTF-8.
      const length = read(raw.subarray(0, Math.floor((into.length - from) / 2 / 2) * 2), 0);
      return length === 0 ? 0 : into.write(decoder.decode(raw.subarray(0, length), { stream: true }), from, 'utf8');
    },
  };
}

function utf16Of(fd: number): 'utf-16le' | 'utf-16be' | undefined {
  const mark = Buffer.alloc(2);
  if (readSync(fd, mark, 0, 2, 0) < 2) return undefined;
  if (mark[0] === 0xff && mark[1] === 0xfe) return 'utf-16le';
  return mark[0] === 0xfe && mark[1] === 0xff ? 'utf-16be' : undefined;
}

function gunzipped(file: OpenFile): LogSource {
  const packed = createReadStream('', {
    fd: file.fd,
    autoClose: true,
    end: Math.max(0, file.size - 1),
    highWaterMark: UNPACKED_PIECE,
  });
  const unpack = createGunzip({ chunkSize: UNPACKED_PIECE });
  packed.on('error', (error) => unpack.destroy(error));
  packed.pipe(unpack);
  return {
    ...streamed(unpack, file),
    progress: () => packed.bytesRead,
    close: () => {
      packed.destroy();
      unpack.destroy();
    },
  };
}

function unpacked(file: OpenFile, name: string): LogSource {
  const program = programOnPath(name);
  if (program === undefined) throw new LogFailure({ file: file.path, reason: 'noProgram', detail: name });
  // It reads the file that was opened and checked, whatever has its name by now.
  const child = startProcess(program, ['-d', '-c'], { stdio: [file.fd, 'pipe', 'ignore'] });
  const output = child.stdout;
  if (output === null) throw new LogFailure({ file: file.path, reason: 'unreadable' });
  let timer: NodeJS.Timeout | undefined;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => output.destroy(new Error('no answer')), PATIENCE);
  };
  wait();
  child.once('error', (error) => output.destroy(error));
  // What it printed may end before it says that it failed.
  const whole = new Promise<boolean>((resolve) => {
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
    child.once('error', () => resolve(false));
  });
  let read = 0;
  const source = streamed(output, file, {
    isWhole: () => whole,
    onRead: (length) => {
      read += length;
      wait();
    },
  });
  return {
    ...source,
    progress: () => Math.min(read, file.size),
    close: () => {
      clearTimeout(timer);
      endProcess(child);
      closeSync(file.fd);
    },
  };
}

/** The bytes of a stream, as they are asked for. */
function streamed(
  stream: Readable,
  { path, identity, size }: OpenFile,
  { isWhole, onRead }: { readonly isWhole?: () => Promise<boolean>; readonly onRead?: (length: number) => void } = {},
) {
  let rest: Buffer | undefined;
  stream.on('error', () => undefined);
  const failure = () => new LogFailure({ file: path, reason: 'damaged' });
  const next = (): Buffer | null => stream.read() as Buffer | null;
  return {
    identity,
    size,
    seekable: false,
    read: async (into: Buffer, from: number): Promise<number> => {
      for (rest ??= next() ?? undefined; rest === undefined; rest = next() ?? undefined) {
        if (stream.errored !== null) throw failure();
        if (stream.readableEnded || stream.destroyed) {
          if (isWhole !== undefined && !(await isWhole())) throw failure();
          return 0;
        }
        await moreOf(stream);
      }
      const length = rest.copy(into, from);
      rest = length < rest.length ? rest.subarray(length) : undefined;
      onRead?.(length);
      return length;
    },
  };
}

/** Something to read, the end, or an error. */
function moreOf(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    const events = ['readable', 'end', 'error', 'close'];
    const done = () => {
      for (const event of events) stream.off(event, done);
      resolve();
    };
    for (const event of events) stream.on(event, done);
  });
}

/** The absolute path of a program on PATH; nothing of the current folder is ever run. */
export function programOnPath(name: string): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(isAbsolute)) {
    const file = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not there.
    }
  }
  return undefined;
}
