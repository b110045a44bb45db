import type { LogProblem, LogProgress, NewsRequest, NewsResult } from '../../app/logPorts';
import { lineReader, type LineReader } from '../../domain/times/lineReader';
import { TemplateMiner, type MinedLine } from '../../logs/miner';
import { NewsCounter, type News } from '../../logs/news';
import { signatureOf } from '../../logs/signature';
import { chunksOf, type Chunk } from './chunks';
import { logsOf } from './find';
import { lineEnd, textOf } from './lines';
import { LogMemory } from './newlines';
import { problemOf } from './problems';
import { identityOf, openLog } from './source';

/** The head of a line, in which its time stands; fields of JSON may come late. Bytes. */
const HEAD = 160;
/** Lines from which the form of a file is learned. */
const SAMPLE = 500;
/** Longer lines are told apart by their beginning. Bytes. */
const LONGEST_SIGNED = 8192;
/** What is known of lines by their signatures. */
const MOST_SIGNATURES = 100_000;
/** Rows are shown while a log is read: the first soon, then ever more rarely. Milliseconds. */
const FIRST_ROWS = 700;
const BRACE = 123;

/** Reads logs once, and tells which kinds of lines are new since the start. */
export async function findNews(
  request: NewsRequest,
  onProgress: (progress: LogProgress) => void = () => undefined,
  onRows: (news: News) => void = () => undefined,
  signal?: AbortSignal,
): Promise<NewsResult> {
  const memory = new LogMemory();
  const problems: LogProblem[] = [];
  const files = (await logsOf(request, memory, problems)).flat();
  let total = 0;
  for (const file of files) total += sizeOf(file);
  const reading = new Reading(request);
  let done = 0;
  let next = performance.now() + FIRST_ROWS;
  let pause = FIRST_ROWS;
  const seen = new Set<string>();
  for (const file of files) {
    try {
      const source = openLog(file);
      try {
        if (seen.has(source.identity)) continue;
        seen.add(source.identity);
        let first = true;
        let isCut = false;
        for await (const chunk of chunksOf(source, memory, signal)) {
          if (first) reading.begin(file, memory.bytes, chunk);
          first = false;
          isCut ||= chunk.cut;
          reading.read(memory.bytes, chunk);
          onProgress({ done: done + source.progress(), total, file });
          if (performance.now() > next) {
            onRows(reading.news());
            pause *= 2;
            next = performance.now() + pause;
          }
        }
        if (isCut) problems.push({ file, reason: 'longLines' });
        done += source.progress();
      } finally {
        source.close();
      }
    } catch (error) {
      signal?.throwIfAborted();
      problems.push(problemOf(file, error));
    }
  }
  if (reading.isFull) problems.push({ file: files[0] ?? '', reason: 'tooVaried' });
  return { news: reading.news(), problems, files, bytes: done };
}

function sizeOf(file: string): number {
  try {
    return identityOf(file).stats.size;
  } catch {
    return 0;
  }
}

/** The lines of some files, put into patterns and counted. */
class Reading {
  private readonly miner = new TemplateMiner([]);
  private readonly counter: NewsCounter;
  private readonly known = new Map<number, MinedLine>();
  private times: LineReader;
  private file = '';
  private isTimed = false;

  constructor(private readonly request: NewsRequest) {
    this.counter = new NewsCounter(request.start);
    this.times = lineReader(request.now, request.zone);
  }

  get isFull(): boolean {
    return this.miner.isFull;
  }

  /** A file begins with this chunk: its form is learned from it. */
  begin(file: string, bytes: Buffer, chunk: Chunk): void {
    this.file = file;
    this.isTimed = false;
    this.times = lineReader(this.request.now, this.request.zone);
    const sample: string[] = [];
    for (let at = chunk.from; at < chunk.to && sample.length < SAMPLE;) {
      const end = lineEnd(bytes, at, chunk);
      const line = textOf(bytes, at, end);
      if (!Number.isNaN(this.times.read(line))) sample.push(line);
      at = end;
    }
    this.miner.learn(sample);
    // What was found of lines with another header does not hold here.
    this.known.clear();
  }

  read(bytes: Buffer, chunk: Chunk): void {
    let number = chunk.line;
    for (let at = chunk.from; at < chunk.to;) {
      const start = at;
      const end = lineEnd(bytes, at, chunk);
      at = end;
      number++;
      const text = () => textOf(bytes, start, end);
      const head = bytes[start] === BRACE ? text() : bytes.toString('latin1', start, Math.min(end, start + HEAD));
      const time = this.times.read(head);
      if (Number.isNaN(time)) {
        if (this.isTimed || end - start < 2) {
          if (this.isTimed) this.counter.addBelow(text);
          continue;
        }
      } else this.isTimed = true;
      const { pattern, level } = this.minedLine(bytes, start, end, text);
      const line = number;
      this.counter.add(pattern, level, time, () => ({ file: this.file, line, offset: chunk.offset + start }), text);
    }
  }

  private minedLine(bytes: Buffer, start: number, end: number, text: () => string): MinedLine {
    const signature = signatureOf(bytes, start, Math.min(end, start + LONGEST_SIGNED));
    const known = this.known.get(signature);
    if (known !== undefined) return known;
    const mined = this.miner.add(text());
    if (this.known.size >= MOST_SIGNATURES) this.known.clear();
    this.known.set(signature, mined);
    return mined;
  }

  news(): News {
    return this.counter.news(this.miner.templates());
  }
}
