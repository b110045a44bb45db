import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openShareRemote, type ShareRemoteNeeds } from '../../src/adapters/share/shareRemote';
import { Sharing, type SharingPorts } from '../../src/app/share';
import { ShareFailed, type ShareRemote } from '../../src/app/sharePorts';
import { IncidentStore } from '../../src/app/store';
import type { Fact, Person } from '../../src/domain/events';
import type { Incident } from '../../src/domain/incident';
import { tempFolders } from './tempFolders';
import { waitFor } from './waitFor';

/** A person on a machine of their own: a record, and the remote of the team. */
export class Responder {
  readonly store: IncidentStore;
  readonly failures: unknown[] = [];
  readonly arrived: string[] = [];
  readonly healed: string[] = [];
  remote!: ShareRemote;
  sharing: Sharing | undefined;
  isFocused = true;
  /** By how much this machine's clock is wrong. Milliseconds. */
  skew = 0;

  private constructor(
    readonly folder: string,
    readonly person: Person,
    readonly address: string,
    readonly prefix: string,
    /** The configuration of git that leads to the remote. */
    public config: readonly (readonly [string, string])[],
  ) {
    this.store = new IncidentStore(join(folder, 'incidents'), {
      now: () => this.now(),
      author: () => Promise.resolve(person),
      fallbackAuthor: () => person,
      codeContext: () => Promise.resolve([]),
      masksFor: () => Promise.resolve((data) => data),
      memory: { get: () => undefined, set: () => undefined },
      onSilence: () => undefined,
      report: (error) => this.failures.push(error),
    });
  }

  static async join(
    folder: string,
    name: string,
    address: string,
    prefix = 'refs/incidents/',
    config: readonly (readonly [string, string])[] = [],
  ): Promise<Responder> {
    const responder = new Responder(folder, { name, email: `${name}@example.org` }, address, prefix, config);
    await responder.store.load();
    responder.remote = await responder.open();
    return responder;
  }

  /** Another connection to the remote, as after a restart. */
  open(limits: Pick<ShareRemoteNeeds, 'deadline' | 'memory' | 'gatherAfter'> = {}): Promise<ShareRemote> {
    const { address, config } = this;
    return openShareRemote({
      folder: join(this.folder, 'share'),
      address: { fetch: address, push: address, config, outside: undefined },
      prefix: this.prefix,
      now: () => this.now(),
      random: () => Math.random(),
      ...limits,
    });
  }

  async declare(title: string): Promise<Incident> {
    return this.store.declare(title, 'SEV-2', this.now());
  }

  note(incident: string, text: string): Promise<Incident> {
    const fact: Fact = { type: 'note.added', data: { text } };
    return this.store.add(incident, fact);
  }

  /** Fetches and brings both sides together, as one round would. */
  async sync(incident: string, push = true) {
    const tips = await this.remote.list();
    if (tips.has(incident)) {
      const failed = (await this.remote.fetch([incident])).get(incident);
      if (failed !== undefined) throw failed;
    }
    return this.remote.sync(incident, (id, files) => this.store.unite(id, files), { push, person: this.person });
  }

  /** Writes a note, and brings both sides together. */
  async send(incident: string, text: string) {
    await this.note(incident, text);
    return this.sync(incident);
  }

  /** Shares on its own from now on, as a window does. */
  live(ports: Partial<SharingPorts> = {}): Sharing {
    this.sharing = new Sharing({
      remote: this.remote,
      unite: (id, files) => this.store.unite(id, files),
      incidents: () => this.store.state.incidents,
      person: () => Promise.resolve(this.person),
      now: () => this.now(),
      random: () => Math.random(),
      wait: (length, then) => {
        const timer = setTimeout(then, length);
        return { dispose: () => clearTimeout(timer) };
      },
      isFocused: () => this.isFocused,
      onArrived: (id) => this.arrived.push(id),
      onHealed: (id) => this.healed.push(id),
      report: (error) => this.failures.push(error),
      ...ports,
    });
    this.store.changed.on(() => this.sharing?.follow());
    return this.sharing;
  }

  private now(): number {
    return Date.now() + this.skew;
  }

