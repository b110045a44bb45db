import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MOST_INCIDENTS, ShareFailed } from '../../app/sharePorts';
import { systemCode } from '../../record/errors';
import { isIncidentId } from '../../record/ids';
import { askGit, GitFailed, type GitRepository, isObjectId, streamGit } from '../git/run';
import type { ShareAddress } from './address';
import { asShareFailed, lastWords } from './failures';
import { clearLocks, clearParts } from './leftBehind';
import { reachingVariables } from './reaching';
import { type FoundObject, ObjectReader } from './objectReader';
import { entriesOf, objectId, readObject, writeObject, type ObjectFormat, type ObjectType } from './objects';
import { MOST_SHARED } from '../../record/unite';
import { SshLine } from './sshLine';

/** A fetch that brings more than this is ended. Bytes. */
const MOST_FETCHED = 300 * 1024 * 1024;
/** How often a fetch is looked at. Milliseconds. */
const LOOK_EVERY = 250;
/** No process takes longer, whatever it says meanwhile. Milliseconds. */
const DEADLINE = 60_000;
/** Names in the tree of an incident; more than this is no record. */
const MOST_ENTRIES = 5000;
/** So many objects on their own, and they are packed. */
const MOST_LOOSE = 6000;
/** The same for files of packs. */
const MOST_PACKS = 120;
/** So many fetches bring so many packs, and a look through all of them begins to take time. */
const GATHERED = 40;
/** A commit or a tree of a record is shorter. Bytes. */
const MOST_META = 2 * 1024 * 1024;
/** So many new files are read one by one; of more, their sizes come first. */
const MOST_READ = 16;
const FILE = '100644';
const LF = 0x0a;

/** An entry of the tree of an incident. */
export interface RemoteEntry {
  readonly mode: string;
  readonly id: string;
  /** Undefined for what is no blob. */
  readonly size: number | undefined;
  readonly name: string;
}

export interface MirrorNeeds {
  readonly address: ShareAddress;
  /** Where the refs of incidents are at the remote, with a slash at the end. */
  readonly prefix: string;
  readonly deadline?: number;
  /** How much memory git may take at once, as git writes it. */
  readonly memory?: string;
  /** So many fetches, and what they brought is put together. */
  readonly gatherAfter?: number;
}

/**
 * A bare repository of our own, in the extension's storage, that holds what a remote has of incidents: never the user's, whose
 * refs, hooks and objects it neither reads nor writes. It is a cache: what it loses is fetched, or made of the record, again.
 * One thing at a time: but for the git that reads objects, and waits for questions in between, one git process.
 */
export class Mirror {
  private queue: Promise<unknown> = Promise.resolve();
  /** How long blobs are that were seen before. */
  private readonly sizes = new Map<string, number>();
  /** What was read for its size, and is not asked for yet. */
  private readonly read = new Map<string, Buffer>();
  private reader: ObjectReader | undefined;
  private readonly ending = new AbortController();
  private readonly line: SshLine;
  private fetches = 0;

  private constructor(
    readonly directory: string,
    readonly format: ObjectFormat,
    private readonly needs: MirrorNeeds,
  ) {
    this.line = new SshLine(this.repository, needs.address.fetch, needs.address.config);
  }

  /** Opens the mirror in the folder, or makes it. Throws the system's error. */
  static async open(folder: string, format: ObjectFormat, needs: MirrorNeeds): Promise<Mirror> {
    const directory = join(folder, `${format}.git`);
    if (!(await isRepository(directory))) await make(directory, format);
    return new Mirror(directory, format, needs);
  }

  /** Ends what runs. */
  dispose(): void {
    this.reader?.close();
    this.ending.abort();
    this.line.dispose();
  }

