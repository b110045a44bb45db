import type { LogHit, LogProblem } from '../../app/logPorts';
import type { Instant } from '../../domain/incident';
import { timeOfLine } from '../../domain/times/stamps';
import type { Zone } from '../../domain/times/zones';
import { matcherOf, type LineMatcher, type LogQuery } from '../../logs/query';
import { chunksOf, type Chunk } from './chunks';
import { lineEnd, lineStart, linesBefore, textOf } from './lines';
import type { LogMemory } from './newlines';
import { problemOf } from './problems';
import { firstByRipgrep, WORTH_IT } from './ripgrep';
import type { LogSource } from './source';

export interface SearchOptions {
  readonly query: LogQuery;
  /** The latest time that a line can have. */
  readonly now: Instant;
  /** Of times that name none. */
  readonly zone?: Zone;
  readonly signal?: AbortSignal;
  /** Of a file: only lines before this byte. */
  readonly end?: number;
  readonly onProgress?: (bytes: number) => void;
}

export interface FileSearch {
  readonly hit?: LogHit;
  readonly problems: readonly LogProblem[];
}

const LINE_FEED = 10;
/** How many lines before the hit are shown. */
export const CONTEXT_LINES = 20;
const TAIL = 32 * 1024;
/** A line without a time belongs to one above it, not further than this. */
const MOST_UNTIMED = 200;
/** How many bytes are looked at to see which text is the rarest. */
const SAMPLE = 1024 * 1024;

/**
 * The earliest line of a log that a query finds. The first one ends the search, unless the times of the lines have gone back
 * by then: the whole file is searched in that case for the line with the earliest time.
 */
export async function searchFile(
  file: string,
  source: LogSource,
  memory: LogMemory,
  { query, now, zone, signal, end = Infinity, onProgress }: SearchOptions,
): Promise<FileSearch> {
  const problems: LogProblem[] = [];
  const matcher = matcherOf(query);
  const order = new Order(now, zone);
  let prepared: Prepared | undefined;
  const kept = Buffer.alloc(TAIL);
  let tail = kept.subarray(0, 0);
  let hit: LogHit | undefined;
  let isCut = false;
  try {
    order.probe(source);
    const start = order.holds ? await nearFirst(file, source, memory, matcher, onProgress) : START;
    if (start === 'none') return { problems };
    source.skipTo?.(start.offset);
    for await (const chunk of chunksOf(source, memory, signal, start)) {
      if (chunk.offset >= end) break;
      prepared ??= prepare(memory.bytes, chunk, matcher);
      isCut ||= chunk.cut;
      order.see(memory.bytes, chunk);
      for (let from = chunk.from; from < chunk.to;) {
        const found = findIn(memory.bytes, from, chunk, prepared);
        if (found === undefined || chunk.offset + found >= end) break;
        const start = lineStart(memory.bytes, found, chunk);
        const next = hitAt(file, memory, chunk, start, tail, { now, zone });
        if (hit === undefined || (next.at ?? Infinity) < (hit.at ?? Infinity)) hit = next;
        if (order.holds) return { hit, problems: cutProblem(file, isCut) };
        from = lineEnd(memory.bytes, start, chunk);
      }
      tail = kept.subarray(0, memory.bytes.copy(kept, 0, Math.max(chunk.from, chunk.to - TAIL), chunk.to));
      onProgress?.(source.progress());
    }
  } catch (error) {
    signal?.throwIfAborted();
    problems.push(problemOf(file, error));
  }
  if (!order.holds) problems.push({ file, reason: 'notInOrder' });
  problems.push(...cutProblem(file, isCut));
  return { ...(hit !== undefined && { hit }), problems };
}

const START = { offset: 0, line: 0 };

/**
 * The beginning of a line shortly before the first one that a large plain file can have, and its number counted from 0: nothing
 * before it needs to be read. The beginning of the file where that is not known.
 */
async function nearFirst(
  file: string,
  source: LogSource,
  memory: LogMemory,
  matcher: LineMatcher,
  onProgress: SearchOptions['onProgress'],
): Promise<typeof START | 'none'> {
  const { readAt, size, identity } = source;
  if (readAt === undefined || size < WORTH_IT || matcher.fragments.length === 0) return START;
  const { bytes } = memory;
  const sample = readAt(bytes.subarray(0, SAMPLE), 0);
  const { needles } = prepare(bytes, { from: 0, to: sample, offset: 0, line: 0, cut: false }, matcher);
  const [rarest] = needles;
  const first = rarest && (await firstByRipgrep(file, identity, rarest, () => onProgress?.(0)));
  if (first === undefined || first === 'none') return first ?? START;
  const from = Math.max(0, first.offset - TAIL);
  const length = readAt(bytes.subarray(0, first.offset - from), from);
  const begin = from === 0 ? 0 : bytes.subarray(0, length).indexOf(LINE_FEED) + 1;
  // Within one long line there is no beginning near.
  if (from > 0 && begin === 0) return START;
  return { offset: from + begin, line: first.line - 1 - memory.lineFeeds(begin, length) };
}

function cutProblem(file: string, isCut: boolean): LogProblem[] {
  return isCut ? [{ file, reason: 'longLines' }] : [];
}

/** A matcher with its rarest text first. */
export interface Prepared {
  readonly matcher: LineMatcher;
  readonly needles: readonly Buffer[];
}

