import * as vscode from 'vscode';

const { t } = vscode.l10n;
/** For how long a shell has to say that it tells of its commands; then the command is sent to it all the same. Milliseconds. */
const INTEGRATION_MS = 5000;

/** How a command in a terminal ended. */
export type End =
  | { readonly kind: 'exit'; readonly status: number }
  /** The terminal was closed. */
  | { readonly kind: 'closed' }
  /** The shell does not tell. */
  | { readonly kind: 'unknown' };

/** The terminal of the last command, for the next one, and whether one runs in it. */
let last: { readonly terminal: vscode.Terminal; isBusy: boolean } | undefined;

/** Runs a command in a terminal that stays, in the first folder of the workspace; over when it has ended. */
export async function runInTerminal(command: string): Promise<End> {
  const used = terminalFor();
  used.isBusy = true;
  used.terminal.show();
  const integration = await integrationOf(used.terminal);
  if (integration === 'closed') return { kind: 'closed' };
  if (integration === undefined) {
    used.terminal.sendText(command);
    return { kind: 'unknown' };
  }
  const end = await endOf(used.terminal, () => integration.executeCommand(command));
  // What does not tell how it ends may still run.
  used.isBusy = end.kind === 'unknown';
  return end;
}

function terminalFor() {
  if (last === undefined || last.isBusy || last.terminal.exitStatus !== undefined) {
    const cwd = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
    const iconPath = new vscode.ThemeIcon('checklist');
    const terminal = vscode.window.createTerminal({
      name: t('Checklist'),
      iconPath,
      ...(cwd !== undefined && { cwd }),
    });
    last = { terminal, isBusy: false };
  }
  return last;
}

/** What runs commands in the shell and tells of them; undefined where it does not in time. */
function integrationOf(terminal: vscode.Terminal): Promise<vscode.TerminalShellIntegration | 'closed' | undefined> {
  const { shellIntegration } = terminal;
  if (shellIntegration !== undefined) return Promise.resolve(shellIntegration);
  return new Promise((resolve) => {
    const end = (found: vscode.TerminalShellIntegration | 'closed' | undefined) => {
      clearTimeout(timer);
      subscriptions.dispose();
      resolve(found);
    };
    const subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeTerminalShellIntegration((event) => {
        if (event.terminal === terminal) end(event.shellIntegration);
      }),
      vscode.window.onDidCloseTerminal((closed) => {
        if (closed === terminal) end('closed');
      }),
    );
    const timer = setTimeout(() => end(undefined), INTEGRATION_MS);
  });
}

function endOf(terminal: vscode.Terminal, start: () => vscode.TerminalShellExecution): Promise<End> {
  return new Promise((resolve) => {
    const end = (found: End) => {
      clearTimeout(timer);
      subscriptions.dispose();
      resolve(found);
    };
    const subscriptions = vscode.Disposable.from(
      vscode.window.onDidStartTerminalShellExecution((event) => {
        if (event.execution === execution) clearTimeout(timer);
      }),
      vscode.window.onDidEndTerminalShellExecution((event) => {
        if (event.execution !== execution) return;
        if (event.exitCode !== undefined) end({ kind: 'exit', status: event.exitCode });
        else end({ kind: terminal.exitStatus === undefined ? 'unknown' : 'closed' });
      }),
      vscode.window.onDidCloseTerminal((closed) => {
        if (closed === terminal) end({ kind: 'closed' });
      }),
    );
    // Bash tells nothing of some commands, such as those in parentheses.
    const timer = setTimeout(() => end({ kind: 'unknown' }), INTEGRATION_MS);
    const execution = start();
  });
}