  /**
   * The incidents that the remote has, the newest first, and how its objects are named, where it has any. Throws ShareFailed.
   */
  async list(): Promise<{ readonly tips: ReadonlyMap<string, string>; readonly format: ObjectFormat | undefined }> {
    const { prefix, address } = this.needs;
    const branches = prefix.startsWith('refs/heads/') ? ['--heads'] : [];
    const args = ['ls-remote', '--quiet', ...branches, '--', address.fetch];
    const found: [string, string][] = [];
    let format: ObjectFormat | undefined;
    await this.askRemote(args, (line) => {
      const [id = '', ref = ''] = line.split('\t');
      if (!isObjectId(id)) return;
      format ??= id.length === 64 ? 'sha256' : 'sha1';
      if (!ref.startsWith(prefix)) return;
      const incident = ref.slice(prefix.length);
      if (!isIncidentId(incident) || incident.length > 100) return;
      found.push([incident, id]);
      // However many there are, memory stays flat.
      if (found.length >= MOST_INCIDENTS * 4) found.sort(newestFirst).splice(MOST_INCIDENTS);
    });
    return { tips: new Map(found.sort(newestFirst).slice(0, MOST_INCIDENTS)), format };
  }

  /** Brings the refs of these incidents, which the remote has. Throws ShareFailed. */
  async fetch(incidents: readonly string[]): Promise<void> {
    if (incidents.length === 0) return;
    const { prefix, address } = this.needs;
    const specs = incidents.map((id) => `+${prefix}${id}:refs/fetched/${id}`);
    const options = ['--quiet', '--no-tags', '--no-recurse-submodules', '--refmap='];
    // What is here of other incidents says nothing of these.
    for (const id of incidents)
      if ((await this.ref(`refs/fetched/${id}`)) !== undefined) options.push(`--negotiation-tip=refs/fetched/${id}`);
    const args = ['fetch', ...options, '--', address.fetch, ...specs];
    const tooMuch = new AbortController();
    const before = await this.size();
    const watch = setInterval(() => {
      void this.size().then((size) => size - before > MOST_FETCHED && tooMuch.abort());
    }, LOOK_EVERY);
    try {
      await this.askRemote(args, () => undefined, tooMuch.signal);
      await this.gather();
    } catch (error) {
      if (tooMuch.signal.aborted) throw new ShareFailed('unreadable', 'the remote sends too much', error);
      throw error;
    } finally {
      clearInterval(watch);
    }
  }

  /**
   * Moves the incident's ref at the remote from one commit to another, if it still is where it was expected; `undefined` where
   * it must not be there. Gives 'moved' where it was not, or could not be moved. Throws ShareFailed where the remote does
   * not answer.
   */
  async push(incident: string, commit: string, expected: string | undefined): Promise<'pushed' | ShareFailed> {
    const ref = `${this.needs.prefix}${incident}`;
    const lease = `--force-with-lease=${ref}:${expected ?? ''}`;
    const args = ['push', '--porcelain', '--no-verify', lease, '--', this.needs.address.push, `${commit}:${ref}`];
    let refusal: string | undefined;
    try {
      await this.reach(args, (line) => {
        if (line.startsWith('!')) refusal = line.split('\t')[2] ?? line;
      });
      return 'pushed';
    } catch (error) {
      const failure = asShareFailed(error);
      if (refusal === undefined) throw failure;
      const why = /\(([^()]{1,300})\)\s*$/.exec(refusal)?.[1] ?? refusal;
      const cause = failure.cause;
      const said = cause instanceof GitFailed && cause.message.includes('remote:') ? lastWords(cause.message) : why;
      const isLocked = cause instanceof GitFailed && /\.lock'?: File exists/.test(cause.message);
      return new ShareFailed(isLocked ? 'locked' : 'refused', said, cause);
    }
  }

  /** What a ref of this repository names; undefined where there is none. */
  async ref(name: string): Promise<string | undefined> {
    const loose = (await readFile(join(this.directory, name), 'utf8').catch(() => '')).trim();
    if (isObjectId(loose)) return loose;
    const packed = await readFile(join(this.directory, 'packed-refs'), 'utf8').catch(() => '');
    const line = packed.split('\n').find((each) => each.endsWith(` ${name}`));
    const id = line?.split(' ')[0] ?? '';
    return isObjectId(id) ? id : undefined;
  }

