import type { TimelineView } from '../views/timeline';
import { changeCommands, type ChangeTools } from './changes';
import { dashboardCommands } from './dashboards';
import { decisionCommands } from './decision';
import { declareCommands } from './declare';
import { draftCommands } from './drafts';
import { entryCommands } from './entries';
import { exchangeCommands } from './exchange';
import { evidenceCommands } from './evidence';
import { factCommands } from './facts';
import { followUpCommands } from './followUps';
import { handoverCommands } from './handover';
import { helpCommands } from './help';
import type { CommandMap } from './ids';
import { impactCommands } from './impact';
import { lifecycleCommands } from './lifecycle';
import { mitigationCommands } from './mitigation';
import { logCommands } from './log';
import { milestoneCommands } from './milestones';
import { pastCommands } from './past';
import { postmortemCommands } from './postmortem';
import { quickActionCommands } from './quickActions';
import { recordCommands } from './record';
import { roleCommands } from './roles';
import { serviceCommands } from './services';
import { stageCommands } from './stages';
import { updateCommands } from './updates';

/** The handlers of all commands; a command without one does not compile. */
export function commandHandlers(tools: ChangeTools, timeline: TimelineView): CommandMap {
  return {
    ...declareCommands(tools),
    ...logCommands(tools),
    ...decisionCommands(tools),
    ...evidenceCommands(tools),
    ...stageCommands(tools),
    ...factCommands(tools),
    ...roleCommands(tools),
    ...lifecycleCommands(tools),
    ...entryCommands(tools, timeline),
    ...quickActionCommands(tools),
    ...recordCommands(tools),
    ...changeCommands(tools),
    ...pastCommands(tools),
    ...exchangeCommands(tools),
    ...serviceCommands(tools),
    ...impactCommands(tools),
    ...milestoneCommands(tools),
    ...followUpCommands(tools),
    ...mitigationCommands(tools),
    ...dashboardCommands(tools),
    ...draftCommands(tools),
    ...handoverCommands(tools),
    ...helpCommands(tools),
    ...updateCommands(tools),
    ...postmortemCommands(tools),
  };
}