/** Which text of a matcher is rare shows in the beginning of the log. */
export function prepare(bytes: Buffer, { from, to }: Chunk, matcher: LineMatcher): Prepared {
  const sample = bytes.subarray(from, Math.min(to, from + SAMPLE));
  const needles = matcher.fragments
    .map((text) => Buffer.from(text, 'utf8'))
    .map((needle) => ({ needle, count: countOf(sample, needle) }))
    .sort((a, b) => a.count - b.count || b.needle.length - a.needle.length);
  return { matcher, needles: needles.map(({ needle }) => needle) };
}

const ENOUGH = 2000;

function countOf(sample: Buffer, needle: Buffer): number {
  let count = 0;
  for (let at = sample.indexOf(needle); at !== -1 && count < ENOUGH; at = sample.indexOf(needle, at + needle.length)) {
    count++;
  }
  return count;
}

/** Where the first line from there on begins or is met that the matcher wants; undefined where none is. */
export function findIn(bytes: Buffer, from: number, chunk: Chunk, { matcher, needles }: Prepared): number | undefined {
  const view = bytes.subarray(0, chunk.to);
  const [rarest, ...others] = needles;
  for (let at = from; at < chunk.to;) {
    const met = rarest === undefined ? at : view.indexOf(rarest, at);
    if (met === -1) return undefined;
    const start = lineStart(view, met, chunk);
    const end = lineEnd(view, met, chunk);
    const line = view.subarray(start, end);
    if (others.every((needle) => line.includes(needle)) && isWanted(view, start, end, met, matcher)) return met;
    at = end;
  }
  return undefined;
}

/** Of a long line the part around the place is looked at. */
function isWanted(view: Buffer, start: number, end: number, met: number, { fragments, matches }: LineMatcher): boolean {
  if (end - start > 65_536 && fragments.length > 0) return true;
  return matches(textOf(view, Math.max(start, met - 65_536), end));
}

function hitAt(
  file: string,
  memory: LogMemory,
  chunk: Chunk,
  start: number,
  tail: Buffer,
  { now, zone }: { readonly now: Instant; readonly zone: Zone | undefined },
): LogHit {
  const { bytes } = memory;
  const text = textOf(bytes, start, lineEnd(bytes, start, chunk));
  const { lines: above } = linesBefore(bytes, start, chunk, MOST_UNTIMED);
  let beforeOffset = chunk.offset + linesBefore(bytes, start, chunk, CONTEXT_LINES).start;
  if (above.length < CONTEXT_LINES && tail.length > 0) {
    const whole: Chunk = { ...chunk, from: 0, to: tail.length };
    // Its first line may be cut.
    const earlier = linesBefore(tail, tail.length, whole, CONTEXT_LINES - above.length);
    above.unshift(...earlier.lines);
    beforeOffset = chunk.offset - (tail.length - earlier.start);
  }
  let time = timeOfLine(text, now, zone);
  for (let index = above.length - 1; index >= 0 && time.kind !== 'time'; index--) {
    time = timeOfLine(above[index] ?? '', now, zone);
  }
  return {
    file,
    line: chunk.line + memory.lineFeeds(chunk.from, start) + 1,
    offset: chunk.offset + start,
    text,
    before: above.slice(-CONTEXT_LINES),
    beforeOffset,
    ...(time.kind === 'time' && { at: time.at, zoned: time.zone !== undefined }),
  };
}

/** Whether the times of a log only ever grow, by a sample now and then. */
class Order {
  private latest = -Infinity;
  private next = 0;
  holds = true;

  constructor(
    private readonly now: Instant,
    private readonly zone: Zone | undefined,
  ) {}

  /** Looks at places all over a file that can be read anywhere. */
  probe({ readAt, size }: LogSource): void {
    if (readAt === undefined) return;
    const bytes = Buffer.alloc(PROBE);
    const probes = Math.min(MOST_PROBES, Math.max(PROBES, Math.floor(size / EVERY)));
    for (let number = 0; number < probes && this.holds; number++) {
      const length = readAt(bytes, Math.floor((size / probes) * number));
      // The first line is cut.
      const from = number === 0 ? 0 : bytes.subarray(0, length).indexOf(10) + 1;
      this.add(firstTime(bytes, { from, to: length, offset: 0, line: 0, cut: false }, this.now, this.zone));
    }
    this.latest = -Infinity;
  }

  see(bytes: Buffer, chunk: Chunk): void {
    if (chunk.offset < this.next) return;
    this.next = chunk.offset + EVERY;
    this.add(firstTime(bytes, chunk, this.now, this.zone));
  }

  private add(at: Instant | undefined): void {
    if (at === undefined) return;
    // Threads write a little out of order.
    if (at < this.latest - TOLERANCE) this.holds = false;
    this.latest = Math.max(this.latest, at);
  }
}

/** Bytes. */
const EVERY = 2 * 1024 * 1024;
const TOLERANCE = 60_000;
const PROBES = 64;
const MOST_PROBES = 512;
const PROBE = 8192;

/** The time of the first lines of a chunk that have one. */
export function firstTime(bytes: Buffer, chunk: Chunk, now: Instant, zone: Zone | undefined): Instant | undefined {
  let start = chunk.from;
  for (let line = 0; line < 50 && start < chunk.to; line++) {
    const end = lineEnd(bytes, start, chunk);
    const read = timeOfLine(textOf(bytes, start, Math.min(end, start + 4096)), now, zone);
    if (read.kind === 'time') return read.at;
    start = end;
  }
  return undefined;
}
