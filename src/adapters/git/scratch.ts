import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { Desk } from './desk';
import { readSmallFile } from './places';
import { askGit, GitFailed, type GitRepository, isObjectId } from './run';

const PREFIX = 'incident-rehearsal-';
/** What a window that crashed left behind is removed after this time. Milliseconds. */
const LEFT_BEHIND = 24 * 3_600_000;
/** Gits that nothing was asked of for so long are ended: they hold files of the repository open. Milliseconds. */
const IDLE = 5_000;

/**
 * A bare repository in the temporary folder that has the objects of another one as its alternates: what is tried there is
 * written there, and neither the configuration nor the attributes, hooks, refs and index of the other one are ever read.
 */
export class Scratch {
  /** Those that wait for work, and those at it. */
  private readonly waiting: Desk[] = [];
  private readonly working = new Set<Desk>();
  private ending: NodeJS.Timeout | undefined;
  private cut: string | undefined;

  private constructor(
    readonly directory: string,
    /** The repository whose objects it has. */
    readonly root: string,
    private readonly shallow: string,
    private readonly idle: number,
  ) {}

  /** Throws GitFailed where git cannot read the repository. */
  static async open(repository: GitRepository, idle = IDLE): Promise<Scratch> {
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
      return new Scratch(directory, root, placed(shallow), idle);
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
  }

  /** It, for one piece of work; where the other one's history ends is taken over anew, as a fetch may have deepened it. */
  async use(signal: AbortSignal | undefined, patience?: number): Promise<GitRepository> {
    await this.takeOverCut();
    return this.repository(patience, signal);
  }

  /**
   * Does some work with gits that are there already, where the work before it left any. They are ended by the signal, and where the
   * work fails; whoever waits for them then gets a GitFailed.
   */
  async lend<T>(work: (desk: Desk) => Promise<T>, signal: AbortSignal, patience?: number): Promise<T> {
    await this.takeOverCut();
    clearTimeout(this.ending);
    const desk = this.waiting.pop() ?? new Desk(this.repository(patience));
    this.working.add(desk);
    const cancel = () => desk.end();
    signal.addEventListener('abort', cancel);
    try {
      if (signal.aborted) throw new GitFailed('cancelled', 'cancelled');
      const done = await work(desk);
      if (!desk.isOver) this.waiting.push(desk);
      return done;
    } catch (error) {
      desk.end();
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
      this.working.delete(desk);
      clearTimeout(this.ending);
      this.ending = setTimeout(() => this.endWaiting(), this.idle).unref();
    }
  }

  private repository(patience?: number, signal?: AbortSignal): GitRepository {
    return {
      directory: this.directory,
      isGitDirectory: true,
      outside: this.root,
      ...(signal && { signal }),
      ...(patience !== undefined && { patience }),
    };
  }

  private async takeOverCut(): Promise<void> {
    const commits = (await readSmallFile(this.shallow))?.split('\n').filter(isObjectId) ?? [];
    const cut = commits.join('\n');
    if (cut === this.cut) return;
    const own = join(this.directory, 'shallow');
    if (cut === '') await rm(own, { force: true });
    else await writeFile(own, `${cut}\n`);
    this.cut = cut;
    // Each git has read it when it was started.
    this.endWaiting();
  }

  private endWaiting(): void {
    for (const desk of this.waiting.splice(0)) desk.end();
  }

  /** Whether nobody has removed it meanwhile. */
  async isThere(): Promise<boolean> {
    return stat(join(this.directory, 'config')).then(
      () => true,
      () => false,
    );
  }

  async dispose(): Promise<void> {
    clearTimeout(this.ending);
    this.endWaiting();
    for (const desk of this.working) desk.end();
    await rm(this.directory, { recursive: true, force: true });
  }
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