  /** The names of the refs in a folder of this repository. */
  async refsIn(folder: string): Promise<ReadonlySet<string>> {
    const loose = await readdir(join(this.directory, folder)).catch(() => []);
    const packed = await readFile(join(this.directory, 'packed-refs'), 'utf8').catch(() => '');
    const names = packed.split('\n').map((line) => line.split(' ')[1] ?? '');
    const within = names.filter((name) => name.startsWith(`${folder}/`)).map((name) => name.slice(folder.length + 1));
    return new Set([...loose.filter(isIncidentId), ...within]);
  }

  async setRef(name: string, id: string): Promise<void> {
    // Not beside the ref: what a kill leaves there git takes for a ref of its own, and a broken one stops every fetch.
    const temporary = join(this.directory, `tmp_ref_${randomBytes(8).toString('hex')}`);
    try {
      await writeFile(temporary, `${id}\n`);
      await rename(temporary, join(this.directory, name));
    } finally {
      await rm(temporary, { force: true });
    }
  }

  /** Removes a ref, as after the remote has lost it. */
  async dropRef(name: string): Promise<void> {
    if ((await this.ref(name)) === undefined) return;
    await this.ask({ args: ['update-ref', '-d', name] });
  }

  write(type: ObjectType, content: Buffer): Promise<string> {
    return writeObject(this.directory, this.format, type, content);
  }

  idOf(content: Buffer): string {
    return objectId(this.format, 'blob', content);
  }

  /** Whether a ref names a commit: anything may stand behind one of a remote's. Throws ShareFailed. */
  async isCommit(id: string): Promise<boolean> {
    return (await this.object(id, MOST_META)).type === 'commit';
  }

  /** The entries at the top of the tree of a commit. Throws ShareFailed where it is none, or has too many. */
  async entries(commit: string): Promise<readonly RemoteEntry[]> {
    const head = await this.object(commit, MOST_META);
    const treeId = /^tree ([0-9a-f]{40,64})\n/.exec(head.content?.toString('latin1', 0, 80) ?? '')?.[1];
    const tree = treeId === undefined ? undefined : await this.object(treeId, MOST_META);
    const entries = tree?.content === undefined ? undefined : entriesOf(tree.content, this.format);
    if (entries === undefined || tree?.type !== 'tree') throw new ShareFailed('unreadable', `no tree in ${commit}`);
    if (entries.length > MOST_ENTRIES) throw new ShareFailed('unreadable', `${entries.length} files`);
    this.read.clear();
    const unknown = entries.filter(({ mode, id }) => mode === FILE && !this.sizes.has(id));
    // A few are needed next anyway.
    if (unknown.length > MOST_READ) await this.learnSizes(unknown.map(({ id }) => id));
    else for (const { id } of unknown) await this.blob(id);
    return entries.map((entry) => ({ ...entry, size: entry.mode === FILE ? this.sizes.get(entry.id) : undefined }));
  }

  /** The contents of blobs whose sizes were checked before, in their order. Throws ShareFailed. */
  async blobs(ids: readonly string[]): Promise<readonly Buffer[]> {
    const contents: Buffer[] = [];
    for (const id of ids) {
      const content = this.read.get(id) ?? (await this.blob(id));
      if (content === undefined) throw new ShareFailed('unreadable', `blob ${id} is too large`);
      contents.push(content);
    }
    this.read.clear();
    return contents;
  }

  /** The content of a file, unless it is larger than one of a record may be. Throws ShareFailed where it is no blob. */
  private async blob(id: string): Promise<Buffer | undefined> {
    const { type, size, content } = await this.object(id, MOST_SHARED);
    if (type !== 'blob') throw new ShareFailed('unreadable', `no blob ${id}`);
    this.sizes.set(id, size);
    if (content !== undefined) this.read.set(id, content);
    return content;
  }

  /** Without their contents. Throws ShareFailed where one is no blob. */
  private async learnSizes(ids: readonly string[]): Promise<void> {
    const answer = await this.ask({ args: ['cat-file', '--batch-check'], stdin: `${ids.join('\n')}\n` });
    for (const line of answer.trimEnd().split('\n')) {
      const [id = '', type = '', size = ''] = line.split(' ');
      if (type !== 'blob' || !/^\d+$/.test(size)) throw new ShareFailed('unreadable', `no blob ${id}`);
      this.sizes.set(id, Number(size));
    }
  }

