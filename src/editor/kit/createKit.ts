import { homedir, userInfo } from 'node:os';
import * as vscode from 'vscode';
import { ChangeFinder } from '../../app/changeFinder';
import type { ChangePorts } from '../../app/changePorts';
import { askOnce, withinTime } from '../../app/patience';
import { MetricOnAxis, type ShownMetric } from '../../app/metricOnAxis';
import type { OutboxDisk } from '../../app/outboxPorts';
import { PastIncidents } from '../../app/pastIncidents';
import type { RehearsalPorts } from '../../app/rehearsalPorts';
import { RevertRehearser } from '../../app/revertRehearser';
import type { Remembered } from '../../app/shown';
import { IncidentStore } from '../../app/store';
import type { CodeContext, Person } from '../../domain/events';
import { Drafts } from './drafts';
import type { Contribution } from './feature';
import type { Kit } from './kit';
import { githubSources } from './githubSources';
import { logError } from './log';
import { warn } from './notices';
import { outgoing } from './outgoing';
import { ENTRY_PATIENCE, repositoryRoots, unopenedRoots } from './repositories';
import { createSecrets } from './secrets';
import { Settings } from './settings';
import type { Start } from './start';
import { SHOWN_KEY } from './start/reasons';
import { provideTexts } from './textDocument';

const { t } = vscode.l10n;
const WINDOW_KEY = 'changes.hours';
const METRIC_KEY = 'metrics.shown';
/** An entry does not wait longer than this to learn where the code stands. Milliseconds. */
const CODE_PATIENCE = 5000;
/** After this time git is asked anew at the next entry. Milliseconds. */
const AUTHOR_PATIENCE = 1000;

/** What the window needs of the outside world. */
export interface Outside {
  /** Git's user for a folder; undefined where git knows none. */
  readonly identityOf: (folder: string) => Promise<Person | undefined>;
  /** Where the code of the repository with this root stands. */
  readonly codeContext: (root: string) => Promise<CodeContext>;
  /** People of a repository's recent history. */
  readonly recentAuthors: (root: string) => Promise<readonly Person[]>;
  readonly changeSources: (options: {
    /** Undefined in a folder that is not trusted. */
    readonly roots: () => Promise<readonly string[] | undefined>;
    readonly now: () => number;
    readonly report: (error: unknown) => void;
  }) => ChangePorts;
  readonly githubChanges: (options: {
    readonly roots: () => Promise<readonly string[] | undefined>;
    readonly token: (api: string | undefined) => Promise<string | undefined>;
    readonly now: () => number;
    readonly report: (error: unknown) => void;
  }) => NonNullable<ChangePorts['github']>;
  /** Where what is to be sent is kept. */
  readonly openOutbox: (folder: string, now: () => number) => Promise<OutboxDisk>;
  readonly rehearsals: (options: {
    readonly now: () => number;
  }) => RehearsalPorts & { readonly dispose: () => Promise<void> };
}

