import * as v from 'valibot';
import { DOUBTS, UPDATE_STATUSES, type Fact } from '../../domain/events';
import { unconfirmedHandover } from '../../domain/handovers';
import { holdersOf, samePerson } from '../../domain/incident';
import { iso } from '../../domain/time';
import { compact, future, incidentOperation } from './operation';
import { Refused } from './refused';
import { INSTANT, PERSON, TEXT } from './schemas';

/** The update and the promise of the next one, in one append. After a resolved update nothing more is due, whatever `due` says. */
export const postUpdate = incidentOperation({
  id: 'postUpdate',
  title: 'Post a status update and say when the next one is due',
  /** `due`: when the next update is due; null: there is none. */
  input: {
    audience: TEXT,
    status: v.picklist(UPDATE_STATUSES),
    text: TEXT,
    due: v.optional(v.nullable(INSTANT)),
    /** The status page that it is to be published to. */
    page: v.exactOptional(TEXT),
  },
  run: async (context, { id }, { due, ...data }) => {
    const posted: Fact = { type: 'statusUpdate.posted', data };
    if (due === undefined || data.status === 'resolved') return context.store.add(id, posted);
    const next = due === null ? null : iso(future(context, 'due', due));
    const promised: Fact = { type: 'nextUpdate.promised', data: { audience: data.audience, due: next } };
    return context.store.addAll(id, [posted, promised]);
  },
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

/** Who was handed the command has it; anybody may say so for them, as after a call. */
export const confirmHandover = incidentOperation({
  id: 'confirmHandover',
  title: 'Confirm the handover of the command',
  input: {},
  run: async ({ store }, incident) => {
    const handover = unconfirmedHandover(incident);
    if (handover === undefined) throw new Refused({ kind: 'noHandover' });
    return store.add(incident.id, { type: 'handover.confirmed', data: { handover: handover.id } });
  },
});
