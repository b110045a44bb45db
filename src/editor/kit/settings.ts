import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { ChangeChoices } from '../../app/changeFinder';
import type { PageSetting } from '../../app/pagePorts';
import type { TeamRules } from '../../app/operations/operation';
import type { TrackerSetting } from '../../app/trackerPorts';
import type { SecretMode } from '../../app/secretKeeper';
import { globProblem } from '../../changes/braces';
import type { ChecklistChange, ChecklistItem } from '../../domain/checklist';
import type { Person } from '../../domain/events';
import { isStage, type StageId } from '../../domain/stages';
import type { WaitingRules } from '../../domain/waiting';
import { plainText } from '../../reports/plain';
import { log } from './log';
import { allowedToAgents } from './start/agents';
import { SECTION } from './start/reasons';

/** Whether a path stands for several. */
export function isGlob(path: string): boolean {
  return /[*?[\]{}]/.test(path);
}

/** A link of a service, with a name for people. */
export interface Link {
  readonly name: string;
  /** http or https, or a path in the workspace; as somebody typed it, so to be checked before it is opened. */
  readonly url: string;
}

export const LINK_KINDS = ['dashboards', 'runbooks', 'logs'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** A command that prints a log; run only when a person asks for it. */
export interface LogCommand {
  readonly name: string;
  readonly command: string;
}

export interface Service extends Readonly<Record<LinkKind, readonly Link[]>> {
  readonly name: string;
  /** Paths and globs of its logs on this machine, from the root of the workspace or absolute. */
  readonly logFiles: readonly string[];
  readonly logCommands: readonly LogCommand[];
  /** Globs of the paths that belong to it, from the root of its repository. */
  readonly paths: readonly string[];
  /** Addresses of the status pages of those it depends on. */
  readonly statusPages: readonly string[];
  /** Names of the setting `incident.contacts`. */
  readonly contacts: readonly string[];
  /** People or teams. */
  readonly owners: readonly string[];
}

/** A metric of a server that speaks Prometheus' API. */
export interface Metric {
  readonly name: string;
  /** The base address of the server. */
  readonly prometheus: string;
  /** PromQL. */
  readonly query: string;
  /** The time zone whose days it follows. */
  readonly zone?: string | undefined;
  /** The service whose metric it is. */
  readonly service?: string | undefined;
}

/** Somebody who can be asked for help, and how to reach them. */
export interface Contact {
  readonly name: string;
  readonly role?: string | undefined;
  readonly phone?: string | undefined;
  readonly chat?: string | undefined;
  readonly url?: string | undefined;
}

/** A team's own way to stem the bleeding. */
export interface OwnMitigation {
  readonly name: string;
  readonly how?: string | undefined;
}

export interface Severity {
  readonly name: string;
  readonly meaning: string;
  readonly default: boolean;
}

type ChecklistChanges = Readonly<Partial<Record<StageId, ChecklistChange>>>;

/** The extension's settings as they are now. What is malformed is logged, once, and its default taken. */
export class Settings {
  private readonly complained = new Set<string>();

  severities(): readonly Severity[] {
    const read = this.entries('severities', SEVERITY, 'an entry has no name');
    return read.length > 0 ? read : this.fallBack('severities', FALLBACK_SEVERITIES);
  }

  roles(): readonly string[] {
    const read = v.parse(TEXTS, this.get('roles'));
    return read.length > 0 ? [...new Set(read)] : this.fallBack('roles', ['Incident Commander']);
  }

  /** What waits, by the team's settings: the first role is the one in command, the first two severities are major. */
  waitingRules(): WaitingRules {
    const [commandRole] = this.roles();
    const majorSeverities = this.severities()
      .slice(0, 2)
      .map(({ name }) => name);
    return { majorSeverities, ...(commandRole !== undefined && { commandRole }) };
  }

  /** The rules that the operations hold to. */
  teamRules(): TeamRules {
    const severities = this.severities();
    const names = severities.map(({ name }) => name);
    const middle = names[Math.floor((names.length - 1) / 2)] ?? '';
    return {
      ...this.waitingRules(),
      severities: names,
      defaultSeverity: severities.find((severity) => severity.default)?.name ?? middle,
    };
  }

  /** What the setting `incident.checklists` changes of the stages' own. */
  checklistChanges(): ChecklistChanges {
    const value = this.get('checklists');
    const changes: Partial<Record<StageId, ChecklistChange>> = {};
    if (value !== undefined && !v.is(OBJECT, value)) this.complain('checklists', 'it is not an object');
    for (const [stage, change] of Object.entries(v.is(OBJECT, value) ? value : {})) {
      if (!isStage(stage)) this.complain('checklists', `there is no stage "${stage}"`);
      else if (!v.is(CHECKLIST, change)) this.complain('checklists', `"${stage}" has no items`);
      else {
        const items = this.entries(
          'checklists',
          ITEM,
          `an item of "${stage}" has no text, or a command that isn't one plain line`,
          change.items,
        );
        changes[stage] = { mode: change.mode === 'replace' ? 'replace' : 'extend', items };
      }
    }
    return changes;
  }

  /** The person of the setting `incident.author`, if it is set. */
  author(): Person | undefined {
    const value = this.text('author');
    if (value === undefined) return undefined;
    const match = /^(?<name>[^<>]+)(?:<(?<email>[^<>\s]+)>)?$/.exec(value);
    if (match?.groups?.name === undefined) {
      this.complain('author', `"${value}" is neither a name nor "Name <e-mail>"`);
      return undefined;
    }
    const { name, email } = match.groups;
    return { name: name.trim(), ...(email !== undefined && { email }) };
  }

  /** Where the record is kept: an absolute path. */
  recordFolder(globalStorage: string): string {
    const value = this.text('record.folder');
    if (value === undefined) return join(globalStorage, 'incidents');
    const typed = value.replace(/^~(?=$|[\\/])/, homedir());
    if (isAbsolute(typed)) return typed;
    const first = vscode.workspace.workspaceFolders?.[0]?.uri;
    if (first?.scheme === 'file') return resolve(first.fsPath, typed);
    this.complain('record.folder', 'a relative path needs an open folder; the default folder is used');
    return join(globalStorage, 'incidents');
  }

  /** The services that the setting `incident.services` describes. */
  services(): readonly Service[] {
    return this.entries('services', SERVICE, 'a service has no name').map((service) => ({
      ...service,
      paths: this.globs('services', service.paths),
      dashboards: this.links(service.dashboards),
      runbooks: this.links(service.runbooks),
      ...this.logs(service.logs),
    }));
  }

  /** What can be opened of a service's logs, what can be read, and what prints one. */
  private logs(values: readonly unknown[]): Pick<Service, 'logs' | 'logFiles' | 'logCommands'> {
    const logCommands = values.flatMap((value) => {
      const read = v.safeParse(LOG_COMMAND, value);
      return read.success ? [read.output] : [];
    });
    const links = this.links(values.filter((value) => !v.is(LOG_COMMAND, value)));
    const files = links.filter(({ url }) => !/^[a-z][a-z\d+.-]+:/i.test(url));
    return {
      logs: links.filter(({ url }) => /^[a-z][a-z\d+.-]+:/i.test(url) || !isGlob(url)),
      logFiles: files.map(({ url }) => url.replace(/^~(?=$|[\\/])/, homedir())),
      logCommands,
    };
  }

  /** To whom status updates go, the customers first. */
  audiences(): readonly string[] {
    const read = v.parse(TEXTS, this.get('audiences'));
    return read.length > 0 ? [...new Set(read)] : this.fallBack('audiences', ['customers']);
  }

  contacts(): readonly Contact[] {
    return this.entries('contacts', CONTACT, 'an entry has no name');
  }

  /** What the start of an incident can be read off. */
  metrics(): readonly Metric[] {
    return this.entries('metrics', METRIC, 'a metric has no name, address or query');
  }

  /** How the branch of a revert is named; `${shortHash}` stands for the change. */
  revertBranchName(): string {
    const value = this.get('revert.branchName');
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : 'revert/${shortHash}';
  }

  /** The command that tells whether a state works; run in trusted folders only. */
  check(): string | undefined {
    return this.text('revert.check');
  }

  /** How often a check must succeed before a state counts as working. */
  checkRuns(): number {
    const value = this.get('bisect.runs');
    return typeof value === 'number' && Number.isInteger(value) ? Math.min(20, Math.max(1, value)) : 1;
  }

  mitigations(): readonly OwnMitigation[] {
    return this.entries('mitigations', MITIGATION, 'an entry has no name');
  }

  /** Where post-mortems go, from the root of the workspace; and the team's own template, if there is one. */
  postmortem(): { readonly folder: string; readonly template?: string } {
    const template = this.text('postmortem.template');
    return {
      folder: this.text('postmortem.folder') ?? 'docs/postmortems/',
      ...(template !== undefined && { template }),
    };
  }

  /** Where incidents are shared; undefined where they are not, and in a folder that is not trusted. */
  share(): { readonly remote: string; readonly automatically: boolean; readonly prefix: string } | undefined {
    const remote = this.text('share.remote');
    if (remote === undefined || !vscode.workspace.isTrusted) return undefined;
    const typed = this.text('share.refPrefix') ?? SHARE_PREFIX;
    const isRef = /^refs\/(?:[\w-]+\/){1,8}$/.test(typed);
    if (!isRef) this.complain('share.refPrefix', `"${typed}" is no folder of refs, such as ${SHARE_PREFIX}`);
    return { remote, automatically: this.get('share.automatically') === true, prefix: isRef ? typed : SHARE_PREFIX };
  }

  /** Shares through this remote from now on: everybody who opens this workspace, or this person alone. */
  async useShareRemote(remote: string, forWorkspace: boolean): Promise<void> {
    const { Global, Workspace } = vscode.ConfigurationTarget;
    const target = forWorkspace && vscode.workspace.workspaceFolders !== undefined ? Workspace : Global;
    await vscode.workspace.getConfiguration(SECTION).update('share.remote', remote, target);
  }

  /** What is asked of the repositories and status pages, but for the window's own choice. */
  changes(): Omit<ChangeChoices, 'hours'> {
    const branch = this.text('changes.branch');
    const services = this.services();
    return {
      deployTags: this.globs('changes.deployTags', v.parse(TEXTS, this.get('changes.deployTags'))),
      statusPages: vscode.workspace.isTrusted
        ? [
            ...new Set([
              ...v.parse(TEXTS, this.get('statusPages')),
              ...services.flatMap((service) => service.statusPages),
            ]),
          ]
        : [],
      sources: this.paths('changes.sources'),
      pathsOf: (names) => services.filter(({ name }) => names.includes(name)).flatMap((service) => service.paths),
      ...(branch !== undefined && { branch }),
    };
  }

  /** Counts tags with these globs as deploys, in this workspace; without one, everywhere. */
  async useDeployTags(patterns: readonly string[]): Promise<void> {
    const { Global, Workspace } = vscode.ConfigurationTarget;
    const target = vscode.workspace.workspaceFolders === undefined ? Global : Workspace;
    await vscode.workspace.getConfiguration(SECTION).update('changes.deployTags', patterns, target);
  }

  /** Repositories beside those of the workspace: absolute paths. */
  moreRepositories(): readonly string[] {
    return this.paths('changes.repositories');
  }

  /** Paths of a setting, made absolute: one may begin with `~`, a relative one starts at the first folder of the workspace. */
  private paths(key: string): readonly string[] {
    const first = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    return v.parse(TEXTS, this.get(key)).flatMap((typed) => {
      const path = typed.replace(/^~(?=$|[\\/])/, homedir());
      if (isAbsolute(path)) return [path];
      return first === undefined ? [] : [resolve(first, path)];
    });
  }

  /** What becomes of what looks like a secret: masked, unless somebody has said otherwise. */
  secrets(): SecretMode {
    const value = this.get('secrets');
    return value === 'ask' || value === 'keep' ? value : 'mask';
  }

  /** The team's own status page; undefined where none is set up, and in a folder that is not trusted. */
  statusPage(): PageSetting | undefined {
    return this.service('publish.statusPage', PAGE, 'it needs a kind and a page');
  }

  /** Where follow-ups become issues; undefined as for `statusPage`. */
  tracker(): TrackerSetting | undefined {
    return this.service('tracker', TRACKER, 'it needs a kind and a project, such as acme/shop');
  }

  private service<T>(key: string, schema: v.GenericSchema<unknown, T>, why: string): T | undefined {
    const value = this.get(key);
    if (value === null || value === undefined || !vscode.workspace.isTrusted) return undefined;
    const read = v.safeParse(schema, value);
    if (!read.success) this.complain(key, why);
    return read.success ? read.output : undefined;
  }

  /** What agents may do; nothing in a folder that is not trusted. */
  agents(): 'off' | 'read' | 'entries' {
    return allowedToAgents();
  }

  /** Whether the status bar says which past incidents touched the open file; never in a folder that is not trusted. */
  showsPastOfFile(): boolean {
    return this.get('past.inStatusBar') === true && vscode.workspace.isTrusted;
  }

  /** Whether commands that people run in terminals are offered as actions. */
  offersCommands(): boolean {
    return this.get('terminal.offerActions') !== false;
  }

  /** The commands that are not offered, by what they do: `git push`. */
  neverOffered(): readonly string[] {
    return v.parse(TEXTS, this.get('terminal.neverOffer'));
  }

  /** Does not offer a command any more, in any window. */
  async neverOffer(name: string): Promise<void> {
    const never = [...new Set([...this.neverOffered(), name])];
    const section = vscode.workspace.getConfiguration(SECTION);
    await section.update('terminal.neverOffer', never, vscode.ConfigurationTarget.Global);
  }

  /** The chat channels, as they were typed; the feature reads them. */
  chat(): readonly unknown[] {
    return vscode.workspace.isTrusted ? v.parse(LIST, this.get('chat')) : [];
  }

  /** The entries of a list, which a feature reads by a form of its own; none in a folder that is not trusted. */
  listOf<T>(key: string, schema: v.GenericSchema<unknown, T>, why: string): readonly T[] {
    return vscode.workspace.isTrusted ? this.entries(key, schema, why) : [];
  }

  onChange(listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration(SECTION)) return;
      this.complained.clear();
      listener();
    });
  }

  private links(values: readonly unknown[]): readonly Link[] {
    return this.entries('services', LINK, 'a link has no address', values);
  }

  private get(key: string): unknown {
    return vscode.workspace.getConfiguration(SECTION).get<unknown>(key);
  }

  /** A setting that is a text, if it says something. */
  private text(key: string): string | undefined {
    const value = this.get(key);
    return v.is(TEXT, value) ? value.trim() : undefined;
  }

  /** The entries of a list that are of this form; of the others the log is told. */
  private entries<T>(
    key: string,
    schema: v.GenericSchema<unknown, T>,
    why: string,
    values: readonly unknown[] = v.parse(LIST, this.get(key)),
  ): readonly T[] {
    return values.flatMap((value) => {
      const read = v.safeParse(schema, value);
      if (!read.success) this.complain(key, why);
      return read.success ? [read.output] : [];
    });
  }

  private fallBack<T>(key: string, fallback: T): T {
    this.complain(key, 'it has no usable entry; the default is used');
    return fallback;
  }

  private globs(key: string, values: readonly string[]): readonly string[] {
    return values.filter((glob) => {
      const problem = globProblem(glob);
      if (problem !== undefined) this.complain(key, problem);
      return problem === undefined;
    });
  }

  private complain(key: string, why: string): void {
    const message = `Setting ${SECTION}.${key}: ${why}.`;
    if (this.complained.has(message)) return;
    this.complained.add(message);
    log().warn(message);
  }
}

