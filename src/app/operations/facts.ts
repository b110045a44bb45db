import * as v from 'valibot';
import { clocksOf } from '../../domain/clocks';
import {
  MILESTONES,
  NOTICED,
  SCOPES,
  START_PRECISIONS,
  type Fact,
  type ImpactAnswers,
  type StartPrecision,
} from '../../domain/events';
import type { Incident } from '../../domain/incident';
import { iso } from '../../domain/time';
import { MOST_TITLE } from './limits';
import { isRecorded } from './log';
import { compact, dated, incidentOperation, past } from './operation';
import { INSTANT, SOURCE, TEXT, WHEN } from './schemas';

/** What is so already is not recorded again. */
export const setTitle = incidentOperation({
  id: 'setTitle',
  title: 'Set the title of an incident',
  input: { title: v.pipe(TEXT, v.maxLength(MOST_TITLE)), ...WHEN },
  run: async ({ store, now }, incident, { title, occurredAt }) => {
    if (title === incident.title) return incident;
    const fact: Fact = { type: 'title.set', data: { from: incident.title, to: title } };
    return store.add(incident.id, dated(fact, past({ now }, 'occurredAt', occurredAt)));
  },
});

/** A reason given with the severity is recorded with it, or alone where the severity is the same. */
export const setSeverity = incidentOperation({
  id: 'setSeverity',
  title: 'Set the severity of an incident, with the reason',
  input: { severity: TEXT, why: v.optional(TEXT), ...WHEN },
  run: async (context, incident, { severity, why, occurredAt }) => {
    const at = past(context, 'occurredAt', occurredAt);
    const { id, severity: from, severityReason } = incident;
    const facts: Fact[] = [];
    if (severity !== from) facts.push(dated({ type: 'severity.set', data: { from, to: severity } }, at));
    if (why !== undefined && (severity !== from || why !== severityReason)) {
      facts.push(dated({ type: 'severity.explained', data: { severity, why } }, at));
    }
    return context.store.addAll(id, facts);
  },
});

export const setStartTime = incidentOperation({
  id: 'setStartTime',
  title: 'Set when the incident really started, and how well that is known',
  input: { startedAt: INSTANT, precision: v.optional(v.picklist(START_PRECISIONS)) },
  run: async (context, incident, { startedAt, precision }) => {
    past(context, 'startedAt', startedAt);
    return context.store.addAll(incident.id, startFacts(incident, startedAt, precision));
  },
});

/** A metric says when it started: the start, known to the minute, and what the metric showed, in one append. */
export const startFromMetric = incidentOperation({
  id: 'startFromMetric',
  title: 'Set when the incident started from the onset of a metric, which is kept as evidence',
  input: { startedAt: INSTANT, text: TEXT, source: SOURCE },
  run: async (context, incident, { startedAt, text, source }) => {
    past(context, 'startedAt', startedAt);
    const evidence: Fact = dated({ type: 'evidence.added', data: { text, source } }, startedAt);
    const known = isRecorded(incident, { text, source }) ? [] : [evidence];
    return context.store.addAll(incident.id, [...known, ...startFacts(incident, startedAt, 'minute')], true);
  },
});

export const setMilestone = incidentOperation({
  id: 'setMilestone',
  title: 'Set when the incident was detected, acknowledged or mitigated',
  input: { milestone: v.picklist(MILESTONES), at: INSTANT },
  run: async (context, incident, { milestone, at }) => {
    past(context, 'at', at);
    if (incident.milestones.get(milestone) === at) return incident;
    return context.store.add(incident.id, { type: 'milestone.set', data: { milestone, to: iso(at) } });
  },
});

export const setServices = incidentOperation({
  id: 'setServices',
  title: 'Set the affected services',
  input: { services: v.array(TEXT) },
  run: async ({ store }, incident, { services }) => store.addAll(incident.id, serviceFacts(incident, services)),
});

/**
 * Records what is new of an assessment, in one append. Where nothing is new, the assessment itself is a fact as long as its
 * clock runs: somebody has looked.
 */
export const assessImpact = incidentOperation({
  id: 'assessImpact',
  title: 'Assess the impact: who is affected, what they see, since when',
  input: {
    scope: v.optional(v.picklist(SCOPES)),
    /** Per cent. */
    share: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
    roughly: v.optional(v.boolean()),
    effect: v.optional(TEXT),
    noticed: v.optional(v.picklist(NOTICED)),
    startedAt: v.optional(INSTANT),
    startPrecision: v.optional(v.picklist(START_PRECISIONS)),
    services: v.optional(v.array(TEXT)),
  },
  run: async (context, incident, { startedAt, startPrecision, services, ...answers }) => {
    past(context, 'startedAt', startedAt);
    const known = newAnswers(incident, answers);
    const isAwaited = incident.impact === undefined || clocksOf(incident).some(({ kind }) => kind === 'assessment');
    return context.store.addAll(incident.id, [
      ...(Object.keys(known).length > 0 || isAwaited ? [{ type: 'impact.assessed' as const, data: known }] : []),
      ...(startedAt === undefined ? [] : startFacts(incident, startedAt, startPrecision)),
      ...(services === undefined ? [] : serviceFacts(incident, services)),
    ]);
  },
});

interface Answers {
  readonly scope?: ImpactAnswers['scope'] | undefined;
  readonly share?: number | undefined;
  readonly roughly?: boolean | undefined;
  readonly effect?: string | undefined;
  readonly noticed?: ImpactAnswers['noticed'] | undefined;
}

/** Scope, share and roughness belong together: a new one replaces all three. */
function newAnswers({ impact }: Incident, { scope, share, roughly, effect, noticed }: Answers): ImpactAnswers {
  const affected = scope ?? (share === undefined ? undefined : 'share');
  const isNew =
    affected !== undefined &&
    (affected !== impact?.scope || share !== impact.share || (roughly === true) !== (impact.roughly === true));
  return compact({
    scope: isNew ? affected : undefined,
    share: isNew ? share : undefined,
    roughly: isNew && roughly === true ? true : undefined,
    effect: effect === impact?.effect ? undefined : effect,
    noticed: noticed === impact?.noticed ? undefined : noticed,
  });
}

/** Another start, or the same one that is known better or worse. */
function startFacts(
  { startedAt: from, startPrecision }: Incident,
  to: number,
  precision?: StartPrecision,
): readonly Fact[] {
  if (to === from && (precision === undefined || precision === startPrecision)) return [];
  return [{ type: 'startTime.set', data: compact({ from: iso(from), to: iso(to), precision }) }];
}

function serviceFacts({ services: from }: Incident, to: readonly string[]): readonly Fact[] {
  const isSame = to.length === from.length && to.every((name) => from.includes(name));
  return isSame ? [] : [{ type: 'services.set', data: { from, to } }];
}
