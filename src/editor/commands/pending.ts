import type { CommandMap } from './ids';

const nothing = () => Promise.resolve(undefined);

export function pendingCommands(): CommandMap<'incident.writePostmortem'> {
  return {
    'incident.writePostmortem': nothing,
  };
}
