import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** git holds a lock for the moment of an update. One that stays as it is for so long was left by a killed git. Milliseconds. */
const LEFT_AFTER = 2_000;
const LOOK_EVERY = 100;
/** Parts of packs that a killed git left. A fetch that still runs writes to its own. Milliseconds. */
const PART_LEFT_AFTER = 24 * 3_600_000;

/**
 * Removes the locks in a repository of our own that were left by a git that was killed, and waits for those that are in use: a
 * git may outlive the window that started it. True where there were any, so that what they kept from working is worth another
 * try. By what changes, not by the clock: that of a file server may be another one. Never rejects.
 */
export async function clearLocks(directory: string): Promise<boolean> {
  const before = await locksIn(directory);
  if (before.size === 0) return false;
  const until = performance.now() + LEFT_AFTER;
  while (performance.now() < until) {
    await pause(LOOK_EVERY);
    const now = await locksIn(directory);
    for (const [path, state] of before) if (now.get(path) !== state) before.delete(path);
    if (before.size === 0) return true;
  }
  for (const path of before.keys()) await rm(path, { force: true }).catch(() => undefined);
  return true;
}

/** Removes parts of packs that nobody writes to any more. Never rejects. */
export async function clearParts(directory: string): Promise<void> {
  const packs = join(directory, 'objects', 'pack');
  for (const name of await readdir(packs).catch(() => [])) {
    if (!name.startsWith('tmp_')) continue;
    const path = join(packs, name);
    const changed = (await stat(path).catch(() => undefined))?.mtimeMs ?? Infinity;
    if (Date.now() - changed > PART_LEFT_AFTER) await rm(path, { force: true }).catch(() => undefined);
  }
}

/** The locks of refs and of the repository itself: which file each is, and since when. */
async function locksIn(directory: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const look = async (folder: string, isDeep: boolean): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && isDeep) await look(path, true);
      if (!entry.isFile() || !entry.name.endsWith('.lock')) continue;
      const about = await stat(path).catch(() => undefined);
      if (about !== undefined) found.set(path, `${about.ino} ${about.mtimeMs} ${about.size}`);
    }
  };
  await look(directory, false);
  await look(join(directory, 'refs'), true);
  await look(join(directory, 'objects', 'info'), true);
  return found;
}
