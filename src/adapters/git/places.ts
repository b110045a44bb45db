import { constants } from 'node:fs';
import { lstat, open, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Millis } from '../../changes/change';
import { askGit, type GitRepository, isObjectId } from './run';

/** Files of git that are read here are small; of a larger one the beginning will do. Bytes. */
const MOST_BYTES = 4 * 1024 * 1024;
/** A repository with more worktrees is looked at in these alone. */
const MOST_WORKTREES = 50;

/** Where git keeps what it knows of a clone beside its objects. */
export interface ClonePlaces {
  readonly isBare: boolean;
  /** The git directory that all worktrees share. */
  readonly common: string;
  /** The commits whose parents a shallow clone left out. */
  readonly boundaries: ReadonlySet<string>;
}

/** How deep a clone is, and where its worktrees keep what they share. Throws GitFailed. */
export async function readClone(repository: GitRepository): Promise<ClonePlaces> {
  const args = ['rev-parse', '--is-bare-repository', '--git-common-dir', '--git-path', 'shallow'];
  const [bare, common = '', shallow = ''] = (await askGit(repository, { args })).split('\n').map((path) => path.trim());
  const placed = (path: string) => (isAbsolute(path) ? path : join(repository.directory, path));
  const cut = await readSmallFile(placed(shallow)); // no such file: not shallow
  return {
    isBare: bare === 'true',
    common: placed(common),
    boundaries: new Set((cut ?? '').split('\n').filter(isObjectId)),
  };
}

/**
 * When a clone last heard of a branch of a remote: from a fetch in any of its worktrees, or when it was cloned. Undefined if
 * it never did. Throws GitFailed.
 * @param branch full name of the branch; of one that is no remote's, any fetch counts
 */
export async function readFetchTime(
  repository: GitRepository,
  { common, isBare }: ClonePlaces,
  branch: string,
): Promise<Millis | undefined> {
  const [, remote = '', name = ''] = /^refs\/remotes\/([^/]+)\/(.+)$/.exec(branch) ?? [];
  if (remote === '') {
    const fetched = await lastFetch(common);
    if (fetched !== undefined || !isBare) return fetched;
    // A bare clone has the remote's branches as its own, and keeps no logs.
    return (await addressOf(repository, 'origin')) === undefined ? undefined : bornAt(join(common, 'objects'));
  }
  const [url, logged] = await Promise.all([
    addressOf(repository, remote),
    lastLogged(repository, [branch, `refs/remotes/${remote}/HEAD`]),
  ]);
  const fetched = url === undefined ? undefined : await lastFetch(common, { url, name });
  const times = [fetched, logged].filter((at) => at !== undefined);
  // A clone that keeps no logs has its branches from when it was made.
  return times.length > 0 ? Math.max(...times) : bornAt(join(common, 'objects'));
}

