import { textOf } from '../domain/amend';
import type { Entry, Incident } from '../domain/incident';
import { formatDuration } from '../domain/time';
import { runningTime } from '../domain/incident';
import { roleHistory } from '../domain/roleHistory';
import { copiedSentence, mergedFacts } from './mergedWords';
import { markdownBlock, markdownLine } from './plain';
import { holdersSentence } from './roleWords';
import { codeSentence, entrySentence, personWithAddress, stageName, writerName } from './sentences';
import { formatClock, formatDay, formatWithZone } from './times';
import { english as t } from './translate';

/** The whole record of an incident as a Markdown document, oldest first, in local time. `now` in milliseconds. */
export function timelineDocument(incident: Incident, now: number): string {
  return [
    ...head(incident, now),
    ...incident.entries.flatMap((entry, index) => lines(entry, index, incident)),
    '',
  ].join('\n');
}

/** Only what people typed is escaped: our own words and times are plain. */
function head(incident: Incident, now: number): string[] {
  const facts = [
    ['Severity', markdownLine(incident.severity)],
    ['Status', stateWords(incident)],
    ['Started', formatWithZone(incident.startedAt)],
    ['Declared', formatWithZone(incident.declaredAt)],
    ...(incident.resolvedAt === undefined ? [] : [['Resolved', formatWithZone(incident.resolvedAt)]]),
    ...(incident.closedAt === undefined ? [] : [['Closed', formatWithZone(incident.closedAt)]]),
    ['Duration', formatDuration(runningTime(incident, now))],
    ...mergedFacts(incident).map(([name, title]) => [name, markdownLine(title)]),
    ...roleHistory(incident).map((term) => [
      markdownLine(term.role),
      holdersSentence(
        term,
        ({ name }) => markdownLine(name),
        (person) => markdownLine(personWithAddress(person)),
      ),
    ]),
  ];
  return [
    `# ${markdownLine(incident.title)}`,
    '',
    ...facts.map(([name = '', value = '']) => `- **${name}:** ${value}`),
  ];
}

/** `open, in Investigate and Mitigate`, or the status alone. */
export function stateWords(incident: Incident): string {
  if (incident.status !== 'open') return incident.status;
  return `open, in ${incident.activeStages.map((stage) => stageName(stage, t)).join(' and ')}`;
}

function lines(entry: Entry, index: number, incident: Incident): string[] {
  const before = incident.entries[index - 1];
  const day = formatDay(entry.at);
  const heading = before !== undefined && formatDay(before.at) === day ? [] : ['', `## ${day}`, ''];
  const text = markdownLine(entrySentence(entry, incident, t));
  const who = markdownLine(writerName(entry.event, t));
  const sentence = entry.retraction === undefined ? text : `~~${text}~~`;
  return [...heading, `- **${formatClock(entry.at)}** ${sentence} — ${who}`, ...details(entry, incident)];
}

/** The details of an entry, as a list below it. */
function details(entry: Entry, incident: Incident): string[] {
  const { event, amendments, retraction } = entry;
  const items: string[] = [];
  if (event.type === 'decision.logged') {
    for (const { text } of event.data.information) items.push(`Based on: ${markdownLine(text)}`);
    items.push(`Tradeoff: ${event.data.tradeoff === null ? 'none' : markdownLine(event.data.tradeoff)}`);
  }
  for (const code of event.code ?? []) items.push(`Code: ${markdownLine(codeSentence(code, t))}`);
  const copied = copiedSentence(event, incident, t);
  if (copied !== undefined) items.push(markdownLine(copied));
  else if (entry.dated) items.push(`Recorded ${formatWithZone(entry.recordedAt)}`);
  for (const { by, at, before } of amendments) {
    const was = textOf(before);
    const original =
      was === undefined ? formatWithZone(Date.parse(before.occurredAt ?? before.recordedAt)) : markdownLine(was);
    items.push(`Amended ${formatWithZone(at)} by ${markdownLine(by.name)}; before: ${original}`);
  }
  if (retraction !== undefined) {
    const why = retraction.why === undefined ? '' : `: ${markdownLine(retraction.why)}`;
    items.push(`Retracted ${formatWithZone(retraction.at)} by ${markdownLine(retraction.by.name)}${why}`);
  }
  const listed = items.map((item) => `  - ${item}`);
  if (event.type !== 'evidence.added') return listed;
  const cut =
    event.data.cutFrom === undefined
      ? []
      : [`  - Only the first ${event.data.text.length} of ${event.data.cutFrom} characters were recorded`];
  return [...listed, ...cut, '', markdownBlock(event.data.text, '  '), ''];
}
