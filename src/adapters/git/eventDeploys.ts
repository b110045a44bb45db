import type { ChangeEvent } from '../../changes/changeEvents';
import type { Deploy } from '../../changes/deploys';
import { landingOf, MOST_LOOKUPS, type Mainstream } from './deploys';
import { resolveCommit } from './mainline';
import type { GitRepository } from './run';

/** The newest deploys that are looked at. */
const NEWEST = 300;
/** Of the deploys before the window, the newest of a series names the last good state. */
const BEFORE = 2;
const TAG = /^[\w][\w.+/-]{0,199}$/;

/**
 * The deploys of this repository that other programs wrote down, newest first: those that name a commit, or a tag, that it has. A
 * deploy of a commit beside the mainline counts for the landing below it, as with tags. Throws GitFailed.
 * @param name of the repository's folder: an event that names another is not its own, unless GitHub says which commit it was
 */
export async function readEventDeploys(
  repository: GitRepository,
  name: string,
  events: readonly ChangeEvent[],
  mainstream: Mainstream,
): Promise<readonly Deploy[]> {
  const own = events
    .filter((event) => isDeploy(event) && (isNamed(event, name) || isOfGithub(event)))
    .sort((a, b) => b.at - a.at)
    .slice(0, NEWEST);
  const line = [...mainstream.line];
  const before = new Map<string, number>();
  const found: Deploy[] = [];
  let lookups = 0;
  for (const event of own) {
    const series = seriesOf(event);
    const isBefore = event.at < mainstream.from;
    if (isBefore && (before.get(series) ?? 0) >= BEFORE) continue;
    const landed = event.commit === undefined ? undefined : line.find((sha) => sha.startsWith(event.commit ?? ''));
    if (landed === undefined && lookups++ >= MOST_LOOKUPS) continue;
    const commit = landed ?? (await commitOf(repository, event, isNamed(event, name)));
    if (commit === undefined) continue;
    if (isBefore) before.set(series, (before.get(series) ?? 0) + 1);
    const isKnown = isBefore || mainstream.line.has(commit);
    const place = isKnown ? { sha: commit } : await landingOf(repository, commit, mainstream);
    found.push({ tag: nameOf(event), at: event.at, series, event: event.id, ...place });
  }
  return named(found);
}

/** GitHub gives whole commit ids and its own name of the repository, which a folder here need not have. */
function isOfGithub({ source, commit = '' }: ChangeEvent): boolean {
  return source === 'github' && commit.length >= 40;
}

function isNamed({ repository }: ChangeEvent, name: string): boolean {
  return (repository ?? name).toLowerCase() === name.toLowerCase();
}

function isDeploy({ kind, commit, ref, isElsewhere }: ChangeEvent): boolean {
  const isKind = kind === 'deploy' || kind === 'rollback';
  return isKind && isElsewhere !== true && (commit !== undefined || ref !== undefined);
}

async function commitOf(
  repository: GitRepository,
  { commit, ref }: ChangeEvent,
  isItsTag: boolean,
): Promise<string | undefined> {
  const known = commit === undefined ? undefined : await resolveCommit(repository, commit);
  if (known !== undefined || ref === undefined || !isItsTag || !TAG.test(ref)) return known;
  // A branch has moved on since: only a tag says what was deployed, in the repository that is named.
  return resolveCommit(repository, `refs/tags/${ref}`);
}

/** Deploys of one service to one place follow each other. */
function seriesOf({ service = '', environment = '' }: ChangeEvent): string {
  return `event ${service} ${environment}`;
}

/** `checkout v4.2.0`, `production 4d3c2b1a` */
function nameOf({ service, environment, commit, ref }: ChangeEvent): string {
  const version = commit?.slice(0, 8) ?? ref ?? '';
  return [service ?? environment ?? '', version].join(' ').trim();
}

/** The same commit deployed again is told apart by a number, the oldest first. */
function named(newestFirst: readonly Deploy[]): readonly Deploy[] {
  const counts = new Map<string, number>();
  const oldestFirst = [...newestFirst].reverse().map((deploy) => {
    const count = (counts.get(deploy.tag) ?? 0) + 1;
    counts.set(deploy.tag, count);
    return count === 1 ? deploy : { ...deploy, tag: `${deploy.tag} #${count}` };
  });
  return oldestFirst.reverse();
}
