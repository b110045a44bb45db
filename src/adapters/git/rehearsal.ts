import { RehearsalFailed, type RehearsalRequest } from '../../app/rehearsalPorts';
import { namesTakenOut, nearDependants, usesOf, type Dependant } from '../../changes/dependants';
import { filesOf, type FilePatch } from '../../changes/patch';
import { calledOutFirst, inRevertOrder, type Rehearsal, type WayOut } from '../../changes/rehearsal';
import { smallestSet } from '../../changes/wayOut';
import { readTreeFiles } from './files';
import type { Desk } from './desk';
import { inspectCommits, type Inspected, walkBack } from './inspect';
import { readLaterLine, readLaterPatches, readTouchedFiles, readTreePatch, type TouchedFile } from './laterChanges';
import { writeCommit } from './looseCommit';
import { mergeTree, type Merged } from './mergeTree';
import { findNames } from './names';
import { isPartialClone } from './places';
import { askGit, GitFailed, type GitRepository, isObjectId } from './run';
import type { Scratch } from './scratch';

/** The tree without files, which git knows without being told. */
const EMPTY_TREES: Readonly<Record<number, string>> = {
  40: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  64: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
};
/** The search for the changes in the way ends after this time. Milliseconds. */
const SEARCH_TIME = 1_500;
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
    const ending = AbortSignal.any([signal, over.signal]);
    const alone = await scratch.use(ending, patience);
    return await scratch.lend((desk) => new Trial(desk, alone, tip, [...new Set(asked)]).run(), ending, patience);
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
  /** By what was taken back, in its order. */
  private readonly tried = new Map<string, { readonly merged: Merged; readonly onto: string }>();
  private known: ReadonlyMap<string, Inspected> = new Map();

  constructor(
    private readonly desk: Desk,
    /** The same repository, for what is asked once. */
    private readonly repository: GitRepository,
    private readonly tip: string,
    private readonly asked: readonly string[],
  ) {}

  async run(): Promise<Rehearsal> {
    const { tip, asked, desk } = this;
    const [first] = asked;
    if (first === undefined || ![tip, ...asked].every(isObjectId))
      throw new RehearsalFailed('unknownCommit', undefined);
    this.known = await inspectCommits(this.lookUp, [...new Set([tip, ...asked])]);
    this.checkAll();
    const merging = asked.length === 1 ? this.takeBack(asked) : undefined;
    merging?.catch(() => undefined);
    const { commits, oldest, line, laterCount } = await this.later();
    const [tipTree, oldTree] = [tip, oldest].map((sha) => this.known.get(sha)?.tree ?? '');
    const touched = line.length === 0 ? Promise.resolve([]) : readTouchedFiles(desk, oldTree ?? '', tipTree ?? '');
    touched.catch(() => undefined);
    const merged = await (merging ?? this.takeBack(commits));
    const found = { commits, oldest, line, touched, merged, tipTree: tipTree ?? '' };
    return { tip, commits, tree: merged.tree, tipTree: found.tipTree, laterCount, ...(await this.describe(found)) };
  }

  private readonly lookUp = (questions: readonly string[]) => this.desk.look(questions);

  /** What is taken back in its order, and what landed since. Throws where the tip does not contain one. */
  private async later(): Promise<Pick<Found, 'commits' | 'oldest' | 'line'> & { readonly laterCount: number }> {
    const { tip, asked, repository } = this;
    const walked = await walkBack(this.lookUp, tip, asked);
    const place = new Map(walked?.map((sha, i) => [sha, i]));
    // What is not on the line itself came with a merge; a long line is left to a run of its own.
    const distances = walked === undefined ? await this.distances() : place;
    const commits = inRevertOrder(asked, distances);
    const oldest = commits.at(-1) ?? '';
    const line = walked?.slice(0, place.get(oldest)) ?? (await readLaterLine(repository, oldest, tip));
    return { commits, oldest, line, laterCount: Math.max(line.length, distances.get(oldest) ?? 0) };
  }

  private async describe(found: Found): Promise<Described> {
    const { commits, merged, tipTree } = found;
    const { tree, conflicts } = merged;
    const none = { conflicts, files: [], fileCount: 0, added: 0, deleted: 0, dependants: [], laterRead: 0 };
    if (tree === tipTree && conflicts.length === 0)
      return { ...none, outcome: this.areEmpty(commits) ? 'empty' : 'alreadyGone' };
    const patch = await readTreePatch(this.desk, tipTree, tree);
    const { files, fileCount } =
      patch === undefined
        ? await readTreeFiles(this.repository, tipTree, tree)
        : { files: filesOf(patch), fileCount: patch.length };
    const sum = (side: 'added' | 'deleted') => files.reduce((all, file) => all + (file[side] ?? 0), 0);
    const facts = { ...none, files: calledOutFirst(files), fileCount, added: sum('added'), deleted: sum('deleted') };
    if (conflicts.length > 0) return { ...facts, outcome: 'conflicts', wayOut: await this.wayOut(found) };
    return { ...facts, outcome: 'clean', ...(patch && (await this.dependants(found, patch))) };
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

  /** How many commits the tip has that each of those has not. Throws where the tip does not contain one. */
  private async distances(): Promise<ReadonlyMap<string, number>> {
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
      this.known = new Map([...this.known, ...(await inspectCommits(this.lookUp, [sha]))]);
      ({ parents, parentTree } = this.known.get(sha) ?? {});
    }
    const tree = parents?.length === 0 ? EMPTY_TREES[sha.length] : parentTree;
    if (tree === undefined) throw new RehearsalFailed('missingObjects', undefined, sha);
    const made = await writeCommit(this.desk.repository.directory, tree, sha);
    this.undone.set(sha, made);
    return made;
  }

  /** Takes commits back one after the other, in this order, until one conflicts. What was tried before is known. */
  private async takeBack(commits: readonly string[]): Promise<Merged> {
    let onto = this.tip;
    let merged: Merged = { tree: '', conflicts: [] };
    let done = '';
    const known = { commit: this.tip, tree: this.known.get(this.tip)?.tree ?? '' };
    for (const [i, sha] of commits.entries()) {
      done += `${sha} `;
      const before = this.tried.get(done);
      if (before === undefined) {
        if (i > 0) onto = await writeCommit(this.desk.repository.directory, merged.tree, onto);
        merged = await mergeTree(this.desk, onto, await this.undo(sha), known);
        this.tried.set(done, { merged, onto });
      } else ({ merged, onto } = before);
      if (merged.conflicts.length > 0) break;
    }
    return merged;
  }

  /** Which later changes have to go too. Those that touch a file with a conflict come into question. */
  private async wayOut({ commits, oldest, line, merged: { conflicts } }: Found): Promise<WayOut> {
    const paths = conflicts.map(({ path }) => path);
    const { patches } = await readLaterPatches(this.repository, oldest, this.tip, paths);
    const inTheWay = patches.filter(({ sha }) => !commits.includes(sha));
    const place = new Map([...line, ...commits].map((sha, i) => [sha, i]));
    // Of those of a series that are on the line themselves, the place on it counts.
    line.forEach((sha, i) => place.set(sha, i));
    const until = performance.now() + SEARCH_TIME;
    const found = await smallestSet(
      inTheWay,
      async (set) => {
        const all = inRevertOrder([...set.map(({ sha }) => sha), ...commits], place);
        return (await this.takeBack(all)).conflicts.length === 0;
      },
      () => performance.now() > until,
    );
    if (found.kind === 'notFound') return found;
    const changes = found.set.map(({ sha, subject }) => ({ sha, subject }));
    return { kind: 'found', changes, isSmallest: found.isSmallest };
  }

  /** Later changes that may need what is taken out, by names and by places; and how many were looked at. */
  private async dependants(
    { commits, oldest, line, touched, merged: { tree } }: Found,
    patch: readonly FilePatch[],
  ): Promise<Pick<Rehearsal, 'dependants' | 'laterRead'>> {
    if (line.length === 0) return { dependants: [], laterRead: 0 };
    const [names, since] = [namesTakenOut(patch), await touched];
    const { tree: after = '', parentTree: before } = this.known.get(oldest) ?? {};
    const changed = new Set(patch.flatMap(({ path, oldPath }) => [path, oldPath ?? path]));
    const places = await findNames(this.desk, names, {
      ...{ touched: since, without: { tree, paths: changed } },
      change: { after, ...(before !== undefined && { before }) },
    });
    const paths = new Set(patch.map(({ path, oldPath }) => oldPath ?? path));
    for (const found of places.values()) for (const path of found) paths.add(path);
    // Most later changes have nothing to do with it.
    if (!since.some(({ path }) => paths.has(path))) return { dependants: [], laterRead: line.length };
    const { patches, isCut } = await readLaterPatches(this.repository, oldest, this.tip, [...paths]);
    const uses = usesOf([...places.keys()], patches).filter(({ why }) => places.get(why.name)?.has(why.path) === true);
    const found = new Map<string, Dependant>();
    for (const dependant of [...uses, ...nearDependants(patch, patches)]) {
      const isOther = !found.has(dependant.sha) && !commits.includes(dependant.sha);
      if (isOther && found.size < MOST_DEPENDANTS) found.set(dependant.sha, dependant);
    }
    const last = line.indexOf(patches.at(-1)?.sha ?? '');
    return { dependants: [...found.values()], laterRead: isCut ? last + 1 : line.length };
  }
}

/** What is known of a try once it is merged. */
interface Found {
  /** In the order in which they were taken back. */
  readonly commits: readonly string[];
  readonly oldest: string;
  /** What landed since the oldest, newest first. */
  readonly line: readonly string[];
  /** The files that were touched since. */
  readonly touched: Promise<readonly TouchedFile[]>;
  readonly merged: Merged;
  readonly tipTree: string;
}

type Described = Omit<Rehearsal, 'tip' | 'commits' | 'tree' | 'tipTree' | 'laterCount'>;

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