  /** An object, of a larger one than `most` only type and size. Throws ShareFailed, also where it is not there. */
  private async object(id: string, most: number): Promise<FoundObject> {
    const loose = await readObject(this.directory, id, most);
    if (loose !== undefined) return { ...loose, size: loose.content.length };
    this.reader ??= new ObjectReader(this.repository, DEADLINE);
    const { reader } = this;
    const found = await this.alone(() => reader.read(id, most));
    if (found === undefined) throw new ShareFailed('unreadable', `no object ${id}`);
    return found;
  }

  /** The commits up to a tip, from the first on, and how many lines each added to which file. Rejects with ShareFailed. */
  additions(tip: string, since: string | undefined): Promise<string> {
    const format = '--format=%x00%cn%x00%ce%x00%G?%x00%GS';
    const range = since === undefined ? [tip] : [`${since}..${tip}`];
    const options = ['--first-parent', '--reverse', '--numstat', '--no-renames', '--no-ext-diff', '--no-textconv'];
    return this.ask({ args: ['-c', 'core.quotePath=true', 'log', ...options, format, ...range, '--'] });
  }

  /** Makes one pack of many small ones: git makes one of every fetch that it checks. Takes a moment. Never rejects. */
  private async gather(): Promise<void> {
    this.fetches += 1;
    if (this.fetches % (this.needs.gatherAfter ?? GATHERED) !== 0) return;
    // It holds packs open that are to go.
    this.reader?.close();
    const args = ['-c', 'repack.writeBitmaps=false', 'repack', '--geometric=2', '-d', '--quiet'];
    await this.ask({ args }).catch(() => undefined);
  }

  /** Packs what has accumulated, where it is much, until the signal. Never rejects. */
  async tidy(signal: AbortSignal): Promise<void> {
    // Names of objects are spread evenly: one of 256 folders tells of all.
    const sample = await readdir(join(this.directory, 'objects', '17')).catch(() => []);
    const packs = await readdir(join(this.directory, 'objects', 'pack')).catch(() => []);
    if (sample.length * 256 < MOST_LOOSE && packs.length < MOST_PACKS) return;
    const args = ['-c', 'gc.autoDetach=false', 'gc', '--quiet', '--prune=2.weeks.ago'];
    const repository = withSignal(this.repository, signal);
    this.reader?.close();
    await this.alone(() => askGit(repository, { args, patience: DEADLINE })).catch(() => undefined);
    await clearParts(this.directory);
  }

  /**
   * Whether everything that the refs here name is here and whole: false after a power cut or a damaged disk, and then nothing
   * that comes of it can be trusted to be the remote's doing. True where that cannot be found out.
   */
  async isSound(): Promise<boolean> {
    try {
      await this.ask({ args: ['fsck', '--no-dangling', '--no-progress', '--no-reflogs'] }, DEADLINE);
      return true;
    } catch (error) {
      const { cause } = error as ShareFailed;
      return !(cause instanceof GitFailed && cause.exitCode !== undefined);
    }
  }

  /** Removes everything, so that the next opening begins anew. */
  async discard(): Promise<void> {
    this.reader?.close();
    await this.alone(() => rm(this.directory, { recursive: true, force: true }));
  }

  private get repository(): GitRepository {
    const { outside } = this.needs.address;
    return {
      directory: this.directory,
      isGitDirectory: true,
      // It is ours, whoever owns the storage.
      trusted: true,
      signal: this.ending.signal,
      ...(outside !== undefined && { outside }),
    };
  }

  private ask(run: { readonly args: readonly string[]; readonly stdin?: string }, patience = 10_000): Promise<string> {
    return this.alone(() => this.despiteLocks(() => askGit(this.repository, { ...run, patience })));
  }

