import type { ChildProcess } from 'node:child_process';
import { Readable } from 'node:stream';
import { endProcess, startProcess } from '../processes';
import { fetchingEnvironment, PINNED, readingEnvironment } from './environment';
import { findGit, forgetGit } from './executable';

export { nulFields, nulRecords } from './fields';

/** git could not be run or failed. `reason` is for the program; the message is git's own and for the log. */
export class GitFailed extends Error {
  constructor(
    readonly reason: 'not-found' | 'too-old' | 'failed' | 'cancelled' | 'silent',
    message: string,
    options?: ErrorOptions & { readonly exitCode?: number | null },
  ) {
    super(message, options);
    this.name = 'GitFailed';
    this.exitCode = options?.exitCode ?? undefined;
  }

  /** What git ended with, where it ran to its end: some of its commands answer by it. */
  readonly exitCode: number | undefined;
}

export interface GitRepository {
  /** A work tree or a git directory. */
  readonly directory: string;
  /** Set by a person who named this very directory: git then reads it whoever owns it. */
  readonly trusted?: boolean;
  /** How long git may say nothing while it is waited for, where not the usual time. Milliseconds. */
  readonly patience?: number;
  /** Ends every run in the repository, beside the run's own signal. */
  readonly signal?: AbortSignal;
  /** The directory itself is the git directory: none is looked for around it. */
  readonly isGitDirectory?: true;
  /** Another folder of others, from which no program is started; the directory is always one. */
  readonly outside?: string;
}

export interface GitRun {
  readonly args: readonly string[];
  readonly stdin?: string | Readable;
  readonly signal?: AbortSignal;
  /** How long git may say nothing while it is waited for. Milliseconds. */
  readonly patience?: number;
  /** A short question: the patience is for all of it, whatever git says meanwhile. */
  readonly isQuestion?: true;
  /** Configuration beside what is always pinned, by name. */
  readonly config?: Readonly<Record<string, string>>;
  /** A person asked to fetch: git gets what their own would, the network among it. */
  readonly fetches?: true;
  /** Variables beside those that git gets anyway. */
  readonly env?: NodeJS.ProcessEnv;
}

/** git's silence ends a history or a diff after this time. Milliseconds. */
export const STREAM_PATIENCE = 30_000;
/** A short question is answered much sooner. Milliseconds. */
const ASK_PATIENCE = 10_000;
/** Nothing takes longer than this, however much git says. Milliseconds. */
export const LONGEST = 15 * 60_000;
/** A short answer is shorter than this. Bytes. */
const MOST_ANSWER = 16 * 1024 * 1024;
const MOST_COMPLAINT = 4096;

const OBJECT_ID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

export function isObjectId(text: string): boolean {
  return OBJECT_ID.test(text);
}

/**
 * Runs git and yields its output as it comes, with memory flat in the size of the output. Leaving the loop ends the process,
 * and so do the signal and git's silence, at once: a git that ignores both SIGINT and SIGTERM is killed with all it started.
 * A failure of git after its last output is thrown at the end, so what was read before it is not lost.
 */
export async function* streamGit(repository: GitRepository, run: GitRun): AsyncGenerator<Buffer> {
  const patience = repository.patience ?? run.patience ?? STREAM_PATIENCE;
  const watch = new Watch(run, patience, run.signal ?? repository.signal);
  try {
    const git = await watch.during(findGit(repository.outside ?? repository.directory));
    if (git === undefined) throw new GitFailed('not-found', 'git was not found on PATH');
    const child = startGit(git, repository, run);
    watch.over(child);
    const ended = endOf(child);
    const chunks = (child.stdout ?? Readable.from([]))[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    for (;;) {
      const next = await watch.during(chunks.next());
      if (next.done === true) break;
      yield next.value;
    }
    const failure = failureOfEnd(await watch.during(ended));
    if (failure !== undefined) throw failure;
  } finally {
    watch.end();
  }
}

/** Starts git on a repository, in a group of its own; an error of the start is an event of the child. */
export function startGit(git: string, repository: GitRepository, run: GitRun): ChildProcess {
  const { directory, trusted, isGitDirectory } = repository;
  const trust = trusted ? ['-c', `safe.directory=${directory}`, '-c', 'safe.directory=*'] : [];
  const pinned = run.fetches ? ['-c', 'protocol.ext.allow=never'] : PINNED;
  const named = isGitDirectory ? ['--git-dir=.'] : [];
  const child = startProcess(git, ['-C', directory, ...trust, ...pinned, ...named, ...run.args], {
    env: { ...(run.fetches ? fetchingEnvironment() : readingEnvironment()), ...variables(run.config), ...run.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const { stdin } = child;
  stdin?.on('error', () => undefined); // git may stop reading early; its exit says why
  if (stdin === null) return child;
  if (run.stdin instanceof Readable) run.stdin.pipe(stdin);
  else stdin.end(run.stdin ?? '');
  return child;
}

/** Configuration as variables, since a name may hold anything, `=` too; behind what a person set this way. */
function variables(config: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const pairs = Object.entries(config);
  if (pairs.length === 0) return {};
  const before = Number(process.env.GIT_CONFIG_COUNT ?? 0) || 0;
  const named = pairs.flatMap(([name, value], i) => [
    [`GIT_CONFIG_KEY_${before + i}`, name],
    [`GIT_CONFIG_VALUE_${before + i}`, value],
  ]);
  return { ...(Object.fromEntries(named) as NodeJS.ProcessEnv), GIT_CONFIG_COUNT: String(before + pairs.length) };
}

/** How git came to its end. */
export interface End {
  readonly code: number | null;
  readonly error?: Error;
  readonly complaint: string;
}

/** Resolves when git is gone and all its output was read. Never rejects. */
export function endOf(child: ChildProcess): Promise<End> {
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    if (complaint.length < MOST_COMPLAINT)
      complaint = withoutProgress(complaint + chunk.toString('utf8', 0, MOST_COMPLAINT));
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, error, complaint }));
    child.once('close', (code) => resolve({ code, complaint }));
  });
}

