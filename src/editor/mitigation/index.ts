import * as vscode from 'vscode';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { mitigationCommands } from './choose';

const { t } = vscode.l10n;

/** Ways to stop the bleeding. */
export function mitigation(kit: Kit) {
  return {
    commands: mitigationCommands(kit),
    quickActions: (incident) =>
      incident?.status === 'open'
        ? [
            {
              command: 'incident.chooseMitigation',
              icon: 'debug-step-back',
              label: t('Choose mitigation'),
              rank: incident.activeStages.includes('mitigate') ? 'now' : 'usual',
            },
          ]
        : [],
  } satisfies Contribution;
}
