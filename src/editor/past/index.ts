import * as vscode from 'vscode';
import type { BranchPorts } from '../../app/branchPorts';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import type { FileStatus } from './fileStatus';
import { MOST_SIMILAR, similarNodes } from './similar';
import { PastView } from './view';

const { t } = vscode.l10n;

/** Past incidents: found, read, compared with the one at hand, exported and imported. */
export function past(portsOf: () => BranchPorts) {
  return (kit: Kit) => contribution(kit, portsOf());
}

function contribution(kit: Kit, branches: BranchPorts) {
  const view = new PastView(kit);
  const fileStatus = statusOfFile(kit, branches);
  fileStatus.follow();
  return {
    commands: onFirstUse(COMMANDS_OF.past, async () => ({
      ...(await import('./commands')).pastCommands(kit),
      ...(await import('./exchange')).exchangeCommands(kit),
      ...(await import('./checkBranch')).checkBranchCommands(kit, branches),
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
    onState: () => {
      view.refresh();
      fileStatus.follow();
    },
    // Nobody waits for this: the declaration is recorded.
    onDeclared: (incident) => {
      void import('./commands').then(({ offerSimilar }) => offerSimilar(kit, incident)).catch(logError);
      return undefined;
    },
    dispose: () => {
      view.dispose();
      fileStatus.dispose();
    },
  } satisfies Contribution;
}

/** What the status bar says of the open file, loaded where the setting asks for it. */
function statusOfFile(kit: Kit, branches: BranchPorts) {
  let status: Promise<FileStatus> | undefined;
  const end = () => {
    status?.then((old) => old.dispose()).catch(logError);
    status = undefined;
  };
  return {
    follow: () => {
      if (!kit.settings.showsPastOfFile()) end();
      else if (status === undefined) {
        status = import('./fileStatus').then(({ FileStatus }) => new FileStatus(kit, branches));
        status.catch(logError);
      } else status.then((known) => known.look()).catch(logError);
    },
    dispose: end,
  };
}
