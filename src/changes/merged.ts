import type { MergedCommit } from './change';
import { lastOf } from './steps';

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
  return lastOf(mergedSteps(line, commits));
}

/** Commits per step. */
const STEP = 100;

/** As `mergedCommits`, in steps. */
export function* mergedSteps(
  line: readonly string[],
  commits: readonly GraphCommit[],
): Generator<undefined, ReadonlyMap<string, readonly MergedCommit[]>> {
  const places = new Map<string, number>();
  for (const [place, { sha }] of commits.entries()) {
    if (place > 0 && place % STEP === 0) yield;
    places.set(sha, place);
  }
  const landings = new Set(line);
  const merged = new Map<string, readonly MergedCommit[]>();
  const taken = new Uint8Array(commits.length);
  let walked = 0;
  for (let i = line.length - 1; i >= 0; i--) {
    const merge = line[i] ?? '';
    const [, ...open] = commits[places.get(merge) ?? -1]?.parents ?? [];
    const found: number[] = [];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (++walked % STEP === 0) yield;
      const place = places.get(next) ?? -1;
      const commit = commits[place];
      if (commit === undefined || taken[place] === 1 || landings.has(next)) continue;
      taken[place] = 1;
      found.push(place);
      open.push(...commit.parents);
    }
    if (++walked % STEP === 0) yield;
    if (found.length > 0) merged.set(merge, yield* commitsAt(found, commits));
  }
  return merged;
}

/** The commits at these places, in the order of the list. */
function* commitsAt(
  places: readonly number[],
  commits: readonly GraphCommit[],
): Generator<undefined, readonly MergedCommit[]> {
  const found: MergedCommit[] = [];
  for (const place of places.toSorted((a, b) => a - b)) {
    const commit = commits[place];
    if (commit === undefined) continue;
    const { sha, subject, authorName, authoredAt } = commit;
    if (found.push({ sha, subject, authorName, authoredAt }) % STEP === 0) yield;
  }
  return found;
}
