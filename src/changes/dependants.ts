import { rangeBefore, type CommitPatch, type FilePatch, type Hunk, type LineRange } from './patch';
import type { LaterChange } from './rehearsal';

/** A later change that may need what a revert takes out. */
export interface Dependant extends LaterChange {
  readonly why:
    /** It changed lines close to those that the revert changes. */
    | { readonly kind: 'near'; readonly path: string }
    /** It uses a name that the revert takes out. */
    | { readonly kind: 'uses'; readonly name: string; readonly path: string };
}

export type Use = Dependant & { readonly why: { readonly kind: 'uses' } };

/** Lines as close as this to those of a revert are what git shows as their context. */
const CONTEXT_LINES = 3;
const MOST_NAMES = 40;
const MOST_LINE = 400;

/**
 * The later changes that changed lines near those that the revert changes: the places are followed back from the tip, change
 * by change.
 * @param revert from the tip to what is left after the revert
 * @param later newest first, without a gap
 */
export function nearDependants(revert: readonly FilePatch[], later: readonly CommitPatch[]): readonly Dependant[] {
  const places = new Map<string, readonly LineRange[]>();
  for (const { path, oldPath, hunks } of revert) places.set(oldPath ?? path, hunks.map(rangeAtTip));
  const found: Dependant[] = [];
  for (const { sha, subject, files } of later) {
    let near: string | undefined;
    for (const { path, oldPath, status, hunks } of files) {
      const ranges = places.get(path);
      if (ranges === undefined) continue;
      if (status === 'A') {
        // It came from a file that is not looked at: what was before is not known.
        places.delete(path);
        continue;
      }
      if (hunks.some((hunk) => ranges.some((range) => isNear(hunk, range)))) near ??= path;
      places.delete(path);
      places.set(
        oldPath ?? path,
        ranges.map((range) => rangeBefore(range, hunks)),
      );
    }
    if (near !== undefined) found.push({ sha, subject, why: { kind: 'near', path: near } });
  }
  return found;
}

function rangeAtTip({ oldStart, oldLines }: Hunk): LineRange {
  return oldLines === 0 ? { from: oldStart, to: oldStart + 1 } : { from: oldStart, to: oldStart + oldLines - 1 };
}

function isNear({ newStart, newLines }: Hunk, { from, to }: LineRange): boolean {
  const last = newLines === 0 ? newStart + 1 : newStart + newLines - 1;
  return newStart <= to + CONTEXT_LINES && last >= from - CONTEXT_LINES;
}

/** What stands before a name where it comes into being, in most languages. */
const DEFINITION =
  /\b(?:def|defp|class|function|func|fn|fun|const|let|var|val|type|interface|struct|enum|trait|module|object|record|protocol|macro_rules!|define|#define)\s+(?:\([^()]{0,80}\)\s*)?([A-Za-z_$][\w$]{3,60})/g;
/** A constant or a key at a line's start: `RETRY_LIMIT = 3`, `retryLimit: 3`. */
const ASSIGNED =
  /^\s{0,40}(?:export |public |private |static |final |this\.|self\.)*([A-Za-z_$][\w$]{5,60})\s?(?::=|=(?!=)|:(?!:))/;
/** Words that are defined everywhere. */
const COMMON_NAMES = new Set(
  'args argv async await body call client config context count current data default description delete error errors event export file files function getter handler headers import index input items length level list main message method module name names node number object options output params parent path paths private props public query record request response result results return root self setup source state static status string test tests text this title true type types undefined update user value values version'.split(
    ' ',
  ),
);

/**
 * Names that come into being in lines that the revert removes, and in none that it leaves or puts back: best effort, by the words
 * in which most languages define something.
 */
export function namesTakenOut(revert: readonly FilePatch[]): readonly string[] {
  const keptWords = new Set(revert.flatMap(({ added }) => added.flatMap(wordsOf)));
  const names = new Set<string>();
  for (const { removed } of revert) {
    for (const line of removed) {
      for (const name of definedIn(line)) {
        if (!keptWords.has(name) && !COMMON_NAMES.has(name.toLowerCase())) names.add(name);
        if (names.size >= MOST_NAMES) return [...names];
      }
    }
  }
  return [...names];
}

function definedIn(line: string): string[] {
  const text = line.slice(0, MOST_LINE);
  const assigned = ASSIGNED.exec(text)?.[1];
  const defined = [...text.matchAll(DEFINITION)].flatMap(([, name]) => name ?? []);
  return assigned === undefined ? defined : [assigned, ...defined];
}

function wordsOf(line: string): readonly string[] {
  return line.slice(0, MOST_LINE).match(/[A-Za-z_$][\w$]*/g) ?? [];
}

const MOST_USES = 5;

/** Uses of the names in lines that later changes added: each name once a change, so that others are left to be checked. */
export function usesOf(names: readonly string[], later: readonly CommitPatch[]): readonly Use[] {
  if (names.length === 0) return [];
  const wanted = new Set(names);
  return later.flatMap(({ sha, subject, files }) => {
    const found = new Map<string, string>();
    for (const { path, added } of files) {
      for (const name of added.flatMap(wordsOf)) {
        if (wanted.has(name) && !found.has(name) && found.size < MOST_USES) found.set(name, path);
      }
    }
    return [...found].map(([name, path]) => ({ sha, subject, why: { kind: 'uses' as const, name, path } }));
  });
}
