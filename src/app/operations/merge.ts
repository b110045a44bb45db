import type { Fact } from '../../domain/events';
import type { Incident } from '../../domain/incident';
import { iso } from '../../domain/time';
import { carriedEntries } from '../carried';
import { compact, incidentOperation, type OperationContext } from './operation';
import { Refused } from './refused';
import { TEXT } from './schemas';

/**
 * The incident is the same outage as `into`: its entries are copied there with their authors, and it is closed as a duplicate. Of one
 * that was merged before, what came in later is copied. Gives the incident that goes on, which is shown, and how many entries were copied.
 */
export const mergeInto = incidentOperation({
  id: 'mergeInto',
  title: 'Merge an incident into another one that is the same outage',
  input: { into: TEXT },
  run: async (context, from, { into: id }) => {
    const { store } = context;
    const into = store.state.incidents.get(id);
    if (into === undefined) throw new Refused({ kind: 'unknownIncident', id });
    if (into.id === from.id) throw new Refused({ kind: 'sameIncident' });
    const wasMerged = from.mergedInto?.incident === into.id;
    for (const { status, title } of wasMerged ? [] : [from, into])
      if (status === 'closed') throw new Refused({ kind: 'already', status, title });
    const isKnown = into.mergedFrom.some(({ incident }) => incident === from.id);
    const heading: readonly Fact[] = isKnown
      ? []
      : [{ type: 'incident.mergedFrom', data: { from: from.id, title: from.title } }];
    const copies = carriedEntries(from, into, heading.length);
    // First what must not be lost: a duplicate that is still open can be merged again.
    const merged =
      isKnown && copies.length === 0
        ? into
        : await store.addAll(into.id, [...heading, ...copies, ...(isKnown ? [] : takenOver(context, from, into))]);
    if (!wasMerged) await store.addAll(from.id, closing(from, merged), true);
    store.show(merged);
    return { incident: merged, copied: copies.length };
  },
});

/** What the duplicate had that the other one has to go on with: a higher severity, more services, updates that are due. */
function takenOver({ rules, now }: OperationContext, from: Incident, into: Incident): readonly Fact[] {
  const { severities } = rules();
  const [rank, other] = [severities.indexOf(into.severity), severities.indexOf(from.severity)];
  const isHigher = other >= 0 && other < rank;
  const services = [...new Set([...into.services, ...from.services])];
  const due = [...from.nextUpdates.values()].filter(({ audience, due: at }) => {
    return !into.nextUpdates.has(audience) && at > now();
  });
  return [
    ...(isHigher ? [{ type: 'severity.set', data: { from: into.severity, to: from.severity } } as const] : []),
    ...(services.length > into.services.length
      ? [{ type: 'services.set', data: { from: into.services, to: services } } as const]
      : []),
    ...due.map(({ audience, due: at }): Fact => ({ type: 'nextUpdate.promised', data: { audience, due: iso(at) } })),
  ];
}

/** The reasons are for those who read it without knowing of merged incidents, too. */
function closing({ status, followUps }: Incident, { id, title }: Incident): readonly Fact[] {
  const data = compact({
    whyUnresolved: status === 'open' ? `duplicate of “${title}”` : undefined,
    whyNoFollowUp: followUps.length === 0 ? `merged into “${title}”` : undefined,
  });
  return [
    { type: 'incident.mergedInto', data: { into: id, title } },
    { type: 'incident.closed', data },
  ];
}
