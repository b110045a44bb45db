import { UPDATE_STATUSES, type UpdateStatus } from './events';
import { timestamps } from './figures';
import type { Incident } from './incident';

/**
 * The word that the next update of an audience most likely carries: the further one of what the state of the incident
 * suggests and the last update to that audience. After a reopening, `resolved` is not repeated.
 */
export function likelyStatus(incident: Incident, audience: string): UpdateStatus {
  const suggested = statusOf(incident);
  const last = incident.updates.filter((update) => update.audience === audience).at(-1)?.status;
  if (last === undefined || (last === 'resolved' && incident.status === 'open')) return suggested;
  return UPDATE_STATUSES.indexOf(last) > UPDATE_STATUSES.indexOf(suggested) ? last : suggested;
}

/** What the state of the incident suggests. */
function statusOf(incident: Incident): UpdateStatus {
  if (incident.status !== 'open') return 'resolved';
  const mitigated = timestamps(incident).some(({ name }) => name === 'mitigated');
  if (mitigated || incident.activeStages.includes('cleanUp')) return 'monitoring';
  const suspected = [...incident.judgements.values()].some(({ verdict }) => verdict === 'suspect');
  return suspected || incident.activeStages.includes('mitigate') ? 'identified' : 'investigating';
}

/**
 * How many minutes ahead the next update was promised the last time, to this audience or else to any other. The time is
 * chosen before the text is written, so what is left of it when that is sent is rounded up to five minutes.
 */
export function lastPromise(incident: Incident, audience: string): number | undefined {
  const promises = incident.entries.flatMap(({ event, retraction, recordedAt }) => {
    if (event.type !== 'nextUpdate.promised' || retraction !== undefined || event.data.due === null) return [];
    const minutes = Math.round((Date.parse(event.data.due) - recordedAt) / 60_000);
    return minutes > 0 ? [{ audience: event.data.audience, minutes: Math.ceil(minutes / 5) * 5 }] : [];
  });
  return (promises.filter((each) => each.audience === audience).at(-1) ?? promises.at(-1))?.minutes;
}
