import * as vscode from 'vscode';
import { logError } from '../../kit/log';
import { OPEN_DRAFTS_KEY } from '../../kit/start/reasons';
import type { DraftFiles } from './draftFiles';

/**
 * Remembers which texts that wait to be sent have a tab in this window, and brings the tabs back after a reload where VS Code
 * does not: behind the tab that is shown, without the focus, and none of a text that was sent or discarded meanwhile.
 */
export class OpenTabs implements vscode.Disposable {
  private subscription: vscode.Disposable | undefined;
  private isDisposed = false;

  constructor(
    private readonly files: Pick<DraftFiles, 'has' | 'read'>,
    private readonly memory: vscode.Memento,
  ) {
    this.start().catch(logError);
  }

  dispose(): void {
    this.isDisposed = true;
    this.subscription?.dispose();
  }

  /** What is remembered is written anew only once the tabs are back: else the first tab to open would erase the others. */
  private async start(): Promise<void> {
    for (const path of this.remembered()) await this.open(path).catch(logError);
    await this.closeSent();
    if (this.isDisposed) return;
    this.subscription = vscode.window.tabGroups.onDidChangeTabs(() => this.remember());
    this.remember();
  }

  private async open(path: string): Promise<void> {
    const uri = vscode.Uri.file(path);
    if (!this.files.has(path) || tabsOf(uri).length > 0 || (await this.files.read(path)) === undefined) return;
    // `background` is known to this command alone; a version without it shows the tab, and leaves the focus where it is.
    await vscode.commands.executeCommand('vscode.open', uri, { background: true, preserveFocus: true, preview: false });
  }

  /** VS Code may bring back the tab of a text that was sent just before the window was closed: its file is gone. */
  private async closeSent(): Promise<void> {
    for (const tab of vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs)) {
      if (!(tab.input instanceof vscode.TabInputText) || tab.isDirty) continue;
      const { scheme, fsPath } = tab.input.uri;
      const isSent = scheme === 'file' && this.files.has(fsPath) && (await this.files.read(fsPath)) === undefined;
      if (isSent) await vscode.window.tabGroups.close(tab);
    }
  }

  private remembered(): readonly string[] {
    const paths = this.memory.get<unknown>(OPEN_DRAFTS_KEY);
    return Array.isArray(paths) ? paths.filter((path) => typeof path === 'string') : [];
  }

  private remember(): void {
    const paths = vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .flatMap(({ input }) => (input instanceof vscode.TabInputText && input.uri.scheme === 'file' ? [input.uri] : []))
      .map((uri) => uri.fsPath)
      .filter((path) => this.files.has(path));
    const open = [...new Set(paths)];
    if (open.join('\n') !== this.remembered().join('\n')) void this.memory.update(OPEN_DRAFTS_KEY, open);
  }
}

/** The tabs of a text in this window. */
export function tabsOf(uri: vscode.Uri): vscode.Tab[] {
  const address = uri.toString();
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === address);
}
