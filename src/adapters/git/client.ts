import { AsyncLocalStorage } from 'node:async_hooks';
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { simpleGit, type SimpleGit } from 'simple-git';
import { adoptProcess, endProcess, OWN_GROUP } from '../processes';
import { PINNED, readingEnvironment } from './environment';
import { findGit } from './executable';
import { GitFailed, type GitRepository } from './run';

/** How long a small question may take. Milliseconds. */
const PATIENCE = 5000;

/** What of the environment git needs; simple-git takes no pager, editor or helper of a shell from it. */
const NEEDED =
  /^(?:PATH|PATHEXT|HOME|USERPROFILE|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA|PROGRAMDATA|SYSTEMROOT|TEMP|TMP|TMPDIR|USER|LOGNAME|USERNAME|XDG_CONFIG_HOME|LC_ALL|GIT_(?:OPTIONAL_LOCKS|NO_LAZY_FETCH|ALLOW_PROTOCOL|TERMINAL_PROMPT|ATTR_NOSYSTEM))$/i;

/** The processes that a question starts are handed to its own list. */
const asked = new AsyncLocalStorage<ChildProcess[]>();
let isSubscribed = false;

/**
 * Asks simple-git a question in a repository: it never asks back, never pages, fetches nothing, runs no program that a
 * configuration names, and speaks English. simple-git itself only interrupts a git that does not answer, and then waits for
 * it; here, it is ended with all that it started, and nobody waits. Rejects with GitFailed or simple-git's error.
 */
export async function askClient<T>(
  { directory, patience = PATIENCE }: GitRepository,
  question: (git: SimpleGit) => PromiseLike<T>,
): Promise<T> {
  const binary = await findGit(directory);
  if (binary === undefined) throw new GitFailed('not-found', 'git was not found on PATH');
  const environment = Object.fromEntries(Object.entries(readingEnvironment()).filter(([name]) => NEEDED.test(name)));
  const git = simpleGit({
    baseDir: directory,
    binary,
    trimmed: false,
    config: PINNED.filter((word) => word !== '-c'),
    allowEnvironment: Object.keys(environment),
    unsafe: { allowUnsafeCustomBinary: true, allowUnsafeFsMonitor: true, allowUnsafeHooksPath: true },
  }).env(environment);
  const started: ChildProcess[] = [];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      for (const child of started) endProcess(child);
      reject(new GitFailed('silent', `git did not answer within ${patience} ms`));
    }, patience);
  });
  follow();
  const answer = asked.run(started, async () => question(git));
  answer.catch(() => undefined);
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Node tells of every process as it is made: those of a question become the head of their group, and end with the host. */
function follow(): void {
  if (isSubscribed) return;
  isSubscribed = true;
  subscribe('child_process', (message) => {
    const started = asked.getStore();
    if (started === undefined) return;
    const { process: child } = message as { readonly process: ChildProcess & { spawn: (options: object) => unknown } };
    const spawn = child.spawn.bind(child);
    child.spawn = (options) => spawn({ ...options, ...OWN_GROUP });
    started.push(adoptProcess(child));
  });
}
