import { basename } from 'node:path';
import { SourceFailed, type FactsRequest, type RepositoryFacts, type SourceProblem } from '../../app/changePorts';
import { rollbacksOf, withLiveTimes } from '../../changes/deploys';
import { noticeTags, readDeploys } from './deploys';
import { readEventDeploys } from './eventDeploys';
import { readWindow } from './landings';
import { findMainline } from './mainline';
import { isPartialClone, readClone, readFetchTime } from './places';
import { askGit, GitFailed, type GitRepository } from './run';

/**
 * What a repository tells of a window: what landed, what went live, how fresh the clone is. Rejects with SourceFailed.
 * @param patience how long git may say nothing, where not the usual time; milliseconds
 */
export async function repositoryFacts(
  root: string,
  request: FactsRequest,
  patience?: number,
): Promise<RepositoryFacts> {
  const { from, to, at = to, signal, branch: wanted, deployTags, events = [] } = request;
  const repository: GitRepository = { directory: root, signal, ...(patience !== undefined && { patience }) };
  try {
    signal.throwIfAborted();
    // Starting git is most of what a small question costs, so they are asked together.
    const clone = readClone(repository);
    clone.catch(() => undefined); // what is wrong with the repository, the branch tells too
    const noticing = deployTags.length === 0 ? noticeTags(repository) : Promise.resolve([]);
    const noticed = noticing.catch(() => []); // an offer, no more
    const mainline = await findMainline(repository, wanted);
    if (mainline === undefined) throw new SourceFailed(await whyNoMainline(repository, wanted), root, undefined);
    const { name, tip, choice, remote } = mainline;
    const fetched = clone.then((places) => readFetchTime(repository, places, name));
    const freshness = fetched.catch(() => undefined); // the window tells what is wrong
    const boundaries = clone.then((state) => state.boundaries);
    const window = { tip, from, to, at, signal };
    const { changes, cutAt, unreadable, isPart } = await readWindow(repository, window, boundaries);
    const line = changes.map((change) => change.sha);
    const mainstream = { tip, line: new Set(line), from };
    const tagged = await readDeploys(repository, deployTags, mainstream);
    const told = events.length === 0 ? [] : await readEventDeploys(repository, basename(root), events, mainstream);
    const deploys = told.length === 0 ? tagged : [...tagged, ...told].sort((a, b) => b.at - a.at);
    const tagsNoticed = [];
    for (const tags of await noticed) {
      tagsNoticed.push({ ...tags, deploys: await readDeploys(repository, [tags.pattern], mainstream) });
    }
    const [fetchedAt, rollbacks] = [await freshness, rollbacksOf(line, deploys)];
    const why = unreadable === 0 ? undefined : (await isPartialClone(repository)) ? 'partialClone' : 'missingObjects';
    return {
      root,
      name: basename(root),
      branch: shortName(name),
      branchChoice: choice,
      tip,
      ...(remote !== undefined && { remote }),
      changes: deploys.length === 0 ? changes : withLiveTimes(changes, line, deploys, at),
      deploys,
      ...(rollbacks.length > 0 && { rollbacks }),
      ...(tagsNoticed.length > 0 && { tagsNoticed }),
      ...(fetchedAt !== undefined && { fetchedAt }),
      ...(cutAt !== undefined && { cutAt }),
      ...(why !== undefined && { withoutContents: why }),
      ...(isPart && { isPart }),
    };
  } catch (error) {
    if (error instanceof SourceFailed) throw error;
    const problem = problemOf(error);
    throw new SourceFailed(problem, root, error, problem === 'notTrustedByGit' ? adviceOf(error) : undefined);
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
  const [, major = 0, minor = 0] = (/(?<!\d)(\d+)\.(\d+)/.exec(answer) ?? []).map(Number);
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
  if (error.reason === 'silent') return 'gitSilent';
  const { message } = error;
  if (/safe\.(?:directory|bareRepository)|dubious ownership/.test(message)) return 'notTrustedByGit';
  if (message.includes('not a git repository')) return 'notARepository';
  return /bad object|unable to read|missing (?:object|blob|tree|commit)|could not (?:get|read)/i.test(message)
    ? 'missingObjects'
    : 'failed';
}

/** What git itself advises where it does not trust a folder: its words, without the program's own prefix. */
function adviceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^(?:fatal|error|warning): /gm, '').trim();
}
