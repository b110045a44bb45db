import { onIncident, type COMMANDS_OF, type CommandMap } from '../kit/commands';
import { findFirstOccurrence } from './firstOccurrence';
import { whatsNew } from './news';
import type { LogKit } from './reading';

export function logCommands(kit: LogKit): CommandMap<(typeof COMMANDS_OF.logs)[number]> {
  return {
    'incident.earlierLogLines': () => kit.pages.turn('earlier'),
    'incident.laterLogLines': () => kit.pages.turn('later'),
    'incident.findFirstOccurrence': (argument) => findFirstOccurrence(kit, argument),
    'incident.whatsNewInLogs': onIncident((incident, argument) => whatsNew(kit, incident, argument)),
  };
}
