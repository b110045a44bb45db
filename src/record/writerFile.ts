import { fstatSync } from 'node:fs';
import { mkdir, open, unlink, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RecordError, writeError } from './errors';

const LINE_FEED = 0x0a;

/**
 * One writing session's file of one incident: only ever appended to, by this process alone.
 * Appends must not overlap; their caller queues them.
 */
export class WriterFile {
  private constructor(
    private readonly handle: FileHandle,
    private readonly path: string,
    private length: number,
  ) {}

  /** How many bytes are confirmed. */
  get size(): number {
    return this.length;
  }

  /** Whether somebody else wrote to the file or cut it: what follows there might not be a line of its own. */
  isTouched(): boolean {
    return fstatSync(this.handle.fd).size !== this.length;
  }

  /** Creates the file (it must not exist) and makes its name durable. Throws RecordError. */
  static async create(path: string): Promise<WriterFile> {
    let handle: FileHandle | undefined;
    try {
      const created = await mkdir(dirname(path), { recursive: true });
      handle = await open(path, 'ax');
      // Every folder that got a new entry, up to the one that `created` was put in.
      for (const folder of upTo(dirname(created ?? path), dirname(path))) await syncFolder(folder);
      return new WriterFile(handle, path, 0);
    } catch (error) {
      await handle?.close().catch(() => undefined);
      throw writeError(path, error);
    }
  }

  /**
   * Appends the lines and flushes them to the disk. Once this returns true, they survive a crash; false says that the
   * file has no name any more (somebody deleted it), so that they will be gone once it is closed. If it throws
   * (RecordError), none of them counts, unless it is `maybeRecorded`: the file is cut back to where it was, and where even
   * that fails, what was written of it may be read later. The file must not be used again.
   */
  async append(lines: string): Promise<boolean> {
    const bytes = Buffer.from(lines, 'utf8');
    let done = 0;
    try {
      while (done < bytes.length) done += (await this.handle.write(bytes, done)).bytesWritten;
      await this.handle.sync();
      this.length += bytes.length;
      // Of a file just flushed the system knows this without waiting; a trip to the thread pool costs a tenth of a flush.
      return fstatSync(this.handle.fd).nlink > 0;
    } catch (error) {
      // A line that was never confirmed must not turn up later.
      const isCut = await this.handle.truncate(this.length).then(
        () => true,
        () => false,
      );
      // A line without its end is skipped by every reader.
      if (!isCut && done > 0 && bytes.lastIndexOf(LINE_FEED, done - 1) >= 0) {
        throw new RecordError('maybeRecorded', this.path, error);
      }
      throw writeError(this.path, error);
    }
  }

  /** Closes the file. Never rejects: all that counts has been flushed. */
  async close(): Promise<void> {
    await this.handle.close().catch(() => undefined);
  }

  /** Closes the file after a failure, and removes it if it holds nothing that counts. Never rejects. */
  async discard(): Promise<void> {
    await this.close();
    if (this.length === 0) await unlink(this.path).catch(() => undefined);
  }
}

/** The folder and those above it, up to the last. */
function upTo(last: string, folder: string): string[] {
  const above = dirname(folder);
  return folder === last || folder === above ? [folder] : [folder, ...upTo(last, above)];
}

/** Flushes a folder, so that a file just created in it is found after a power cut. Windows has no such call. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
