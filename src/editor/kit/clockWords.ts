import * as vscode from 'vscode';
import { clocksOf, remindsAt, type Clock } from '../../domain/clocks';
import type { Incident, Instant } from '../../domain/incident';
import { formatDuration } from '../../domain/time';

const { t } = vscode.l10n;
const MINUTE = 60_000;

export type ClockOf<K extends Clock['kind']> = Extract<Clock, { kind: K }>;

/** The clock of the assessment, while it runs. */
export function assessmentClock(incident: Incident): ClockOf<'assessment'> | undefined {
  return clocksOf(incident).find((clock) => clock.kind === 'assessment');
}

/** The next updates that were promised, the one that needs somebody first in front: a snoozed one can wait. */
export function updateClocks(incident: Incident): readonly ClockOf<'update'>[] {
  return clocksOf(incident)
    .filter((clock) => clock.kind === 'update')
    .sort((a, b) => remindsAt(a) - remindsAt(b));
}

/** `3 min left`, or that the time is up. */
export function timeLeft({ due }: ClockOf<'assessment'>, now: Instant): string {
  return due > now ? t('{0} left', minutes(due - now, Math.ceil)) : t('time is up');
}

/** `due in 7 min`, `due now`, `overdue 3 min`. */
export function dueWords({ due }: ClockOf<'update'>, now: Instant): string {
  if (due > now) return t('due in {0}', minutes(due - now, Math.ceil));
  return now - due < MINUTE ? t('due now') : t('overdue {0}', minutes(now - due, Math.floor));
}

export function isOverdue({ due }: Clock, now: Instant): boolean {
  return due <= now;
}

/** Whether its reminder is put off at this moment. */
export function isSnoozed({ snoozedUntil }: ClockOf<'update'>, now: Instant): boolean {
  return snoozedUntil !== undefined && snoozedUntil > now;
}

/** `7 min`, from an hour on `1h 5m`. A minute that has begun counts or not, as `round` says. */
function minutes(length: number, round: (minutes: number) => number): string {
  const whole = round(length / MINUTE);
  return whole < 60 ? t('{0} min', whole) : formatDuration(whole * MINUTE);
}
