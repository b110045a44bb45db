import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { dashboardCommands } from './dashboards';
import { serviceLinkNodes } from './rows';

/** Dashboards, runbooks and logs of the services. */
export function services(kit: Kit) {
  return {
    commands: dashboardCommands(kit),
    stageRows: (stage, incident) =>
      stage === 'investigate' ? serviceLinkNodes(incident, kit.settings.services()) : [],
  } satisfies Contribution;
}
