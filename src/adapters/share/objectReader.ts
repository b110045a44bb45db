import { PassThrough } from 'node:stream';
import { GitFailed, type GitRepository, streamGit } from '../git/run';

/** A git that nobody asked for that long ends. Milliseconds. */
const IDLE = 3_000;
const LF = 0x0a;

export interface FoundObject {
  readonly type: string;
  readonly size: number;
  /** Undefined where it is larger than what was asked for. */
  readonly content: Buffer | undefined;
}

/**
 * Reads objects of a repository through one git, one after another: what one answer names is asked for next, and a process for
 * each question would take longer than the questions.
 */
export class ObjectReader {
  private open: Opened | undefined;
  private idle: NodeJS.Timeout | undefined;

  /** @param deadline for each object. Milliseconds. */
  constructor(
    private readonly repository: GitRepository,
    private readonly deadline: number,
  ) {}

  /** An object; undefined where it is not there. Of a larger one than `most` only type and size. Rejects with GitFailed. */
  async read(id: string, most: number): Promise<FoundObject | undefined> {
    clearTimeout(this.idle);
    const opened = (this.open ??= new Opened(this.repository));
    const late = setTimeout(() => opened.end(), this.deadline);
    try {
      const found = await opened.read(id, most);
      // What is too large is not read to its end.
      if (found !== undefined && found.content === undefined) this.close();
      else this.idle = setTimeout(() => this.close(), IDLE).unref();
      return found;
    } catch (error) {
      this.close();
      throw error;
    } finally {
      clearTimeout(late);
    }
  }

  /** Ends the git, if there is one; the next question starts another. */
  close(): void {
    clearTimeout(this.idle);
    this.open?.end();
    this.open = undefined;
  }
}

/** A running `git cat-file`. */
class Opened {
  private readonly questions = new PassThrough();
  private readonly ending = new AbortController();
  private readonly answers: AsyncGenerator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(repository: GitRepository) {
    const { signal: outer } = repository;
    const signal = outer === undefined ? this.ending.signal : AbortSignal.any([outer, this.ending.signal]);
    const run = { args: ['cat-file', '--batch'], stdin: this.questions, signal };
    this.answers = streamGit(repository, run);
  }

  async read(id: string, most: number): Promise<FoundObject | undefined> {
    this.questions.write(`${id}\n`);
    let end: number;
    while ((end = this.rest.indexOf(LF)) < 0) await this.more(this.rest.length + 1);
    const [found = '', type = '', size = ''] = this.rest.toString('latin1', 0, end).split(' ');
    this.rest = this.rest.subarray(end + 1);
    if (type === 'missing') return undefined;
    const length = Number(size);
    if (found !== id || !/^\d+$/.test(size)) throw new GitFailed('failed', `git cat-file answered of another object`);
    if (length > most) return { type, size: length, content: undefined };
    await this.more(length + 1);
    const content = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length + 1);
    return { type, size: length, content };
  }

  end(): void {
    this.ending.abort();
    this.questions.destroy();
    this.answers.return(undefined).catch(() => undefined);
  }

  /** Reads on until so many bytes are there. */
  private async more(length: number): Promise<void> {
    const chunks = [this.rest];
    for (let there = this.rest.length; there < length;) {
      const next = await this.answers.next();
      if (next.done === true) throw new GitFailed('failed', 'git cat-file ended early');
      chunks.push(next.value);
      there += next.value.length;
    }
    this.rest = chunks.length === 1 ? this.rest : Buffer.concat(chunks);
  }
}
