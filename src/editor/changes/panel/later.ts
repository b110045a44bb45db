import type * as vscode from 'vscode';
import type { ChangesPanel } from './panel';

/** The panel, whose code is loaded when it is first shown, or brought back after a reload of the window. */
export class LaterPanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private loading: Promise<ChangesPanel> | undefined;
  private panel: ChangesPanel | undefined;
  /** What was selected elsewhere before there was a panel. */
  private selected: string | undefined;

  constructor(private readonly make: () => Promise<ChangesPanel>) {}

  get isVisible(): boolean {
    return this.panel?.isVisible === true;
  }

  /** Opens the panel, or brings it to the front. */
  async show(): Promise<void> {
    (await this.loaded()).show();
  }

  /** Selects a change that was selected elsewhere. */
  select(key: string): void {
    this.selected = key;
    this.panel?.select(key);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    (await this.loaded()).restore(panel);
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private loaded(): Promise<ChangesPanel> {
    this.loading ??= this.make().then((panel) => {
      this.panel = panel;
      if (this.selected !== undefined) panel.select(this.selected);
      return panel;
    });
    return this.loading;
  }
}
