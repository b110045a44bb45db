import { RehearsalFailed, type RehearsalRequest } from '../../app/rehearsalPorts';
import { namesTakenOut, nearDependants, usesOf, type Dependant, type Use } from '../../changes/dependants';
import { filesOf, type CommitPatch, type FilePatch } from '../../changes/patch';
import { calledOutFirst, inRevertOrder, type Conflict, type Rehearsal, type WayOut } from '../../changes/rehearsal';
import { smallestSet } from '../../changes/wayOut';
import { readTreeFiles } from './files';
import { inspectCommits, type Inspected } from './inspect';
import { readLaterChanges, readTreePatch, type LaterChanges } from './laterChanges';
import { writeCommit } from './looseCommit';
import { mergeTree, type Merged } from './mergeTree';
import { isPartialClone } from './places';
import { askGit, GitFailed, type GitRepository, isObjectId, nulFields, streamGit } from './run';
import type { Scratch } from './scratch';

/** The tree without files, which git knows without being told. */
const EMPTY_TREES: Readonly<Record<number, string>> = {
  40: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  64: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
};
/** The places of names are looked up in so many files. */
const MOST_GREPPED = 50;
const MOST_DEPENDANTS = 20;

/**
 * Tries to take commits back on the tip of a line: the newest first, each as the merge of the tip with a commit that has the tree
 * of its first parent. All of it is written to a scratch repository. Rejects with RehearsalFailed.
 */
export async function rehearse(
  scratch: Scratch,
  { tip, commits: asked, signal }: RehearsalRequest,
  patience?: number,
): Promise<Rehearsal> {
  const over = new AbortController();
  try {
    const repository = await scratch.use(AbortSignal.any([signal, over.signal]), patience);
    return await new Trial(repository, tip, [...new Set(asked)]).run();
  } catch (error) {
    throw await asRehearsalFailed(error, scratch, patience);
  } finally {
    // Where one answer failed, the others are of no use.
    over.abort();
  }
}

/** One try, from looking the commits up to what is said of it. */
class Trial {
  private readonly undone = new Map<string, string>();
  private known: ReadonlyMap<string, Inspected> = new Map();

  constructor(
    private readonly repository: GitRepository,
    private readonly tip: string,
    private readonly asked: readonly string[],
  ) {}

  async run(): Promise<Rehearsal> {
    const { tip, asked, repository } = this;
    const [first] = asked;
    if (first === undefined || ![tip, ...asked].every(isObjectId))
      throw new RehearsalFailed('unknownCommit', undefined);
    // Starting git is most of what a small question costs, so they are asked together, before it is known that there is an answer.
    const looking = inspectCommits(repository, [...new Set([tip, ...asked])]);
    const early = asked.length === 1 ? readLaterChanges(repository, first, tip) : undefined;
    early?.catch(() => undefined);
    this.known = await looking;
    this.checkAll();
    const merging = asked.length === 1 ? this.takeBack(asked) : undefined;
    merging?.catch(() => undefined);
    const distances = await this.distances(await early);
    const commits = inRevertOrder(asked, distances);
    const oldest = commits.at(-1) ?? first;
    const later = await (early ?? readLaterChanges(repository, oldest, tip));
    const merged = await (merging ?? this.takeBack(commits));
    const tipTree = this.known.get(tip)?.tree ?? '';
    const base = { tip, commits, tree: merged.tree, tipTree, laterCount: distances.get(oldest) ?? 0 };
    return { ...base, ...(await this.describe(commits, merged, tipTree, later.changes)) };
  }

  private async describe(
    commits: readonly string[],
    { tree, conflicts }: Merged,
    tipTree: string,
    later: readonly CommitPatch[],
  ): Promise<Omit<Rehearsal, 'tip' | 'commits' | 'tree' | 'tipTree' | 'laterCount'>> {
    if (tree === tipTree && conflicts.length === 0) {
      const none = { conflicts, files: [], fileCount: 0, added: 0, deleted: 0, dependants: [], laterRead: 0 };
      return { ...none, outcome: this.areEmpty(commits) ? 'empty' : 'alreadyGone' };
    }
    const patch = await readTreePatch(this.repository, tipTree, tree);
    const { files, fileCount } =
      patch === undefined
        ? await readTreeFiles(this.repository, tipTree, tree)
        : { files: filesOf(patch), fileCount: patch.length };
    const sum = (side: 'added' | 'deleted') => files.reduce((all, file) => all + (file[side] ?? 0), 0);
    const facts = {
      conflicts,
      files: calledOutFirst(files),
      fileCount,
      added: sum('added'),
      deleted: sum('deleted'),
      laterRead: later.length,
    };
    if (conflicts.length > 0) {
      const wayOut = await this.wayOut(commits, conflicts, later);
      return { ...facts, outcome: 'conflicts', dependants: [], wayOut };
    }
    const own = new Set(commits);
    const others = patch === undefined ? [] : await this.dependants(patch, later, commits.at(-1) ?? '', tree);
    return { ...facts, outcome: 'clean', dependants: others.filter(({ sha }) => !own.has(sha)) };
  }

