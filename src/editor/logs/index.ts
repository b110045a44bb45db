import * as vscode from 'vscode';
import type { LogPorts } from '../../app/logPorts';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';

const { t } = vscode.l10n;
/** The file of the thread that reads logs, in the extension's folder. */
const WORKER = ['dist', 'logsWorker.js'];

/** What the logs say: the first occurrence of a line, and what is new since the start. */
export function logs(portsOf: (script: string) => LogPorts) {
  return (kit: Kit) => {
    let loaded: { readonly dispose: () => void } | undefined;
    return {
      commands: onFirstUse(COMMANDS_OF.logs, async () => {
        const ports = portsOf(vscode.Uri.joinPath(kit.extensionUri, ...WORKER).fsPath);
        const [{ logCommands }, { LogPages }] = await Promise.all([import('./commands'), import('./pages')]);
        const pages = new LogPages(ports);
        loaded = vscode.Disposable.from(pages, ports);
        return logCommands({ ...kit, logs: ports, pages });
      }),
      dispose: () => loaded?.dispose(),
      quickActions: (incident) =>
        incident?.status === 'open'
          ? [
              {
                command: 'incident.findFirstOccurrence',
                icon: 'search',
                label: t('Find first occurrence in logs'),
                rank: incident.activeStages.includes('investigate') ? 'now' : 'more',
              },
              {
                command: 'incident.whatsNewInLogs',
                icon: 'output',
                label: t('See what’s new in logs'),
                rank: incident.activeStages.includes('investigate') ? 'usual' : 'more',
              },
            ]
          : [],
    } satisfies Contribution;
  };
}
