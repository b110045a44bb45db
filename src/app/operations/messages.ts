import * as v from 'valibot';
import { DOUBTS, UPDATE_STATUSES, type Fact } from '../../domain/events';
import { holdersOf, samePerson } from '../../domain/incident';
import { iso } from '../../domain/time';
import { compact, future, incidentOperation } from './operation';
import { Refused } from './refused';
import { INSTANT, PERSON, TEXT } from './schemas';

/** When the next update is due; null promises none. */
const DUE = v.nullable(INSTANT);

/** The update and the promise of the next one, in one append. After a resolved update nothing more is due. */
export const postUpdate = incidentOperation({
  id: 'postUpdate',
  title: 'Post a status update and say when the next one is due',
  input: { audience: TEXT, status: v.picklist(UPDATE_STATUSES), text: TEXT, due: v.optional(DUE) },
  run: async (context, { id }, { due, ...data }) => {
    const posted: Fact = { type: 'statusUpdate.posted', data };
    const isLast = data.status === 'resolved' && (due === undefined || due === null);
    if (due === undefined || isLast) return context.store.add(id, posted);
    const { audience } = data;
    return context.store.addAll(id, [posted, promiseFact(audience, due === null ? null : future(context, 'due', due))]);
  },
});

export const promiseUpdate = incidentOperation({
  id: 'promiseUpdate',
  title: 'Set when the next update to an audience is due',
  input: { audience: TEXT, due: DUE },
  run: async (context, { id }, { audience, due }) =>
    context.store.add(id, promiseFact(audience, due === null ? null : future(context, 'due', due))),
});

/** Puts the reminder off; the due time stays. */
export const snoozeUpdate = incidentOperation({
  id: 'snoozeUpdate',
  title: 'Snooze the reminder of an update',
  input: { audience: TEXT, until: INSTANT },
  run: async (context, { id, nextUpdates }, { audience, until }) => {
    if (!nextUpdates.has(audience)) throw new Refused({ kind: 'noUpdatePromised', audience });
    const data = { audience, until: iso(future(context, 'until', until)) };
    return context.store.add(id, { type: 'nextUpdate.snoozed', data });
  },
});

export const askForHelp = incidentOperation({
  id: 'askForHelp',
  title: 'Ask for help',
  input: { doubts: v.array(v.picklist(DOUBTS)), people: v.array(TEXT), text: TEXT },
  run: async ({ store }, { id }, { doubts, people, text }) => {
    // In the order in which the questions are always asked, and nobody twice.
    const data = { doubts: DOUBTS.filter((doubt) => doubts.includes(doubt)), people: [...new Set(people)], text };
    return store.add(id, { type: 'help.asked', data });
  },
});

/** The command goes to somebody; or, without `to`, it rests until `resumeAt`. */
export const handOver = incidentOperation({
  id: 'handOver',
  title: 'Hand over the command, with a note',
  input: { to: v.optional(PERSON), resumeAt: v.optional(INSTANT), text: TEXT },
  run: async (context, incident, { to, resumeAt, text }) => {
    const role = context.rules().commandRole ?? '';
    const from = holdersOf(incident, role)[0]?.person;
    if (from !== undefined && to !== undefined && samePerson(from, to)) {
      throw new Refused({ kind: 'holdsRole', name: to.name, role });
    }
    const resumes = resumeAt === undefined ? undefined : iso(resumeAt);
    const data = compact({ role, from, to, text, resumeAt: resumes });
    return context.store.add(incident.id, { type: 'handover.made', data });
  },
});

function promiseFact(audience: string, due: number | null): Fact {
  return { type: 'nextUpdate.promised', data: { audience, due: due === null ? null : iso(due) } };
}
