// @ts-check
// `npm start`: a real VS Code with the extension on the demo workspace, from a fresh clone on.
// Options: --web (in the browser, even where desktop VS Code is there), --port N (for --web), --fresh (a new demo workspace),
// --two (two people who share incidents, each in a browser window of their own).
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './dependencies.mjs';
import { startHost } from './hosts.mjs';
import { ROOT, ended, isWindows, start } from './processes.mjs';

const DEMO = path.join(ROOT, '.demo');
const DATA = path.join(ROOT, '.vscode-test', 'demo-data');
/** The same every time, if it is free: the browser keeps its part of the window's state by address. */
const PORT = 8137;

async function main() {
  const { values } = parseArgs({
    options: {
      web: { type: 'boolean' },
      port: { type: 'string' },
      fresh: { type: 'boolean' },
      two: { type: 'boolean' },
    },
  });
  await ensureDependencies();
  await runNode(['esbuild.js'], 'The build');
  if (values.two) {
    const { openPair } = await import('./start-two.mjs');
    return openPair(values.fresh ?? false);
  }
  await prepareDemo(values.fresh ?? false);
  if (!values.web && !values.port && (await openDesktop())) return;
  await openWeb(values.port === undefined ? undefined : portNumber(values.port));
}

/** @param {boolean} fresh */
async function prepareDemo(fresh) {
  if (fresh) rmSync(DEMO, { recursive: true, force: true });
  if (existsSync(DEMO)) return;
  console.log('Making the demo workspace in .demo/ ...');
  const { makeDemoWorkspace } = await import('./demo-workspace.mjs');
  await makeDemoWorkspace(DEMO);
}

/**
 * Opens desktop VS Code: the one of this machine, else a downloaded one.
 * @returns {Promise<boolean>} whether there is one
 */
async function openDesktop() {
  const args = ['--new-window', `--extensionDevelopmentPath=${ROOT}`, DEMO];
  if (isOnPath('code')) {
    console.log('Opening VS Code on the demo workspace.');
    await expectSuccess(start('code', quoted(args), { stdio: 'inherit', shell: isWindows }).child, 'VS Code');
    return true;
  }
  console.log('There is no "code" command here: looking for a VS Code to download ...');
  const { ensureDesktop } = await import('./desktop-test.mjs');
  /** @type {string} */
  let program;
  try {
    program = await ensureDesktop();
  } catch (error) {
    console.log(`${error instanceof Error ? error.message : error} The web host takes its place.`);
    return false;
  }
  const folders = [
    '--user-data-dir',
    path.join(DATA, 'desktop'),
    '--extensions-dir',
    path.join(DATA, 'desktop-extensions'),
  ];
  // A root user's Electron needs to be told that it may run without its sandbox.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  console.log('Opening VS Code on the demo workspace. It ends with its window, or with Ctrl+C here.');
  await expectSuccess(start(program, [...args, ...folders, ...sandbox], { stdio: 'inherit' }).child, 'VS Code');
  return true;
}

/** @param {number | undefined} port */
async function openWeb(port) {
  const host = await startOnPort(port);
  console.log(`\nVS Code with the extension is at\n\n    ${host.url()}\n\nCtrl+C here ends it; the record stays.`);
  // Ctrl+C is the way to end it, and no failure. What was started is ended on the way out.
  process.prependListener('SIGINT', () => process.exit(0));
  await host.closed();
  throw new Error(`The VS Code server has ended by itself:\n${host.output}`);
}

/**
 * @param {number | undefined} wanted by the user: no other will do
 */
async function startOnPort(wanted) {
  const options = { workspace: DEMO, dataDir: path.join(DATA, 'web') };
  try {
    return await startHost({ ...options, builtIn: 'all', port: wanted ?? PORT });
  } catch (error) {
    if (wanted !== undefined || !(error instanceof Error && error.message.includes('EADDRINUSE'))) throw error;
    console.log(`Port ${PORT} is taken; any free one will do.`);
    return startHost({ ...options, builtIn: 'all', port: 0 });
  }
}

/** @param {string} text */
function portNumber(text) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`"${text}" is no port number.`);
  return port;
}

/** @param {string} command */
function isOnPath(command) {
  const endings = isWindows ? ['.cmd', '.exe'] : [''];
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return folders.some((folder) => endings.some((ending) => existsSync(path.join(folder, command + ending))));
}

/**
 * On Windows `code` is a script that only a shell starts, and the shell takes arguments apart at spaces.
 * @param {string[]} args
 */
function quoted(args) {
  return isWindows ? args.map((argument) => `"${argument}"`) : args;
}

/**
 * @param {string[]} args
 * @param {string} what
 */
function runNode(args, what) {
  return expectSuccess(start(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).child, what);
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} what
 */
async function expectSuccess(child, what) {
  const code = await ended(child);
  if (code !== 0) throw new Error(`${what} failed with code ${code}.`);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
