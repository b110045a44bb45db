import type { Incident, Instant } from '../domain/incident';
import { formatDuration } from '../domain/time';
import { changeSentence, entrySentence, outcomeName, personWithAddress } from './sentences';
import { decisionsSince, finishedSince, judgedAs, latest } from './chatParts';
import { kindOf, SYSTEM_KINDS } from '../domain/entries';
import { actionsInProgress, runningTime } from '../domain/incident';
import { inOrder } from './lookup';
import { impactSentence, updateStatusName } from './peopleWords';
import { markdownStart, shortened } from './plain';
import { statusLine } from './timeline';
import { formatWithZone, momentsOf } from './times';
import { english as t } from './translate';

/** A page has room for this many of a kind; the timeline has them all. */
const MOST = 5;
const TEXT = 200;

/** One page of Markdown for somebody who joins: what is wrong, who is on it, what was tried, what is held of it. */
export function incidentBrief(incident: Incident, now: Instant): string {
  const when = momentsOf(incident, now);
  const said = (text: string) => markdownStart(shortened(text, TEXT));
  const section = (heading: string, items: readonly string[]) =>
    items.length === 0 ? [] : ['', `## ${heading}`, '', ...items.map((item) => `- ${item}`)];
  const finished = latest(finishedSince(incident), MOST, ({ text, finished: end }) =>
    end === undefined
      ? said(text)
      : `${said(text)}: ${outcomeName(end.outcome, t)}${end.result ? ` (${said(end.result)})` : ''}, ${when(end.at)}`,
  );
  const judged = (verdict: 'suspect' | 'ruledOut') =>
    latest(judgedAs(incident, verdict), MOST, ({ change, why }) =>
      why ? `${said(changeSentence(change))}, because: ${said(why)}` : said(changeSentence(change)),
    );
  const lines = [
    `# ${said(incident.title) || incident.id}`,
    '',
    ...facts(incident, now, said).map(([name = '', value = '']) => `- **${name}:** ${value}`),
    ...section(
      'In progress',
      inOrder(actionsInProgress(incident), incident).map(
        ({ text, by, startedAt }) => `${said(text)} (${said(by.name)}, since ${when(startedAt)})`,
      ),
    ),
    ...section(
      'Decided',
      latest(
        decisionsSince(incident),
        MOST,
        ({ decision, by, at }) => `${said(decision)} (${said(by.name)}, ${when(at)})`,
      ),
    ),
    ...section('Tried', finished),
    ...section('Suspects', judged('suspect')),
    ...section('Ruled out', judged('ruledOut')),
    ...section('Said last', saidLast(incident, when, said)),
    ...section(
      'Latest entries',
      incident.entries
        .filter(({ event, retraction }) => retraction === undefined && !SYSTEM_KINDS.includes(kindOf(event)))
        .slice(-MOST)
        .map((entry) => `${when(entry.at)} ${said(entrySentence(entry, incident, t))}`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function facts(incident: Incident, now: Instant, said: (text: string) => string): string[][] {
  const { severity, severityReason, impact, services, startedAt, declaredAt } = incident;
  const why = severityReason === undefined ? '' : `, because: ${said(severityReason)}`;
  return [
    ['Severity', said(severity) + why],
    ['Status', statusLine(incident)],
    ['Impact', impact === undefined ? 'not assessed yet' : said(impactSentence(impact, t))],
    ...(services.length === 0 ? [] : [['Affected services', said(services.join(', '))]]),
    ['Started', `${formatWithZone(startedAt)}, lasting ${formatDuration(runningTime(incident, now))}`],
    ['Declared', formatWithZone(declaredAt)],
    ...incident.roles.map(({ role, person }) => [said(role), said(personWithAddress(person))]),
  ];
}

/** The last update to each audience, and when the next one is due. */
function saidLast(incident: Incident, when: (at: Instant) => string, said: (text: string) => string): string[] {
  const last = new Map(inOrder(incident.updates, incident).map((update) => [update.audience, update]));
  const told = [...last.values()].map(
    ({ audience, status, text, at }) =>
      `To ${said(audience)}, ${updateStatusName(status, t)}, ${when(at)}: ${said(text)}`,
  );
  const due = [...incident.nextUpdates.values()]
    .sort((a, b) => a.due - b.due)
    .map((next) => `Next update to ${said(next.audience)}: ${when(next.due)}`);
  return [...told, ...due];
}
