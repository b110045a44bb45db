import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Change, ChangedFile, ChangedLines, Millis } from '../../../src/changes/change';
import { History, MOST_PAST, type PastChange, pastMessage, pastPaths } from '../../../src/changes/history';

/** A case without its candidates, as `cases.json` holds it. */
export interface MinedCase {
  readonly repo: string;
  readonly revert: string;
  readonly culprit: string;
  readonly revertedAt: string;
  readonly symptom: string;
  readonly lagMinutes?: number;
  readonly matchedBy?: string;
}

/** A case with what landed in the seven days before it, newest first. */
export interface SuspectCase extends MinedCase {
  readonly changes: readonly Change[];
  /** What landed before the window, as far as it is known. */
  readonly history: History;
}

export const CASE_WINDOW = 7 * 86_400_000;

interface StoredCandidate {
  readonly sha: string;
  readonly parents: number;
  readonly authorDate: string;
  readonly committerDate: string;
  readonly landedAt: string;
  readonly author: string;
  readonly authorPrior180d?: number;
  readonly bot: boolean;
  readonly subject: string;
  readonly body: string;
  readonly fileCount: number;
  readonly files: readonly ChangedFile[];
  /** Counts of terms; only where the diff was read when the case was saved. */
  readonly lines?: { readonly added: Record<string, number>; readonly removed: Record<string, number> };
}

/**
 * The pre-extracted cases of a directory, or of its dev/ folder, one file at a time. The history of each is what the earlier cases
 * of its file tell: what had landed in their windows, and that their culprits were taken back.
 */
export function* storedCases(path: string): Generator<SuspectCase> {
  for (const file of storedFiles(path)) {
    const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n');
    yield* withHistories(
      lines
        .filter((line) => line.trim() !== '')
        .map((line) => storedCase(JSON.parse(line) as MinedCase & { candidates: StoredCandidate[] })),
    );
  }
}

function* withHistories(cases: readonly Omit<SuspectCase, 'history'>[]): Generator<SuspectCase> {
  const known = new Map(cases.flatMap(({ changes }) => changes).map((change) => [change.sha, pastChangeOf(change)]));
  for (const found of cases) if (!known.has(found.revert)) known.set(found.revert, revertOf(found));
  const landings = [...known.values()].sort((a, b) => b.landedAt - a.landedAt);
  for (const found of cases) yield { ...found, history: historyBefore(landings, found) };
}

/** The part of a history that had landed before the window of a case. */
export function historyBefore(landings: readonly PastChange[], { revertedAt }: MinedCase, length = Infinity): History {
  const from = Date.parse(revertedAt) - CASE_WINDOW;
  const isBefore = (at: Millis) => at < from && at >= from - length;
  return new History(landings.filter(({ landedAt }) => isBefore(landedAt)).slice(0, MOST_PAST));
}

function pastChangeOf({ sha, subject, body, landedAt, files }: Change): PastChange {
  return { ...pastMessage(sha, subject, body), landedAt, paths: pastPaths(files) };
}

/** The revert of a case as git would show it: it names the culprit, gives the reason, and touches the culprit's files. */
function revertOf(found: Omit<SuspectCase, 'history'>): PastChange {
  const culprit = found.changes.find((change) => change.sha === found.culprit);
  const subject = `Revert "${culprit?.subject ?? ''}"`;
  const body = `This reverts commit ${found.culprit}.\n\n${found.symptom}`;
  const message = pastMessage(found.revert, subject, body);
  return { ...message, landedAt: Date.parse(found.revertedAt), paths: pastPaths(culprit?.files ?? []) };
}

function storedFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  const here = readdirSync(path)
    .filter((name) => name.endsWith('.jsonl.gz'))
    .sort()
    .map((name) => join(path, name));
  if (here.length > 0) return here;
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => storedFiles(join(path, entry.name)));
}

function storedCase(stored: MinedCase & { candidates: readonly StoredCandidate[] }): Omit<SuspectCase, 'history'> {
  const at = Date.parse(stored.revertedAt);
  const { candidates, ...rest } = stored;
  const changes = candidates.map(changeOf).filter((change) => at - change.landedAt <= CASE_WINDOW);
  return { ...rest, changes };
}

function changeOf(stored: StoredCandidate): Change {
  return {
    sha: stored.sha,
    parents: stored.parents,
    authoredAt: Date.parse(stored.authorDate),
    committedAt: Date.parse(stored.committerDate),
    landedAt: Date.parse(stored.landedAt),
    author: stored.author,
    ...(stored.authorPrior180d === undefined ? {} : { authorPrior180d: stored.authorPrior180d }),
    bot: stored.bot,
    subject: stored.subject,
    body: stored.body,
    files: stored.files,
    fileCount: stored.fileCount,
    ...(stored.lines ? { lines: linesOf(stored.lines) } : {}),
  };
}

function linesOf({ added, removed }: NonNullable<StoredCandidate['lines']>): ChangedLines {
  return { added: new Map(Object.entries(added)), removed: new Map(Object.entries(removed)), truncated: false };
}

/** At most so many of a list, spread evenly over it. */
export function bySpread<T>(list: readonly T[], most: number): T[] {
  const step = Math.max(1, list.length / most);
  return list.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step)).slice(0, most);
}
