import * as vscode from 'vscode';
import type { WorktreePorts } from '../../app/worktreePorts';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import { repositoryRoots } from '../kit/repositories';
import { openWorktrees } from '../kit/start/reasons';

const { t } = vscode.l10n;

/** Ways to stop the bleeding. */
export function mitigation(portsOf: () => WorktreePorts) {
  return (kit: Kit) => contribution(kit, portsOf);
}

function contribution(kit: Kit, portsOf: () => WorktreePorts) {
  let loaded: { readonly dispose: () => void } | undefined;
  let isSwept = false;
  const claims = openWorktrees().map((folder) => portsOf().claim(folder));
  return {
    commands: onFirstUse(COMMANDS_OF.mitigation, async () => {
      const { mitigationCommands } = await import('./commands');
      const { commands, dispose } = mitigationCommands(kit, portsOf());
      loaded = { dispose };
      return commands;
    }),
    dispose: () => {
      loaded?.dispose();
      for (const claim of claims) void claim.then((release) => release());
    },
    // What a window that crashed left behind is gone once another one has an incident, or anything else of this.
    onState: () => {
      if (isSwept || !vscode.workspace.isTrusted) return;
      isSwept = true;
      repositoryRoots()
        .then((roots) => portsOf().sweepAtStart([...roots, ...kit.settings.moreRepositories()]))
        .catch(logError);
    },
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
