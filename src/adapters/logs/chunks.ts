import type { LogMemory } from './newlines';
import type { LogSource } from './source';

/** Some whole lines of a log, in the memory that it is read into: valid until the next are asked for. */
export interface Chunk {
  readonly from: number;
  readonly to: number;
  /** Which byte of the log is the first. */
  readonly offset: number;
  /** Which line, counted from 0. */
  readonly line: number;
  /** It begins or ends within a line that is longer than the memory. */
  readonly cut: boolean;
}

/**
 * So much is read at a time: few enough to be in the cache of the processor when it is searched. The rest of the memory is for
 * the line that was cut at the end. Bytes.
 */
const PIECE = 512 * 1024;
/** Longer lines are not read as a whole. */
export const LONGEST_LINE = 1024 * 1024;
/** What a text may have on both sides of where a long line was cut. */
const OVERLAP = 4096;
const LINE_FEED = 10;

/**
 * Reads a log in pieces that end with a line. Memory does not depend on the log, not even on its lines. Where a line is longer
 * than LONGEST_LINE its pieces come as they are, a little of each once more with the next.
 * @param start where the source begins within its log
 */
export async function* chunksOf(
  source: LogSource,
  memory: LogMemory,
  signal?: AbortSignal,
  start: Pick<Chunk, 'offset' | 'line'> = { offset: 0, line: 0 },
): AsyncGenerator<Chunk> {
  const { bytes } = memory;
  let kept = 0;
  let { offset, line } = start;
  let cut = false;
  for (;;) {
    signal?.throwIfAborted();
    let filled = kept;
    let ended = false;
    while (filled < kept + PIECE / 2) {
      const count = source.read(bytes.subarray(0, Math.min(bytes.length, kept + PIECE)), filled);
      const length = typeof count === 'number' ? count : await count;
      if (length === 0) {
        ended = true;
        break;
      }
      filled += length;
    }
    if (ended) {
      if (filled > 0) yield { from: 0, to: filled, offset, line, cut };
      return;
    }
    const end = bytes.lastIndexOf(LINE_FEED, filled - 1) + 1;
    const isLong = filled - end > LONGEST_LINE;
    const to = isLong ? filled : end;
    if (to === 0) {
      kept = filled;
      continue;
    }
    yield { from: 0, to, offset, line, cut: cut || isLong };
    line += memory.lineFeeds(0, to);
    cut = isLong;
    const next = cut ? to - OVERLAP : to;
    bytes.copyWithin(0, next, filled);
    offset += next;
    kept = filled - next;
  }
}
