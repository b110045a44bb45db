import { basename, join, sep } from 'node:path';
import * as vscode from 'vscode';

// Why a window needs the features before anybody asks for them.

export const SECTION = 'incident';
/** What the window remembers of the incident that it shows. */
export const SHOWN_KEY = 'shown';
/** What the window remembers of the texts that wait to be sent: the paths of those that have a tab. */
export const OPEN_DRAFTS_KEY = 'drafts.open';

/** Settings with which a feature does something of its own accord. */
const BY_THEMSELVES = ['share.remote', 'chat', 'past.inStatusBar'];

/** How the folders of temporary worktrees begin: a window on one has to say that it is in use. */
const WORKTREES = 'incident-check-';

/** The temporary worktrees that this window has open. */
export function openWorktrees(): readonly string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.map(({ uri }) => uri.fsPath).filter((path) => basename(path).startsWith(WORKTREES));
}

/** Where the texts that wait to be sent lie. */
export function draftsFolder(storage: string): string {
  // VS Code writes drive letters its own way.
  return vscode.Uri.file(join(storage, 'drafts')).fsPath;
}

/** Whether this window goes on with something: an incident, what its settings ask for, or a text that waits to be sent. */
export function hasReason({ workspaceState, globalStorageUri }: vscode.ExtensionContext): boolean {
  return (
    workspaceState.get(SHOWN_KEY) !== undefined ||
    isAskedForBySettings() ||
    openWorktrees().length > 0 ||
    isSaid(workspaceState.get(OPEN_DRAFTS_KEY)) ||
    showsDraft(globalStorageUri.fsPath)
  );
}

function isAskedForBySettings(): boolean {
  const settings = vscode.workspace.getConfiguration(SECTION);
  return vscode.workspace.isTrusted && BY_THEMSELVES.some((key) => isSaid(settings.get(key)));
}

/** Whether a value says more than none of its kind. */
function isSaid(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value === true || (typeof value === 'string' && value !== '');
}

/** Whether a tab of this window holds a text that waits to be sent. */
function showsDraft(storage: string): boolean {
  const folder = draftsFolder(storage) + sep;
  return vscode.window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.fsPath.startsWith(folder)),
  );
}