  /** Does the work once more where locks that were left behind may have kept it from working. */
  private async despiteLocks<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const isLocal = error instanceof GitFailed && error.reason === 'failed';
      if (!isLocal || !(await clearLocks(this.directory))) throw error;
      return work();
    }
  }

  /** As `reach`, for what needs no right to write: whoever may not even read is somebody else to the remote. Throws ShareFailed. */
  private async askRemote(args: readonly string[], take: (line: string) => void, signal?: AbortSignal): Promise<void> {
    try {
      await this.reach(args, take, signal);
    } catch (error) {
      const { problem, detail, cause } = asShareFailed(error);
      if (problem !== 'readOnly') throw error;
      throw new ShareFailed('signIn', detail, cause);
    }
  }

  /** Runs git against the remote and gives each line that it says. Throws ShareFailed. */
  private async reach(args: readonly string[], take: (line: string) => void, signal?: AbortSignal): Promise<void> {
    await this.alone(() =>
      this.despiteLocks(() => {
        let hasAnswered = false;
        const hear = (line: string) => {
          hasAnswered = true;
          take(line);
        };
        const work = (path: string | undefined) => this.reachBy(path, args, hear, signal);
        return this.line.during(work, (error) => !hasAnswered && mayBeLine(error));
      }),
    );
  }

  private async reachBy(
    line: string | undefined,
    args: readonly string[],
    take: (line: string) => void,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { address, deadline = DEADLINE, memory } = this.needs;
    const env = {
      ...(await reachingVariables(this.repository, address.config, line)),
      ...(memory !== undefined && { GIT_ALLOC_LIMIT: memory }),
    };
    const repository = signal === undefined ? this.repository : withSignal(this.repository, signal);
    let rest = Buffer.alloc(0);
    const run = { args, fetches: true, env, patience: deadline, isQuestion: true } as const;
    for await (const chunk of streamGit(repository, run)) {
      const bytes = Buffer.concat([rest, chunk]);
      const end = bytes.lastIndexOf(LF) + 1;
      for (const line of bytes.toString('utf8', 0, end).split('\n')) if (line !== '') take(line);
      rest = bytes.subarray(end);
      // No line of git is so long.
      if (rest.length > 65_536) rest = Buffer.alloc(0);
    }
  }

  private async size(): Promise<number> {
    const packs = join(this.directory, 'objects', 'pack');
    const names = await readdir(packs).catch(() => []);
    const sizes = names.map(async (name) => (await stat(join(packs, name)).catch(() => undefined))?.size ?? 0);
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  /** One after another. Rejects with ShareFailed. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work).catch((error: unknown) => {
      throw asShareFailed(error);
    });
    this.queue = result.catch(() => undefined);
    return result;
  }
}

/** Whether a git failed as it would where its connection breaks, and not only after all the time that it had. */
function mayBeLine(error: unknown): boolean {
  const { problem } = asShareFailed(error);
  return error instanceof GitFailed && error.reason === 'failed' && (problem === 'offline' || problem === 'other');
}

async function isRepository(directory: string): Promise<boolean> {
  return (await stat(join(directory, 'config')).catch(() => undefined))?.isFile() === true;
}

/** Makes the repository aside and puts it in its place whole: another window may be at it, too. */
async function make(directory: string, format: ObjectFormat): Promise<void> {
  const aside = `${directory}.${randomBytes(6).toString('hex')}`;
  try {
    for (const part of ['objects/info', 'objects/pack', 'refs/fetched', 'refs/held'])
      await mkdir(join(aside, part), { recursive: true });
    await writeFile(join(aside, 'HEAD'), 'ref: refs/heads/none\n');
    const isPlain = format === 'sha1';
    await writeFile(
      join(aside, 'config'),
      `[core]\n\trepositoryformatversion = ${isPlain ? 0 : 1}\n\tbare = true\n` +
        (isPlain ? '' : `[extensions]\n\tobjectFormat = ${format}\n`),
    );
    await rename(aside, directory).catch(async (error: unknown) => {
      if (await isRepository(directory)) return;
      if (systemCode(error) !== 'ENOTEMPTY' && systemCode(error) !== 'EEXIST' && systemCode(error) !== 'EPERM')
        throw error;
      // Half of one, as a damaged disk leaves it.
      await rm(directory, { recursive: true, force: true });
      await rename(aside, directory);
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

function withSignal(repository: GitRepository, signal: AbortSignal): GitRepository {
  const signals = repository.signal === undefined ? [signal] : [repository.signal, signal];
  return { ...repository, signal: AbortSignal.any(signals) };
}

function newestFirst([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? 1 : a > b ? -1 : 0;
}
