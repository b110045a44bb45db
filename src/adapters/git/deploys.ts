import type { Millis } from '../../changes/change';
import { globMatcher } from '../../changes/globs';
import type { Deploy } from '../../changes/deploys';
import { askGit, type GitRepository, isObjectId, nulFields, streamGit } from './run';

/** The newest tags that are looked at: a range between two deploys does not need more. */
const NEWEST = 300;
/** How far a deploy from a side branch is followed down to the mainline. Commits. */
const DOWN = 1000;

/**
 * The deploys that tags name, newest first: tags whose name matches one of the globs (`deploy-*`, `v*`). The time is the
 * tag's own, or its commit's for a lightweight tag. A deploy of a commit beside the mainline counts for the landing below
 * it. Throws GitFailed.
 * @param line the landings of the window, on the first-parent line of the deployed branch
 * @param from the beginning of the window
 */
export async function readDeploys(
  repository: GitRepository,
  globs: readonly string[],
  line: ReadonlySet<string>,
  from: Millis,
  signal?: AbortSignal,
): Promise<readonly Deploy[]> {
  if (globs.length === 0) return [];
  const format = '--format=%(refname:strip=2)%00%(objectname)%00%(*objectname)%00%(creatordate:unix)%00';
  const args = ['for-each-ref', '--sort=-creatordate', format, 'refs/tags'];
  const output = await askGit(repository, { args, ...(signal && { signal }) });
  const matches = globMatcher(globs);
  const fields = output.split('\0').map((field) => field.replace(/^\n/, ''));
  const deploys: Deploy[] = [];
  for (let i = 0; i + 3 < fields.length && deploys.length < NEWEST; i += 4) {
    const [tag = '', object = '', peeled = '', date = ''] = fields.slice(i, i + 4);
    const commit = peeled === '' ? object : peeled;
    if (!matches(tag) || !isObjectId(commit) || date === '') continue;
    const at = Number(date) * 1000;
    // What was deployed before the window contains nothing of it: it only names the last good state.
    const isOlder = at < from || line.has(commit);
    deploys.push({
      tag,
      at,
      sha: isOlder ? commit : ((await landingBelow(repository, commit, line, signal)) ?? commit),
    });
  }
  return deploys;
}

/** The first commit of the mainline below a commit that is not on it. */
async function landingBelow(
  repository: GitRepository,
  commit: string,
  line: ReadonlySet<string>,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const args = ['log', '--first-parent', '-z', '--format=%H', `--max-count=${DOWN}`, commit, '--'];
  for await (const shas of nulFields(streamGit(repository, { args, ...(signal && { signal }) }))) {
    const found = shas.find((sha) => line.has(sha.trim()));
    if (found !== undefined) return found.trim();
  }
  return undefined;
}
