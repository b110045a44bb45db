import * as vscode from 'vscode';
import type { WorktreePorts } from '../../app/worktreePorts';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';

const { t } = vscode.l10n;

/** Ways to stop the bleeding. */
export function mitigation(portsOf: () => WorktreePorts) {
  return (kit: Kit) => contribution(kit, portsOf);
}

function contribution(kit: Kit, portsOf: () => WorktreePorts) {
  let loaded: { readonly dispose: () => void } | undefined;
  return {
    commands: onFirstUse(COMMANDS_OF.mitigation, async () => {
      const { mitigationCommands } = await import('./commands');
      const { commands, dispose } = mitigationCommands(kit, portsOf());
      loaded = { dispose };
      return commands;
    }),
    dispose: () => loaded?.dispose(),
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
