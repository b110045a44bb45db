import { LONGEST_LINE, type Chunk } from './chunks';

const LINE_FEED = 10;
const RETURN = 13;
/** So much of a line is shown. Bytes. */
export const LONGEST_SHOWN = 16 * 1024;

/** The text of bytes of a line, without its end; what is no UTF-8 is replaced, and zero bytes are left out. */
export function textOf(bytes: Buffer, from: number, to: number): string {
  let end = to;
  while (end > from && (bytes[end - 1] === LINE_FEED || bytes[end - 1] === RETURN)) end--;
  const text = bytes.toString('utf8', from, Math.min(end, from + LONGEST_SHOWN));
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}

/** Where the line around that place begins, within a chunk. */
export function lineStart(bytes: Buffer, at: number, { from }: Chunk): number {
  const start = at === from ? from : bytes.lastIndexOf(LINE_FEED, at - 1) + 1;
  return Math.max(from, start);
}

/** Where the line around that place ends, within a chunk, its end included. */
export function lineEnd(bytes: Buffer, at: number, { to }: Chunk): number {
  const end = bytes.indexOf(LINE_FEED, at);
  return end === -1 || end >= to ? to : end + 1;
}

/** The lines before a place in a chunk, at most so many, in their order, and where the first of them begins. */
export function linesBefore(
  bytes: Buffer,
  place: number,
  chunk: Chunk,
  most: number,
): { readonly lines: string[]; readonly start: number } {
  const lines: string[] = [];
  let start = place;
  while (start > chunk.from && lines.length < most) {
    const end = start;
    start = lineStart(bytes, end - 1, chunk);
    if (end - start <= LONGEST_LINE) lines.unshift(textOf(bytes, start, end));
  }
  return { lines, start };
}
