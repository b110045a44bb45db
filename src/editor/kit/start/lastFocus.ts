import * as vscode from 'vscode';

export const PLACES = ['editor', 'terminal'] as const;
export type Place = (typeof PLACES)[number];

/**
 * Where a person was last: in an editor or in a terminal. VS Code does not tell which of them has the focus, nor of selections
 * in a terminal: what it does tell is which was opened, switched to, typed into or selected in last.
 */
export class LastFocus implements vscode.Disposable {
  place: Place = 'editor';
  private readonly subscription: vscode.Disposable;

  constructor() {
    const { window } = vscode;
    // Shells start, and tasks and agents run commands, in terminals that nobody looks at.
    const inTerminal = (terminal: vscode.Terminal) => {
      if (terminal === window.activeTerminal && terminal.state.isInteractedWith) this.place = 'terminal';
    };
    this.subscription = vscode.Disposable.from(
      window.onDidChangeTextEditorSelection(({ kind }) => {
        // Without a kind it was not a person: a document that is written to.
        if (kind !== undefined) this.place = 'editor';
      }),
      window.onDidChangeActiveTextEditor((editor) => {
        if (editor !== undefined) this.place = 'editor';
      }),
      window.onDidChangeActiveTerminal((terminal) => {
        if (terminal !== undefined) this.place = 'terminal';
      }),
      window.onDidChangeTerminalState(inTerminal),
      window.onDidStartTerminalShellExecution(({ terminal }) => inTerminal(terminal)),
    );
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
