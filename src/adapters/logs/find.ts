import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FindRequest, FindResult, LogHit, LogProblem, LogProgress, MarksRequest } from '../../app/logPorts';
import type { Instant } from '../../domain/incident';
import type { Zone } from '../../domain/times/zones';
import { matcherOf } from '../../logs/query';
import { rotatedSiblings } from '../../logs/rotation';
import { chunksOf } from './chunks';
import { linesBefore } from './lines';
import { LogMemory } from './newlines';
import { problemOf } from './problems';
import { CONTEXT_LINES, findIn, firstTime, prepare, searchFile, type Prepared } from './search';
import { identityOf, openLog } from './source';

/** The first occurrence in each of the logs. Files that cannot be read are told, and the others searched all the same. */
export async function findFirst(
  request: FindRequest,
  onProgress: (progress: LogProgress) => void = () => undefined,
  signal?: AbortSignal,
): Promise<FindResult> {
  const memory = new LogMemory();
  const problems: LogProblem[] = [];
  const logs = await logsOf(request, memory, problems);
  const total = sizeOf(logs);
  const hits: LogHit[] = [];
  let done = 0;
  for (const files of logs) {
    let earliest: LogHit | undefined;
    // A log is rotated while it is searched: the same file under two names is searched once.
    const seen = new Set<string>();
    for (const file of withMoved(files, request.siblings, seen)) {
      signal?.throwIfAborted();
      try {
        const source = openLog(file);
        try {
          if (seen.has(source.identity)) continue;
          seen.add(source.identity);
          const { hit, problems: found } = await searchFile(file, source, memory, {
            ...request,
            ...(signal !== undefined && { signal }),
            ...(request.until?.file === file && { end: request.until.offset }),
            onProgress: (bytes) => onProgress({ done: done + bytes, total, file }),
          });
          problems.push(...found);
          done += source.progress();
          if (hit !== undefined && (hit.at ?? Infinity) < (earliest?.at ?? Infinity)) earliest = hit;
          earliest ??= hit;
          if (hit !== undefined && !found.some(({ reason }) => reason === 'notInOrder')) break;
        } finally {
          source.close();
        }
      } catch (error) {
        signal?.throwIfAborted();
        problems.push(problemOf(file, error));
      }
      if (request.until?.file === file) break;
    }
    if (earliest !== undefined) hits.push(await withEarlierLines(earliest, files, memory));
  }
  hits.sort((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity));
  return { hits, problems, logs, bytes: done };
}

/** The hit with lines of the file that comes before its own, where it stands near the beginning. */
async function withEarlierLines(hit: LogHit, files: readonly string[], memory: LogMemory): Promise<LogHit> {
  const file = files[files.indexOf(hit.file) - 1];
  const missing = CONTEXT_LINES - hit.before.length;
  if (file === undefined || missing <= 0) return hit;
  try {
    const source = openLog(file);
    try {
      let last = { lines: [] as readonly string[], start: 0 };
      const from = source.skipTo === undefined ? 0 : Math.max(0, source.size - END);
      source.skipTo?.(from);
      for await (const chunk of chunksOf(source, memory, undefined, { offset: from, line: 0 })) {
        const { lines, start } = linesBefore(memory.bytes, chunk.to, chunk, missing);
        last = { lines, start: chunk.offset + start };
      }
      if (last.lines.length === 0) return hit;
      return { ...hit, before: [...last.lines, ...hit.before], beforeOffset: last.start, beforeFile: file };
    } finally {
      source.close();
    }
  } catch {
    // That it cannot be read was told when it was searched.
    return hit;
  }
}

/** The end of a file in which its last lines are looked for. Bytes. */
const END = 64 * 1024;

/** As the files are asked for one by one, those that the log was moved to meanwhile come at the end. */
function* withMoved(files: readonly string[], siblings: boolean, seen: ReadonlySet<string>): Generator<string> {
  yield* files;
  const [first] = files;
  if (!siblings || first === undefined) return;
  for (const file of siblingsOf(first)) {
    if (!files.includes(file) && !seen.has(safeIdentity(file) ?? '')) yield file;
  }
}

function safeIdentity(file: string): string | undefined {
  try {
    return identityOf(file).identity;
  } catch {
    return undefined;
  }
}

