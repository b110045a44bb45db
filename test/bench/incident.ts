import { fold } from '../../src/domain/fold';
import type { Incident } from '../../src/domain/incident';
import { eventBuilder, INCIDENT } from '../helpers/events';

/** An incident with words that changes of a made repository have, declared ten minutes after it started. */
export function incidentAt(startedAt: number): Incident {
  const title = 'Uploads time out and the manifest digest of a tenant is stale';
  const say = eventBuilder();
  const told = { title, severity: 'SEV-2', startedAt: new Date(startedAt).toISOString() } as const;
  return fold(INCIDENT, [
    say('incident.declared', told, { recordedAt: new Date(startedAt + 10 * 60_000).toISOString() }),
  ]);
}