  notes(incident: string): readonly string[] {
    const entries = this.store.state.incidents.get(incident)?.entries ?? [];
    return entries.flatMap(({ event }) => (event.type === 'note.added' ? [event.data.text] : []));
  }

  async leave(): Promise<void> {
    this.sharing?.dispose();
    this.remote.dispose();
    await this.store.dispose();
  }
}

export interface Team {
  /** The remote of the test that runs. */
  readonly remote: string;
  /** Another person; in a folder that is given, another window of one who is there. */
  join(
    name: string,
    options?: { readonly folder?: string; readonly address?: string; readonly prefix?: string },
  ): Promise<Responder>;
  /** Ada, and an incident that she declared and that the remote has. */
  declared(options?: { readonly address?: string }): Promise<{ readonly ada: Responder; readonly id: string }>;
  /** The same, as her window does it, which goes on by itself. */
  live(): Promise<{ readonly ada: Responder; readonly sharing: Sharing; readonly id: string }>;
  /** Two people, and an incident that Ada declared and that both have. */
  pair(address?: string): Promise<{ readonly ada: Responder; readonly bob: Responder; readonly id: string }>;
  /** Makes an empty folder. */
  temporary(): Promise<string>;
}

/** A remote and those who share through it, for each test of the suite in which this is called; all of it is gone after it. */
export function team(): Team {
  const temporary = tempFolders();
  const responders: Responder[] = [];
  let remote = '';
  beforeEach('make the remote', async () => {
    remote = bareRemote(await temporary());
  });
  afterEach('let everybody leave', async () => {
    for (const responder of responders.splice(0)) await responder.leave();
  });
  const join: Team['join'] = async (name, { folder, address = remote, prefix } = {}) => {
    const made = await Responder.join(folder ?? (await temporary()), name, address, prefix);
    responders.push(made);
    return made;
  };
  const declared: Team['declared'] = async (options) => {
    const ada = await join('Ada', options);
    const { id } = await ada.declare('Checkout is failing');
    await ada.sync(id);
    return { ada, id };
  };
  return {
    temporary,
    get remote() {
      return remote;
    },
    join,
    declared,
    async live() {
      const ada = await join('Ada');
      const sharing = ada.live();
      const { id } = await ada.declare('Checkout is failing');
      sharing.share(id);
      await waitFor(() => sharing.state(id)?.kind === 'shared', 'it is shared', 10_000);
      return { ada, sharing, id };
    },
    async pair(address = remote) {
      const { ada, id } = await declared({ address });
      const bob = await join('Bob', { address });
      await bob.sync(id);
      return { ada, bob, id };
    },
  };
}

/** An empty bare repository, as a team's remote; gives its path. */
export function bareRemote(folder: string, ...options: readonly string[]): string {
  const path = join(folder, 'remote.git');
  mkdirSync(path, { recursive: true });
  git(path, 'init', '-q', '--bare', '--template=', ...options);
  mkdirSync(join(path, 'hooks'));
  // What comes is few and small: a look for what to clean up would take another process for each push.
  appendFileSync(join(path, 'config'), '[receive]\n\tautogc = false\n');
  return path;
}

export function git(directory: string, ...args: readonly string[]): string {
  return gitWith(undefined, directory, ...args);
}

export function gitWith(input: string | Buffer | undefined, directory: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-C', directory, ...args], {
    encoding: 'utf8',
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'Eve',
      GIT_AUTHOR_EMAIL: 'eve@example.org',
      GIT_COMMITTER_NAME: 'Eve',
      GIT_COMMITTER_EMAIL: 'eve@example.org',
    },
    ...(input !== undefined && { input }),
  }).trim();
}

/** Every file below a folder with its content and its times: what was touched shows. */
export function everyByte(folder: string): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [path, `${statSync(path).mtimeMs} ${readFileSync(path).toString('base64')}`] as const;
      }),
  );
}

/** Lists and fetches, as a round does; gives what could not be fetched, and why. */
export async function fetchAll(responder: Responder, incidents: readonly string[]) {
  await responder.remote.list();
  return responder.remote.fetch(incidents);
}

export async function problemOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (error instanceof ShareFailed) return error.problem;
    throw error;
  }
}
