import * as vscode from 'vscode';
import { openBisect } from '../../app/operations/openBisect';
import type { WorktreePorts } from '../../app/worktreePorts';
import type { Incident } from '../../domain/incident';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import type { Node } from '../kit/node';
import type * as Rows from './rows';
import type { BisectRun } from './run';

const { t } = vscode.l10n;

/** A search for the first change that fails, by what is known of the changes. */
export function bisect(portsOf: () => WorktreePorts) {
  return (kit: Kit) => {
    let run: BisectRun | undefined;
    let rows: typeof Rows | undefined;
    // Hardly any window has a search: its row is loaded when one does.
    const loadRows = () => {
      import('./rows').then((loaded) => {
        rows = loaded;
        kit.store.changed.fire();
      }, logError);
    };
    const row = (incident: Incident): readonly Node[] => {
      const open = incident.status === 'open' ? openBisect(incident) : undefined;
      if (open === undefined) return [];
      if (rows === undefined) loadRows();
      return rows === undefined ? [] : [rows.bisectNode(incident.id, open, run?.isTesting === true)];
    };
    return {
      commands: onFirstUse(COMMANDS_OF.bisect, async () => {
        const [{ BisectRun }, { bisectCommands }] = await Promise.all([import('./run'), import('./commands')]);
        run ??= new BisectRun(kit, portsOf());
        return bisectCommands(kit, run);
      }),
      dispose: () => run?.dispose(),
      quickActions: (incident) =>
        incident?.status === 'open'
          ? [
              {
                command: 'incident.bisect',
                icon: 'git-compare',
                label: openBisect(incident) === undefined ? t('Bisect') : t('Continue bisect'),
                rank: incident.activeStages.includes('investigate') ? 'usual' : 'more',
              },
            ]
          : [],
      // It is in sight whatever the stage: somebody may be waiting for it.
      inSight: (stage, incident) => (stage === homeOf(incident) ? row(incident) : []),
    } satisfies Contribution;
  };
}

function homeOf({ activeStages }: Incident) {
  return activeStages.includes('investigate') ? 'investigate' : activeStages.at(-1);
}
