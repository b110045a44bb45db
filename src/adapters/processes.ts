import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { join } from 'node:path';

/** What a program that is told to end gets to clean up, before it is killed. Milliseconds. */
const GRACE = 300;
const IS_WINDOWS = process.platform === 'win32';

/** All that were started and may still run: none of them may outlive this process. */
const running = new Set<ChildProcess>();
let endsWithHost = false;

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
  if (!endsWithHost) process.once('exit', killProcesses);
  endsWithHost = true;
  running.add(child);
  // Not `exit`: what the program started may go on, and then holds its output open.
  child.once('close', () => running.delete(child));
  child.once('error', () => running.delete(child));
  return child;
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
    running.delete(child);
  }, GRACE).unref();
}

/** Kills at once what still runs; for the end of the host, when nothing can be waited for. */
export function killProcesses(): void {
  for (const child of running) sendToGroup(child, 'SIGKILL');
  running.clear();
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