/** Makes what the features share. Touches neither disk nor git unless this window showed an incident before. */
export function createKit(
  { workspaceState, secrets: credentials, globalStorageUri, extensionUri, subscriptions }: vscode.ExtensionContext,
  outside: Outside,
  contributions: readonly Contribution[],
  start: Start,
): Kit {
  const now = () => Date.now();
  const settings = new Settings();
  provideTexts(start.documents);
  const secrets = createSecrets(() => settings.secrets());
  const storage = globalStorageUri.fsPath;
  const asked = askOnce(() => whoWrites(settings, outside), AUTHOR_PATIENCE);
  // A git that failed, or did not answer, may do so the next time.
  const author = () => asked.get().catch((error: unknown) => logged(knownAuthor(settings))(error));
  const codeOf = (root: string) => withinTime(() => outside.codeContext(root), CODE_PATIENCE).catch(logged(undefined));
  const memory = {
    get: () => workspaceState.get<Remembered>(SHOWN_KEY),
    set: (remembered: Remembered | undefined) => void workspaceState.update(SHOWN_KEY, remembered),
  };
  const store = new IncidentStore(settings.recordFolder(storage), {
    now,
    author,
    fallbackAuthor: () => knownAuthor(settings),
    codeContext: async () =>
      (await Promise.all((await repositoryRoots(ENTRY_PATIENCE)).map(codeOf))).filter((code) => code !== undefined),
    masksFor: secrets.masksFor,
    memory,
    onSilence: once(sayGitIsSilent),
    report: logError,
  });
  const roots = async () =>
    vscode.workspace.isTrusted
      ? [...(await repositoryRoots()), ...(await unopenedRoots()), ...settings.moreRepositories()]
      : undefined;
  const finder = new ChangeFinder(
    {
      ...outside.changeSources({ roots, now, report: logError }),
      github: outside.githubChanges({
        ...{ roots, now, report: logError },
        token: async (api) => (await import('./github')).tokenForChanges(connections, api),
      }),
    },
    () => {
      const hours = workspaceState.get<number>(WINDOW_KEY);
      return { ...settings.changes(), github: githubSources(settings), ...(hours !== undefined && { hours }) };
    },
    now,
    logError,
  );
  const { connections, outbox, ...sending } = outgoing({
    credentials,
    storage,
    now,
    openOutbox: outside.openOutbox,
    contributions,
  });
  const reverts = outside.rehearsals({ now });
  const rehearser = new RevertRehearser(reverts, finder, logError);
  subscriptions.push(
    rehearser,
    sending,
    { dispose: () => void reverts.dispose().catch(logError) },
    settings.onChange(() => {
      asked.forget();
      store.useFolder(settings.recordFolder(storage)).catch(logError);
      if (finder.isActive) void finder.refresh();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      asked.forget();
      if (finder.isActive) void finder.refresh();
    }),
  );
  if (memory.get() !== undefined) void store.load();
  return {
    start,
    store,
    settings,
    drafts: new Drafts(workspaceState, now),
    secrets,
    now,
    author,
    recentAuthors: async () => {
      const perRepository = (await repositoryRoots()).map((root) => outside.recentAuthors(root).catch(logged([])));
      return (await Promise.all(perRepository)).flat();
    },
    codeOf,
    finder,
    rehearser,
    reverts,
    setChangeWindow: async (hours) => workspaceState.update(WINDOW_KEY, hours),
    past: new PastIncidents(() => store.state.incidents),
    metricOnAxis: new MetricOnAxis({
      get: () => workspaceState.get<ShownMetric>(METRIC_KEY),
      set: (shown) => void workspaceState.update(METRIC_KEY, shown),
    }),
    credentials,
    connections,
    outbox,
    memory: workspaceState,
    storage,
    extensionUri,
    contributions: () => contributions,
    declared: async (incident) => {
      await Promise.all(contributions.map(async ({ onDeclared }) => onDeclared?.(incident)));
    },
  };
}

/** Git's user of the first folder, else the setting, else the operating system's user. Rejects where git fails. */
async function whoWrites(settings: Settings, { identityOf }: Outside): Promise<Person> {
  if (vscode.workspace.isTrusted) {
    const first = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath;
    const person = await identityOf(first ?? homedir());
    if (person !== undefined) return person;
  }
  return knownAuthor(settings);
}

/** Who writes, without asking git. */
function knownAuthor(settings: Settings): Person {
  return settings.author() ?? { name: osUser() };
}

function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A user without an entry in the system's list, as in some containers.
    return process.env.USER ?? process.env.USERNAME ?? 'unknown';
  }
}

/** Logs what a promise was rejected with, and goes on with a value. */
function logged<T>(value: T): (error: unknown) => T {
  return (error) => {
    logError(error);
    return value;
  };
}

/** The action, the first time only: what goes on for long need not be said at every entry. */
function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) action();
    isDone = true;
  };
}

function sayGitIsSilent(): void {
  void warn(t('Git isn’t answering. Entries are recorded all the same, without branch and commit.'));
}
