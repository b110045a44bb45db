import { basename } from 'node:path';
import { fetchingEnvironment } from '../git/environment';
import { askGit, GitFailed, type GitRepository } from '../git/run';

/** Configuration of every run that reaches a remote, whatever a person configured. */
const PINNED: readonly (readonly [string, string])[] = [
  ['protocol.version', '2'],
  ['protocol.ext.allow', 'never'],
  // No hook of the person's runs for a repository that is not theirs.
  ['core.hooksPath', '/dev/null'],
  ['core.fsmonitor', 'false'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['fetch.fsckObjects', 'true'],
  // A few commits far apart say enough of what is here, and are said at once.
  ['fetch.negotiationAlgorithm', 'skipping'],
  ['fetch.writeCommitGraph', 'false'],
  ['fetch.prune', 'false'],
  ['fetch.pruneTags', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['fetch.parallel', '1'],
  ['push.followTags', 'false'],
  ['push.gpgSign', 'false'],
  ['push.recurseSubmodules', 'no'],
  ['push.negotiate', 'false'],
  ['submodule.recurse', 'false'],
  ['advice.pushUpdateRejected', 'false'],
  ['credential.interactive', 'false'],
  ['core.askPass', ''],
];

/** Objects that need more memory at once are refused: a small pack may hold a huge one. */
const MOST_MEMORY = '256m';

/**
 * The variables under which git reaches a remote: as the person's own would, with the configuration of the repository that
 * named the remote, but so that nothing ever asks a question: neither a terminal, nor a window, nor ssh.
 * @param line by which ssh finds a connection that is open already; its path is one plain word
 */
export async function reachingVariables(
  repository: GitRepository,
  config: readonly (readonly [string, string])[],
  line?: string,
): Promise<NodeJS.ProcessEnv> {
  const before = Number(process.env.GIT_CONFIG_COUNT ?? 0) || 0;
  const pairs = [...config, ...PINNED];
  const named = pairs.flatMap(([name, value], i) => [
    [`GIT_CONFIG_KEY_${before + i}`, name],
    [`GIT_CONFIG_VALUE_${before + i}`, value],
  ]);
  const ssh = await sshCommand(repository, config);
  return {
    ...(Object.fromEntries(named) as NodeJS.ProcessEnv),
    GIT_CONFIG_COUNT: String(before + pairs.length),
    GIT_ALLOC_LIMIT: MOST_MEMORY,
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    SSH_ASKPASS_REQUIRE: 'never',
    GCM_INTERACTIVE: 'never',
    GIT_TERMINAL_PROMPT: '0',
    ...(ssh !== undefined && {
      GIT_SSH_COMMAND: line === undefined ? ssh : `${ssh} -oControlMaster=no -oControlPath=${line}`,
    }),
  };
}

/** The variables of an ssh that is started without git: it asks nothing either. */
export function sshEnvironment(): NodeJS.ProcessEnv {
  return { ...fetchingEnvironment(), SSH_ASKPASS: '', SSH_ASKPASS_REQUIRE: 'never' };
}

/** Whether the person told git which ssh to run, or how. Rejects with GitFailed. */
export async function hasOwnSsh(
  repository: GitRepository,
  config: readonly (readonly [string, string])[],
): Promise<boolean> {
  const { GIT_SSH_COMMAND, GIT_SSH, GIT_SSH_VARIANT } = process.env;
  if ((GIT_SSH_COMMAND ?? GIT_SSH ?? GIT_SSH_VARIANT) !== undefined) return true;
  if (config.some(([name]) => /^(?:core\.sshcommand|ssh\.variant)$/i.test(name))) return true;
  return askGit(repository, { args: ['config', '--get-regexp', '^(core\\.sshcommand|ssh\\.variant)$'] }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof GitFailed && error.exitCode === 1) return false;
      throw error;
    },
  );
}

/** Where git goes for an address: its configuration may replace the beginning. Rejects with GitFailed. */
export async function reachedAddress(
  repository: GitRepository,
  address: string,
  config: readonly (readonly [string, string])[],
): Promise<string> {
  const env = await reachingVariables(repository, config);
  const args = ['ls-remote', '--get-url', '--', address];
  return (await askGit(repository, { args, fetches: true, env })).trim();
}

/** The person's own ssh, told to ask nothing; one that may not be OpenSSH is left as it is. */
async function sshCommand(
  repository: GitRepository,
  config: readonly (readonly [string, string])[],
): Promise<string | undefined> {
  const { GIT_SSH_COMMAND: command, GIT_SSH: program } = process.env;
  if (command === undefined && program !== undefined) return undefined;
  const own =
    command ??
    config.findLast(([name]) => name.toLowerCase() === 'core.sshcommand')?.[1] ??
    (await globalSshCommand(repository)) ??
    'ssh';
  const [first = ''] = own.split(/\s+/);
  return /^ssh(?:\.exe)?$/i.test(basename(first.replace(/["']/g, ''))) ? `${own} -oBatchMode=yes` : own;
}

const asked = new Map<string, Promise<string | undefined>>();

/** Asked once a mirror: a person who changes it starts a new window. */
function globalSshCommand(repository: GitRepository): Promise<string | undefined> {
  const known =
    asked.get(repository.directory) ??
    askGit(repository, { args: ['config', '--get', 'core.sshCommand'] }).then(
      (answer) => answer.trim() || undefined,
      () => undefined,
    );
  asked.set(repository.directory, known);
  return known;
}
