import { createHash } from 'node:crypto';
import { readdir, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { isRunning } from '../processes';
import { readSmallFile } from './places';

// The name of a temporary worktree says which process made it, and on which machine: so what a crash left behind is told from what is in
// use, and a container that shares the repository or the temporary folder is left alone.

const PREFIX = 'incident-check-';
const OURS = /^incident-check-(\d{1,10})-(?:([0-9a-f]{8})-)?/;
/** A window that has the worktree open says so in the folder that git keeps for it. */
const CLAIM = /^incident-window-(\d{1,10})-([0-9a-f]{8})$/;
/** Where nobody here can tell whether the process is still there, nobody waits for it any longer than this. Milliseconds. */
const FORGOTTEN = 7 * 24 * 3_600_000;

let mark: Promise<string> | undefined;

/** Of a machine or a container: the number of a process means something there alone. */
function machineMark(): Promise<string> {
  return (mark ??= readlink('/proc/self/ns/pid')
    .catch(() => '') // no Linux
    .then((space) => createHash('sha256').update(`${hostname()}\0${space}`).digest('hex').slice(0, 8)));
}

/** How the name of a new worktree of this process begins. */
export async function newFolderPrefix(): Promise<string> {
  return `${PREFIX}${process.pid}-${await machineMark()}-`;
}

export function isOurs(folder: string): boolean {
  return OURS.test(basename(folder));
}

/** Whether nobody uses a worktree of ours any more: neither who made it nor a window that has it open. */
export async function isLeftBehind(folder: string): Promise<boolean> {
  const [, maker = '', machine] = OURS.exec(basename(folder)) ?? [];
  if (machine !== (await machineMark())) {
    const made = await stat(folder).catch(() => undefined);
    return made !== undefined && Date.now() - made.mtimeMs > FORGOTTEN;
  }
  if (isRunning(Number(maker))) return false;
  const place = await gitFolderOf(folder);
  const claims = place === undefined ? [] : await readdir(place).catch(() => []);
  for (const name of claims) {
    const [, pid, of] = CLAIM.exec(name) ?? [];
    if (pid !== undefined && (of !== machine || isRunning(Number(pid)))) return false;
  }
  return true;
}

/** Whether a repository lists worktrees of ours that nobody uses. Starts no git. */
export async function hasLeftBehind(root: string): Promise<boolean> {
  const own = await gitFolderOf(root);
  const shared = own === undefined ? undefined : await readSmallFile(join(own, 'commondir'));
  const common = own !== undefined && shared !== undefined ? resolve(own, shared.trim()) : (own ?? join(root, '.git'));
  const listed = join(common, 'worktrees');
  for (const name of await readdir(listed).catch(() => [])) {
    if (!OURS.test(name)) continue;
    const file = (await readSmallFile(join(listed, name, 'gitdir')))?.trim();
    if (file !== undefined && isOurs(dirname(file)) && (await isLeftBehind(dirname(file)))) return true;
  }
  return false;
}

/** Says that a window of this process has a worktree of ours open: it is not removed then. Gives what takes that back. Never rejects. */
export async function claimWorktree(folder: string): Promise<() => Promise<void>> {
  const place = isOurs(folder) ? await gitFolderOf(folder) : undefined;
  if (place === undefined) return () => Promise.resolve();
  const claim = join(place, `incident-window-${process.pid}-${await machineMark()}`);
  await writeFile(claim, '').catch(() => undefined);
  return () => rm(claim, { force: true }).catch(() => undefined);
}

/** Where git keeps what it knows of a worktree; undefined for a repository's first one. */
async function gitFolderOf(worktree: string): Promise<string | undefined> {
  const [, place] = /^gitdir: (.+)/.exec((await readSmallFile(join(worktree, '.git'))) ?? '') ?? [];
  return place === undefined ? undefined : resolve(worktree, place.trim());
}
