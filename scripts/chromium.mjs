// @ts-check
// Finds a Chromium or Chrome for the web hosts, or installs Debian's.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isWindows, run } from './processes.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];

const MAC_APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

/** Folders below a Windows program folder. */
const WINDOWS_PROGRAMS = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];

/**
 * The browser that is there, if any: CHROMIUM_PATH first, then the usual places.
 * @returns {string | undefined}
 */
export function findChromium() {
  const named = process.env['CHROMIUM_PATH'];
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, but there is no such file.`);
  }
  return candidates().find((file) => existsSync(file));
}

/** @returns {string[]} */
function candidates() {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const onPath = NAMES.flatMap((name) => folders.map((dir) => path.join(dir, isWindows ? `${name}.exe` : name)));
  if (process.platform === 'darwin') return [...onPath, ...MAC_APPLICATIONS];
  if (!isWindows) return onPath;
  const roots = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => process.env[name] ?? []);
  return [...onPath, ...roots.flatMap((root) => WINDOWS_PROGRAMS.map((program) => path.join(root, program)))];
}

/**
 * Finds the browser, or installs it where apt-get is there and may be used.
 * @param {(line: string) => void} [log]
 * @returns {Promise<string>}
 */
export async function ensureChromium(log = console.log) {
  const found = findChromium();
  if (found) return found;
  const why = await installWithApt(log);
  const installed = findChromium();
  if (installed) return installed;
  throw new Error(
    `No Chromium or Chrome was found (${why}). Install one, or name its program in the environment variable CHROMIUM_PATH.`,
  );
}

/**
 * @param {(line: string) => void} log
 * @returns {Promise<string>} what came of it, for the error message
 */
async function installWithApt(log) {
  if (!existsSync('/usr/bin/apt-get')) return 'and there is no apt-get to install it with';
  const isRoot = process.getuid?.() === 0;
  const prefix = isRoot ? [] : ['sudo', '-n'];
  if (!isRoot && !(await canSudo())) return 'and installing it with apt-get needs root';
  log('Installing Chromium with apt-get, once ...');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const step of [['update'], ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-liberation']]) {
    const [command = '', ...args] = [...prefix, 'apt-get', '-q', ...step];
    const { code, output } = await run(command, args, { env });
    if (code !== 0) return `and apt-get ${step.join(' ')} failed:\n${output}\n`;
  }
  return 'not even after apt-get installed the package "chromium"';
}

async function canSudo() {
  if (!existsSync('/usr/bin/sudo')) return false;
  return (await run('sudo', ['-n', 'true'])).code === 0;
}
