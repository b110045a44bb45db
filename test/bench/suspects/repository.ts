import { readFileSync } from 'node:fs';
import type { Change, ChangedLines } from '../../../src/changes/change';
import { readHistory } from '../../../src/adapters/git/history';
import { readLandings } from '../../../src/adapters/git/landings';
import { findMainline, resolveCommit } from '../../../src/adapters/git/mainline';
import { readLines } from '../../../src/adapters/git/lines';
import { type GitRepository, isObjectId } from '../../../src/adapters/git/run';
import { PAST_LENGTH, type PastChange } from '../../../src/changes/history';
import { CASE_WINDOW, historyBefore, type MinedCase, type SuspectCase } from './cases';
import { mineCases } from './mine';

/** Changes of one window whose diffs are read; the newest, if there are more. */
const MAX_DIFFS = 1_500;
/** Diffs kept between cases, whose windows overlap. */
const MAX_KEPT = 4_000;

export function casesOfFile(path: string): MinedCase[] {
  const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!Array.isArray(parsed)) throw new TypeError(`${path} is not a list of cases`);
  return (parsed as MinedCase[]).filter((found) => isObjectId(found.revert) && isObjectId(found.culprit));
}

export async function minedCases(repository: GitRepository, name: string): Promise<MinedCase[]> {
  const mainline = await findMainline(repository, undefined);
  if (!mainline) throw new Error(`${repository.directory} has no commits`);
  return mineCases(repository, mainline.tip, name);
}

/**
 * The cases with what landed before each, read from the repository as the extension reads it: the line below the revert's first
 * parent, and the diffs where there is a text to match them with. Cases whose commits the repository does not have are left out.
 */
export async function* repositoryCases(
  repository: GitRepository,
  cases: readonly MinedCase[],
): AsyncGenerator<SuspectCase> {
  const kept = new Map<string, ChangedLines>();
  const past = await pastOf(repository, cases);
  for (const found of cases) {
    const tip = await resolveCommit(repository, `${found.revert}^1`);
    if (tip === undefined || (await resolveCommit(repository, found.culprit)) === undefined) continue;
    const at = Date.parse(found.revertedAt);
    const { changes } = await readLandings(repository, { tip, from: at - CASE_WINDOW, to: at });
    if (found.symptom !== '') await readDiffs(repository, changes, kept);
    yield {
      ...found,
      changes: changes.map((change) => withLines(change, kept.get(change.sha))),
      history: historyBefore(past, found, PAST_LENGTH),
    };
  }
}

/** What the histories of all cases are parts of, read once. */
export async function pastOf(repository: GitRepository, cases: readonly MinedCase[]): Promise<readonly PastChange[]> {
  const inTime = [...cases].sort((a, b) => Date.parse(b.revertedAt) - Date.parse(a.revertedAt));
  const until = Date.parse(inTime.at(-1)?.revertedAt ?? '') - CASE_WINDOW - PAST_LENGTH;
  for (const { revert, revertedAt } of inTime) {
    const tip = await resolveCommit(repository, `${revert}^1`);
    const from = Date.parse(revertedAt) - CASE_WINDOW;
    if (tip !== undefined) return readHistory(repository, { tip, from, until, most: Infinity });
  }
  return [];
}

export async function readDiffs(
  repository: GitRepository,
  changes: readonly Change[],
  kept: Map<string, ChangedLines>,
): Promise<void> {
  if (kept.size > MAX_KEPT) kept.clear();
  const missing = changes.slice(0, MAX_DIFFS).filter((change) => !kept.has(change.sha));
  for await (const { sha, lines } of readLines(
    repository,
    missing.map((change) => change.sha),
  ))
    kept.set(sha, lines);
}

export function withLines(change: Change, lines: ChangedLines | undefined): Change {
  return lines ? { ...change, lines } : change;
}
