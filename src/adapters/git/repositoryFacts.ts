import { basename } from 'node:path';
import { SourceFailed, type FactsRequest, type RepositoryFacts, type SourceProblem } from '../../app/changePorts';
import { withLiveTimes } from '../../changes/deploys';
import { readDeploys } from './deploys';
import { readWindow } from './landings';
import { findMainline } from './line';
import { isPartialClone, readCloneState } from './places';
import { askGit, GitFailed, type GitRepository } from './run';

/** What a repository tells of a window: what landed, what went live, how fresh the clone is. Rejects with SourceFailed. */
export async function repositoryFacts(root: string, request: FactsRequest): Promise<RepositoryFacts> {
  const repository: GitRepository = { directory: root };
  const { from, to, signal, branch: wanted, deployTags } = request;
  try {
    // Starting git is most of what a small question costs, so they are asked together.
    const clone = readCloneState(repository);
    clone.catch(() => undefined); // what is wrong with the repository, the branch tells too
    const mainline = await findMainline(repository, wanted);
    if (mainline === undefined) throw new SourceFailed(await whyNoMainline(repository, wanted), root, undefined);
    const boundaries = clone.then((state) => state.boundaries);
    const window = { tip: mainline.tip, from, to, signal };
    const { changes, cutAt, unreadable } = await readWindow(repository, window, boundaries);
    const line = changes.map((change) => change.sha);
    const deploys = await readDeploys(repository, deployTags, new Set(line), from, signal);
    const { fetchedAt } = await clone;
    const why = unreadable === 0 ? undefined : (await isPartialClone(repository)) ? 'partialClone' : 'missingObjects';
    return {
      root,
      name: basename(root),
      branch: shortName(mainline.name),
      changes: deploys.length === 0 ? changes : withLiveTimes(changes, line, deploys),
      deploys,
      ...(fetchedAt !== undefined && { fetchedAt }),
      ...(cutAt !== undefined && { cutAt }),
      ...(why !== undefined && { withoutContents: why }),
    };
  } catch (error) {
    if (error instanceof SourceFailed) throw error;
    throw new SourceFailed(problemOf(error), root, error);
  }
}

/**
 * Nothing could be resolved: the repository is empty, the branch of the setting is not there, its newest commit is not, or
 * git is too old to say. Throws GitFailed if git cannot read the repository at all.
 */
async function whyNoMainline(repository: GitRepository, wanted: string | undefined): Promise<SourceProblem> {
  // Any answer but a failure says that git can read the repository.
  await askGit(repository, { args: ['rev-parse', '--git-dir'] });
  if (isTooOld(await askGit(repository, { args: ['version'] }))) return 'gitTooOld';
  if (wanted !== undefined && (await findMainline(repository)) !== undefined) return 'noSuchBranch';
  const branches = await askGit(repository, { args: ['for-each-ref', '--count=1', 'refs/heads', 'refs/remotes'] });
  return branches === '' ? 'noCommits' : 'missingObjects';
}

/** `git version 2.30.1`: options that reading needs came with 2.31. */
function isTooOld(answer: string): boolean {
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(answer) ?? []).map(Number);
  return major < 2 || (major === 2 && minor < 31);
}

/** `refs/remotes/origin/main` is shown as `origin/main`, `refs/heads/main` as `main`. */
function shortName(ref: string): string {
  return ref.replace(/^refs\/(?:heads|remotes|tags)\//, '');
}

/** git's own words are in English here (LC_ALL=C); it has no other way to say these. */
function problemOf(error: unknown): SourceProblem {
  if (!(error instanceof GitFailed)) return 'failed';
  if (error.reason === 'not-found') return 'gitMissing';
  if (error.reason === 'too-old') return 'gitTooOld';
  const { message } = error;
  if (message.includes('safe.directory') || message.includes('dubious ownership')) return 'notTrustedByGit';
  if (message.includes('not a git repository')) return 'notARepository';
  return /bad object|unable to read|missing (?:object|blob|tree|commit)|could not (?:get|read)/i.test(message)
    ? 'missingObjects'
    : 'failed';
}
