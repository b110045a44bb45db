import type { Incident, Instant } from '../domain/incident';
import * as parts from './chatParts';
import { momentsOf } from './times';

/** An incident in exactly three lines for a chat: what and how far, the impact, and what is being done by whom. */
export function summary(incident: Incident, now: Instant): string {
  const services = parts.servicesOf(incident);
  const impact = parts.impactOf(incident) ?? 'not assessed yet';
  return [
    parts.atStart(`${parts.titleOf(incident)}: ${parts.stateSentence(incident, now)}`),
    `Impact: ${impact}${services === undefined ? '' : ` (${services})`}`,
    incident.status === 'open' ? underWay(incident, now) : afterwards(incident, now),
  ].join('\n');
}

function underWay(incident: Incident, now: Instant): string {
  const when = momentsOf(incident, now);
  const doing = parts.inProgressOf(incident, when);
  const decided = parts.decisionsSince(incident).at(-1);
  const promised = parts.promisesOf(incident, now, when);
  return [
    doing.length === 0 ? 'Nothing in progress' : `In progress: ${few(doing)}`,
    ...(decided === undefined ? [] : [`last decision: ${parts.decisionSentence(decided, when)}`]),
    ...(promised.length === 0 ? [] : [`next update to ${few(promised)}`]),
    ...parts.rolesOf(incident).slice(0, MOST),
  ].join('; ');
}

function afterwards(incident: Incident, now: Instant): string {
  const open = incident.followUps.filter(({ done }) => done === undefined).length;
  const decided = parts.decisionsSince(incident).at(-1);
  return [
    incident.followUps.length === 0 ? 'No follow-ups' : `Follow-ups: ${incident.followUps.length} (${open} open)`,
    ...(decided === undefined ? [] : [`last decision: ${parts.decisionSentence(decided, momentsOf(incident, now))}`]),
    ...parts.rolesOf(incident).slice(0, MOST),
  ].join('; ');
}

/** The most items of a kind in one line. */
const MOST = 3;

function few(items: readonly string[]): string {
  const more = items.length - MOST;
  return `${items.slice(0, MOST).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
