import * as vscode from 'vscode';

/** What is selected in the active terminal, and its name. VS Code has no call for it: it is copied, and the clipboard put back. */
export async function selectedInTerminal(): Promise<{ readonly text: string; readonly name: string } | undefined> {
  const terminal = vscode.window.activeTerminal;
  if (terminal === undefined) return undefined;
  const { clipboard } = vscode.env;
  const before = await clipboard.readText();
  try {
    await clipboard.writeText('');
    await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
    const text = await clipboard.readText();
    return text.trim() === '' ? undefined : { text, name: terminal.name };
  } finally {
    await clipboard.writeText(before);
  }
}
