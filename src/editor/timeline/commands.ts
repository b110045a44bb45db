import type { Kit } from '../kit/kit';
import { decisionCommands } from './decision';
import { entryCommands } from './entries';
import { evidenceCommands } from './evidence';
import type { LastFocus } from '../kit/start/lastFocus';
import { logCommands } from './log';
import type { TimelineView } from './view';

/** All commands of the timeline. */
export function timelineCommands(kit: Kit, view: TimelineView, focus: LastFocus) {
  return {
    ...logCommands(kit),
    ...decisionCommands(kit),
    ...evidenceCommands(kit, focus),
    ...entryCommands(kit, view),
  };
}
