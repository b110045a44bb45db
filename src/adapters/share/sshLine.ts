import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../git/executable';
import type { GitRepository } from '../git/run';
import { isRunning, runAtOnce, runBriefly } from '../processes';
import { hasOwnSsh, reachedAddress, sshEnvironment } from './reaching';

/** A line that no git has used for so long ends: by ssh itself, also where this window is gone. Milliseconds. */
const IDLE = 20_000;
/** ssh has so long to open a line. Milliseconds. */
const OPENING = 30_000;
/** A line that could not be opened, or broke so soon, is not tried again before. Milliseconds. */
const SOON = 10_000;
const NOT_AGAIN = 300_000;
/** ssh says so fast how it is configured, and that a line is to end. Milliseconds. */
const ANSWER = 5_000;
const END = 500;
/** Every system takes the path of a socket of this length, with what ssh adds while it makes one. Bytes. */
const LONGEST_PATH = 100;
/** What ssh makes of `%C`, and adds. */
const SOCKET = /^[0-9a-f]{40}$/;
const NAME_LENGTH = 40 + 17;
/** Followed by the process that made it, so that what a crash left behind is told from what is in use. */
const PREFIX = 'incident-ssh-';
const OURS = /^incident-ssh-(\d{1,10})-/;

/** Whom ssh is to reach, and as whom: its arguments. */
type Target = readonly string[];

interface Plan {
  readonly ssh: string;
  readonly target: Target;
}

interface Opened {
  readonly folder: string;
  readonly plan: Plan;
  readonly at: number;
}

/**
 * One connection of ssh to the remote that gits use one after another, as most of what an exchange takes over ssh is to connect and
 * to sign in. It is opened beside a git that soon follows another one, is never waited for, and ends soon after the last of them.
 * Only where the person left ssh to itself: a command of their own, and a line that their ssh shares already, stay as they are.
 */
export class SshLine {
  private opened: Opened | undefined;
  private opening: Promise<void> | undefined;
  private isDisposed = false;
  private lastUse = -Infinity;
  private notBefore = -Infinity;
  private plan: Promise<Plan | undefined> | undefined;

  constructor(
    private readonly repository: GitRepository,
    /** As it was named: git's configuration may make another one of it. */
    private readonly address: string,
    private readonly config: readonly (readonly [name: string, value: string])[],
  ) {}

  /**
   * Does the work with the path that ssh finds the line by, or with none where there is no line; and without one again where it
   * failed by way of a line. One work at a time.
   */
  async during<T>(work: (path: string | undefined) => Promise<T>, mayBeLine: (error: unknown) => boolean): Promise<T> {
    const path = this.path();
    try {
      return await work(path);
    } catch (error) {
      if (path === undefined || this.isDisposed || !mayBeLine(error)) throw error;
      await this.end();
      return await work(undefined);
    } finally {
      this.lastUse = performance.now();
    }
  }

  dispose(): void {
    this.isDisposed = true;
    const { opened } = this;
    this.opened = undefined;
    if (opened === undefined) return;
    if (isUp(opened)) runAtOnce(opened.plan.ssh, ended(opened), { env: sshEnvironment(), deadline: END });
    rmSync(opened.folder, { recursive: true, force: true });
  }

  /** The line that is there; where there is none, it is begun to open one, if gits follow each other. */
  private path(): string | undefined {
    if (this.opened !== undefined && isUp(this.opened)) return pathIn(this.opened.folder);
    const now = performance.now();
    if (now - this.lastUse < IDLE && now >= this.notBefore && !this.isDisposed)
      this.opening ??= this.open().finally(() => (this.opening = undefined));
    return undefined;
  }

  /** Never rejects. */
  private async open(): Promise<void> {
    await this.end();
    if (performance.now() < this.notBefore) return;
    const plan = await (this.plan ??= this.makePlan().catch(() => undefined));
    const folder = plan === undefined ? undefined : await makeFolder();
    if (plan === undefined || folder === undefined) {
      this.notBefore = Infinity;
      return;
    }
    const args = [
      ...optionsOf(folder),
      // ssh goes into the background once it is connected, and ends by itself when nobody has used it for a while.
      ...['-oControlMaster=yes', `-oControlPersist=${IDLE / 1000}`, '-N', '-T'],
      // git asks for a part of the refs by this variable, and the line passes on only what it was opened with.
      '-oSendEnv=GIT_PROTOCOL',
      // What a person configured for their own sessions is not for this one.
      ...['-oClearAllForwardings=yes', '-oForwardAgent=no', '-oForwardX11=no', '-oPermitLocalCommand=no'],
      // A line that was cut (a machine that slept) is noticed.
      ...['-oServerAliveInterval=5', '-oServerAliveCountMax=2'],
      ...plan.target,
    ];
    const options = { env: sshEnvironment(), cwd: this.repository.directory, deadline: OPENING };
    const { code } = await runBriefly(plan.ssh, args, { ...options, signal: this.repository.signal });
    const opened = { folder, plan, at: performance.now() };
    if (code === 0 && !this.isDisposed) {
      this.opened = opened;
      return;
    }
    this.notBefore = performance.now() + NOT_AGAIN;
    if (isUp(opened)) await runBriefly(plan.ssh, ended(opened), { env: sshEnvironment(), deadline: END });
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }

