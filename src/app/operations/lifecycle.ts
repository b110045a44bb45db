import * as v from 'valibot';
import { START_PRECISIONS, type Fact } from '../../domain/events';
import { iso } from '../../domain/time';
import { MOST_TITLE } from './limits';
import { evidenceOf } from './log';
import { compact, dated, incidentOperation, operation, past } from './operation';
import { Refused } from './refused';
import { INSTANT, SOURCE, TEXT } from './schemas';

/** What is recorded as the reason for a severity that nobody has chosen. */
export const NOT_SURE = 'not sure yet';

/**
 * A title is enough. Without a severity it is the default one, recorded as not sure yet. Gives the incident, which is shown.
 */
export const declare = operation({
  id: 'declare',
  title: 'Declare an incident',
  input: {
    title: v.pipe(TEXT, v.maxLength(MOST_TITLE)),
    severity: v.optional(TEXT),
    startedAt: v.optional(INSTANT),
    startPrecision: v.optional(v.picklist(START_PRECISIONS)),
    /** Whether who declares it is in command from the start. */
    inCommand: v.optional(v.boolean()),
    services: v.optional(v.array(TEXT)),
    /** What it is declared from, such as an alert; dated at the start. */
    evidence: v.optional(v.object({ text: v.pipe(v.string(), v.nonEmpty()), source: SOURCE })),
  },
  run: async (context, { title, severity: chosen, startedAt, startPrecision, inCommand, services = [], evidence }) => {
    const { store, rules, now, author } = context;
    const { commandRole, defaultSeverity } = rules();
    const severity = chosen ?? defaultSeverity;
    const start = past(context, 'startedAt', startedAt) ?? now();
    const facts: Fact[] = [];
    if (chosen === undefined) facts.push({ type: 'severity.explained', data: { severity, why: NOT_SURE } });
    if (inCommand === true && commandRole !== undefined) {
      facts.push({ type: 'role.assigned', data: { role: commandRole, person: await author() } });
    }
    if (services.length > 0) facts.push({ type: 'services.set', data: { from: [], to: services } });
    if (evidence !== undefined) {
      facts.push(dated({ type: 'evidence.added', data: evidenceOf(evidence) }, startedAt));
    }
    return store.declare(title, severity, start, facts, startPrecision);
  },
});

/** Customers are well again: since `endedAt`, or since now. */
export const resolve = incidentOperation({
  id: 'resolve',
  title: 'Resolve an incident: customers are back to normal',
  input: { endedAt: v.optional(INSTANT) },
  run: async (context, incident, { endedAt }) => {
    if (incident.status !== 'open') {
      throw new Refused({ kind: 'already', status: incident.status, title: incident.title });
    }
    past(context, 'endedAt', endedAt);
    const ended: Fact[] =
      endedAt === undefined || incident.milestones.get('mitigated') === endedAt
        ? []
        : [{ type: 'milestone.set', data: { milestone: 'mitigated', to: iso(endedAt) } }];
    return context.store.addAll(incident.id, [...ended, { type: 'incident.resolved', data: {} }], true);
  },
});

/**
 * Closing also resolves, unless a reason says why it ends without. Every incident that paged somebody deserves a follow-up:
 * one without takes the reason why.
 */
export const close = incidentOperation({
  id: 'close',
  title: 'Close an incident',
  input: { whyUnresolved: v.optional(TEXT), whyNoFollowUp: v.optional(TEXT) },
  run: async ({ store }, incident, { whyUnresolved, whyNoFollowUp }) => {
    const { id, status, followUps, title } = incident;
    if (status === 'closed') throw new Refused({ kind: 'already', status, title });
    if (followUps.length === 0 && whyNoFollowUp === undefined) throw new Refused({ kind: 'needsFollowUp' });
    const data = compact({
      whyUnresolved: status === 'open' ? whyUnresolved : undefined,
      whyNoFollowUp: followUps.length === 0 ? whyNoFollowUp : undefined,
    });
    const resolved: Fact[] =
      status === 'open' && whyUnresolved === undefined ? [{ type: 'incident.resolved', data: {} }] : [];
    return store.addAll(id, [...resolved, { type: 'incident.closed', data }], true);
  },
});

/** Gives the incident, which is shown. */
export const reopen = incidentOperation({
  id: 'reopen',
  title: 'Reopen a resolved or closed incident',
  input: {},
  run: async ({ store }, { id, status, title }) => {
    if (status === 'open') throw new Refused({ kind: 'already', status, title });
    const reopened = await store.add(id, { type: 'incident.reopened', data: {} }, true);
    store.show(reopened);
    return reopened;
  },
});
