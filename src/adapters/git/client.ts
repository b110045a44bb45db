import { simpleGit, type SimpleGit } from 'simple-git';

/** A git that takes longer for a small question is given up. Milliseconds without any output. */
const PATIENCE = 5000;

/** What of the environment git needs; everything else (pagers, editors, helpers of a shell) stays outside. */
const PASSED_ON =
  /^(?:PATH|PATHEXT|HOME|USERPROFILE|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA|PROGRAMDATA|SYSTEMROOT|TEMP|TMP|TMPDIR|USER|LOGNAME|USERNAME|XDG_CONFIG_HOME)$/i;

const OWN = { GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };

/**
 * A git for reading in a folder: never asks, never pages, takes no optional locks, fetches nothing on its own, and
 * speaks English. Rejects with simple-git's error; throws if the folder does not exist.
 */
export function readingGit(folder: string): SimpleGit {
  return gitIn(folder, { ...OWN, GIT_NO_LAZY_FETCH: '1' }, PATIENCE);
}

/**
 * Brings the new commits of all remotes that need no question answered. Rejects with simple-git's error, also where nothing
 * comes for half a minute.
 */
export async function fetchRemotes(folder: string): Promise<void> {
  const { SSH_AUTH_SOCK } = process.env;
  const own = { ...OWN, ...(SSH_AUTH_SOCK !== undefined && { SSH_AUTH_SOCK }) };
  await gitIn(folder, own, 6 * PATIENCE).raw(['fetch', '--all', '--quiet', '--tags']);
}

function gitIn(folder: string, own: Readonly<Record<string, string>>, patience: number): SimpleGit {
  const inherited = Object.entries(process.env).filter(([name]) => PASSED_ON.test(name));
  const environment = { ...Object.fromEntries(inherited), ...own };
  const git = simpleGit({
    baseDir: folder,
    timeout: { block: patience },
    trimmed: false,
    allowEnvironment: Object.keys(environment),
  });
  return git.env(environment);
}
