import type { Kit } from '../kit/kit';
import { declareCommands } from './declare';
import { editCommands } from './edit';
import { factCommands } from './facts';
import { impactCommands } from './impact';
import { lifecycleCommands } from './lifecycle';
import { mergeCommands } from './merge';
import { milestoneCommands } from './milestones';
import { quickActionCommands } from './quickActions';
import { recordCommands } from './record';
import { roleCommands } from './roles';
import { serviceCommands } from './services';
import { stageCommands } from './stages';

/** All commands of the incident itself. */
export function incidentCommands(kit: Kit) {
  return {
    ...declareCommands(kit),
    ...stageCommands(kit),
    ...factCommands(kit),
    ...editCommands(kit),
    ...impactCommands(kit),
    ...milestoneCommands(kit),
    ...serviceCommands(kit),
    ...roleCommands(kit),
    ...lifecycleCommands(kit),
    ...mergeCommands(kit),
    ...quickActionCommands(kit),
    ...recordCommands(kit),
  };
}