/** What a terminal would show: a line of progress takes the place of the one before. */
function withoutProgress(text: string): string {
  if (!text.includes('\r')) return text;
  const shown = (line: string) => line.slice(line.lastIndexOf('\r', line.length - 2) + 1);
  return text.split('\n').map(shown).join('\n');
}

/** Ends a run at its signal, or where git says nothing for too long; whoever waits for git hears of it at once. */
class Watch {
  private child: ChildProcess | undefined;
  private isOver = false;
  private heard = 0;
  private fail: ((failure: GitFailed) => void) | undefined;
  private failure: GitFailed | undefined;
  private readonly begun = performance.now();
  private readonly cancel = () => this.stop(new GitFailed('cancelled', 'cancelled'));

  constructor(
    private readonly run: GitRun,
    private readonly patience: number,
    private readonly signal: AbortSignal | undefined,
  ) {
    if (signal?.aborted === true) this.cancel();
    else signal?.addEventListener('abort', this.cancel);
  }

  over(child: ChildProcess): void {
    this.child = child;
    // A word on its way (the progress of a fetch) is a sign of life, too.
    child.stdout?.on('readable', () => this.heard++);
    child.stderr?.on('data', () => this.heard++);
    child.once('close', () => (this.isOver = true));
    child.once('error', () => (this.isOver = true));
  }

  /** What the work gives, unless the run is stopped meanwhile. The time in which nobody waits does not count. */
  async during<T>(work: Promise<T>): Promise<T> {
    if (this.failure !== undefined) {
      work.catch(() => undefined);
      throw this.failure;
    }
    const stopped = new Promise<never>((_, reject) => (this.fail = reject));
    stopped.catch(() => undefined);
    const timer = this.listen();
    try {
      return await Promise.race([work, stopped]);
    } finally {
      clearInterval(timer);
      this.fail = undefined;
    }
  }

  /** Ends git if it still runs. */
  end(): void {
    this.signal?.removeEventListener('abort', this.cancel);
    if (this.child !== undefined && !this.isOver) endProcess(this.child);
  }

  private stop(failure: GitFailed): void {
    this.failure ??= failure;
    this.end();
    this.fail?.(this.failure);
  }

  private listen(): NodeJS.Timeout {
    let heard = this.heard;
    const isQuestion = this.run.isQuestion === true;
    const wait = isQuestion ? Math.max(1, this.begun + this.patience - performance.now()) : this.patience;
    return setInterval(() => {
      // Where this process was held up itself, what git said may not have been read yet.
      setImmediate(() => {
        const isQuiet = isQuestion || (heard === this.heard && !isFed(this.run.stdin));
        heard = this.heard;
        if (this.fail === undefined || this.failure !== undefined) return;
        if (isQuiet || performance.now() - this.begun > LONGEST) {
          this.stop(
            new GitFailed('silent', `git did not answer within ${this.patience} ms: ${this.run.args[0] ?? ''}`),
          );
        }
      });
    }, wait);
  }
}

/** A git that still gets its questions may be waiting for one. */
function isFed(stdin: GitRun['stdin']): boolean {
  return stdin instanceof Readable && !stdin.readableEnded && !stdin.destroyed;
}

/** Why git failed; undefined where it did what it was asked. */
export function failureOfEnd({ code, error, complaint }: End): GitFailed | undefined {
  if (error) return asFailure(error);
  return code === 0 ? undefined : failureOf(complaint.trim() || `git ended with code ${String(code)}`, code);
}

/** An option that git does not know is one of ours that came later. */
function failureOf(complaint: string, exitCode: number | null): GitFailed {
  const tooOld = /unknown (?:option|argument|value)|unrecognized argument|usage: git/.test(complaint);
  return new GitFailed(tooOld ? 'too-old' : 'failed', complaint, { exitCode });
}

function asFailure(error: Error): GitFailed {
  forgetGit();
  const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return new GitFailed(missing ? 'not-found' : 'failed', error.message, { cause: error });
}

/** The whole output as text; for short answers only. */
export async function askGit(repository: GitRepository, run: GitRun): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of streamGit(repository, { patience: ASK_PATIENCE, isQuestion: true, ...run })) {
    size += chunk.length;
    if (size > MOST_ANSWER) throw new GitFailed('failed', `git answered with too much: ${run.args[0] ?? ''}`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
