import type { Millis } from '../../changes/change';
import type { Deploy } from '../../changes/deploys';
import { globMatcher } from '../../changes/globs';
import type { NoticedTags } from '../../changes/tagOffer';
import { askGit, GitFailed, type GitRepository, isObjectId, nulFields, nulRecords, streamGit } from './run';

/** The newest tags that are looked at: a range between two deploys does not need more. */
const NEWEST = 300;
/** How far a deploy from a side branch is followed down to the mainline. Commits. */
const DOWN = 1000;
/** So many deploys of commits that are not in the window are looked at closely: each takes a process. */
export const MOST_LOOKUPS = 30;
const FORMAT = '--format=%(refname:strip=2)%00%(objectname)%00%(*objectname)%00%(creatordate:unix)%00';

/** The first-parent line of the deployed branch, as far as the window shows it. */
export interface Mainstream {
  readonly tip: string;
  /** The landings of the window. */
  readonly line: ReadonlySet<string>;
  /** The beginning of the window. */
  readonly from: Millis;
}

/**
 * The deploys that tags name, newest first: tags whose name matches one of the globs (`deploy-*`, `v*`). The time is the
 * tag's own, or its commit's for a lightweight tag. A deploy of a commit beside the mainline counts for the landing below
 * it. Throws GitFailed.
 */
export async function readDeploys(
  repository: GitRepository,
  globs: readonly string[],
  mainstream: Mainstream,
): Promise<readonly Deploy[]> {
  if (globs.length === 0) return [];
  const matches = globMatcher(globs);
  const args = ['for-each-ref', '--sort=-creatordate', FORMAT, 'refs/tags'];
  const found: { tag: string; at: Millis; commit: string }[] = [];
  const output = streamGit(repository, { args });
  for await (const [first = '', object = '', peeled = '', date = ''] of nulRecords(output, 4)) {
    const tag = first.replace(/^\n/, '');
    const commit = peeled === '' ? object : peeled;
    if (!matches(tag) || !isObjectId(commit) || date === '') continue;
    found.push({ tag, at: Number(date) * 1000, commit });
    if (found.length >= NEWEST) break;
  }
  const deploys: Deploy[] = [];
  let lookups = 0;
  for (const { tag, at, commit } of found) {
    // What was deployed before the window has nothing of it: it only names the last good state.
    const isKnown = at < mainstream.from || mainstream.line.has(commit) || lookups >= MOST_LOOKUPS;
    if (isKnown) deploys.push({ tag, at, sha: commit });
    else {
      lookups++;
      deploys.push({ tag, at, ...(await landingOf(repository, commit, mainstream)) });
    }
  }
  return deploys;
}

/** Where on the mainline a deploy of the window stands whose commit is no landing of the window. */
export async function landingOf(
  repository: GitRepository,
  commit: string,
  { tip, line }: Mainstream,
): Promise<Pick<Deploy, 'sha' | 'isOlder'>> {
  const below = await landingBelow(repository, commit, line);
  if (below !== undefined) return { sha: below };
  // A commit of another line (an old version that is still maintained) says nothing of the deployed branch.
  try {
    await askGit(repository, { args: ['merge-base', '--is-ancestor', commit, tip] });
    return { sha: commit, isOlder: true };
  } catch (error) {
    if (!(error instanceof GitFailed) || error.reason !== 'failed') throw error;
    return { sha: commit };
  }
}

/** The first commit of the mainline below a commit that is not on it. */
async function landingBelow(
  repository: GitRepository,
  commit: string,
  line: ReadonlySet<string>,
): Promise<string | undefined> {
  const args = ['log', '--first-parent', '-s', '-z', '--no-show-signature', '--no-notes', '--no-decorate'];
  args.push('--format=tformat:%H', `--max-count=${DOWN}`, commit, '--');
  for await (const shas of nulFields(streamGit(repository, { args }))) {
    const found = shas.find((sha) => line.has(sha.trim()));
    if (found !== undefined) return found.trim();
  }
  return undefined;
}

/** Names that tags of deploys and releases usually have, with the globs for the setting. */
const USUAL: readonly { readonly pattern: string; readonly refs: string; readonly form: RegExp }[] = [
  { pattern: 'deploy-*', refs: 'refs/tags/deploy-*', form: /^deploy-/ },
  { pattern: 'deploy/*', refs: 'refs/tags/deploy', form: /^deploy\// },
  { pattern: 'release-*', refs: 'refs/tags/release-*', form: /^release-/ },
  { pattern: 'release/*', refs: 'refs/tags/release', form: /^release\// },
  { pattern: 'prod-*', refs: 'refs/tags/prod-*', form: /^prod-/ },
  { pattern: 'v*', refs: 'refs/tags/v*', form: /^v\d/ },
];
/** Of versions, where other tags (`vendor-import`) have the same first letter. */
const VERSIONS_ONLY = 'v[0-9]*';
/** Enough to tell that there are many. */
const MOST_NOTICED = 5000;

/** Tags that look like deploys, by the glob that names them, those with the newest tag first. Throws GitFailed. */
export async function noticeTags(repository: GitRepository): Promise<readonly Omit<NoticedTags, 'deploys'>[]> {
  const args = ['for-each-ref', '--sort=-creatordate', `--count=${MOST_NOTICED}`];
  args.push('--format=%(refname:strip=2)%00%(creatordate:unix)%00', ...USUAL.map(({ refs }) => refs));
  const noticed = new Map<string, Omit<NoticedTags, 'deploys'>>();
  let hasOthers = false;
  const output = streamGit(repository, { args });
  for await (const [first = '', date = ''] of nulRecords(output, 2)) {
    const tag = first.replace(/^\n/, '');
    const pattern = USUAL.find(({ form }) => form.test(tag))?.pattern;
    if (pattern === undefined) hasOthers = true;
    if (pattern === undefined || date === '') continue;
    const known = noticed.get(pattern);
    const newest = known?.newest ?? { tag, at: Number(date) * 1000 };
    noticed.set(pattern, { pattern, newest, count: (known?.count ?? 0) + 1 });
  }
  const namesOthers = ({ pattern }: { pattern: string }) => pattern === 'v*' && hasOthers;
  return [...noticed.values()].map((tags) => (namesOthers(tags) ? { ...tags, pattern: VERSIONS_ONLY } : tags));
}
