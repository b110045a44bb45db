import { spawn, spawnSync, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { join } from 'node:path';

/** What a program that is told to end gets to clean up, before it is killed. Milliseconds. */
const GRACE = 300;
const IS_WINDOWS = process.platform === 'win32';

/** All that were started and may still run: none of them may outlive this process. */
const running = new Set<ChildProcess>();
let endsWithHost = false;

/**
 * Numbers of the programs that a thread started and that may still run; 0 where none is. The memory is seen by whoever started the
 * thread, too: a thread can be ended at any moment, and is then told nothing.
 */
export type SharedProcesses = Int32Array<SharedArrayBuffer>;
/** A thread runs one program at a time, or two. */
const MOST_SHARED = 16;
/** Of this thread, when it has somebody to tell. */
let noted: SharedProcesses | undefined;
/** Those of the threads that this one started. */
const ofThreads = new Set<SharedProcesses>();

/** Options that make a program the head of a group of its own, so that what it starts can be ended with it. */
export const OWN_GROUP: SpawnOptions = { detached: !IS_WINDOWS, windowsHide: true };

/**
 * Starts a program at an absolute path, without a shell. It ends with this process at the latest. An error of the start is
 * an `error` event of the child.
 */
export function startProcess(file: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  return adoptProcess(spawn(file, args, { ...options, ...OWN_GROUP }));
}

/** Takes care of a program that something else started: it ends with this process at the latest. */
export function adoptProcess(child: ChildProcess): ChildProcess {
  endWithHost();
  running.add(child);
  note(0, child.pid);
  // Not `exit`: what the program started may go on, and then holds its output open.
  child.once('close', () => forget(child));
  child.once('error', () => forget(child));
  return child;
}

function endWithHost(): void {
  if (!endsWithHost) process.once('exit', killProcesses);
  endsWithHost = true;
}

function forget(child: ChildProcess): void {
  running.delete(child);
  note(child.pid, 0);
}

/** Puts a number in the place of another one. */
function note(instead: number | undefined, pid: number | undefined): void {
  const place = instead === undefined ? -1 : (noted?.indexOf(instead) ?? -1);
  if (noted !== undefined && place >= 0) Atomics.store(noted, place, pid ?? 0);
}

/** Memory for the programs that a thread is going to start: they end with this process at the latest. */
export function sharedProcesses(): SharedProcesses {
  endWithHost();
  const shared = new Int32Array(new SharedArrayBuffer(MOST_SHARED * Int32Array.BYTES_PER_ELEMENT));
  ofThreads.add(shared);
  return shared;
}

/** Notes there, from now on, what this thread starts. */
export function noteProcesses(shared: SharedProcesses): void {
  noted = shared;
}

export function isAnyRunning(shared: SharedProcesses): boolean {
  return shared.some((pid) => pid !== 0);
}

/** Kills what a thread that is over has left behind. */
export function endShared(shared: SharedProcesses): void {
  for (const pid of shared) if (pid !== 0) killGroup(pid);
  ofThreads.delete(shared);
}

/** Ends all that this thread started, and waits until it is gone. */
export async function endProcesses(): Promise<void> {
  const gone = [...running].map(
    (child) =>
      new Promise<void>((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) resolve();
        else child.once('exit', () => resolve());
        endProcess(child);
      }),
  );
  await Promise.all(gone);
}

export interface BriefRun {
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds. */
  readonly deadline: number;
  readonly cwd?: string;
  readonly signal?: AbortSignal | undefined;
}

/** The beginning of what a program says is enough. Characters. */
const MOST_SAID = 65_536;

/**
 * Runs a program that says little, without an input, until it exits, at the latest until its deadline or the signal. Of what it leaves
 * running in the background nothing is waited for. Never rejects; the code is null where it did not come to its end.
 */
export async function runBriefly(
  file: string,
  args: readonly string[],
  { env, deadline, cwd, signal }: BriefRun,
): Promise<{ readonly code: number | null; readonly output: string }> {
  if (signal?.aborted === true) return { code: null, output: '' };
  const child = startProcess(file, args, { env, cwd, stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    if (output.length < MOST_SAID) output += text;
  });
  const code = await new Promise<number | null>((resolve) => {
    const stop = () => {
      endProcess(child);
      resolve(null);
    };
    const timer = setTimeout(stop, deadline);
    signal?.addEventListener('abort', stop);
    const done = (how: number | null) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      resolve(how);
    };
    child.once('error', () => done(null));
    child.once('exit', (how) => {
      if (child.stdout?.readableEnded === false) child.stdout.once('end', () => done(how));
      else done(how);
    });
  });
  return { code, output };
}

/** Runs a program to its end before anything else happens: only where nothing can be waited for, at the end of a window. */
export function runAtOnce(file: string, args: readonly string[], { env, deadline }: BriefRun): void {
  spawnSync(file, args, { env, timeout: deadline, killSignal: 'SIGKILL', stdio: 'ignore', windowsHide: true });
}

/**
 * Ends a program with all that it started, whatever it ignores: SIGTERM, a moment later SIGKILL. Nothing of it is waited for:
 * its output is closed at once.
 */
export function endProcess(child: ChildProcess): void {
  running.add(child);
  sendToGroup(child, 'SIGTERM');
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
  setTimeout(() => {
    sendToGroup(child, 'SIGKILL');
    forget(child);
  }, GRACE).unref();
}

/** Kills at once what still runs; for the end of the host, when nothing can be waited for. */
export function killProcesses(): void {
  for (const child of running) sendToGroup(child, 'SIGKILL');
  running.clear();
  for (const shared of [...ofThreads]) endShared(shared);
}

function killGroup(pid: number): void {
  try {
    process.kill(IS_WINDOWS ? pid : -pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

/** Whether a process of this number runs on this machine. */
export function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function sendToGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  const { pid } = child;
  if (pid === undefined) return;
  if (IS_WINDOWS) {
    // Windows knows no groups and no signals: its own tool follows the tree of processes.
    if (signal === 'SIGKILL') child.kill();
    else spawn(taskkill(), ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).unref();
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    child.kill(signal); // not the head of a group, or gone already
  }
}

function taskkill(): string {
  return join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'taskkill.exe');
}
