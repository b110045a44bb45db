import * as vscode from 'vscode';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import { MOST_SIMILAR, similarNodes } from './similar';
import { PastView } from './view';

const { t } = vscode.l10n;

/** Past incidents: found, read, compared with the one at hand, exported and imported. */
export function past(kit: Kit) {
  const view = new PastView(kit);
  return {
    commands: onFirstUse(COMMANDS_OF.past, async () => ({
      ...(await import('./commands')).pastCommands(kit),
      ...(await import('./exchange')).exchangeCommands(kit),
    })),
    quickActions: (incident) => [
      ...(incident === undefined && kit.store.state.incidents.size === 0
        ? []
        : [
            {
              command: 'incident.openPast',
              icon: 'history',
              label: t('Open past incident'),
              rank: incident === undefined ? 'usual' : 'more',
            } as const,
          ]),
      ...(incident === undefined
        ? []
        : [{ command: 'incident.exportRecord', icon: 'export', label: t('Export record'), rank: 'more' } as const]),
      {
        command: 'incident.importRecord',
        icon: 'cloud-download',
        label: t('Import record'),
        rank: incident === undefined ? 'usual' : 'more',
      },
    ],
    detailRows: (incident, now) =>
      similarNodes(
        incident,
        // Looked for once the incident is being investigated.
        kit.past.similarNow(incident, MOST_SIMILAR, incident.activeStages.includes('investigate')),
        now,
      ),
    onState: () => view.refresh(),
    // Nobody waits for this: the declaration is recorded.
    onDeclared: (incident) => {
      void import('./commands').then(({ offerSimilar }) => offerSimilar(kit, incident)).catch(logError);
      return undefined;
    },
    dispose: () => view.dispose(),
  } satisfies Contribution;
}
