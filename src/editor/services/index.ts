import * as vscode from 'vscode';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { serviceLinkNodes } from './rows';

const { t } = vscode.l10n;

/** Dashboards, runbooks and logs of the services. */
export function services(kit: Kit) {
  return {
    commands: onFirstUse(COMMANDS_OF.services, async () => (await import('./dashboards')).dashboardCommands(kit)),
    quickActions: (incident) => [
      {
        command: 'incident.openDashboard',
        icon: 'dashboard',
        label: t('Open dashboards and runbooks'),
        rank: incident?.activeStages.includes('investigate') === true ? 'now' : 'more',
      },
    ],
    detailRows: (incident) => serviceLinkNodes(incident, kit.settings.services()),
  } satisfies Contribution;
}
