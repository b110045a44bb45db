import type { HypothesisVerdict } from '../domain/events';
import type { Incident, Instant } from '../domain/incident';
import { roleHistory } from '../domain/roleHistory';
import { formatDuration } from '../domain/time';
import { entrySentence, outcomeName, personWithAddress } from './sentences';
import { decisionsSince, finishedSince, hypothesesThat, hypothesisLine, IN_QUESTION, latest } from './chatParts';
import { kindOf, SYSTEM_KINDS } from '../domain/entries';
import { actionsInProgress, runningTime } from '../domain/incident';
import { inOrder } from './lookup';
import { updateBody } from './messageParts';
import { impactSentence, updateStatusName } from './peopleWords';
import { markdownStart, shortened } from './plain';
import { holdersSentence } from './roleWords';
import { stateWords } from './timeline';
import { formatWithZone, momentsOf } from './times';
import { english as t } from './translate';

/** The most items of one kind on the page; the timeline has them all. */
const MOST = 5;
const TEXT = 200;

/** One page of Markdown for someone who joins: what is wrong, who is on it, what was tried and decided. */
export function incidentBrief(incident: Incident, now: Instant): string {
  const when = momentsOf(incident, now);
  const short = (text: string) => markdownStart(shortened(text, TEXT));
  const section = (heading: string, items: readonly string[]) =>
    items.length === 0 ? [] : ['', `## ${heading}`, '', ...items.map((item) => `- ${item}`)];
  const finished = latest(finishedSince(incident), MOST, ({ text, finished: end }) =>
    end === undefined
      ? short(text)
      : `${short(text)}: ${outcomeName(end.outcome, t)}${end.result ? ` (${short(end.result)})` : ''}, ${when(end.at)}`,
  );
  const thought = (...verdicts: HypothesisVerdict[]) =>
    latest(hypothesesThat(incident, ...verdicts), MOST, (each) => hypothesisLine(each, short));
  const lines = [
    `# ${short(incident.title) || incident.id}`,
    '',
    ...facts(incident, now, short).map(([name = '', value = '']) => `- **${name}:** ${value}`),
    ...section(
      'In progress',
      inOrder(actionsInProgress(incident), incident).map(
        ({ text, by, startedAt }) => `${short(text)} (${short(by.name)}, since ${when(startedAt)})`,
      ),
    ),
    ...section(
      'Decisions',
      latest(
        decisionsSince(incident),
        MOST,
        ({ decision, by, at }) => `${short(decision)} (${short(by.name)}, ${when(at)})`,
      ),
    ),
    ...section('Tried', finished),
    ...section('Hypotheses', thought(...IN_QUESTION)),
    ...section('Ruled out', thought('ruledOut')),
    ...section('Latest updates', latestUpdates(incident, when, short)),
    ...section(
      'Latest entries',
      incident.entries
        .filter(({ event, retraction }) => retraction === undefined && !SYSTEM_KINDS.includes(kindOf(event)))
        .slice(-MOST)
        .map((entry) => `${when(entry.at)} ${short(entrySentence(entry, incident, t))}`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function facts(incident: Incident, now: Instant, short: (text: string) => string): string[][] {
  const { severity, severityReason, impact, services, startedAt, declaredAt } = incident;
  const why = severityReason === undefined ? '' : ` (${short(severityReason)})`;
  return [
    ['Severity', short(severity) + why],
    ['Status', stateWords(incident)],
    ['Impact', impact === undefined ? 'not assessed yet' : short(impactSentence(impact, t))],
    ...(services.length === 0 ? [] : [['Affected services', short(services.join(', '))]]),
    [
      'Started',
      `${formatWithZone(startedAt)} (${incident.status === 'open' ? 'running for' : 'lasted'} ${formatDuration(runningTime(incident, now))})`,
    ],
    ['Declared', formatWithZone(declaredAt)],
    ...roleHistory(incident).map((term) => [
      short(term.role),
      holdersSentence(
        term,
        ({ name }) => short(name),
        (person) => short(personWithAddress(person)),
      ),
    ]),
  ];
}

/** The last update to each audience, and when the next one is due. */
function latestUpdates(incident: Incident, when: (at: Instant) => string, short: (text: string) => string): string[] {
  const last = new Map(inOrder(incident.updates, incident).map((update) => [update.audience, update]));
  const updates = [...last.values()].map(
    ({ audience, status, text, at }) =>
      `To ${short(audience)} (${updateStatusName(status, t)}, ${when(at)}): ${short(updateBody(text))}`,
  );
  const due = [...incident.nextUpdates.values()]
    .sort((a, b) => a.due - b.due)
    .map((next) => `Next update to ${short(next.audience)} due ${when(next.due)}`);
  return [...updates, ...due];
}
