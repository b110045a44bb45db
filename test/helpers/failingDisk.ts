import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

type Operation = 'sync' | 'truncate';

/** A disk on which operations on open files can be made to fail, as only a broken or a full one does. */
export interface FailingDisk {
  /** The operation fails with this code, every time from now on. */
  fail(operation: Operation, code: string): void;
  /** Appends write this many bytes and then fail for want of space. */
  fillUpAfter(bytes: number): void;
  mend(): void;
}

/** Takes hold of the operations that all file handles share; `mend` gives them back. `folder` is for a file to open. */
export async function failingDisk(folder: string): Promise<FailingDisk> {
  const file = await open(join(folder, 'any'), 'w');
  const prototype = Object.getPrototypeOf(file) as FileHandle;
  await file.close();
  const originals = Object.getOwnPropertyDescriptors(prototype);
  const failure = (code: string) => Object.assign(new Error(`${code}: simulated`), { code });
  return {
    fail(operation, code) {
      prototype[operation] = () => Promise.reject(failure(code));
    },
    fillUpAfter(bytes) {
      const write = originals.write.value as (data: Uint8Array) => Promise<unknown>;
      Reflect.set(prototype, 'write', async function (this: FileHandle, data: Uint8Array) {
        await write.call(this, data.subarray(0, bytes));
        throw failure('ENOSPC');
      });
    },
    mend() {
      Object.defineProperties(prototype, originals);
    },
  };
}
