import type { LogPage, LogProgress, PageRequest } from '../../app/logPorts';
import { chunksOf } from './chunks';
import { lineEnd, lineStart, linesBefore, textOf } from './lines';
import { LogMemory } from './newlines';
import { openLog } from './source';

/** How far before a line its page is looked for. Bytes. */
const REACH = 512 * 1024;

/** The lines around a place. What is not compressed is read there alone, however long the file is. */
export async function readPage(
  { file, offset, line, around }: PageRequest,
  onProgress: (progress: LogProgress) => void = () => undefined,
  signal?: AbortSignal,
): Promise<LogPage> {
  const memory = new LogMemory();
  const probe = openLog(file);
  const from = probe.seekable ? Math.max(0, offset - REACH) : 0;
  const source = from === 0 ? probe : openLog(file, from);
  if (source !== probe) probe.close();
  const before: string[] = [];
  const after: string[] = [];
  let firstOffset = offset;
  let lastOffset = offset;
  let isEnd = true;
  try {
    for await (const chunk of chunksOf(source, memory, signal)) {
      const { bytes } = memory;
      const place = offset - from - chunk.offset;
      onProgress({ done: source.progress(), total: source.size, file });
      if (place >= chunk.to) {
        const kept = linesBefore(bytes, chunk.to, chunk, around);
        if (kept.lines.length > 0) firstOffset = from + chunk.offset + kept.start;
        before.splice(0, before.length, ...kept.lines);
        continue;
      }
      if (place >= chunk.from) {
        const start = lineStart(bytes, place, chunk);
        const above = linesBefore(bytes, start, chunk, around);
        const missing = around - above.lines.length;
        const earlier = missing > 0 ? before.slice(-missing) : [];
        if (earlier.length === 0 || missing <= 0) firstOffset = from + chunk.offset + above.start;
        before.splice(0, before.length, ...earlier, ...above.lines);
      }
      for (let at = place >= chunk.from ? lineStart(bytes, place, chunk) : chunk.from; at < chunk.to;) {
        if (after.length > around) {
          isEnd = false;
          break;
        }
        const end = lineEnd(bytes, at, chunk);
        lastOffset = from + chunk.offset + at;
        after.push(textOf(bytes, at, end));
        at = end;
      }
      if (!isEnd) break;
    }
    const isStart = before.length < around && from === 0;
    // The first line after a jump may be cut.
    if (from > 0 && before.length > 0 && firstOffset === from) before.shift();
    return {
      lines: [...before, ...after],
      firstLine: line - before.length,
      firstOffset,
      lastOffset,
      isStart,
      isEnd,
    };
  } finally {
    source.close();
  }
}