/** The newest FETCH_HEAD of all worktrees, or of those that brought a branch of a remote. */
async function lastFetch(
  common: string,
  brought?: { readonly url: string; readonly name: string },
): Promise<Millis | undefined> {
  const worktrees = await readdir(join(common, 'worktrees')).catch(() => []);
  const folders = [common, ...worktrees.slice(0, MOST_WORKTREES).map((name) => join(common, 'worktrees', name))];
  const times = await Promise.all(
    folders.map(async (folder) => {
      const file = join(folder, 'FETCH_HEAD');
      const written = await stat(file).catch(() => undefined); // never fetched there
      if (written === undefined || brought === undefined) return written?.mtimeMs;
      return namesBranch((await readSmallFile(file)) ?? '', brought) ? written.mtimeMs : undefined;
    }),
  );
  const known = times.filter((at) => at !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

/** Each line of FETCH_HEAD ends in what was fetched: `branch 'main' of github.com:o/r`. */
function namesBranch(fetchHead: string, { url, name }: { readonly url: string; readonly name: string }): boolean {
  return fetchHead.split('\n').some((line) => {
    const start = line.indexOf(`branch '${name}' of `);
    return start >= 0 && plainAddress(line.slice(start + `branch '${name}' of `.length)) === plainAddress(url);
  });
}

/** An address as FETCH_HEAD has it: without the person's name, and the ending that says nothing. */
function plainAddress(url: string): string {
  const nameless = url
    .trim()
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1')
    .replace(/^[^/@:]*@(?=[^/]*:)/, '');
  return nameless
    .replace(/(?<!\/)\/+$/, '')
    .replace(/\.git$/, '')
    .replace(/(?<!\/)\/+$/, '');
}

async function addressOf(repository: GitRepository, remote: string): Promise<string | undefined> {
  try {
    const args = ['remote', 'get-url', '--', remote];
    return (await askGit(repository, { args })).split('\n')[0]?.trim();
  } catch {
    return undefined; // its branches are here, but not the remote any more
  }
}

/** The addresses from which a repository is fetched, as git would use them; none where it has no remote. */
export async function remoteAddresses(repository: GitRepository): Promise<readonly string[]> {
  try {
    const lines = (await askGit(repository, { args: ['remote', '-v'] })).split('\n');
    return lines.flatMap((line) => /^[^\t]*\t(.*) \(fetch\)/.exec(line)?.[1] ?? []);
  } catch {
    return [];
  }
}

/** When a branch was last moved by a fetch, or came with the clone, as the logs of the refs have it. */
async function lastLogged(repository: GitRepository, refs: readonly string[]): Promise<Millis | undefined> {
  const times = await Promise.all(
    refs.map(async (ref) => {
      try {
        const args = ['log', '--walk-reflogs', '-s', '--no-show-signature', '--no-notes', '--no-decorate'];
        args.push('--date=unix', '--max-count=50', '--format=tformat:%gd %gs', ref, '--');
        const lines = (await askGit(repository, { args })).split('\n');
        const line = lines.find((entry) => /\} (?:fetch|pull|clone)\b/.test(entry));
        const seconds = /@\{(\d+)\} /.exec(line ?? '')?.[1];
        return seconds === undefined ? undefined : Number(seconds) * 1000;
      } catch {
        return undefined; // the ref is not there, or has no log
      }
    }),
  );
  const known = times.filter((at) => at !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}

async function bornAt(path: string): Promise<Millis | undefined> {
  const { birthtimeMs, mtimeMs } = await stat(path).catch(() => ({ birthtimeMs: 0, mtimeMs: 0 }));
  return (birthtimeMs === 0 ? mtimeMs : birthtimeMs) || undefined;
}

/** Whether the clone left file contents with its remote (`git clone --filter`). Throws GitFailed. */
export async function isPartialClone(repository: GitRepository): Promise<boolean> {
  const args = ['config', '--get-regexp', '^(extensions\\.partialclone|remote\\..*\\.promisor)$'];
  try {
    return (await askGit(repository, { args })).trim() !== '';
  } catch {
    return false; // git ends with code 1 where nothing matches
  }
}

/**
 * What tells one repository from another, whatever folder of it is named and by which way: the real path of the git directory
 * that its worktrees share; of the folder itself where there is none. Never rejects.
 */
export async function repositoryIdentity(folder: string): Promise<string> {
  const real = await realpath(folder).catch(() => resolve(folder));
  for (let at = real; ; at = dirname(at)) {
    const found = await gitDirectoryOf(at);
    if (found !== undefined) return found;
    if (dirname(at) === at) return real;
  }
}

async function gitDirectoryOf(folder: string): Promise<string | undefined> {
  const dotGit = join(folder, '.git');
  const kind = await lstat(dotGit).catch(() => undefined);
  if (kind?.isFile() === true) {
    const own = /^gitdir: (.+)$/m.exec((await readSmallFile(dotGit)) ?? '')?.[1]?.trim();
    if (own === undefined) return undefined;
    const directory = resolve(folder, own);
    const common = (await readSmallFile(join(directory, 'commondir')))?.trim();
    const shared = common === undefined ? directory : resolve(directory, common);
    return realpath(shared).catch(() => shared);
  }
  if (kind !== undefined) return realpath(dotGit).catch(() => dotGit);
  const isBare = await stat(join(folder, 'HEAD')).then(
    async (head) => head.isFile() && (await stat(join(folder, 'objects'))).isDirectory(),
    () => false,
  );
  return isBare ? folder : undefined;
}

/** The beginning of a regular file; undefined if there is none. A pipe or a device in its place is not waited for. */
export async function readSmallFile(path: string): Promise<string | undefined> {
  let file;
  try {
    if (!(await lstat(path)).isFile()) return undefined;
    file = await open(path, constants.O_RDONLY | (process.platform === 'win32' ? 0 : constants.O_NONBLOCK));
    const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min((await file.stat()).size, MOST_BYTES)));
    return buffer.toString('utf8', 0, bytesRead);
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}
