import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { readSmallFile } from './places';
import { askGit, type GitRepository, isObjectId } from './run';

const PREFIX = 'incident-rehearsal-';
/** What a window that crashed left behind is removed after this time. Milliseconds. */
const LEFT_BEHIND = 24 * 3_600_000;

/**
 * Configuration of every run in a scratch repository: merges go as git's own defaults have them, whatever a person configured,
 * no program of a configuration takes part in one, and objects that live for minutes need not survive a power cut.
 */
const SCRATCH_CONFIG = [
  'merge.default=text',
  'merge.renormalize=false',
  'merge.renames=true',
  'merge.renameLimit=7000',
  'merge.directoryRenames=conflict',
  'merge.conflictStyle=merge',
  'merge.verbosity=2',
  'core.fsync=none',
  'core.looseCompression=0',
  'gc.auto=0',
  'user.name=Incident Commander',
  'user.email=rehearsal@localhost',
].flatMap((setting) => ['-c', setting]);

/**
 * A bare repository in the temporary folder that has the objects of another one as its alternates: what is tried there is
 * written there, and neither the configuration nor the attributes, hooks, refs and index of the other one are ever read.
 */
export class Scratch {
  private constructor(
    readonly directory: string,
    /** The repository whose objects it has. */
    readonly root: string,
    private readonly shallow: string,
  ) {}

  /** Throws GitFailed where git cannot read the repository. */
  static async open(repository: GitRepository): Promise<Scratch> {
    const root = repository.directory;
    const args = ['rev-parse', '--git-path', 'objects', '--git-path', 'shallow', '--show-object-format'];
    const [making, answer] = await Promise.allSettled([mkdtemp(join(tmpdir(), PREFIX)), askGit(repository, { args })]);
    if (making.status === 'rejected') throw making.reason;
    const directory = making.value;
    try {
      if (answer.status === 'rejected') throw answer.reason;
      const [objects = '', shallow = '', format = 'sha1'] = answer.value.split('\n');
      const placed = (path: string) => (isAbsolute(path) ? path : resolve(root, path));
      await Promise.all(['objects/info', 'refs'].map((name) => mkdir(join(directory, name), { recursive: true })));
      const isPlain = format.trim() === 'sha1';
      await Promise.all([
        writeFile(join(directory, 'HEAD'), 'ref: refs/heads/none\n'),
        writeFile(join(directory, 'objects/info/alternates'), `${quoted(placed(objects))}\n`),
        writeFile(
          join(directory, 'config'),
          `[core]\n\trepositoryformatversion = ${isPlain ? 0 : 1}\n\tbare = true\n` +
            (isPlain ? '' : `[extensions]\n\tobjectFormat = ${format.trim()}\n`),
        ),
      ]);
      return new Scratch(directory, root, placed(shallow));
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
  }

  /** It, for one piece of work; where the other one's history ends is taken over anew, as a fetch may have deepened it. */
  async use(signal: AbortSignal | undefined, patience?: number): Promise<GitRepository> {
    const own = join(this.directory, 'shallow');
    const cut = (await readSmallFile(this.shallow))?.split('\n').filter(isObjectId) ?? [];
    if (cut.length > 0) await writeFile(own, `${cut.join('\n')}\n`);
    else await rm(own, { force: true });
    return {
      directory: this.directory,
      isGitDirectory: true,
      outside: this.root,
      ...(signal && { signal }),
      ...(patience !== undefined && { patience }),
    };
  }

  /** Whether nobody has removed it meanwhile. */
  async isThere(): Promise<boolean> {
    return stat(join(this.directory, 'config')).then(
      () => true,
      () => false,
    );
  }

  async dispose(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** Arguments of git for a run in a scratch repository. */
export function inScratch(...args: readonly string[]): readonly string[] {
  return [...SCRATCH_CONFIG, ...args];
}

/** Removes scratch repositories that windows left behind that crashed. Never rejects. */
export async function sweepScratches(now: number): Promise<void> {
  const names = (await readdir(tmpdir()).catch(() => [])).filter((name) => name.startsWith(PREFIX));
  for (const name of names) {
    const path = join(tmpdir(), name);
    const made = await stat(path).catch(() => undefined);
    if (made !== undefined && now - made.mtimeMs > LEFT_BEHIND) {
      await rm(path, { recursive: true, force: true }).catch(() => undefined); // somebody else's
    }
  }
}

/** A path as `alternates` takes it: in C's quotes where it would not be read as it is. */
function quoted(path: string): string {
  if (!/^["#]|[\n\\]/.test(path)) return path;
  return `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
