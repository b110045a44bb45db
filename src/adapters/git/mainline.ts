import type { BranchChoice } from '../../app/changePorts';
import { askGit, GitFailed, type GitRepository, isObjectId } from './run';

/** The deployed branch, and why it is taken for that. */
export interface Mainline {
  /** Full name of the ref, or what a person or a setting named. */
  readonly name: string;
  readonly tip: string;
  readonly choice: BranchChoice;
  /** The remote whose branch it is; absent for a branch that is only here. */
  readonly remote?: string;
}

/** Names that the deployed branch usually has, the likeliest first. */
const USUAL = ['main', 'master', 'trunk', 'develop'] as const;
const REF_PATTERNS = [
  'refs/remotes/*/HEAD',
  ...USUAL.map((name) => `refs/remotes/*/${name}`),
  // Here, other names are mostly those of work under way.
  'refs/heads/main',
  'refs/heads/master',
];

interface Ref {
  readonly name: string;
  readonly tip: string;
  /** What a symbolic ref stands for. */
  readonly target: string;
}

/**
 * The object id of a name that a person or a setting gave, or undefined. Only object ids go into any other command, so such
 * a name never becomes an option. Throws GitFailed where git does not answer.
 */
export async function resolveCommit(repository: GitRepository, name: string): Promise<string | undefined> {
  if (name === '' || name.includes('\0')) return undefined;
  try {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
    const id = (await askGit(repository, { args })).trim();
    return isObjectId(id) ? id : undefined;
  } catch (error) {
    throwUnlessNone(error);
    return undefined;
  }
}

/**
 * The deployed branch: the one a setting names, else the remote's default, else a usual name at the remote, else one here, else
 * what is checked out. What the remote's default was when the repository was cloned may have been renamed since: then the
 * branch under the new name is taken, and the choice says so. Undefined if there is none. Throws GitFailed if git cannot
 * read the repository.
 */
export async function findMainline(repository: GitRepository, setting?: string): Promise<Mainline | undefined> {
  if (setting !== undefined && setting !== '') return branchOfSetting(repository, setting);
  const refs = await readRefs(repository, REF_PATTERNS);
  return (
    (await branchOfRemote(repository, refs)) ??
    (await usualBranch(repository, refs, 'refs/heads/', { reason: 'usualHere' })) ??
    (await whatIsCheckedOut(repository))
  );
}

/**
 * A name that both a branch here and one of the remote has: what runs in production was pushed, so the remote's is taken, but
 * for commits here that the remote does not have.
 */
