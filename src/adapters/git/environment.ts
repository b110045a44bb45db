/**
 * Variables of git that a person sets for their machine; all others either turn git from the repository that was asked for to
 * another one (a git hook sets those), or change what it answers.
 */
const KEPT = /^GIT_(?:TRACE\w*|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)|EXEC_PATH|SSL\w*|TEST_\w+)$/i;

/** Variables that name another repository than the one that was asked for. */
const ELSEWHERE = new Set(
  (
    'GIT_DIR GIT_WORK_TREE GIT_COMMON_DIR GIT_INDEX_FILE GIT_NAMESPACE GIT_PREFIX GIT_OBJECT_DIRECTORY ' +
    'GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_SHALLOW_FILE GIT_GRAFT_FILE GIT_REPLACE_REF_BASE GIT_CONFIG_PARAMETERS'
  ).split(' '),
);

/** Reading only: no locks, no prompt, no pager, no network (a partial clone must not fetch), git's words in English. */
export function readingEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name) || KEPT.test(name));
  return {
    ...Object.fromEntries(own),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_PAGER: 'cat',
    LC_ALL: 'C',
  };
}

/** What a person's own `git fetch` would have, but that nothing is asked for and no transport may name a program to run. */
export function fetchingEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !ELSEWHERE.has(name.toUpperCase()));
  const { GIT_ALLOW_PROTOCOL: allowed } = process.env;
  return {
    ...Object.fromEntries(own),
    ...(allowed !== undefined && {
      GIT_ALLOW_PROTOCOL: allowed
        .split(':')
        .filter((name) => name !== 'ext')
        .join(':'),
    }),
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}

/**
 * What a command of the person's own has in their terminal, with the repository that it is about. Nothing names another one, and
 * nothing of the editor's own that would turn its programs into something else.
 */
export function checkEnvironment(root: string): NodeJS.ProcessEnv {
  const isEditors = (name: string) => /^(?:VSCODE_|ELECTRON_)/i.test(name);
  const own = Object.entries(process.env).filter(
    ([name]) => !ELSEWHERE.has(name.toUpperCase()) && !isEditors(name) && name !== 'NODE_OPTIONS',
  );
  return { ...Object.fromEntries(own), INCIDENT_REPOSITORY: root };
}

/**
 * Configuration under which every figure is the same, whatever a person or a repository configured, and under which reading
 * runs no program that a configuration names. What an option of the command itself says is not repeated here.
 */
export const PINNED: readonly string[] = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.attributesFile=/dev/null',
  'core.quotePath=false',
  'core.useReplaceRefs=true',
  // Larger files are not compared line by line.
  'core.bigFileThreshold=8m',
  'color.ui=false',
  'log.showSignature=false',
  'log.follow=false',
  'diff.algorithm=default',
  'diff.indentHeuristic=true',
  'diff.renameLimit=1000',
  'diff.interHunkContext=0',
  'diff.relative=false',
  'diff.noPrefix=false',
  'diff.mnemonicPrefix=false',
  // Names come from the .mailmap of the repository alone, for everything that names people.
  'mailmap.file=',
  'mailmap.blob=',
].flatMap((setting) => ['-c', setting]);

/** Options of every command that makes diffs, for what no configuration can pin. */
export const PINNED_DIFF: readonly string[] = [
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--no-relative',
  '--ignore-submodules=none',
  '--diff-algorithm=default',
  '--inter-hunk-context=0',
  '-O/dev/null',
];

/**
 * Configuration of every run in a scratch repository: merges go as git's own defaults have them, whatever a person configured,
 * no program of a configuration takes part in one, and objects that live for minutes need not survive a power cut.
 */
const SCRATCH_CONFIG = [
  'merge.default=text',
  'merge.renormalize=false',
  'merge.renames=true',
  'merge.renameLimit=7000',
  'merge.directoryRenames=conflict',
  'merge.conflictStyle=merge',
  'merge.verbosity=2',
  'core.fsync=none',
  'core.looseCompression=0',
  'gc.auto=0',
  'user.name=Incident Commander',
  'user.email=rehearsal@localhost',
].flatMap((setting) => ['-c', setting]);

/** Arguments of git for a run in a scratch repository. */
export function inScratch(...args: readonly string[]): readonly string[] {
  return [...SCRATCH_CONFIG, ...args];
}
