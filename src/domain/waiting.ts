import { holdersOf, type Incident } from './incident';

/** Something that waits for a person; shown quietly, never as a pop-up. */
export interface Waiting {
  /** Nobody holds the role that is in command. */
  readonly code: 'noCommander';
  readonly role: string;
}

/** What waits in an incident now, given the role that is in command. */
export function whatWaits(incident: Incident, commandRole: string | undefined): readonly Waiting[] {
  if (incident.status === 'closed' || commandRole === undefined) return [];
  return holdersOf(incident, commandRole).length > 0 ? [] : [{ code: 'noCommander', role: commandRole }];
}