const SHARE_PREFIX = 'refs/incidents/';

const TEXT = v.pipe(v.string(), v.trim(), v.nonEmpty());
const OBJECT = v.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
/** What is of another form counts as not given. */
const MAYBE_TEXT = v.fallback(v.optional(TEXT), undefined);
const LIST = v.fallback(v.array(v.unknown()), []);
const TEXTS = v.pipe(
  LIST,
  v.transform((values) => values.flatMap((value) => (v.is(TEXT, value) ? [value.trim()] : []))),
);
/** An entry that has a name; one that is a text is its name. */
const named = <Entries extends v.ObjectEntries>(entries: Entries) =>
  v.pipe(
    v.unknown(),
    v.transform((value) => (typeof value === 'string' ? { name: value } : value)),
    v.object({ name: TEXT, ...entries }),
  );

const SEVERITY = named({ meaning: v.fallback(v.string(), ''), default: v.fallback(v.boolean(), false) });
const CONTACT = named({ role: MAYBE_TEXT, phone: MAYBE_TEXT, chat: MAYBE_TEXT, url: MAYBE_TEXT });
const MITIGATION = named({ how: MAYBE_TEXT });
const METRIC = v.object({ name: TEXT, prometheus: TEXT, query: TEXT, zone: MAYBE_TEXT, service: MAYBE_TEXT });
const PAGE = v.object({
  kind: v.picklist(['statuspage', 'instatus', 'webhook']),
  page: TEXT,
  audience: MAYBE_TEXT,
  components: v.fallback(v.record(v.string(), TEXT), {}),
  api: MAYBE_TEXT,
});
const TRACKER = v.object({
  kind: v.picklist(['github', 'gitlab']),
  project: v.pipe(TEXT, v.regex(/^[^\s/]+(?:\/[^\s/]+)+$/)),
  labels: TEXTS,
  api: MAYBE_TEXT,
});
const SERVICE = v.object({
  name: TEXT,
  paths: TEXTS,
  dashboards: LIST,
  runbooks: LIST,
  logs: LIST,
  statusPages: TEXTS,
  contacts: TEXTS,
  owners: TEXTS,
});
/** An address, with a name or without. */
const LINK = v.pipe(
  v.unknown(),
  v.transform((value) => (typeof value === 'string' ? { url: value } : value)),
  v.object({ url: TEXT, name: MAYBE_TEXT }),
  v.transform(({ url, name = url }): Link => ({ name, url })),
);
const LOG_COMMAND = v.pipe(
  v.object({ command: TEXT, name: MAYBE_TEXT }),
  v.transform(({ command, name = command }): LogCommand => ({ name, command })),
);
/** A person looks at it before it is run: it is one line that shows all that it holds. */
const COMMAND = v.pipe(
  TEXT,
  v.check((text) => plainText(text) === text && !/[\n\t]/.test(text)),
);
const CHECKLIST = v.object({ mode: v.optional(v.unknown()), items: v.array(v.unknown()) });
const ITEM = v.pipe(
  v.unknown(),
  v.transform((value) => (typeof value === 'string' ? { text: value } : value)),
  v.object({ text: TEXT, id: MAYBE_TEXT, why: MAYBE_TEXT, command: v.optional(COMMAND) }),
  v.transform(({ text, id = text, why, command }): ChecklistItem => ({
    id,
    text,
    ...(why !== undefined && { why }),
    ...(command !== undefined && { command }),
  })),
);

const FALLBACK_SEVERITIES: readonly Severity[] = ['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4', 'SEV-5'].map((name) => ({
  name,
  meaning: '',
  default: name === 'SEV-3',
}));
