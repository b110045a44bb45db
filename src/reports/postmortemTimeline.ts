import { isSameDay } from 'date-fns/isSameDay';
import { kindOf } from '../domain/entries';
import type { Entry, Incident } from '../domain/incident';
import { bullets, excerpt, literal } from './markdownParts';
import { copiedSentence } from './mergedWords';
import { entrySentence, writerName } from './sentences';
import { formatClockWithZone, formatDay, formatWithZone } from './times';
import { english as t } from './translate';

/** An entry as a line for people who review; longer texts stand in sections of their own, or in the record. */
const TEXT = 300;

/** A day of the timeline, with its entries in the order in which they occurred. */
export interface Day {
  readonly day: string;
  readonly entries: readonly Entry[];
}

/** The entries for a review by their local days: all but checklist entries. */
export function daysOf({ entries }: Incident): readonly Day[] {
  const days: { day: string; entries: Entry[] }[] = [];
  let before: Entry | undefined;
  for (const entry of entries) {
    if (kindOf(entry.event) === 'checklist') continue;
    const day = days.at(-1);
    if (day !== undefined && before !== undefined && isSameDay(before.at, entry.at)) day.entries.push(entry);
    else days.push({ day: formatDay(entry.at), entries: [entry] });
    before = entry;
  }
  return days;
}

/** What an entry says, as literal Markdown; struck through where it was retracted. */
export function entryLine(entry: Entry, incident: Incident): string {
  const text = literal(entrySentence(entry, incident, t), TEXT);
  return entry.retraction === undefined ? text : `~~${text}~~`;
}

/** The timeline as Markdown: a heading for each day, an entry a line, evidence shortened. */
export function timelineSection(incident: Incident): string[] {
  const left = incident.entries.some(({ event }) => kindOf(event) === 'checklist');
  const days = daysOf(incident).flatMap(({ day, entries }, index) => [
    ...(index === 0 ? [] : ['']),
    `### ${day}`,
    '',
    ...entries.flatMap((entry) => [
      `- **${formatClockWithZone(entry.at)}** ${entryLine(entry, incident)} — ${literal(writerName(entry.event, t))}`,
      ...details(entry, incident),
    ]),
  ]);
  return left ? ['Checklist entries are left out; they are in the record.', '', ...days] : days;
}

/** What a reader has to know to judge the line: that it was recorded later, amended or retracted; and the evidence. */
function details({ event, dated, recordedAt, amendments, retraction }: Entry, incident: Incident): string[] {
  const items: string[] = [];
  const copied = copiedSentence(event, incident, t);
  if (copied !== undefined) items.push(literal(copied));
  else if (dated) items.push(`Recorded ${formatWithZone(recordedAt)}`);
  const last = amendments.at(-1);
  if (last !== undefined) items.push(`Amended ${formatWithZone(last.at)} by ${literal(last.by.name)}`);
  if (retraction !== undefined) {
    const why = retraction.why === undefined || retraction.why === '' ? '' : `: ${literal(retraction.why)}`;
    items.push(`Retracted ${formatWithZone(retraction.at)} by ${literal(retraction.by.name)}${why}`);
  }
  if (event.type !== 'evidence.added' || retraction !== undefined) return bullets(items, '  ');
  const { block, left } = excerpt(event.data.text, '  ');
  if (event.data.cutFrom !== undefined)
    items.push(`Only the first ${event.data.text.length} of ${event.data.cutFrom} characters were recorded`);
  if (left !== undefined) items.push(left);
  return [...bullets(items, '  '), '', block, ''];
}
