// @ts-check
// A real VS Code without a download of VS Code: the npm package code-server carries the whole server and web workbench.
// It is a test host only and lives in .vscode-test/, like the editors that @vscode/test-electron downloads.
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { URL, URLSearchParams } from 'node:url';
import { ROOT, ended, isWindows, npm, signalGroup, start, temporaryFolder } from './processes.mjs';

/** @typedef {'latest' | 'lowest'} Edition */

/**
 * The pinned editions. Each brings its own Node, so the Node that runs the tests does not matter.
 * @type {Readonly<Record<Edition, {vscode: string, codeServer: string, node: string}>>}
 */
export const EDITIONS = {
  latest: { vscode: '1.139.1', codeServer: '4.139.1', node: '24.21.0' },
  lowest: { vscode: '1.100.3', codeServer: '4.100.3', node: '20.20.2' },
};

const END_WITH_PARENT = new URL('end-with-parent.mjs', import.meta.url).href;
const CACHE = path.join(ROOT, '.vscode-test');

/** Settings for a calm screen: nothing that moves, greets, recommends or asks. */
const CALM_SETTINGS = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/**
 * VS Code's own extensions in the windows of the tests: git, and how the files in them look. A window that has all hundred
 * of them, most for languages, takes the processor a third longer to load.
 */
const BUILT_IN = [
  ...['git', 'git-base', 'merge-conflict'],
  ...['theme-defaults', 'theme-seti'],
  ...['diff', 'javascript', 'json', 'log', 'markdown-basics', 'markdown-language-features', 'typescript-basics'],
];

/**
 * A reason why no web host can run on this kind of machine, if there is one.
 * @returns {string | undefined}
 */
export function unsupportedReason() {
  if (isWindows) return 'The web host does not run on Windows: use desktop VS Code (npm run test:desktop).';
  if (!['x64', 'arm64'].includes(process.arch)) return `The web host has no Node for the processor "${process.arch}".`;
  return undefined;
}

/**
 * Installs an edition, once. It is built beside its place and renamed into it: what is in place is complete, an
 * interrupted install is simply done anew, and two installs at the same time do not disturb each other.
 * @param {Edition} edition
 * @param {(line: string) => void} [log]
 * @returns {Promise<{node: string, server: string}>} the Node to run it with, and the folder of the server
 */
export async function ensureHost(edition, log = console.log) {
  const reason = unsupportedReason();
  if (reason) throw new Error(reason);
  const { vscode, codeServer, node } = EDITIONS[edition];
  const nodePackage = `node-${process.platform}-${process.arch}`;
  const place = path.join(CACHE, `web-${edition}-${codeServer}-node-${node}`);
  if (!existsSync(place)) {
    removeAbandonedInstalls();
    const began = performance.now();
    const building = `${place}.${process.pid}.partial`;
    mkdirSync(building, { recursive: true });
    writeFileSync(path.join(building, 'package.json'), '{ "private": true }\n');
    log(`Installing VS Code ${vscode} (${edition}) into .vscode-test/, once ...`);
    try {
      await install(building, [`code-server@${codeServer}`, `${nodePackage}@${node}`], nodePackage, log);
      putInPlace(building, place);
    } finally {
      rmSync(building, { recursive: true, force: true });
    }
    log(`Installed VS Code ${vscode} (${edition}) in ${Math.round((performance.now() - began) / 1000)} s.`);
  }
  return {
    node: path.join(place, 'node_modules', nodePackage, 'bin', 'node'),
    server: serverFolder(place),
  };
}

/** @param {string} installed */
const serverFolder = (installed) => path.join(installed, 'node_modules', 'code-server', 'lib', 'vscode');

/**
 * The steps that code-server's own install script would do, without the parts that want more than npm.
 * @param {string} dir
 * @param {string[]} packages
 * @param {string} nodePackage
 * @param {(line: string) => void} log
 */
async function install(dir, packages, nodePackage, log) {
  await npmStep(['install', '--ignore-scripts', ...packages], { cwd: dir });
  const server = serverFolder(dir);
  const nodeDir = path.join(dir, 'node_modules', nodePackage);
  const nodeBin = path.join(nodeDir, 'bin');
  log('  code-server is here, now its dependencies ...');
  await npmStep(['install', '--omit=dev', '--ignore-scripts'], { cwd: server, nodeBin });
  await npmStep(['install', '--omit=dev', '--ignore-scripts'], { cwd: path.join(server, 'extensions'), nodeBin });
  log('  building its native modules ...');
  // Two names of one module: the older edition has the first, the newer the second. The headers come with the Node package.
  const rebuilt = await npm(['rebuild', '@vscode/spdlog', 'native-watchdog', '@vscode/native-watchdog'], {
    cwd: server,
    nodeBin,
    env: { npm_config_nodedir: nodeDir },
  });
  if (rebuilt.code !== 0) {
    log(
      '  They did not build (is a C++ compiler with make and Python there?). The host runs, but writes no log files.',
    );
  }
}