  private checkAll(): void {
    if (this.known.get(this.tip)?.tree === undefined) throw new RehearsalFailed('unknownCommit', undefined, this.tip);
    for (const sha of this.asked) {
      const commit = this.known.get(sha);
      if (commit === undefined) throw new RehearsalFailed('unknownCommit', undefined, sha);
      const isThere = commit.tree !== undefined && (commit.parents.length === 0 || commit.parentTree !== undefined);
      if (!isThere) throw new RehearsalFailed('missingObjects', undefined, sha);
    }
  }

  private areEmpty(commits: readonly string[]): boolean {
    return commits.every((sha) => {
      const { tree, parentTree } = this.known.get(sha) ?? {};
      return tree === parentTree;
    });
  }

  /** How many changes landed after each of the commits. Throws where the tip does not contain one. */
  private async distances(later: LaterChanges | undefined): Promise<ReadonlyMap<string, number>> {
    const [first = ''] = this.asked;
    if (later?.reachesBack === true) return new Map([[first, later.changes.length]]);
    return new Map(await Promise.all(this.asked.map(async (sha) => [sha, await this.distance(sha)] as const)));
  }

  private async distance(sha: string): Promise<number> {
    const args = ['rev-list', '--count', '--left-right', `${sha}...${this.tip}`, '--'];
    const [own = NaN, later = NaN] = (await askGit(this.repository, { args })).trim().split('\t').map(Number);
    if (own !== 0) throw new RehearsalFailed('notOnBranch', undefined, sha);
    return later;
  }

  /** A commit upon another one that takes it back. */
  private async undo(sha: string): Promise<string> {
    const undone = this.undone.get(sha);
    if (undone !== undefined) return undone;
    let { parents, parentTree } = this.known.get(sha) ?? {};
    if (parents === undefined) {
      this.known = new Map([...this.known, ...(await inspectCommits(this.repository, [sha]))]);
      ({ parents, parentTree } = this.known.get(sha) ?? {});
    }
    const tree = parents?.length === 0 ? EMPTY_TREES[sha.length] : parentTree;
    if (tree === undefined) throw new RehearsalFailed('missingObjects', undefined, sha);
    const made = await writeCommit(this.repository.directory, tree, sha);
    this.undone.set(sha, made);
    return made;
  }

  /** Takes commits back one after the other, in this order, until one conflicts. */
  private async takeBack(commits: readonly string[]): Promise<Merged> {
    let onto = this.tip;
    let merged: Merged = { tree: '', conflicts: [] };
    for (const [i, sha] of commits.entries()) {
      if (i > 0) onto = await writeCommit(this.repository.directory, merged.tree, onto);
      merged = await mergeTree(this.repository, onto, await this.undo(sha));
      if (merged.conflicts.length > 0) break;
    }
    return merged;
  }

  /** Which later changes have to go too. Those that touch a file with a conflict come into question. */
  private async wayOut(
    commits: readonly string[],
    conflicts: readonly Conflict[],
    later: readonly CommitPatch[],
  ): Promise<WayOut> {
    const paths = new Set(conflicts.map(({ path }) => path));
    const inTheWay = later.filter(
      ({ sha, files }) =>
        !commits.includes(sha) && files.some(({ path, oldPath }) => paths.has(path) || paths.has(oldPath ?? path)),
    );
    const line = [...later.map(({ sha }) => sha), ...commits];
    const place = new Map(line.map((sha, i) => [sha, Math.min(i, line.indexOf(sha))]));
    const found = await smallestSet(inTheWay, async (set) => {
      const all = inRevertOrder([...set.map(({ sha }) => sha), ...commits], place);
      return (await this.takeBack(all)).conflicts.length === 0;
    });
    if (found.kind === 'notFound') return found;
    const changes = found.set.map(({ sha, subject }) => ({ sha, subject }));
    return { kind: 'found', changes, isSmallest: found.isSmallest };
  }

