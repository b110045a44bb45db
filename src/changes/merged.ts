import type { MergedCommit } from './change';

/** A commit with its parents, the first of them first. */
export interface GraphCommit extends MergedCommit {
  readonly parents: readonly string[];
}

/**
 * The commits that each merge of a first-parent line brought with it: those reachable from its other parents that no earlier
 * landing had brought before.
 * @param line the ids of the line's commits, newest first
 * @param commits all commits reachable from the line's tip and not from below its end, newest first
 * @returns by the merge's id, in the order of `commits`
 */
export function mergedCommits(
  line: readonly string[],
  commits: readonly GraphCommit[],
): ReadonlyMap<string, readonly MergedCommit[]> {
  const byId = new Map(commits.map((commit) => [commit.sha, commit]));
  const place = new Map(commits.map(({ sha }, index) => [sha, index]));
  const taken = new Set(line);
  const merged = new Map<string, readonly MergedCommit[]>();
  for (const id of [...line].reverse()) {
    const [, ...others] = byId.get(id)?.parents ?? [];
    const own: GraphCommit[] = [];
    const open = [...others];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const commit = byId.get(next);
      if (commit === undefined || taken.has(next)) continue;
      taken.add(next);
      own.push(commit);
      open.push(...commit.parents);
    }
    if (own.length === 0) continue;
    own.sort((a, b) => (place.get(a.sha) ?? 0) - (place.get(b.sha) ?? 0));
    merged.set(
      id,
      own.map(({ sha, subject, authorName, authoredAt }) => ({ sha, subject, authorName, authoredAt })),
    );
  }
  return merged;
}
