import { holdersOf, type Incident } from './incident';

/** Something that waits for a person; shown quietly, never as a pop-up. */
export type Waiting =
  /** Nobody holds the role that is in command. */
  | { readonly code: 'noCommander'; readonly role: string }
  /** Nobody said why the severity is what it is. */
  | { readonly code: 'noSeverityReason'; readonly severity: string }
  /** A major incident, of which nobody outside has heard yet. */
  | { readonly code: 'noUpdate' };

/** What the team's settings say of waiting. */
export interface WaitingRules {
  /** The role that is in command. */
  readonly commandRole?: string;
  /** The severities of major incidents. */
  readonly majorSeverities: readonly string[];
}

/** What waits in an incident now. Nothing waits in a closed one; a resolved one still may lack its commander. */
export function whatWaits(incident: Incident, { commandRole, majorSeverities }: WaitingRules): readonly Waiting[] {
  if (incident.status === 'closed') return [];
  const waiting: Waiting[] = [];
  if (commandRole !== undefined && holdersOf(incident, commandRole).length === 0) {
    waiting.push({ code: 'noCommander', role: commandRole });
  }
  if (incident.status !== 'open') return waiting;
  if (incident.severityReason === undefined) waiting.push({ code: 'noSeverityReason', severity: incident.severity });
  if (majorSeverities.includes(incident.severity) && incident.updates.length === 0) waiting.push({ code: 'noUpdate' });
  return waiting;
}
