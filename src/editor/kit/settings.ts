import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import type { ChangeChoices } from '../../app/changeFinder';
import type { TeamRules } from '../../app/operations/operation';
import { globProblem } from '../../changes/braces';
import type { ChecklistChange, ChecklistItem } from '../../domain/checklist';
import type { Person } from '../../domain/events';
import { isStage, type StageId } from '../../domain/stages';
import type { WaitingRules } from '../../domain/waiting';
import { log } from './log';

const SECTION = 'incident';

/** A link of a service, with a name for people. */
export interface Link {
  readonly name: string;
  /** http or https, or a path in the workspace; as somebody typed it, so to be checked before it is opened. */
  readonly url: string;
}

export const LINK_KINDS = ['dashboards', 'runbooks', 'logs'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

export interface Service extends Readonly<Record<LinkKind, readonly Link[]>> {
  readonly name: string;
  /** Globs of the paths that belong to it, from the root of its repository. */
  readonly paths: readonly string[];
  /** Addresses of the status pages of those it depends on. */
  readonly statusPages: readonly string[];
  /** Names of the setting `incident.contacts`. */
  readonly contacts: readonly string[];
  /** People or teams. */
  readonly owners: readonly string[];
}

/** Somebody who can be asked for help, and how to reach them. */
export interface Contact {
  readonly name: string;
  readonly role?: string;
  readonly phone?: string;
  readonly chat?: string;
  readonly url?: string;
}

/** A team's own way to stem the bleeding. */
export interface OwnMitigation {
  readonly name: string;
  readonly how?: string;
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
    const read = this.list('severities').flatMap((value): Severity[] => {
      if (typeof value === 'string' && value.trim() !== '')
        return [{ name: value.trim(), meaning: '', default: false }];
      if (!isObject(value) || typeof value.name !== 'string' || value.name.trim() === '') return [];
      const meaning = typeof value.meaning === 'string' ? value.meaning : '';
      return [{ name: value.name.trim(), meaning, default: value.default === true }];
    });
    return read.length > 0 ? read : this.fallBack('severities', FALLBACK_SEVERITIES);
  }

  roles(): readonly string[] {
    const read = this.list('roles').filter((role): role is string => typeof role === 'string' && role.trim() !== '');
    return read.length > 0
      ? [...new Set(read.map((role) => role.trim()))]
      : this.fallBack('roles', ['Incident Commander']);
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
    if (value !== undefined && !isObject(value)) this.complain('checklists', 'it is not an object');
    for (const [stage, change] of Object.entries(isObject(value) ? value : {})) {
      if (!isStage(stage)) this.complain('checklists', `there is no stage "${stage}"`);
      else if (!isObject(change) || !Array.isArray(change.items))
        this.complain('checklists', `"${stage}" has no items`);
      else
        changes[stage] = {
          mode: change.mode === 'replace' ? 'replace' : 'extend',
          items: this.items(stage, change.items),
        };
    }
    return changes;
  }

  /** The person of the setting `incident.author`, if it is set. */
  author(): Person | undefined {
    const value = this.get('author');
    if (typeof value !== 'string' || value.trim() === '') return undefined;
    const match = /^(?<name>[^<>]+)(?:<(?<email>[^<>\s]+)>)?$/.exec(value.trim());
    if (match?.groups?.name === undefined) {
      this.complain('author', `"${value}" is neither a name nor "Name <e-mail>"`);
      return undefined;
    }
    const { name, email } = match.groups;
    return { name: name.trim(), ...(email !== undefined && { email }) };
  }

  /** Where the record is kept: an absolute path. */
  recordFolder(globalStorage: string): string {
    const value = this.get('record.folder');
    if (typeof value !== 'string' || value.trim() === '') return join(globalStorage, 'incidents');
    const typed = value.trim().replace(/^~(?=$|[\\/])/, homedir());
    if (isAbsolute(typed)) return typed;
    const first = vscode.workspace.workspaceFolders?.[0]?.uri;
    if (first?.scheme === 'file') return resolve(first.fsPath, typed);
    this.complain('record.folder', 'a relative path needs an open folder; the default folder is used');
    return join(globalStorage, 'incidents');
  }

  /** The services that the setting `incident.services` describes. */
  services(): readonly Service[] {
    return this.list('services').flatMap((value): Service[] => {
      if (!isObject(value) || typeof value.name !== 'string' || value.name.trim() === '') {
        this.complain('services', 'a service has no name');
        return [];
      }
      return [
        {
          name: value.name.trim(),
          paths: this.globs('services', value.paths),
          dashboards: this.links(value.dashboards),
          runbooks: this.links(value.runbooks),
          logs: this.links(value.logs),
          statusPages: strings(value.statusPages),
          contacts: strings(value.contacts),
          owners: strings(value.owners),
        },
      ];
    });
  }

  /** To whom status updates go, the customers first. */
  audiences(): readonly string[] {
    const read = strings(this.get('audiences')).map((audience) => audience.trim());
    return read.length > 0 ? [...new Set(read)] : this.fallBack('audiences', ['customers']);
  }

  contacts(): readonly Contact[] {
    return this.named('contacts').map(({ name, value }) => {
      const said = (key: string) => {
        const given = value[key];
        return typeof given === 'string' && given.trim() !== '' ? { [key]: given.trim() } : {};
      };
      return { name, ...said('role'), ...said('phone'), ...said('chat'), ...said('url') };
    });
  }

  /** How the branch of a revert is named; `${shortHash}` stands for the change. */
  revertBranchName(): string {
    const value = this.get('revert.branchName');
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : 'revert/${shortHash}';
  }

  mitigations(): readonly OwnMitigation[] {
    return this.named('mitigations').map(({ name, value }) => ({
      name,
      ...(typeof value.how === 'string' && value.how.trim() !== '' && { how: value.how.trim() }),
    }));
  }

  /** Where post-mortems go, from the root of the workspace; and the team's own template, if there is one. */
  postmortem(): { readonly folder: string; readonly template?: string } {
    const [folder, template] = [this.get('postmortem.folder'), this.get('postmortem.template')];
    return {
      folder: typeof folder === 'string' && folder.trim() !== '' ? folder.trim() : 'docs/postmortems/',
      ...(typeof template === 'string' && template.trim() !== '' && { template: template.trim() }),
    };
  }

  /** What is asked of the repositories and status pages, but for the window's own choice. */
  changes(): Omit<ChangeChoices, 'hours'> {
    const branch = this.get('changes.branch');
    const services = this.services();
    return {
      deployTags: this.globs('changes.deployTags', this.get('changes.deployTags')),
      statusPages: vscode.workspace.isTrusted
        ? [...new Set([...strings(this.get('statusPages')), ...services.flatMap((service) => service.statusPages)])]
        : [],
      pathsOf: (names) => services.filter(({ name }) => names.includes(name)).flatMap((service) => service.paths),
      ...(typeof branch === 'string' && branch.trim() !== '' && { branch: branch.trim() }),
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
    const first = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    return strings(this.get('changes.repositories')).flatMap((typed) => {
      const path = typed.replace(/^~(?=$|[\\/])/, homedir());
      if (isAbsolute(path)) return [path];
      return first === undefined ? [] : [resolve(first, path)];
    });
  }

  onChange(listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration(SECTION)) return;
      this.complained.clear();
      listener();
    });
  }

  /** The entries of a list that have a name; an entry that is a text is its name. */
  private named(key: string): readonly { readonly name: string; readonly value: Record<string, unknown> }[] {
    return this.list(key).flatMap((entry) => {
      const value = typeof entry === 'string' ? { name: entry } : entry;
      if (isObject(value) && typeof value.name === 'string' && value.name.trim() !== '')
        return [{ name: value.name.trim(), value }];
      this.complain(key, 'an entry has no name');
      return [];
    });
  }

  private links(value: unknown): readonly Link[] {
    return (Array.isArray(value) ? value : []).flatMap((entry: unknown): Link[] => {
      if (typeof entry === 'string' && entry.trim() !== '') return [{ name: entry.trim(), url: entry.trim() }];
      if (!isObject(entry) || typeof entry.url !== 'string' || entry.url.trim() === '') {
        this.complain('services', 'a link has no address');
        return [];
      }
      const url = entry.url.trim();
      const named = typeof entry.name === 'string' && entry.name.trim() !== '';
      return [{ name: named ? (entry.name as string).trim() : url, url }];
    });
  }

  private items(stage: StageId, values: readonly unknown[]): readonly ChecklistItem[] {
    return values.flatMap((value): ChecklistItem[] => {
      const item = typeof value === 'string' ? { text: value } : value;
      if (!isObject(item) || typeof item.text !== 'string' || item.text.trim() === '') {
        this.complain('checklists', `an item of "${stage}" has no text`);
        return [];
      }
      const text = item.text.trim();
      const id = typeof item.id === 'string' && item.id !== '' ? item.id : text;
      return [{ id, text, ...(typeof item.why === 'string' && { why: item.why }) }];
    });
  }

  private get(key: string): unknown {
    return vscode.workspace.getConfiguration(SECTION).get<unknown>(key);
  }

  private list(key: string): readonly unknown[] {
    const value = this.get(key);
    return Array.isArray(value) ? value : [];
  }

  private fallBack<T>(key: string, fallback: T): T {
    this.complain(key, 'it has no usable entry; the default is used');
    return fallback;
  }

  private globs(key: string, value: unknown): readonly string[] {
    return strings(value).filter((glob) => {
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

const FALLBACK_SEVERITIES: readonly Severity[] = ['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4', 'SEV-5'].map((name) => ({
  name,
  meaning: '',
  default: name === 'SEV-3',
}));

function strings(value: unknown): readonly string[] {
  return Array.isArray(value)
    ? value.filter((each): each is string => typeof each === 'string' && each.trim() !== '')
    : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
