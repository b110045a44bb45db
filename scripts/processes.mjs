// @ts-check
// Child processes and temporary folders of the scripts and tests: whatever is started here ends with us, however we end.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const isWindows = process.platform === 'win32';

/** The repository's root folder; scripts work the same from wherever they are called. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** @type {Set<() => void>} */
const cleanups = new Set();
let hooked = false;

/**
 * Runs `cleanup` (synchronous) when this process ends: by itself, by a signal or by an error.
 * @param {() => void} cleanup
 * @returns {() => void} takes the cleanup back, without running it
 */
export function atExit(cleanup) {
  if (!hooked) {
    hooked = true;
    process.on('exit', runCleanups);
    // Without a listener these signals would end us without an 'exit' event.
    for (const [signal, number] of Object.entries({ SIGINT: 2, SIGTERM: 15, SIGHUP: 1 })) {
      process.on(signal, () => process.exit(128 + number));
    }
  }
  cleanups.add(cleanup);
  return () => cleanups.delete(cleanup);
}

function runCleanups() {
  for (const cleanup of [...cleanups].reverse()) {
    try {
      cleanup();
    } catch (error) {
      console.error('Cleaning up failed:', error);
    }
  }
  cleanups.clear();
}

/**
 * Makes a temporary folder that is gone when this process is gone.
 * @param {string} name
 * @param {string} [parent]
 * @returns {{dir: string, remove: () => void}}
 */
export function temporaryFolder(name, parent = tmpdir()) {
  const dir = mkdtempSync(path.join(parent, `incident-${name}-`));
  const removeNow = () => rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  const forget = atExit(removeNow);
  return {
    dir,
    remove: () => {
      forget();
      removeNow();
    },
  };
}

/**
 * Starts a child process that is ended when we end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & {group?: boolean}} [options] `group`: a process group of its own, so
 *   that `signalGroup` reaches the children of the child too
 */
export function start(command, args, { group = false, ...options } = {}) {
  const child = spawn(command, [...args], { ...options, detached: group && !isWindows });
  const forget = atExit(() => (group ? signalGroup(child, 'SIGKILL') : child.kill()));
  if (!group) child.once('exit', forget);
  return { child, forget };
}

/**
 * Sends a signal to a child started with `group` and to everything below it; no error when they are gone already.
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
export function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    if (isWindows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

/**
 * Resolves when the child has ended and its output is complete.
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>} the exit code; 128 and more for a signal
 */
export function ended(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 128));
  });
}

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void, shell?: boolean}} [options]
 *   `onLine` gets each line of both outputs as it comes
 * @returns {Promise<{code: number, output: string}>}
 */
export async function run(command, args, { onLine, ...options } = {}) {
  const { child } = start(command, args, { cwd: ROOT, ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  /** @type {string[]} */
  const lines = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      onLine?.(line);
    });
  }
  const code = await ended(child);
  return { code, output: lines.join('\n') };
}

/**
 * Runs npm; with `nodeBin` by that Node instead of ours.
 * @param {readonly string[]} args
 * @param {{cwd?: string, nodeBin?: string, env?: NodeJS.ProcessEnv, onLine?: (line: string) => void}} [options]
 */
export function npm(args, { nodeBin, env = {}, ...options } = {}) {
  const searchPath = process.env['PATH'] ?? '';
  const environment = {
    ...process.env,
    ...(nodeBin ? { PATH: `${nodeBin}${path.delimiter}${searchPath}` } : {}),
    ...env,
  };
  // npm is a script on Windows, which only a shell starts. All arguments are our own constants.
  return run('npm', args, { ...options, env: environment, shell: isWindows });
}
