import type { TimelineView } from '../timeline/view';
import { changeCommands, type ChangeTools } from '../changes/commands';
import { dashboardCommands } from '../services/dashboards';
import { decisionCommands } from '../timeline/decision';
import { declareCommands } from '../incident/declare';
import { draftCommands } from '../messages/drafts';
import { entryCommands } from '../timeline/entries';
import { exchangeCommands } from '../past/exchange';
import { evidenceCommands } from '../timeline/evidence';
import { factCommands } from '../incident/facts';
import { followUpCommands } from '../followUps/commands';
import { handoverCommands } from '../messages/handover';
import { helpCommands } from '../messages/help';
import type { CommandMap } from '../kit/commands';
import { impactCommands } from '../incident/impact';
import { lifecycleCommands } from '../incident/lifecycle';
import { mitigationCommands } from '../mitigation/choose';
import { logCommands } from '../timeline/log';
import { milestoneCommands } from '../incident/milestones';
import { pastCommands } from '../past/commands';
import { postmortemCommands } from '../followUps/postmortem';
import { quickActionCommands } from '../incident/quickActions';
import { recordCommands } from '../incident/record';
import { roleCommands } from '../incident/roles';
import { serviceCommands } from '../incident/services';
import { stageCommands } from '../incident/stages';
import { updateCommands } from '../messages/updates';

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
