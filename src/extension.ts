import { homedir, userInfo } from 'node:os';
import * as vscode from 'vscode';
import { readCodeContext } from './adapters/git/codeContext';
import { gitIdentity } from './adapters/git/identity';
import { recentAuthors } from './adapters/git/people';
import { changeSources } from './adapters/changeSources';
import { ChangeFinder } from './app/changeFinder';
import type { Ports } from './app/ports';
import type { Remembered } from './app/shown';
import { IncidentStore } from './app/store';
import { pathMatcher } from './changes/globs';
import type { CodeContext, Person } from './domain/events';
import { commandHandlers } from './editor/commands/all';
import { registerCommands, run } from './editor/commands/register';
import { setContext } from './editor/context';
import { Drafts } from './editor/drafts';
import { logError } from './editor/log';
import { ChangesPanel } from './editor/panels/changesPanel';
import { confirmStart } from './editor/panels/startProposal';
import { fetchAll, onRepositoriesChange, remoteOf, repositoryRoots, unopenedRoots } from './editor/repositories';
import { Settings } from './editor/settings';
import { StatusBar } from './editor/statusBar';
import { TextDocuments } from './editor/textDocument';
import { TimelineDocuments } from './editor/timelineDocument';
import { ChangesView } from './editor/views/changes';
import { OverviewView } from './editor/views/overview';
import { PastView } from './editor/views/past';
import { TimelineView } from './editor/views/timeline';

const SHOWN_KEY = 'shown';
const WINDOW_KEY = 'changes.hours';
const PANEL_KEY = 'changes.panel';
/** How often running times are drawn anew. Milliseconds. */
const TICK = 30_000;
/** An entry does not wait longer than this to learn where the code stands. Milliseconds. */
const CODE_PATIENCE = 5000;

let store: IncidentStore | undefined;

/** Constructs and wires everything. Touches neither disk nor git unless this window showed an incident before. */
export function activate(context: vscode.ExtensionContext): void {
  const now = () => Date.now();
  const settings = new Settings();
  const drafts = new Drafts(context.workspaceState);
  const folder = () => settings.recordFolder(context.globalStorageUri.fsPath);
  const author = once(() => whoWrites(settings));
  const ports: Ports = {
    now,
    author: () => author.get(),
    codeContext: async () =>
      (await Promise.all((await repositoryRoots()).map(codeOf))).filter((code) => code !== undefined),
    memory: {
      get: () => context.workspaceState.get<Remembered>(SHOWN_KEY),
      set: (remembered) => void context.workspaceState.update(SHOWN_KEY, remembered),
    },
    report: logError,
  };
  const incidents = (store = new IncidentStore(folder(), ports));
  const overview = new OverviewView(incidents, settings, now);
  const timeline = new TimelineView(incidents, context.workspaceState, now);
  const past = new PastView(incidents, now);
  const documents = new TimelineDocuments(incidents, now);
  const statusBar = new StatusBar();
  const finder = new ChangeFinder(
    changeSources({
      roots: async () =>
        vscode.workspace.isTrusted
          ? [...(await repositoryRoots()), ...(await unopenedRoots()), ...settings.moreRepositories()]
          : undefined,
      now,
      report: logError,
    }),
    () => {
      const hours = context.workspaceState.get<number>(WINDOW_KEY);
      return { ...settings.changes(), ...(hours !== undefined && { hours }) };
    },
    now,
    logError,
  );
  const followRepositories = once(async () => {
    context.subscriptions.push(await onRepositoriesChange(() => void (finder.isActive && finder.refresh())));
  });
  const start = async () => {
    await incidents.load();
    await finder.refresh(incidents.state.shown);
    await followRepositories.get();
  };
  const changes = new ChangesView(finder, start, now);
  const panel = new ChangesPanel({
    extensionUri: context.extensionUri,
    finder,
    start,
    proposeStart: async (at) => {
      const { shown } = incidents.state;
      if (shown === undefined || !(await confirmStart(at, shown.startedAt, now()))) return false;
      await run('incident.setStartTime', { startedAt: at });
      // A write that failed moves nothing.
      return incidents.state.shown?.startedAt === at;
    },
    run: (command, argument) => void run(command, argument),
    memory: {
      get: () => context.workspaceState.get<string>(PANEL_KEY),
      set: (choices) => void context.workspaceState.update(PANEL_KEY, choices),
    },
    services: () => settings.services().map(({ name, paths }) => ({ name, has: pathMatcher(paths) })),
    now,
    report: logError,
  });
  const tools = {
    store: incidents,
    settings,
    drafts,
    now,
    author: ports.author,
    recentAuthors: authorsOfAll,
    codeOf,
    finder,
    fetchAll,
    remoteOf,
    setWindow: async (hours: number | undefined) => context.workspaceState.update(WINDOW_KEY, hours),
    showPanel: () => panel.show(),
  };

  const drawTimes = () => statusBar.show(incidents.state.shown, now());
  const draw = () => {
    const { shown } = incidents.state;
    setContext('incident.shown', shown !== undefined);
    setContext('incident.status', shown?.status);
    finder.follow(shown);
    overview.refresh();
    timeline.refresh();
    past.refresh();
    documents.refresh();
    drawTimes();
  };
  const ticking = setInterval(() => {
    if (incidents.state.shown === undefined) return;
    overview.refresh();
    drawTimes();
  }, TICK);

  context.subscriptions.push(
    overview,
    timeline,
    past,
    changes,
    panel,
    changes.onDidSelect((key) => panel.select(key)),
    panel.onDidSelect((key) => void changes.select(key).catch(logError)),
    documents,
    new TextDocuments(),
    statusBar,
    registerCommands(commandHandlers(tools, timeline)),
    incidents.changed.on(draw),
    { dispose: () => clearInterval(ticking) },
    settings.onChange(() => {
      author.forget();
      incidents.useFolder(folder()).catch(logError);
      if (finder.isActive) void finder.refresh();
      draw();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      author.forget();
      if (finder.isActive) void finder.refresh();
    }),
  );
  if (ports.memory.get() !== undefined) void incidents.load();
}

/** Flushes and closes the record. */
export async function deactivate(): Promise<void> {
  await store?.dispose();
}

/** Git's user of the first folder, else the setting, else the operating system's user. */
async function whoWrites(settings: Settings): Promise<Person> {
  if (vscode.workspace.isTrusted) {
    const first = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri.fsPath;
    try {
      const person = await gitIdentity(first ?? homedir());
      if (person !== undefined) return person;
    } catch (error) {
      logError(error);
    }
  }
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

async function codeOf(root: string): Promise<CodeContext | undefined> {
  try {
    return await withinTime(readCodeContext(root), CODE_PATIENCE);
  } catch (error) {
    logError(error);
    return undefined;
  }
}

async function authorsOfAll(): Promise<readonly Person[]> {
  const perRepository = await Promise.all(
    (await repositoryRoots()).map((root) =>
      recentAuthors(root).catch((error: unknown) => {
        logError(error);
        return [];
      }),
    ),
  );
  return perRepository.flat();
}

function withinTime<T>(work: Promise<T>, patience: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), patience)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Asks once and keeps the answer until it is forgotten. */
function once<T>(ask: () => Promise<T>): { get: () => Promise<T>; forget: () => void } {
  let answer: Promise<T> | undefined;
  return { get: () => (answer ??= ask()), forget: () => (answer = undefined) };
}
