import * as vscode from 'vscode';
import type { MetricPorts } from '../../app/metricPorts';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';

const { t } = vscode.l10n;

/** The file of the thread that finds onsets, in the extension's folder. */
const WORKER = ['dist', 'logsWorker.js'];

/** What the metrics say: when it began. */
export function metrics(portsOf: (script: string) => MetricPorts) {
  return (kit: Kit) =>
    ({
      commands: onFirstUse(COMMANDS_OF.metrics, async () => {
        const ports = portsOf(vscode.Uri.joinPath(kit.extensionUri, ...WORKER).fsPath);
        return (await import('./commands')).metricCommands({ ...kit, metrics: ports });
      }),
      quickActions: (incident) =>
        incident?.status === 'open'
          ? [
              {
                command: 'incident.estimateStart',
                icon: 'graph-line',
                label: t('Estimate start from a metric'),
                rank: incident.activeStages.includes('investigate') ? 'usual' : 'more',
              },
            ]
          : [],
    }) satisfies Contribution;
}
