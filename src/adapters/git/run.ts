import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** git could not be run or failed. `reason` is for the program; the message is git's own and for the log. */
export class GitFailed extends Error {
  constructor(
    readonly reason: 'not-found' | 'too-old' | 'failed' | 'cancelled',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'GitFailed';
  }
}

export interface GitRepository {
  /** A work tree or a git directory. */
  readonly directory: string;
  /** Set by a person who named this very directory: git then reads it whoever owns it. */
  readonly trusted?: boolean;
}

export interface GitRun {
  readonly args: readonly string[];
  readonly stdin?: string | Readable;
  readonly signal?: AbortSignal;
}

const OBJECT_ID = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

export function isObjectId(text: string): boolean {
  return OBJECT_ID.test(text);
}

/** Variables that would turn git from the repository that was asked for to another one; a git hook, for one, sets them. */
const ELSEWHERE = new Set(
  (
    'GIT_DIR GIT_WORK_TREE GIT_COMMON_DIR GIT_INDEX_FILE GIT_NAMESPACE GIT_PREFIX GIT_OBJECT_DIRECTORY ' +
    'GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_SHALLOW_FILE GIT_GRAFT_FILE GIT_REPLACE_REF_BASE'
  ).split(' '),
);

/** Reading only: no locks, no prompt, no pager, no network (a partial clone must not fetch), git's words in English. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !ELSEWHERE.has(name.toUpperCase()));
  return {
    ...Object.fromEntries(own),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
    GIT_PAGER: 'cat',
    LC_ALL: 'C',
  };
}

/**
 * Runs git and yields its output as it comes, with memory flat in the size of the output. Leaving the loop ends the process.
 * A failure of git after its last output is thrown at the end, so what was read before it is not lost.
 */
export async function* streamGit(repository: GitRepository, run: GitRun): AsyncGenerator<Buffer> {
  const trust = repository.trusted ? ['-c', `safe.directory=${repository.directory}`, '-c', 'safe.directory=*'] : [];
  const fixed = ['-C', repository.directory, ...trust, '-c', 'core.quotePath=false', '-c', 'log.showSignature=false'];
  const child = spawn('git', [...fixed, ...run.args], {
    env: environment(),
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    ...(run.signal ? { signal: run.signal } : {}),
  });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (complaint.length < 4096) complaint += chunk.toString('utf8');
  });
  child.stdin.on('error', () => undefined); // git may stop reading early; its exit says why
  if (run.stdin === undefined || typeof run.stdin === 'string') child.stdin.end(run.stdin ?? '');
  else run.stdin.pipe(child.stdin);
  const ended = new Promise<{ code: number | null; error?: Error }>((resolve) => {
    child.once('error', (error) => resolve({ code: null, error }));
    child.once('close', (code) => resolve({ code }));
  });
  let whole = false;
  try {
    yield* child.stdout as AsyncIterable<Buffer>;
    whole = true;
  } finally {
    if (!whole) child.kill();
  }
  const { code, error } = await ended;
  if (error) throw asFailure(error);
  if (code !== 0) throw failureOf(complaint.trim() || `git ended with code ${String(code)}`);
}

/** An option that git does not know is one of ours that came later. */
function failureOf(complaint: string): GitFailed {
  const tooOld = /unknown (?:option|argument|value)|unrecognized argument|usage: git/.test(complaint);
  return new GitFailed(tooOld ? 'too-old' : 'failed', complaint);
}

function asFailure(error: Error): GitFailed {
  if (error.name === 'AbortError') return new GitFailed('cancelled', 'cancelled', { cause: error });
  const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return new GitFailed(missing ? 'not-found' : 'failed', error.message, { cause: error });
}

/** The whole output as text; for short answers only. */
export async function askGit(repository: GitRepository, run: GitRun): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of streamGit(repository, run)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** The fields of a NUL-separated stream, one at a time. */
export async function* nulFields(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  let rest: Buffer[] = [];
  for await (const chunk of chunks) {
    const fields: string[] = [];
    let from = 0;
    for (let nul = chunk.indexOf(0); nul >= 0; nul = chunk.indexOf(0, from)) {
      rest.push(chunk.subarray(from, nul));
      fields.push((rest.length === 1 ? (rest[0] ?? Buffer.alloc(0)) : Buffer.concat(rest)).toString('utf8'));
      rest = [];
      from = nul + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
    if (fields.length > 0) yield fields;
  }
  const last = Buffer.concat(rest).toString('utf8');
  if (last.length > 0) yield [last];
}

/** The records of a NUL-separated stream in which each has so many fields, one at a time. */
export async function* nulRecords(chunks: AsyncIterable<Buffer>, length: number): AsyncGenerator<string[]> {
  let record: string[] = [];
  for await (const fields of nulFields(chunks)) {
    for (const field of fields) {
      record.push(field);
      if (record.length < length) continue;
      yield record;
      record = [];
    }
  }
}
