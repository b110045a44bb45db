import * as v from 'valibot';
import type { Fact } from '../../domain/events';
import { iso } from '../../domain/time';
import { incidentOperation } from './operation';
import { Refused } from './refused';
import { TEXT } from './schemas';

const TEXT_OR_NOTHING = v.string();
const PLACE = {
  page: TEXT,
  incident: TEXT,
  update: TEXT_OR_NOTHING,
  status: TEXT_OR_NOTHING,
  link: v.exactOptional(TEXT),
};

/** What stands on a status page, as far as the record does not tell of it: several facts in one append. */
export const notePage = incidentOperation({
  id: 'notePage',
  title: 'Note what a status page says',
  input: {
    facts: v.array(
      v.variant('type', [
        v.object({ type: v.literal('statusUpdate.published'), data: v.object({ ...PLACE, entry: TEXT }) }),
        v.object({
          type: v.literal('statusPage.changed'),
          data: v.object({ ...PLACE, text: TEXT_OR_NOTHING }),
          at: v.exactOptional(v.number()),
        }),
      ]),
    ),
  },
  run: async ({ store, now }, incident, { facts }) => {
    if (facts.length === 0) return incident;
    return store.addAll(
      incident.id,
      facts.map((fact): Fact => {
        if (fact.type === 'statusUpdate.published') return fact;
        const { type, data, at } = fact;
        // The page's clock may be ahead.
        return { type, data, ...(at !== undefined && at <= now() && { occurredAt: iso(at) }) };
      }),
    );
  },
});

/** The issue of a follow-up; the first one stays. */
export const fileFollowUp = incidentOperation({
  id: 'fileFollowUp',
  title: 'Note the issue of a follow-up',
  input: { followUp: TEXT, name: TEXT, link: TEXT },
  run: async ({ store }, incident, data) => {
    const known = incident.followUps.find(({ id }) => id === data.followUp);
    if (known === undefined) throw new Refused({ kind: 'unknownFollowUp' });
    return known.issue === undefined ? store.add(incident.id, { type: 'followUp.filed', data }) : incident;
  },
});
