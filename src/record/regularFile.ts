import { constants, type Stats } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';

/** Of a longer file only the beginning is read, and only that is exported. Bytes. */
export const MAX_FILE = 200 * 1024 * 1024;
/** Longer lines are no events. Bytes, without the line feed. */
export const MAX_LINE = 4 * 1024 * 1024;
/** How long one call on a file may take: a drive that hangs must not hold up the others. Milliseconds. */
const PATIENCE = 5000;
/** No link is followed, and no pipe is waited for. Windows has neither flag (undefined counts as 0 here). */
const READ = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What stands there is no regular file: a folder, a link, a pipe, a device. */
export class NotAFile extends Error {
  override readonly name = 'NotAFile';
}

/** The facts of a regular file. Throws NotAFile, or the system's error. */
export async function statRegular(path: string): Promise<Stats> {
  const found = await inTime(lstat(path));
  if (!found.isFile()) throw new NotAFile(path);
  return found;
}

/** Opens a regular file for `work` and closes it. Throws NotAFile, or the system's error. */
export async function withRegularFile<T>(path: string, work: (read: ReadAt, size: number) => Promise<T>): Promise<T> {
  await statRegular(path);
  const opening = open(path, READ);
  const file = await inTime(opening, () => void opening.then((late) => late.close()).catch(() => undefined));
  try {
    // Another may have taken its place since.
    const found = await inTime(file.stat());
    if (!found.isFile()) throw new NotAFile(path);
    return await work((buffer, position) => readAt(file, buffer, position), found.size);
  } finally {
    await inTime(file.close()).catch(() => undefined);
  }
}

/** Fills the buffer from there on; returns how much there was. */
export type ReadAt = (buffer: Buffer, position: number) => Promise<number>;

async function readAt(file: FileHandle, buffer: Buffer, position: number): Promise<number> {
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await inTime(file.read(buffer, length, buffer.length - length, position + length));
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

/** The bytes of a regular file that is not longer than a record's file may be. Throws NotAFile, or another error. */
export function readRegular(path: string): Promise<Buffer> {
  return withRegularFile(path, async (read, size) => {
    if (size > MAX_FILE) throw new RangeError(`${path}: ${size} bytes are too many`);
    const bytes = Buffer.allocUnsafe(size);
    return bytes.subarray(0, await read(bytes, 0));
  });
}

function inTime<T>(work: Promise<T>, onLate: () => void = () => undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      onLate();
      reject(Object.assign(new Error(`no answer within ${PATIENCE} ms`), { code: 'ETIMEDOUT' }));
    }, PATIENCE);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
