import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { fetchRemotes } from './adapters/git/client';
import { readCodeContext } from './adapters/git/codeContext';
import { gitIdentity } from './adapters/git/identity';
import { recentAuthors } from './adapters/git/people';
import { changeSources } from './adapters/changeSources';
import { ChangeFinder } from './app/changeFinder';
import { PastIncidents } from './app/pastIncidents';
import { askOnce } from './app/patience';
import type { Ports } from './app/ports';
import type { Remembered } from './app/shown';
import { IncidentStore } from './app/store';
import { pathMatcher } from './changes/globs';
import type { CodeContext, Person } from './domain/events';
import { commandHandlers } from './editor/commands/all';
import { registerCommands, run } from './editor/kit/register';
import { Composer } from './editor/messages/composer/composer';
import { setContext } from './editor/kit/context';
import { Drafts } from './editor/kit/drafts';
import { IncidentDocuments } from './editor/kit/incidentDocuments';
import { logError } from './editor/kit/log';
import { ChangesPanel } from './editor/changes/panel/panel';
import { confirmStart } from './editor/changes/panel/startProposal';
import { fetchAll, onRepositoriesChange, remoteOf, repositoryRoots, unopenedRoots } from './editor/kit/repositories';
import { windowReminders } from './editor/messages/reminders';
import { Settings } from './editor/kit/settings';
import { StatusBar } from './editor/incident/statusBar';
import { TextDocuments } from './editor/kit/textDocument';
import { ChangesView } from './editor/changes/view';
import { FollowUpsView } from './editor/followUps/view';
import { OverviewView } from './editor/incident/overview';
import { PastView } from './editor/past/view';
import { TimelineView } from './editor/timeline/view';

const SHOWN_KEY = 'shown';
const WINDOW_KEY = 'changes.hours';
const PANEL_KEY = 'changes.panel';
/** How often running times are drawn anew. Milliseconds. */
const TICK = 30_000;
/** An entry does not wait longer than this to learn where the code stands. Milliseconds. */
const CODE_PATIENCE = 5000;
/** After this time git is asked anew at the next entry. Milliseconds. */
const AUTHOR_PATIENCE = 1000;

let store: IncidentStore | undefined;

/** Constructs and wires everything. Touches neither disk nor git unless this window showed an incident before. */
export function activate(context: vscode.ExtensionContext): void {
  const now = () => Date.now();
  const settings = new Settings();
  const drafts = new Drafts(context.workspaceState, now);
  const folder = () => settings.recordFolder(context.globalStorageUri.fsPath);
  const author = askOnce(() => whoWrites(settings), AUTHOR_PATIENCE);
  const ports: Ports = {
    now,
    author: () => author.get(),
    fallbackAuthor: () => knownAuthor(settings),
    codeContext: async () =>
      (await Promise.all((await repositoryRoots()).map(codeOf))).filter((code) => code !== undefined),
    memory: {
      get: () => context.workspaceState.get<Remembered>(SHOWN_KEY),
      set: (remembered) => void context.workspaceState.update(SHOWN_KEY, remembered),
    },
    report: logError,
  };
  const incidents = (store = new IncidentStore(folder(), ports));
  const pastIncidents = new PastIncidents(() => incidents.state.incidents);
  const overview = new OverviewView(incidents, settings, pastIncidents, now);
  const timeline = new TimelineView(incidents, context.workspaceState, now);
  const past = new PastView(incidents, now);
  const followUps = new FollowUpsView(incidents, drafts, now);
  const documents = new IncidentDocuments(incidents, now);
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
  let following = Promise.resolve(false);
  /** One try after the other, until the git extension is there: in a folder that was just trusted it comes later. */
  const followRepositories = () => {
    following = following.then(async (already) => {
      const found = already ? undefined : await onRepositoriesChange(() => void (finder.isActive && finder.refresh()));
      if (found !== undefined) context.subscriptions.push(found);
      return already || found !== undefined;
    });
    return following;
  };
  const followLater = () => void (finder.isActive && followRepositories().catch(logError));
  const start = async () => {
    await incidents.load();
    await finder.refresh(incidents.state.shown);
    await followRepositories();
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
  const composer = new Composer({
    folder: join(context.globalStorageUri.fsPath, 'drafts'),
    now,
    incident: (id) => incidents.state.incidents.get(id),
  });
  const tools = {
    store: incidents,
    past: pastIncidents,
    settings,
    drafts,
    composer,
    now,
    author: ports.author,
    recentAuthors: authorsOfAll,
    codeOf,
    finder,
    fetchAll: () => fetchAll(settings.moreRepositories().map((root) => ({ root, fetch: () => fetchRemotes(root) }))),
    remoteOf,
    setWindow: async (hours: number | undefined) => context.workspaceState.update(WINDOW_KEY, hours),
    showPanel: () => panel.show(),
  };

  const drawTimes = () => statusBar.show(incidents.state.shown, now());
  const drawClocks = () => {
    overview.refresh();
    followUps.followTime();
    drawTimes();
  };
  const storage = context.globalStorageUri.fsPath;
  const reminders = windowReminders({ storage, drafts, now, onMoment: drawClocks });
  const draw = () => {
    const { shown } = incidents.state;
    setContext('incident.shown', shown !== undefined);
    setContext('incident.status', shown?.status);
    finder.follow(shown);
    reminders.follow(shown);
    overview.refresh();
    timeline.refresh();
    followUps.refresh();
    past.refresh();
    documents.refresh();
    composer.refresh();
    drawTimes();
  };
  const ticking = setInterval(() => {
    if (incidents.state.shown !== undefined) drawClocks();
  }, TICK);

  context.subscriptions.push(
    overview,
    timeline,
    followUps,
    past,
    changes,
    panel,
    changes.onDidSelect((key) => panel.select(key)),
    panel.onDidSelect((key) => void changes.select(key).catch(logError)),
    documents,
    composer,
    new TextDocuments(),
    statusBar,
    reminders,
    registerCommands(commandHandlers(tools, timeline)),
    incidents.changed.on(draw),
    pastIncidents.changed.on(() => overview.refresh()),
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
      followLater();
    }),
    vscode.extensions.onDidChange(followLater),
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
