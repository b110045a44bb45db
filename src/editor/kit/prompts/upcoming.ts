import * as vscode from 'vscode';
import { formatDuration } from '../../../domain/time';
import { parseUpcoming, type Upcoming } from '../../../domain/upcoming';
import { shortened } from '../../../reports/plain';
import { refusalSentence } from '../../../reports/timeWords';
import { label, timeOfDay } from '../words';
import type { Choice } from './pick';

const { t } = vscode.l10n;
const MINUTE = 60_000;

/** A choice of minutes from `from`, which says what time that is. */
export function minutesChoice(minutes: number, from: number, now: number): Choice<number> {
  const at = from + minutes * MINUTE;
  return { label: t('{0} minutes', minutes), description: timeOfDay(at, now), value: at };
}

/** What somebody typed as a time to come: a choice, or a row that says why it is none. */
export function upcomingChoice(text: string, now: number): Choice<number> {
  const read = parseUpcoming(text, now);
  if (read.kind === 'time') return { label: timeOfDay(read.at, now), description: ahead(read.at, now), value: read.at };
  return { icon: 'error', label: label(problemOf(read, text.trim(), now)) };
}

function problemOf(read: Exclude<Upcoming, { kind: 'time' }>, typed: string, now: number): string {
  if (read.kind === 'past') return t('{0} is over: it is {1}.', timeOfDay(read.at, now), timeOfDay(now, now));
  if (read.refusal.why !== 'unreadable') return refusalSentence(read.refusal, typed, t);
  return t('“{0}” is not a time to come. Try 25, 45 min, 15:30 or tomorrow 9:00.', shortened(typed, 40));
}

/** `in 20m` */
export function ahead(at: number, now: number): string {
  return t('in {0}', formatDuration(at - now));
}
