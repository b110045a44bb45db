import * as v from 'valibot';
import { FOLLOW_UP_KINDS, ISSUE_ENDS, type EventData } from '../../domain/events';
import { compact, dated, incidentOperation, past } from './operation';
import { Refused } from './refused';
import { SOURCE, TEXT, WHEN } from './schemas';

/** A calendar day. */
const DAY = v.pipe(v.string(), v.isoDate());

/** What can be said of a follow-up; null takes a part away. */
const PARTS = {
  owner: v.optional(v.nullable(TEXT)),
  due: v.optional(v.nullable(DAY)),
  kind: v.optional(v.nullable(v.picklist(FOLLOW_UP_KINDS))),
  done: v.optional(v.boolean()),
};

/** Gives the id of the new follow-up, too. */
export const addFollowUp = incidentOperation({
  id: 'addFollowUp',
  title: 'Add a follow-up',
  input: { text: TEXT, source: v.optional(SOURCE), entry: v.optional(TEXT), ...PARTS, ...WHEN },
  run: async (context, incident, { text, source, entry, owner, due, kind, done, occurredAt }) => {
    const { store } = context;
    const known = new Set((store.state.incidents.get(incident.id) ?? incident).followUps.map(({ id }) => id));
    const at = past(context, 'occurredAt', occurredAt);
    const added = dated({ type: 'followUp.added', data: compact({ text, source, entry }) }, at);
    const parts = compact({ owner, due, kind, done });
    const after = await store.addAll(incident.id, [
      added,
      ...(Object.keys(parts).length === 0 ? [] : [(ids: readonly string[]) => changedFact(ids[0] ?? '', parts)]),
    ]);
    return { incident: after, followUp: after.followUps.findLast(({ id }) => !known.has(id))?.id };
  },
});

/** Records what differs from what is so already. */
export const changeFollowUp = incidentOperation({
  id: 'changeFollowUp',
  title: 'Change a follow-up, or tick it off',
  input: { followUp: TEXT, ...PARTS, issueClosed: v.exactOptional(v.picklist(ISSUE_ENDS)) },
  run: async ({ store }, incident, { followUp: id, owner, due, kind, done, issueClosed }) => {
    const before = incident.followUps.find((each) => each.id === id);
    if (before === undefined) throw new Refused({ kind: 'unknownFollowUp' });
    const changes = compact({
      owner: owner === (before.owner ?? null) ? undefined : owner,
      due: due === (before.due ?? null) ? undefined : due,
      kind: kind === (before.kind ?? null) ? undefined : kind,
      done: done === (before.done !== undefined) ? undefined : done,
    });
    if (Object.keys(changes).length === 0) return incident;
    return store.add(incident.id, changedFact(id, { ...changes, ...(issueClosed !== undefined && { issueClosed }) }));
  },
});

function changedFact(followUp: string, parts: Omit<EventData['followUp.changed'], 'followUp'>) {
  return { type: 'followUp.changed' as const, data: { followUp, ...parts } };
}