  private async dependants(
    patch: readonly FilePatch[],
    later: readonly CommitPatch[],
    oldest: string,
    tree: string,
  ): Promise<readonly Dependant[]> {
    const uses = await this.stillUsed(usesOf(namesTakenOut(patch), later), oldest, tree);
    const found = new Map<string, Dependant>();
    for (const dependant of [...uses, ...nearDependants(patch, later)]) {
      if (!found.has(dependant.sha) && found.size < MOST_DEPENDANTS) found.set(dependant.sha, dependant);
    }
    return [...found.values()];
  }

  /** The uses that are in the tree after the revert, of names that were not there before the change. */
  private async stillUsed(uses: readonly Use[], oldest: string, tree: string): Promise<readonly Use[]> {
    if (uses.length === 0) return [];
    const before = this.known.get(oldest)?.parentTree;
    const paths = [...new Set(uses.map(({ why }) => why.path))].slice(0, MOST_GREPPED);
    const names = [...new Set(uses.map(({ why }) => why.name))];
    const trees = [tree, ...(before === undefined ? [] : [before])];
    const args = [
      '--literal-pathspecs',
      'grep',
      '-I',
      '-z',
      '-o',
      '-w',
      '-F',
      '--no-textconv',
      '--no-recurse-submodules',
    ];
    args.push('--full-name', ...names.flatMap((name) => ['-e', name]), ...trees, '--', ...paths);
    const [left, old] = [new Set<string>(), new Set<string>()];
    try {
      for await (const [place, name] of grepped(this.repository, args)) {
        const [where, path = ''] = splitOnce(place, ':');
        if (where === tree) left.add(`${name}\0${path}`);
        else old.add(name);
      }
    } catch (error) {
      // So it says that there is none.
      if (!(error instanceof GitFailed) || error.exitCode !== 1) throw error;
    }
    return uses.filter(({ why }) => left.has(`${why.name}\0${why.path}`) && !old.has(why.name));
  }
}

/** Reads `git grep -z -o`: the place, and behind a zero byte the name up to the end of its line. */
async function* grepped(repository: GitRepository, args: readonly string[]): AsyncGenerator<readonly [string, string]> {
  let place: string | undefined;
  for await (const fields of nulFields(streamGit(repository, { args }))) {
    for (const field of fields) {
      // Behind a name stands the place of the next one.
      const [name, next] = splitOnce(field, '\n');
      if (place !== undefined) yield [place, name];
      place = place === undefined ? field : next;
    }
  }
}

function splitOnce(text: string, mark: string): readonly [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}

async function asRehearsalFailed(error: unknown, { root }: Scratch, patience?: number): Promise<RehearsalFailed> {
  const failure = error instanceof RehearsalFailed ? error : new RehearsalFailed(problemOf(error), error);
  if (failure.problem !== 'missingObjects') return failure;
  // What a clone left out on purpose can be fetched.
  const repository = { directory: root, ...(patience !== undefined && { patience }) };
  const isShallow = askGit(repository, { args: ['rev-parse', '--is-shallow-repository'] }).catch(() => '');
  const problem = (await isPartialClone(repository))
    ? 'partialClone'
    : (await isShallow).trim() === 'true'
      ? 'shallow'
      : undefined;
  return problem === undefined ? failure : new RehearsalFailed(problem, failure, failure.commit);
}

/** git's own words are in English here (LC_ALL=C); it has no other way to say these. */
export function problemOf(error: unknown): RehearsalFailed['problem'] {
  if (!(error instanceof GitFailed)) return 'failed';
  if (error.reason === 'not-found') return 'gitMissing';
  if (error.reason === 'too-old') return 'gitTooOld';
  if (error.reason === 'silent') return 'gitSilent';
  if (/not a git repository|dubious ownership/.test(error.message)) return 'notARepository';
  return /bad object|unable to (?:read|parse)|missing|could not (?:get|read|parse)|not a valid object|failed to (?:read|unpack)/i.test(
    error.message,
  )
    ? 'missingObjects'
    : 'failed';
}
