import * as vscode from 'vscode';
import { Refusal } from '../kit/failures';
import { selectedInEditor, type Selected } from '../kit/selection';
import { confirm, label } from '../kit/words';
import { onIncident, type CommandMap } from '../kit/commands';
import { perform, type Kit } from '../kit/kit';
import { warn } from '../kit/notices';
import { MOST_TEXT } from '../../app/operations/limits';
import { addEvidence as addAnEvidence } from '../../app/operations/log';
import type { Incident } from '../../domain/incident';

const { t } = vscode.l10n;

export function evidenceCommands(kit: Kit): CommandMap<'incident.addEvidence'> {
  return { 'incident.addEvidence': onIncident((incident, argument) => addEvidence(kit, incident, argument)) };
}

async function addEvidence(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  // The editor's menu passes the file; from the terminal's menu, and with nothing selected in the editor, it is the terminal.
  const fromEditor = argument instanceof vscode.Uri || argument === undefined;
  const selected = (fromEditor ? await selectedInEditor(kit.codeOf) : undefined) ?? (await inTerminal());
  if (selected === undefined)
    throw new Refusal(t('Nothing is selected: select text in an editor or a terminal first.'));
  const { text, source } = selected;
  await perform(kit, addAnEvidence, { incident: incident.id, text, source });
  if (text.length > MOST_TEXT) {
    void warn(t('The selection has {0} characters; the first {1} were recorded.', text.length, MOST_TEXT));
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
