import * as vscode from 'vscode';
import { Refusal } from '../kit/failures';
import { selectedInEditor, type Selected } from '../kit/selection';
import { confirm, label } from '../kit/words';
import type { CommandMap } from '../kit/commands';
import { shownIncident, type Tools } from '../kit/arguments';
import { warn } from '../kit/notices';

const { t } = vscode.l10n;

/** The record is read whole at every start, so a selection of megabytes is kept up to here. Characters. */
const MOST = 64 * 1024;

export function evidenceCommands(tools: Tools): CommandMap<'incident.addEvidence'> {
  return { 'incident.addEvidence': (argument) => addEvidence(tools, argument) };
}

async function addEvidence(tools: Tools, argument: unknown): Promise<undefined> {
  const incident = await shownIncident(tools);
  if (incident === undefined) return;
  // The editor's menu passes the file; from the terminal's menu, and with nothing selected in the editor, it is the terminal.
  const fromEditor = argument instanceof vscode.Uri || argument === undefined;
  const selected = (fromEditor ? await selectedInEditor(tools.codeOf) : undefined) ?? (await inTerminal());
  if (selected === undefined)
    throw new Refusal(t('Nothing is selected: select text in an editor or a terminal first.'));
  const { text, source } = selected;
  const cut = text.length > MOST;
  const data = { text: cut ? text.slice(0, MOST) : text, source, ...(cut && { cutFrom: text.length }) };
  await tools.store.add(incident.id, { type: 'evidence.added', data }, true);
  if (cut) {
    void warn(t('Of the {0} selected characters the first {1} were kept as evidence.', text.length, MOST));
  } else confirm(t('Kept as evidence: {0}', label(source.name)));
}

/** VS Code has no call for a terminal's selection: it is copied, and the clipboard put back. */
async function inTerminal(): Promise<Selected | undefined> {
  const terminal = vscode.window.activeTerminal;
  if (terminal === undefined) return undefined;
  const { clipboard } = vscode.env;
  const before = await clipboard.readText();
  try {
    await clipboard.writeText('');
    await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
    const text = await clipboard.readText();
    return text.trim() === '' ? undefined : { text, source: { kind: 'terminal', name: terminal.name } };
  } finally {
    await clipboard.writeText(before);
  }
}
