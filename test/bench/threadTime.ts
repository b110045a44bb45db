import { openSync, readSync } from 'node:fs';

/**
 * Milliseconds for which this thread has run on a processor, where the system tells (Linux): while other programs take the
 * processors, the time that passes tells more of them than of this one. Elsewhere the time that passes.
 */
export const threadTime: () => number = reader() ?? (() => performance.now());

function reader(): (() => number) | undefined {
  const buffer = Buffer.alloc(64);
  try {
    const file = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
    // The first number: nanoseconds.
    return () => Number.parseInt(buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0)), 10) / 1e6;
  } catch {
    return undefined;
  }
}
