import * as vscode from 'vscode';
import type { LoadServices } from '../../app/servicePorts';
import type { Incident } from '../../domain/incident';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution, QuickAction } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import { FollowUpsView } from './view';

const { t } = vscode.l10n;

/** What is done afterwards: the follow-ups, their issues in the team's tracker, and the post-mortem. */
export function followUps(services: LoadServices) {
  return (kit: Kit) => {
    const view = new FollowUpsView(kit);
    const own = { ...kit, services };
    const followIssues = () => {
      const { shown } = kit.store.state;
      if (shown?.followUps.some(({ issue, done }) => issue?.closed === false && done === undefined) !== true) return;
      if (kit.settings.tracker() === undefined) return;
      void import('./issues').then(({ lookSometimes }) => lookSometimes(own, shown)).catch(logError);
    };
    return {
      commands: onFirstUse(COMMANDS_OF.followUps, async () => ({
        ...(await import('./commands')).followUpCommands(kit),
        ...(await import('./postmortem')).postmortemCommands(kit),
        ...(await import('./issues')).issueCommands(own),
      })),
      quickActions: followUpQuickActions,
      connects: async () => (await import('./issues')).trackerConnects(own),
      onState: () => {
        view.refresh();
        followIssues();
      },
      onTick: () => {
        view.followTime();
        followIssues();
      },
      dispose: () => view.dispose(),
    } satisfies Contribution;
  };
}

function followUpQuickActions(incident: Incident | undefined): readonly QuickAction[] {
  if (incident === undefined) return [];
  const isCleanUp = incident.activeStages.includes('cleanUp');
  const open = incident.followUps.filter(({ done }) => done === undefined).length;
  return [
    {
      command: 'incident.addFollowUp',
      icon: 'tasklist',
      label: t('Add follow-up'),
      rank: isCleanUp ? 'now' : 'more',
    },
    ...(incident.followUps.length === 0
      ? []
      : [
          {
            command: 'incident.editFollowUp',
            icon: 'tasklist',
            label: t('Edit follow-up'),
            description: t('{0} open', open),
            rank: isCleanUp ? 'now' : 'more',
          } as const,
        ]),
    {
      command: 'incident.writePostmortem',
      icon: 'book',
      label: t('Write post-mortem'),
      rank: isCleanUp ? 'now' : 'more',
    },
  ];
}
