import type { ChildProcess } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { endProcess } from '../processes';
import { findGit } from './executable';
import { endOf, failureOfEnd, GitFailed, type GitRepository, LONGEST, startGit, STREAM_PATIENCE } from './run';

/** Some versions of git keep back the last of an answer until nothing more is asked: they get so long. Milliseconds. */
const HURRY = 1_000;

export interface Question {
  /** What git reads, with what makes it say the `end`. */
  readonly text: string;
  /** The last that git says: one of these. */
  readonly ends: readonly string[];
  /** Whether such an end is the last, where what others wrote may look like one. */
  readonly isWhole?: (answer: Buffer) => boolean;
  /** Of a longer answer nothing is wanted. Bytes. */
  readonly most: number;
}

interface Git {
  readonly child: ChildProcess;
  readonly input: PassThrough;
}

/** Who waits for an answer. */
interface Asker {
  readonly hear: (chunk: Buffer) => void;
  readonly fail: (failure: GitFailed) => void;
  /** git has said all that it will say. */
  readonly close: () => void;
}

/**
 * A git that stays and answers one question after the other, since to start one takes longer than most answers. The first
 * question starts it. One that it does not answer ends it, and the next one starts another.
 */
export class Dialogue {
  private git: Git | undefined;
  private asker: Asker | undefined;
  private before: Promise<unknown> = Promise.resolve();
  private isOver = false;

  /**
   * @param args of a command that reads a question from each line of its input
   * @param hurry after so long git hears that nothing more is asked. Milliseconds
   */
  constructor(
    private readonly repository: GitRepository,
    private readonly args: readonly string[],
    private readonly hurry = HURRY,
  ) {}

  /** The answer with its end; undefined where it is too long. Throws GitFailed. Questions that are asked meanwhile wait. */
  ask(question: Question): Promise<Buffer | undefined> {
    const asking = this.before.then(() => this.askNow(question));
    this.before = asking.catch(() => undefined);
    return asking;
  }

  /** Ends git for good; who waits for an answer gets none. */
  end(): void {
    this.isOver = true;
    this.asker?.fail(new GitFailed('cancelled', 'cancelled'));
    this.hangUp();
  }

  private async askNow({ text, ends, isWhole, most }: Question): Promise<Buffer | undefined> {
    const expected = ends.map((end) => Buffer.from(end));
    const chunks: Buffer[] = [];
    let [size, heard] = [0, 0];
    const timers = [this.patience(() => heard), setTimeout(() => this.git?.input.end(), this.hurry)];
    try {
      return await new Promise<Buffer | undefined>((resolve, reject) => {
        this.asker = {
          hear: (chunk) => {
            heard++;
            size += chunk.length;
            chunks.push(chunk);
            if (size > most) {
              this.hangUp();
              resolve(undefined);
            } else if (expected.some((end) => endsWith(chunks, end))) {
              const answer = Buffer.concat(chunks, size);
              if (isWhole === undefined || isWhole(answer)) resolve(answer);
            }
          },
          fail: reject,
          close: () => resolve(Buffer.concat(chunks, size)),
        };
        this.running().then(({ input }) => input.write(text), reject);
      });
    } catch (error) {
      this.hangUp();
      throw error;
    } finally {
      this.asker = undefined;
      for (const timer of timers) clearInterval(timer);
    }
  }

  private async running(): Promise<Git> {
    const { repository } = this;
    if (this.git?.input.writableEnded === true) this.hangUp();
    if (this.git !== undefined) return this.git;
    const program = await findGit(repository.outside ?? repository.directory);
    if (program === undefined) throw new GitFailed('not-found', 'git was not found on PATH');
    if (this.isOver) throw new GitFailed('cancelled', 'cancelled');
    const input = new PassThrough();
    const child = startGit(program, repository, { args: this.args, stdin: input });
    const git = { child, input };
    this.git = git;
    child.stdout?.on('data', (chunk: Buffer) => {
      if (this.git === git) this.asker?.hear(chunk);
    });
    void endOf(child).then((ended) => {
      if (this.git !== git) return;
      this.git = undefined;
      const failure = failureOfEnd(ended);
      if (failure === undefined) this.asker?.close();
      else this.asker?.fail(failure);
    });
    return git;
  }

  /** Gives up on a git that says nothing for too long, or never comes to an end. */
  private patience(heard: () => number): NodeJS.Timeout {
    const wait = this.repository.patience ?? STREAM_PATIENCE;
    const begun = performance.now();
    let before = 0;
    return setInterval(() => {
      // Where this process was held up itself, what git said may not have been read yet.
      setImmediate(() => {
        const isQuiet = heard() === before;
        before = heard();
        if (isQuiet || performance.now() - begun > LONGEST)
          this.asker?.fail(new GitFailed('silent', `git did not answer within ${wait} ms: ${this.args.join(' ')}`));
      });
    }, wait);
  }

  private hangUp(): void {
    const { git } = this;
    this.git = undefined;
    if (git !== undefined) endProcess(git.child);
  }
}

function endsWith(chunks: readonly Buffer[], end: Buffer): boolean {
  const tail: Buffer[] = [];
  let size = 0;
  for (let i = chunks.length - 1; i >= 0 && size < end.length; i--) {
    const chunk = chunks[i] ?? Buffer.alloc(0);
    tail.unshift(chunk);
    size += chunk.length;
  }
  const joined = tail.length === 1 ? (tail[0] ?? end) : Buffer.concat(tail);
  return joined.length >= end.length && joined.subarray(joined.length - end.length).equals(end);
}