  /** Never rejects. */
  private async end(): Promise<void> {
    const { opened } = this;
    this.opened = undefined;
    if (opened === undefined) return;
    if (performance.now() - opened.at < SOON) this.notBefore = performance.now() + NOT_AGAIN;
    if (isUp(opened)) await runBriefly(opened.plan.ssh, ended(opened), { env: sshEnvironment(), deadline: END });
    await rm(opened.folder, { recursive: true, force: true }).catch(() => undefined);
  }

  /** How a line would be opened; undefined where none is to be. */
  private async makePlan(): Promise<Plan | undefined> {
    const { repository, address, config } = this;
    // OpenSSH for Windows cannot share connections.
    if (process.platform === 'win32' || (await hasOwnSsh(repository, config))) return undefined;
    const target = sshTarget(await reachedAddress(repository, address, config));
    const ssh = await findProgram('ssh', repository.outside ?? repository.directory);
    if (target === undefined || ssh === undefined) return undefined;
    const options = { env: sshEnvironment(), cwd: repository.directory, deadline: ANSWER };
    const { code, output } = await runBriefly(ssh, ['-G', ...target], { ...options, signal: repository.signal });
    // An ssh that does not say how it is configured is another one than OpenSSH.
    const isShared = /^controlpath (?!none$)|^controlmaster (?!false$|no$)/m.test(output);
    return code !== 0 || !/^controlmaster /m.test(output) || isShared ? undefined : { ssh, target };
  }
}

/** What ssh is to reach for an address of git's; undefined where it is none for ssh, or an unusual one. */
export function sshTarget(address: string): Target | undefined {
  const url = /^(?:ssh|git\+ssh|ssh\+git):\/\/(?:([\w.+-]+)@)?([\w.-]+)(?::(\d{1,5}))?\//i.exec(address);
  const short = /^(?:([\w.+-]+)@)?([\w.-]+):(?!\/\/)/.exec(address);
  const [, user, host = '-', port] = url ?? short ?? [];
  // What begins like an option would be one.
  if (host.startsWith('-') || user?.startsWith('-') === true) return undefined;
  return [...(port === undefined ? [] : ['-p', port]), user === undefined ? host : `${user}@${host}`];
}

function pathIn(folder: string): string {
  // By ssh itself: the host, the port and the user as its configuration has them.
  return join(folder, '%C');
}

function optionsOf(folder: string): readonly string[] {
  return ['-oBatchMode=yes', `-oControlPath=${pathIn(folder)}`];
}

function ended({ folder, plan: { target } }: Opened): readonly string[] {
  return [...optionsOf(folder), '-O', 'exit', ...target];
}

function isUp({ folder }: Opened): boolean {
  try {
    return readdirSync(folder).some((name) => SOCKET.test(name));
  } catch {
    return false;
  }
}

/** A folder that nobody else can look into, for the socket; undefined where there is none with a short and plain path. */
async function makeFolder(): Promise<string | undefined> {
  // The extension's own storage is too deep for a socket.
  for (const place of [process.env.XDG_RUNTIME_DIR ?? '', tmpdir(), '/tmp']) {
    const isPlain = /^\/[\w./-]*$/.test(place);
    const name = `${PREFIX}${process.pid}-`;
    if (!isPlain || join(place, `${name}123456/`).length + NAME_LENGTH > LONGEST_PATH) continue;
    await sweep(place);
    // It is made for this user alone.
    const folder = await mkdtemp(join(place, name)).catch(() => undefined);
    if (folder !== undefined) return folder;
  }
  return undefined;
}

/** Removes what windows left that are gone. Never rejects. */
async function sweep(place: string): Promise<void> {
  for (const name of await readdir(place).catch(() => [])) {
    const maker = OURS.exec(name)?.[1];
    if (maker === undefined || isRunning(Number(maker))) continue;
    const folder = join(place, name);
    const about = lstatSync(folder, { throwIfNoEntry: false });
    if (about?.uid === process.getuid?.()) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