async function branchOfSetting(repository: GitRepository, setting: string): Promise<Mainline | undefined> {
  const choice: BranchChoice = { reason: 'setting' };
  const isPlain = /^[^\s\0*?[\\^~:-][^\s\0*?[\\^~:]*$/.test(setting);
  const refs = isPlain ? await readRefs(repository, [`refs/heads/${setting}`, `refs/remotes/*/${setting}`]) : [];
  const here = refs.find(({ name }) => name === `refs/heads/${setting}`);
  const remote = mainRemote(refs);
  const there = refs.find(({ name }) => name === `refs/remotes/${remote ?? ''}/${setting}`);
  if (there !== undefined && (here === undefined || (await contains(repository, there.tip, here.tip)))) {
    const behind = here !== undefined && here.tip !== there.tip;
    const instead = behind ? { instead: { branch: setting, why: 'behind' } as const } : {};
    return { name: there.name, tip: there.tip, choice: { ...choice, ...instead }, ...(remote && { remote }) };
  }
  const tip = here?.tip ?? (await resolveCommit(repository, setting));
  if (tip === undefined) return undefined;
  const known = (await readRefs(repository, [`refs/remotes/${isPlain ? setting : ''}`])).at(0);
  const own = known === undefined ? undefined : remoteOf(known.name);
  return { name: here?.name ?? setting, tip, choice, ...(own !== undefined && { remote: own }) };
}

async function branchOfRemote(repository: GitRepository, refs: readonly Ref[]): Promise<Mainline | undefined> {
  const remote = mainRemote(refs);
  const prefix = `refs/remotes/${remote ?? 'origin'}/`;
  const head = refs.find(({ name }) => name === `${prefix}HEAD`);
  const usual = await usualBranch(repository, refs, prefix, { reason: 'usualAtRemote' });
  if (head === undefined) {
    // A default that is no more is not listed at all.
    const gone = await branchBehind(repository, `${prefix}HEAD`);
    const branch = usual ?? (await onlyBranch(repository, prefix));
    if (branch === undefined || gone === undefined) return withRemote(branch, remote);
    return withRemote(
      { ...branch, choice: { ...branch.choice, instead: { branch: short(gone), why: 'gone' } } },
      remote,
    );
  }
  const target = head.target === '' ? head.name : head.target;
  const chosen = { name: target, tip: head.tip, choice: { reason: 'remoteDefault' } as const };
  const isRenamed =
    USUAL.some((name) => target === prefix + name) &&
    usual !== undefined &&
    usual.name !== target &&
    (await contains(repository, usual.tip, head.tip));
  if (!isRenamed) return withRemote(chosen, remote);
  return withRemote(
    { ...usual, choice: { ...usual.choice, instead: { branch: short(target), why: 'behind' } } },
    remote,
  );
}

function withRemote(mainline: Mainline | undefined, remote: string | undefined): Mainline | undefined {
  return mainline && { ...mainline, ...(remote !== undefined && { remote }) };
}

/** The usual branch below a prefix; of main and master, as they may both be there, the one that has all of the other. */
async function usualBranch(
  repository: GitRepository,
  refs: readonly Ref[],
  prefix: string,
  choice: BranchChoice,
): Promise<Mainline | undefined> {
  const found = USUAL.flatMap((name) => refs.filter((ref) => ref.name === prefix + name));
  const [first, second] = found;
  if (first === undefined) return undefined;
  const isOutdated =
    second?.name === `${prefix}master` &&
    second.tip !== first.tip &&
    (await contains(repository, second.tip, first.tip));
  const { name, tip } = isOutdated ? second : first;
  return { name, tip, choice };
}

/** The only branch of a remote, whatever its name. */
async function onlyBranch(repository: GitRepository, prefix: string): Promise<Mainline | undefined> {
  const [first, ...others] = await readRefs(repository, [prefix], 2);
  if (first === undefined || others.length > 0) return undefined;
  return { name: first.name, tip: first.tip, choice: { reason: 'onlyAtRemote' } };
}

async function whatIsCheckedOut(repository: GitRepository): Promise<Mainline | undefined> {
  const tip = await resolveCommit(repository, 'HEAD');
  return tip === undefined ? undefined : { name: 'HEAD', tip, choice: { reason: 'checkedOut' } };
}

/** `origin` where it has branches, else the first other remote that has some. */
function mainRemote(refs: readonly Ref[]): string | undefined {
  const remotes = refs.map(({ name }) => remoteOf(name)).filter((remote) => remote !== undefined);
  return remotes.includes('origin') ? 'origin' : remotes[0];
}

function remoteOf(ref: string): string | undefined {
  return /^refs\/remotes\/([^/]+)\//.exec(ref)?.[1];
}

async function readRefs(repository: GitRepository, patterns: readonly string[], most = 1000): Promise<readonly Ref[]> {
  const args = ['for-each-ref', `--count=${most}`, '--format=%(refname)%00%(objectname)%00%(symref)', ...patterns];
  const lines = (await askGit(repository, { args })).split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [name = '', tip = '', target = ''] = line.split('\0');
    return { name, tip, target };
  });
}

/** Whether a commit has another one among its ancestors, or is it. */
async function contains(repository: GitRepository, commit: string, other: string): Promise<boolean> {
  if (commit === other) return true;
  try {
    await askGit(repository, { args: ['merge-base', '--is-ancestor', other, commit] });
    return true;
  } catch (error) {
    throwUnlessNone(error);
    return false;
  }
}

/** The branch that a symbolic name stands for, whether or not it is there. */
async function branchBehind(repository: GitRepository, name: string): Promise<string | undefined> {
  try {
    return (await askGit(repository, { args: ['symbolic-ref', '--quiet', name] })).trim();
  } catch (error) {
    throwUnlessNone(error);
    return undefined;
  }
}

/** A plain failure is git's way to say no. */
function throwUnlessNone(error: unknown): void {
  if (!(error instanceof GitFailed) || error.reason !== 'failed') throw error;
}

function short(ref: string): string {
  return ref.replace(/^refs\/(?:heads|remotes)\//, '');
}
