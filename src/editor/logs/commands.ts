import type { CommandMap } from '../kit/commands';
import { onIncident } from '../kit/commands';
import { findFirstOccurrence } from './firstOccurrence';
import { whatsNew } from './news';
import type { LogKit } from './reading';

export function logCommands(kit: LogKit): CommandMap<'incident.findFirstOccurrence' | 'incident.whatsNewInLogs'> {
  return {
    'incident.findFirstOccurrence': (argument) => findFirstOccurrence(kit, argument),
    'incident.whatsNewInLogs': onIncident((incident, argument) => whatsNew(kit, incident, argument)),
  };
}
