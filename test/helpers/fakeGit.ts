import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Puts a program named git, in a folder of its own, before the real one, which is `$GIT` to it. The test restores the PATH. */
export function fakeGit(folder: string, script: string): void {
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  writeFileSync(join(folder, 'git'), `#!/bin/sh\nGIT='${real}'\n${script}\n`);
  chmodSync(join(folder, 'git'), 0o755);
  process.env.PATH = [folder, process.env.PATH].join(delimiter);
}

/** A git that never answers and heeds no signal that can be ignored, with a program of its own; gives who was started. */
export function deafGit(folder: string): () => readonly number[] {
  const pids = join(folder, 'pids');
  fakeGit(
    folder,
    `trap '' INT TERM HUP
    sleep 3600 &
    printf '%s\\n%s\\n' $$ $! >> '${pids}'
    printf 'a little\\0'
    while :; do wait; sleep 1; done`,
  );
  return () => (existsSync(pids) ? readFileSync(pids, 'utf8').trim().split('\n').map(Number) : []);
}

export function isRunning(pid: number): boolean {
  try {
    // A zombie has ended, too: whoever started it has not been told yet.
    return !/^\S+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    if (existsSync('/proc/self/stat')) return false;
  }
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
