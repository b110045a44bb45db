import { mkdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { log } from '../kit/log';
import { subjectOf } from '../kit/subject';
import type { Kit } from '../kit/kit';
import type { CommandMap } from '../kit/commands';
import { inform } from '../kit/notices';

const { t } = vscode.l10n;

export function recordCommands(kit: Kit): CommandMap<'incident.revealRecord' | 'incident.reload' | 'incident.showLog'> {
  return {
    'incident.revealRecord': (argument) => reveal(kit, argument),
    'incident.reload': () => kit.store.reload(),
    'incident.showLog': () => {
      log().show();
      return Promise.resolve();
    },
  };
}

/** Shows the folder of the incident, or of the whole record, where the system keeps its files. */
async function reveal({ store }: Kit, argument: unknown): Promise<undefined> {
  await store.load();
  const subject = subjectOf(argument);
  const named = subject?.kind === 'incident' ? store.state.incidents.get(subject.id) : store.state.shown;
  if (named === undefined) await mkdir(store.folder, { recursive: true });
  const folder = named === undefined ? store.folder : store.folderOf(named);
  const isLocal = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  if (isLocal) {
    await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(folder));
    return;
  }
  // A remote machine has no file manager to show it in.
  const [copy, open] = [t('Copy Path'), t('Open in New Window')];
  const choice = await inform(t('The record is kept in {0}', folder), copy, open);
  if (choice === copy) await vscode.env.clipboard.writeText(folder);
  if (choice === open) {
    await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder), { forceNewWindow: true });
  }
}
