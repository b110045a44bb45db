// @ts-check
// The folder for what tests write, in memory where that can be. An entry of a record is on the disk before it counts, and tests record thousands: on
// a disk that is milliseconds of waiting for each.
import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './processes.mjs';

/** Where Linux has a disk in memory. */
const PLACE = '/dev/shm';
/** What statfs calls a disk in memory. */
const TMPFS = 0x01_02_19_94;
/** Tests write megabytes, and some files with holes of gigabytes. Containers often have less. Bytes. */
const ROOM = 1024 ** 3;

/**
 * Makes an empty folder for what tests write, so that those that run side by side do not see each other's: in memory where that
 * can be, else where temporary folders are.
 * @returns {{env: NodeJS.ProcessEnv, remove: () => void}} the variables that name the folder to the tests
 */
export function folderForTests() {
  const { dir, remove } = inMemory() ?? temporaryFolder('tests');
  return { env: { TMPDIR: dir, TEMP: dir, TMP: dir }, remove };
}

/**
 * Undefined where there is no such disk, where it is small, where programs may not run on it (tests make some), or where the
 * environment names another.
 */
function inMemory() {
  if (process.platform !== 'linux' || process.env['TMPDIR']) return undefined;
  /** @type {ReturnType<typeof temporaryFolder> | undefined} */
  let folder;
  try {
    const { type, bavail, bsize } = statfsSync(PLACE);
    if (type !== TMPFS || bavail * bsize < ROOM) return undefined;
    folder = temporaryFolder('tests', PLACE);
    const program = path.join(folder.dir, 'program');
    writeFileSync(program, '#!/bin/sh\n');
    chmodSync(program, 0o755);
    execFileSync(program);
    rmSync(program);
    return folder;
  } catch {
    folder?.remove();
    return undefined;
  }
}
