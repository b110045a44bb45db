import { isSameDay } from 'date-fns/isSameDay';
import { isSameYear } from 'date-fns/isSameYear';
import { subDays } from 'date-fns/subDays';
import * as vscode from 'vscode';
import type { EntryKind } from '../../domain/entries';
import type { Instant } from '../../domain/incident';
import type { StageId } from '../../domain/stages';
import { formatDuration } from '../../domain/time';
import type { When } from '../../domain/when';
import { oneLine, shortened } from '../../reports/plain';
import { stageName as nameOfStage } from '../../reports/sentences';
import { formatClockAndZone } from '../../reports/times';
import { dayWords } from './dates';
import { refusalSentence } from '../../reports/timeWords';

const { t } = vscode.l10n;

export function stageName(stage: StageId): string {
  return nameOfStage(stage, t);
}

/** `14:05 UTC+01:00`, `yesterday 23:10 UTC`, `Sat 21 Nov, 23:10 UTC`, with its year where it is not that of `now`. */
export function timeOfDay(at: Instant, now: Instant): string {
  const clock = formatClockAndZone(at);
  if (isSameDay(at, now)) return clock;
  if (isSameDay(at, subDays(now, 1))) return t('yesterday {0}', clock);
  return `${dayWords(at, { weekday: true, year: !isSameYear(at, now) })}, ${clock}`;
}

/** `12m ago`, or `just now` within the last minute. */
export function ago(at: Instant, now: Instant): string {
  return now - at < 60_000 ? t('just now') : t('{0} ago', formatDuration(now - at));
}

/** How a typed time was understood, or what is wrong with it; undefined where there is none. */
export function whenSentence(when: When, now: Instant): string | undefined {
  switch (when.kind) {
    case 'none':
      return undefined;
    case 'time':
      return t('Dated {0} ({1})', timeOfDay(when.at, now), ago(when.at, now));
    case 'future':
      return when.suggestion === undefined
        ? t('{0} is still to come: it is {1}.', when.token, timeOfDay(now, now))
        : t('{0} is still to come: it is {1}. Did you mean “{2}”?', when.token, timeOfDay(now, now), when.suggestion);
    case 'unreadable':
      return refusalSentence(when.refusal, when.token, t);
  }
}

/** Text of others in a label that draws `$(name)` as an icon: shown as written. */
export function label(text: string): string {
  return oneLine(text).replace(/\$\(/g, '\\$(');
}

/** Text of others within a message, at most so long. */
export function inMessage(text: string, length = 120): string {
  return shortened(text, length);
}

/** A longer one would push what others say out of the status bar. Characters. */
const MOST_CONFIRMED = 80;

/** A short confirmation in the status bar: no pop-up for what went well. */
export function confirm(message: string): void {
  vscode.window.setStatusBarMessage(`$(check) ${shortened(message, MOST_CONFIRMED)}`, 5000);
}

export function kindName(kind: EntryKind): string {
  const names: Record<EntryKind, string> = {
    lifecycle: t('Declared, resolved, closed'),
    action: t('Actions'),
    decision: t('Decisions'),
    note: t('Notes'),
    evidence: t('Evidence'),
    change: t('Changes and suspects'),
    hypothesis: t('Hypotheses'),
    impact: t('Impact'),
    update: t('Status updates'),
    role: t('Roles and handovers'),
    help: t('Requests for help'),
    followUp: t('Follow-ups'),
    facts: t('Severity, start time, title'),
    stage: t('Stages'),
    checklist: t('Checklist'),
    newer: t('Made by a newer version'),
  };
  return names[kind];
}
