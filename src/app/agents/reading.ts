import { hypothesesThat } from '../../reports/chatParts';
import { impactSentence } from '../../reports/peopleWords';
import { entrySentence, hypothesisVerdictName, writerName } from '../../reports/sentences';
import { stateWords } from '../../reports/timeline';
import { english as t } from '../../reports/translate';
import { formatDuration, iso } from '../../domain/time';
import { actionsInProgress, runningTime, type Entry, type Incident } from '../../domain/incident';
import { openIncidents } from '../shown';
import { INCIDENT, incidentOf, PAGE, type AgentTool } from './tool';

/** Where an incident stands. */
export const getStatus: AgentTool = {
  name: 'incident_get_status',
  title: 'Incident Status',
  description:
    'Where the current production incident stands: severity, stage, impact, roles, actions in progress, hypotheses with their ids, ' +
    'and other open incidents. Call it first. Not for the history of what was done (incident_get_timeline) and not for the ' +
    'status of builds or services.',
  parameters: { incident: INCIDENT, page: PAGE },
  writes: false,
  run: async (context, input) => {
    const incident = await incidentOf(context, input);
    const now = context.now();
    const others = openIncidents(context.store.state.incidents).filter(({ id }) => id !== incident.id);
    return {
      intro: `Incident ${incident.id}, ${stateWords(incident)}. Now: ${iso(now)}.`,
      lines: [...statusLines(incident, now), ...others.map(({ id, title }) => `other open incident: ${id} ${title}`)],
    };
  },
};

function statusLines(incident: Incident, now: number): readonly string[] {
  const { title, severity, severityReason, startedAt, declaredAt, impact, services, roles, updates, followUps } =
    incident;
  const last = updates.at(-1);
  return [
    `title: ${title}`,
    `severity: ${severity}${severityReason === undefined ? '' : ` (${severityReason})`}`,
    `started: ${iso(startedAt)}, declared: ${iso(declaredAt)}, running for ${formatDuration(runningTime(incident, now))}`,
    ...(impact === undefined ? ['impact: not assessed'] : [`impact: ${impactSentence(impact, t)}`]),
    ...(services.length === 0 ? [] : [`services: ${services.join(', ')}`]),
    ...roles.map(({ role, person }) => `role: ${role}: ${person.name}`),
    ...actionsInProgress(incident).map(
      ({ text, by, startedAt: at }) => `in progress: ${text} (${by.name}, since ${iso(at)})`,
    ),
    ...hypothesesThat(incident, 'open', 'supported', 'confirmed', 'ruledOut').map(
      ({ id, text, verdict, why }) =>
        `hypothesis [${id}] ${hypothesisVerdictName(verdict, t)}: ${text}${why === undefined ? '' : ` (${why})`}`,
    ),
    ...(last === undefined ? [] : [`last update to ${last.audience} at ${iso(last.at)}: ${last.text}`]),
    ...followUps.map(({ text, done }) => `follow-up${done === undefined ? '' : ' (done)'}: ${text}`),
  ];
}

/** What happened, the newest first. */
export const getTimeline: AgentTool = {
  name: 'incident_get_timeline',
  title: 'Incident Timeline',
  description:
    'What was recorded in an incident, newest first: actions, decisions, notes, evidence, updates, each with its id, time and ' +
    'author. Use it to see what was tried before you suggest something. Not for a summary (incident_get_status) and not for commits.',
  parameters: { incident: INCIDENT, page: PAGE },
  writes: false,
  run: async (context, input) => {
    const incident = await incidentOf(context, input);
    return {
      intro: `Incident ${incident.id}: ${incident.entries.length === 1 ? '1 entry' : `${incident.entries.length} entries, newest first`}.`,
      lines: [...incident.entries].reverse().map((entry) => entryLine(entry, incident)),
    };
  },
};

/** `[id] 2026-11-25T23:10:04Z Ada: …`, with its evidence. */
export function entryLine(entry: Entry, incident: Incident): string {
  const { event, at, id, retraction } = entry;
  const who = writerName(event, t);
  const evidence = event.type === 'evidence.added' ? `: ${event.data.text}` : '';
  return `[${id}] ${iso(at)} ${who}: ${retraction === undefined ? '' : '(retracted) '}${entrySentence(entry, incident, t)}${evidence}`;
}

/** Past incidents like this one. */
export const findSimilar: AgentTool = {
  name: 'incident_find_similar',
  title: 'Similar Past Incidents',
  description:
    'Past incidents like the current one, with how alike they are and what mitigated them. Use it for what helped last time. Not ' +
    'proof of the same cause, and not a search of code or logs.',
  parameters: { incident: INCIDENT, page: PAGE },
  writes: false,
  run: async (context, input) => {
    const incident = await incidentOf(context, input);
    const [{ queryFor, similarIncidents }, index] = await Promise.all([
      import('../pastSearch'),
      context.past.upToDate(),
    ]);
    const similar = similarIncidents(index, queryFor(incident), 10);
    return {
      intro:
        similar.length === 0
          ? 'No similar past incident.'
          : `${similar.length} similar past incidents, most alike first.`,
      lines: similar.map(({ incident: past, score, matched, mitigation }) => {
        const common = [...matched.words, ...matched.files, ...matched.services].slice(0, 8).join(', ');
        const helped = mitigation === undefined ? '' : `; mitigated by: ${mitigation.text}`;
        return `[${past.id}] ${Math.round(score * 100)}% alike: ${past.title} (in common: ${common})${helped}`;
      }),
    };
  },
};
