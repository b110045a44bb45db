// @ts-check
/**
 * Makes the workspace that the extension is tried on: a small service whose history holds the change that broke it,
 * and its logs. The same `now` gives the same commits and the same logs.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve, sep } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { firstManifest, json, lockOf } from './demo/edits.mjs';
import { History } from './demo/history.mjs';
import { makeErrorMetric, makeLogs } from './demo/log.mjs';
import { RESPONDER } from './demo/people.mjs';

const FILES = fileURLToPath(new URL('./demo/files/', import.meta.url));
const MARKER = join('.git', 'incident-commander-demo');

/** Keeps the person's own git settings from changing what comes out. */
const NEUTRAL = Object.entries({
  'core.hooksPath': '/dev/null',
  'core.autocrlf': 'false',
  'core.attributesFile': '',
  'core.excludesFile': '',
  'core.fsmonitor': 'false',
  'commit.gpgSign': 'false',
  'tag.gpgSign': 'false',
  'advice.defaultBranchName': 'false',
}).flatMap(([key, value]) => ['-c', `${key}=${value}`]);

/**
 * Fills `dir` with the demo. A demo that was made before is replaced; anything else in the folder is left alone
 * and the promise rejects with a sentence for the user.
 * @param {string} dir
 * @param {{ now?: Date }} [options]
 * @returns {Promise<string>} the absolute path of the workspace
 */
export async function makeDemoWorkspace(dir, { now = new Date() } = {}) {
  const root = resolve(dir);
  const git = gitIn(root);
  await makeRoom(root);
  await mkdir(join(root, '.git'), { recursive: true });
  await writeFile(join(root, MARKER), 'This folder was made for trying the extension and may be replaced.\n');

  git(['init', '--quiet', '--object-format=sha1', '--template=']);
  for (const [key, value] of Object.entries(localSettings())) git(['config', '--local', key, value]);
  git(['symbolic-ref', 'HEAD', 'refs/heads/main']);

  const marks = join(root, '.git', 'demo-marks');
  const imported = ['fast-import', '--quiet', '--done', `--import-marks-if-exists=${marks}`, `--export-marks=${marks}`];
  const files = await firstFiles();
  const deployed = new History(now, marks, (stream) => git(imported, stream)).write(files);
  git(['update-ref', '--stdin'], deployed.branches.map((name) => `delete refs/heads/${name}\n`).join(''));
  git(['reset', '--hard', '--quiet']);
  await rm(marks);

  await mkdir(join(root, 'logs'), { recursive: true });
  const { whole, files: logs } = makeLogs(now, deployed.landed.tree, deployed);
  for (const [name, content] of Object.entries(logs)) await writeFile(join(root, 'logs', name), content);
  await writeFile(join(root, 'logs', 'errors.csv'), makeErrorMetric(now, whole));
  return root;
}

/** The folder must be ours or empty. @param {string} root */
async function makeRoom(root) {
  const entries = await readdir(root).catch((/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR') throw new Error(`${root} is a file; name a folder for the demo workspace.`);
    throw error;
  });
  if (entries.length > 0 && !existsSync(join(root, MARKER))) {
    throw new Error(`${root} is not empty and is no demo workspace, so it is left as it is; name another folder.`);
  }
  await empty(root, '.git');
  // The marker stays: what is interrupted half-way is still known as ours.
  await empty(join(root, '.git'), basename(MARKER));
}

/** Removes all that a folder holds, but for one entry. @param {string} folder @param {string} kept */
async function empty(folder, kept) {
  if (!existsSync(folder)) return;
  for (const name of await readdir(folder)) {
    if (name !== kept) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** Runs git in the folder, deaf to the person's own settings. @param {string} root */
function gitIn(root) {
  const inherited = Object.entries(process.env).filter(([key]) => !key.toUpperCase().startsWith('GIT_'));
  const env = {
    ...Object.fromEntries(inherited),
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
  /** @param {string[]} args @param {string} [input] */
  return (args, input = '') => {
    try {
      return execFileSync('git', [...NEUTRAL, '-C', root, ...args], { env, input, encoding: 'utf8', stdio: 'pipe' });
    } catch (error) {
      const { code, stderr } = /** @type {NodeJS.ErrnoException & { stderr?: string }} */ (error);
      if (code === 'ENOENT')
        throw new Error('git was not found; install it to make the demo workspace.', { cause: error });
      throw new Error(`git ${args[0]} failed while making the demo workspace: ${stderr?.trim() || String(error)}`, {
        cause: error,
      });
    }
  };
}

/** What the demo repository remembers for itself. */
function localSettings() {
  return {
    'user.name': RESPONDER.name,
    'user.email': RESPONDER.email,
    'commit.gpgSign': 'false',
    'tag.gpgSign': 'false',
    'core.autocrlf': 'false',
    'core.hooksPath': '/dev/null',
  };
}

/** The files of the first commit: those of the template folder and some that would bother the project if they were there. */
async function firstFiles() {
  /** @type {Map<string, string>} */
  const tree = new Map();
  for (const entry of await readdir(FILES, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    tree.set(relative(FILES, path).split(sep).join('/'), (await readFile(path, 'utf8')).replaceAll('\r\n', '\n'));
  }
  const manifest = firstManifest();
  tree.set('.gitignore', 'node_modules/\nlogs/\n');
  tree.set('package.json', json(manifest));
  tree.set('package-lock.json', lockOf(manifest));
  return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `node scripts/demo-workspace.mjs [dir] [--now=<ISO time>]` */
async function main() {
  const args = process.argv.slice(2);
  const at = args.find((arg) => arg.startsWith('--now='))?.slice('--now='.length);
  const now = at ? new Date(at) : new Date();
  if (Number.isNaN(now.getTime())) throw new Error(`--now needs a time such as 2030-01-31T12:00:00Z, not "${at}".`);
  const dir = args.find((arg) => !arg.startsWith('--')) ?? fileURLToPath(new URL('../.demo/', import.meta.url));
  console.log(`The demo workspace is in ${await makeDemoWorkspace(dir, { now })}`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  main().catch((error) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}
