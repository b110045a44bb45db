import { stat } from 'node:fs/promises';
import { basename, isAbsolute, join } from 'node:path';
import { SourceFailed, type FactsRequest, type RepositoryFacts, type SourceProblem } from '../../app/changePorts';
import type { Millis } from '../../changes/change';
import { withLiveTimes } from '../../changes/deploys';
import { readDeploys } from './deploys';
import { readLandings } from './landings';
import { findMainline, resolveCommit } from './line';
import { askGit, GitFailed, type GitRepository } from './run';

/** What a repository tells of a window: what landed, what went live, how fresh the clone is. Rejects with SourceFailed. */
export async function repositoryFacts(root: string, request: FactsRequest): Promise<RepositoryFacts> {
  const repository: GitRepository = { directory: root };
  const { from, to, signal, branch: wanted, deployTags } = request;
  try {
    const mainline = await findMainline(repository, wanted);
    if (mainline === undefined) throw new SourceFailed(await whyNoMainline(repository, wanted), root, undefined);
    const { changes, cutAt } = await readLandings(repository, { tip: mainline.tip, from, to, signal });
    const line = changes.map((change) => change.sha);
    const deploys = await readDeploys(repository, deployTags, new Set(line), from, signal);
    const fetchedAt = await lastFetch(repository);
    return {
      root,
      name: basename(root),
      branch: shortName(mainline.name),
      changes: deploys.length === 0 ? changes : withLiveTimes(changes, line, deploys),
      deploys,
      ...(fetchedAt !== undefined && { fetchedAt }),
      ...(cutAt !== undefined && { cutAt }),
    };
  } catch (error) {
    if (error instanceof SourceFailed) throw error;
    throw new SourceFailed(problemOf(error), root, error);
  }
}

/** Nothing could be resolved: the repository is empty, or the branch of the setting is not there, or git cannot read it. */
async function whyNoMainline(repository: GitRepository, wanted: string | undefined): Promise<SourceProblem> {
  // Any answer but a failure says that git can read the repository.
  await askGit(repository, { args: ['rev-parse', '--git-dir'] });
  const head = await resolveCommit(repository, 'HEAD');
  return wanted !== undefined && head !== undefined ? 'noSuchBranch' : 'noCommits';
}

/** `refs/remotes/origin/HEAD` is shown as `origin/HEAD`, `refs/heads/main` as `main`. */
function shortName(ref: string): string {
  return ref.replace(/^refs\/(?:heads|remotes|tags)\//, '');
}

/** When the clone last heard of its remote; undefined if never. */
async function lastFetch(repository: GitRepository): Promise<Millis | undefined> {
  try {
    const path = (await askGit(repository, { args: ['rev-parse', '--git-path', 'FETCH_HEAD'] })).replace(/\n$/, '');
    return (await stat(isAbsolute(path) ? path : join(repository.directory, path))).mtimeMs;
  } catch {
    return undefined; // never fetched: there is no such file
  }
}

/** git's own words are in English here (LC_ALL=C); it has no other way to say these. */
function problemOf(error: unknown): SourceProblem {
  if (!(error instanceof GitFailed)) return 'failed';
  if (error.reason === 'not-found') return 'gitMissing';
  const { message } = error;
  if (message.includes('safe.directory') || message.includes('dubious ownership')) return 'notTrustedByGit';
  if (message.includes('not a git repository')) return 'notARepository';
  if (/unknown (?:option|argument)|unrecognized argument|usage: git/.test(message)) return 'gitTooOld';
  return /bad object|unable to read|missing (?:blob|tree|commit)|could not (?:get|read)/i.test(message)
    ? 'missingObjects'
    : 'failed';
}