/**
 * @param {string[]} args
 * @param {{cwd: string, nodeBin?: string}} options
 */
async function npmStep(args, options) {
  const { code, output } = await npm([...args, '--no-audit', '--no-fund', '--loglevel=error'], options);
  if (code !== 0) throw new Error(`npm ${args.join(' ')} failed with code ${code}:\n${output}`);
}

/**
 * @param {string} building
 * @param {string} place
 */
function putInPlace(building, place) {
  try {
    renameSync(building, place);
  } catch (error) {
    // Another install was faster: its result is as good as ours.
    if (!existsSync(place)) throw error;
  }
}

/** Removes what installs left behind whose process is gone. */
function removeAbandonedInstalls() {
  if (!existsSync(CACHE)) return;
  for (const name of readdirSync(CACHE)) {
    const pid = /\.(\d+)\.partial$/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) rmSync(path.join(CACHE, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * @typedef {object} HostOptions
 * @property {Edition} [edition]
 * @property {string} [workspace] folder (or .code-workspace file) to open
 * @property {Record<string, unknown>} [userSettings] on top of the calm ones
 * @property {string} [language] display language, such as `de`; English by default
 * @property {'all' | 'restricted'} [trust] `all`: workspace trust is off; `restricted`: folders open in Restricted Mode
 * @property {string} [extension] folder of the extension; the repository by default
 * @property {readonly string[]} [beside] folders of extensions that are installed beside it, such as one that stands in for a service
 * @property {'few' | 'all'} [builtIn] VS Code's own extensions: those that tests need, or all
 * @property {string} [tests] module with a `run()` to be called in the extension host. Such a host shows no notifications
 *   (VS Code keeps them away from its own smoke tests), and its extension is one "under development"
 * @property {string} [dataDir] kept when the host stops; without it a temporary one
 * @property {number} [port] any free one by default
 * @property {NodeJS.ProcessEnv} [env] on top of ours
 */

/** A running VS Code server on 127.0.0.1. Made by `startHost`. */
export class Host {
  port = 0;
  /** @type {import('node:child_process').ChildProcess | undefined} */ #server;
  /** @type {() => void} */ #forget = () => {};
  /** @type {string[]} */ #lines = [];
  /** @type {number[]} */ #extensionHosts = [];

  /**
   * @param {HostOptions} options
   * @param {{node: string, server: string}} installed
   * @param {{dir: string, remove: () => void}} data
   */
  constructor(options, installed, data) {
    this.options = options;
    this.installed = installed;
    this.data = data;
    this.port = options.port ?? 0;
  }

  /** The folder that VS Code calls its user data folder: `User/globalStorage/`, `User/settings.json`, logs. */
  get userData() {
    return path.join(this.data.dir, 'user');
  }

  /** What the server printed, for a failure's report. */
  get output() {
    return this.#lines.join('\n');
  }

  /** Process ids of the extension hosts launched so far, the newest last. Some of them may be gone. */
  get extensionHosts() {
    return [...this.#extensionHosts];
  }

  /**
   * The address to open in a browser. It says localhost, because webviews need a secure context.
   * @param {string | undefined} [workspace] another folder or .code-workspace file than the host's own
   */
  url(workspace = this.options.workspace) {
    const query = new URLSearchParams();
    if (workspace) query.set(workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', workspace);
    else query.set('ew', 'true');
    if (this.options.tests) {
      const remote = `vscode-remote://localhost:${this.port}`;
      const payload = [
        ['extensionDevelopmentPath', remote + this.#extension],
        ['extensionTestsPath', remote + this.options.tests],
        ['skipWelcome', 'true'],
      ];
      query.set('payload', JSON.stringify(payload));
    }
    return `http://localhost:${this.port}/?${query}`;
  }

  get #extension() {
    return this.options.extension ?? ROOT;
  }

  /** Puts the extension among the installed ones, as a link: a window then has it as a user's window would. */
  linkExtension() {
    const dir = path.join(this.data.dir, 'extensions');
    // The folder is only ever filled by us: an older version's link goes, and so does VS Code's list of what was there.
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
    for (const folder of [this.#extension, ...(this.options.beside ?? [])]) {
      const { publisher, name, version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
      symlinkSync(folder, path.join(dir, `${publisher}.${name}-${version}`), 'dir');
    }
  }

  /** Makes a folder with links to the built-in extensions that tests need. */
  linkBuiltIn() {
    const dir = path.join(this.data.dir, 'built-in');
    mkdirSync(dir, { recursive: true });
    for (const name of BUILT_IN) {
      const link = path.join(dir, name);
      if (!existsSync(link)) symlinkSync(path.join(this.installed.server, 'extensions', name), link, 'dir');
    }
    return dir;
  }

  /** Starts the server (again, after `kill`): same data; same port, so that a browser finds its own data again too. */
  async launch() {
    const folder = (/** @type {string} */ name) => path.join(this.data.dir, name);
    const args = ['--import', END_WITH_PARENT, 'out/server-main.js'];
    args.push('--host', '127.0.0.1', '--port', `${this.port}`, '--without-connection-token');
    args.push('--accept-server-license-terms', '--telemetry-level', 'off');
    args.push('--server-data-dir', folder('server'), '--user-data-dir', folder('user'));
    args.push('--extensions-dir', folder('extensions'));
    if (this.options.builtIn !== 'all') args.push('--builtin-extensions-dir', this.linkBuiltIn());
    if (this.options.language) args.push('--locale', this.options.language);
    if (this.options.tests) args.push('--enable-smoke-test-driver');
    if (this.options.trust !== 'restricted') args.push('--disable-workspace-trust');
    const { child, forget } = start(this.installed.node, args, {
      group: true,
      cwd: this.installed.server,
      env: { ...process.env, ...this.options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#server = child;
    this.#forget = forget;
    await this.#ready(child);
  }

  /** @param {import('node:child_process').ChildProcess} child */
  #ready(child) {
    return new Promise((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        if (!stream) continue;
        createInterface({ input: stream }).on('line', (line) => {
          this.#lines.push(line);
          const launched = /<(\d+)> Launched Extension Host Process/.exec(line)?.[1];
          if (launched) this.#extensionHosts.push(Number(launched));
          // The server tells of this, and goes on without listening.
          const refusal = /Error: (listen .+)/.exec(line)?.[1];
          if (refusal) reject(new Error(`The VS Code server cannot start: ${refusal}`));
          const address = /Web UI available at http:\/\/localhost:(\d+)/.exec(line)?.[1];
          if (!address) return;
          this.port = Number(address);
          resolve(undefined);
        });
      }
      child.once('error', reject);
      child.once('close', (code) => reject(new Error(`The VS Code server ended with code ${code}:\n${this.output}`)));
    });
  }

  /** Resolves when the server has ended, for whatever reason. */
  async closed() {
    if (this.#server) await ended(this.#server);
  }

  /** Ends the server and its extension hosts at once, without a word of warning, as a crash or a power cut would. */
  async kill() {
    await this.#end('SIGKILL');
  }

  /** Ends the server and removes its temporary data. */
  async stop() {
    await this.#end('SIGTERM');
    this.data.remove();
  }

  /** @param {NodeJS.Signals} signal */
  async #end(signal) {
    const child = this.#server;
    if (!child) return;
    this.#server = undefined;
    const gone = child.exitCode === null && child.signalCode === null ? ended(child) : Promise.resolve(0);
    signalGroup(child, signal);
    // What ignores a polite signal for this long is not going to listen to it.
    const impatience = setTimeout(() => signalGroup(child, 'SIGKILL'), 3000);
    await gone;
    clearTimeout(impatience);
    signalGroup(child, 'SIGKILL');
    this.#forget();
  }
}

/**
 * Starts a VS Code server; installs its edition first if need be. End it with `stop()` in a `finally`.
 * @param {HostOptions} [options]
 * @returns {Promise<Host>}
 */
export async function startHost(options = {}) {
  const installed = await ensureHost(options.edition ?? 'latest');
  const { dataDir } = options;
  const data = dataDir ? { dir: dataDir, remove: () => {} } : temporaryFolder('host');
  const host = new Host(options, installed, data);
  // In a lasting host the settings are its user's.
  if (!existsSync(settingsFile(host))) writeSettings(host, options.userSettings ?? {});
  if (!options.tests) host.linkExtension();
  if (options.language) writeLanguagePack(host.userData, options.language);
  try {
    await host.launch();
  } catch (error) {
    await host.stop();
    throw error;
  }
  return host;
}

/**
 * Replaces the user settings of a host; a window takes them over when it is loaded the next time.
 * @param {Host} host
 * @param {Record<string, unknown>} userSettings
 */
export function writeSettings(host, userSettings) {
  const file = settingsFile(host);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ ...CALM_SETTINGS, ...userSettings }, undefined, 2));
}

/**
 * VS Code only shows a display language for which it has a language pack. This one is empty: the editor's own texts stay
 * English, and extensions speak the language if they have it.
 * @param {string} userData
 * @param {string} language
 */
function writeLanguagePack(userData, language) {
  const file = path.join(userData, 'language-pack.json');
  mkdirSync(userData, { recursive: true });
  writeFileSync(file, JSON.stringify({ version: '1.0.0', contents: {} }));
  const extensions = [{ extensionIdentifier: { id: `incident-test.${language}` }, version: '1.0.0' }];
  const pack = { hash: `empty-${language}`, label: language, extensions, translations: { vscode: file } };
  writeFileSync(path.join(userData, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

/** @param {Host} host */
const settingsFile = (host) => path.join(host.userData, 'User', 'settings.json');
