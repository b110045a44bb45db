import * as vscode from 'vscode';
import { askOnce } from '../../../app/patience';
import type { CommandId } from '../commands';
import { log, logError } from '../log';
import { complain } from '../notices';
import { registerCommands } from '../register';
import { Agents } from './agents';
import { Documents } from './documents';
import { LastFocus } from './lastFocus';
import { hasReason, SECTION } from './reasons';
import { Slot } from './slot';
import { Views } from './views';

const { t } = vscode.l10n;
/** Code that has not been loaded by then is asked for anew. Milliseconds. */
const LOADING_MS = 10_000;
/** The panel "What Changed?", which VS Code brings back with a window. */
export const CHANGES_PANEL = 'incident.changesPanel';

/** What VS Code is told of at once; the features fill it when they are loaded. */
export interface Start {
  readonly views: Views;
  readonly documents: Documents;
  readonly agents: Agents;
  /** Brings the panel back. */
  readonly panel: Slot<vscode.WebviewPanelSerializer>;
  /** Follows a link to this window. Never rejects. */
  readonly links: Slot<vscode.UriHandler>;
  readonly focus: LastFocus;
}

/** The features, loaded. */
export interface Features {
  /** Runs a command. Never rejects: what fails is said. */
  run(id: CommandId, argument: unknown, selected: readonly unknown[] | undefined): Promise<unknown>;
  /** Flushes and closes what is open. */
  dispose(): Promise<void>;
}

/** Makes the features of a window. */
export type Open = (context: vscode.ExtensionContext, start: Start) => Features;

/**
 * Tells VS Code what there is; all that is behind it is loaded when somebody first asks for some of it, or right away where
 * this window goes on with something.
 * @param load loads the features
 * @returns what ends them
 */
export function startExtension(context: vscode.ExtensionContext, load: () => Promise<Open>): () => Promise<void> {
  let features: Features | undefined;
  const loaded = askOnce(load, LOADING_MS);
  // Whatever comes first while they are loaded, they are made once.
  const open = async () => {
    const make = await loaded.get();
    return (features ??= make(context, start));
  };
  const start: Start = {
    views: new Views(open),
    documents: new Documents(open),
    agents: new Agents(open),
    panel: new Slot(open),
    links: new Slot(open),
    focus: new LastFocus(),
  };
  const openIfNeeded = () => {
    if (features === undefined && hasReason(context)) open().catch(logError);
  };
  const follow = () => {
    start.agents.follow();
    openIfNeeded();
  };
  context.subscriptions.push(
    registerCommands(async (id, argument, selected) => {
      const made = await open().catch(sayNotLoaded);
      return made?.run(id, argument, selected);
    }),
    start.views,
    start.documents,
    start.agents,
    start.focus,
    vscode.window.registerWebviewPanelSerializer(CHANGES_PANEL, {
      deserializeWebviewPanel: async (panel, state) => (await start.panel.get()).deserializeWebviewPanel(panel, state),
    }),
    vscode.window.registerUriHandler({
      handleUri: async (uri) => (await start.links.get().catch(sayNotLoaded))?.handleUri(uri),
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SECTION)) follow();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(follow),
    vscode.window.tabGroups.onDidChangeTabs(openIfNeeded),
  );
  // The start of the window comes first.
  const opening = setImmediate(openIfNeeded);
  return async () => {
    clearImmediate(opening);
    await features?.dispose();
  };
}

function sayNotLoaded(error: unknown): undefined {
  logError(error);
  const showLog = t('Show Log');
  const why = error instanceof Error ? error.message : String(error);
  void complain(t('Incident Commander can’t be loaded ({0}). Reload the window.', why), showLog).then((choice) => {
    if (choice === showLog) log().show();
  });
}