function sizeOf(logs: readonly (readonly string[])[]): number {
  let total = 0;
  for (const file of logs.flat()) {
    try {
      total += identityOf(file).stats.size;
    } catch {
      // It is told when it is searched.
    }
  }
  return total;
}

/** The files of a folder that hold the same log, the oldest first. */
export function siblingsOf(file: string): readonly string[] {
  try {
    const names = readdirSync(dirname(file));
    return rotatedSiblings(basename(file), names).map((name) => join(dirname(file), name));
  } catch {
    return [file];
  }
}

/** The files of each log in the order of their lines: by the first time in each, where they all have one. */
export async function logsOf(
  { files, siblings, now, zone }: Pick<FindRequest, 'files' | 'siblings' | 'now' | 'zone'>,
  memory: LogMemory,
  problems: LogProblem[],
): Promise<readonly (readonly string[])[]> {
  const logs: (readonly string[])[] = [];
  const taken = new Set<string>();
  for (const file of files) {
    if (taken.has(file)) continue;
    const found = siblings ? siblingsOf(file) : [file];
    const all = found.includes(file) ? found : [...found, file];
    for (const each of all) taken.add(each);
    if (all.length === 1) {
      logs.push(all);
      continue;
    }
    const timed: { readonly file: string; readonly at: number | undefined }[] = [];
    for (const each of all) timed.push({ file: each, at: await beginningOf(each, memory, now, zone) });
    const known = timed.filter(({ at }) => at !== undefined);
    if (known.length === timed.length) timed.sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
    else if (known.some(({ at }, index) => (at ?? 0) < (known[index - 1]?.at ?? 0))) {
      problems.push({ file, reason: 'notInOrder' });
    }
    logs.push(timed.map((each) => each.file));
  }
  return logs;
}

async function beginningOf(
  file: string,
  memory: LogMemory,
  now: Instant,
  zone: Zone | undefined,
): Promise<Instant | undefined> {
  try {
    const source = openLog(file);
    try {
      for await (const chunk of chunksOf(source, memory)) return firstTime(memory.bytes, chunk, now, zone);
    } finally {
      source.close();
    }
  } catch {
    // It is told when it is searched.
  }
  return undefined;
}

/** The indices of the lines whose kind does not come before them. A kind of which nothing can be said is not marked. */
export async function findNewLines(
  { files, lines, offset }: MarksRequest,
  onProgress: (progress: LogProgress) => void = () => undefined,
  signal?: AbortSignal,
): Promise<readonly number[]> {
  const memory = new LogMemory();
  const total = sizeOf([files]);
  const matchers = lines.map((line) => matcherOf({ kind: 'like', text: line.trim() }));
  // Of lines that are alike the first is the one that counts.
  const wanted = lines
    .map((_, index) => index)
    .filter((index) => (lines[index] ?? '').trim() !== '' && isFirst(lines, index, matchers));
  const pending = new Set(wanted);
  let done = 0;
  for (const [number, file] of files.entries()) {
    let prepared: Map<number, Prepared> | undefined;
    const source = openLog(file);
    try {
      const end = number === files.length - 1 ? offset : Infinity;
      for await (const chunk of chunksOf(source, memory, signal)) {
        if (pending.size === 0 || chunk.offset >= end) break;
        prepared ??= new Map(wanted.map((index) => [index, prepare(memory.bytes, chunk, matchers[index] ?? NOTHING)]));
        for (const index of pending) {
          const found = findIn(
            memory.bytes,
            chunk.from,
            chunk,
            prepared.get(index) ?? { matcher: NOTHING, needles: [] },
          );
          if (found !== undefined && chunk.offset + found < end) pending.delete(index);
        }
        onProgress({ done: done + source.progress(), total, file });
      }
      done += source.progress();
    } finally {
      source.close();
    }
  }
  return [...pending];
}

const NOTHING = { fragments: [], matches: () => false };

function isFirst(
  lines: readonly string[],
  index: number,
  matchers: readonly { readonly matches: (line: string) => boolean }[],
): boolean {
  return !lines.slice(0, index).some((line) => matchers[index]?.matches(line) === true);
}
