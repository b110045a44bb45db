import type { TimelineView } from '../views/timeline';
import { changeCommands, type ChangeTools } from './changes';
import { decisionCommands } from './decision';
import { declareCommands } from './declare';
import { entryCommands } from './entries';
import { evidenceCommands } from './evidence';
import { factCommands } from './facts';
import type { CommandMap } from './ids';
import { lifecycleCommands } from './lifecycle';
import { logCommands } from './log';
import { pendingCommands } from './pending';
import { quickActionCommands } from './quickActions';
import { recordCommands } from './record';
import { roleCommands } from './roles';
import { stageCommands } from './stages';

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
    ...pendingCommands(),
  };
}
