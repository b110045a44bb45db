import * as vscode from 'vscode';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import { showFailure } from '../kit/failures';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';

const { t } = vscode.l10n;

/** Alerts come in: pasted, or by a link to this window. */
export function alerts(kit: Kit) {
  kit.start.links.fill({
    handleUri: async (uri) => {
      try {
        await (await import('./links')).followLink(kit, uri);
      } catch (error) {
        showFailure(error);
      }
    },
  });
  return {
    commands: onFirstUse(COMMANDS_OF.alerts, async () => (await import('./commands')).alertCommands(kit)),
    quickActions: (incident) => [
      {
        command: 'incident.declareFromAlert',
        icon: 'bell-dot',
        label: t('Declare from an alert'),
        rank: incident === undefined ? 'now' : 'more',
      },
    ],
  } satisfies Contribution;
}
