import * as vscode from 'vscode';
import { dayOf, daysAfter, daysBetween, noonOf, type Day } from '../../domain/days';
import type { FollowUpKind } from '../../domain/events';
import { isOverdue } from '../../domain/followUps';
import type { FollowUp, Instant } from '../../domain/incident';
import { dayWords } from '../kit/dates';
import { followUpKindName } from '../../reports/peopleWords';

const { t } = vscode.l10n;

/** `today`, `tomorrow`, or as `dateName` says it. */
export function dayName(day: Day, today: Day): string {
  if (day === today) return t('today');
  return day === daysAfter(today, 1) ? t('tomorrow') : dateName(day, today);
}

/** `Mon 30 Nov`, with its year where that is another one. */
export function dateName(day: Day, today: Day): string {
  return dayWords(noonOf(day), { weekday: true, year: day.slice(0, 4) !== today.slice(0, 4) });
}

/** How far off a day is: `in 8 days`, `3 days ago`. */
export function distance(day: Day, today: Day): string {
  const days = daysBetween(today, day);
  if (days === 0) return t('today');
  if (Math.abs(days) === 1) return days > 0 ? t('in 1 day') : t('1 day ago');
  return days > 0 ? t('in {0} days', days) : t('{0} days ago', -days);
}

/** `due Mon 30 Nov`, or `was due Mon 30 Nov`; undefined where no day was said. */
export function dueSentence(followUp: FollowUp, now: Instant): string | undefined {
  const { due } = followUp;
  if (due === undefined) return undefined;
  const today = dayOf(now);
  return isOverdue(followUp, today) ? t('was due {0}', dayName(due, today)) : t('due {0}', dayName(due, today));
}

export function kindWord(kind: FollowUpKind): string {
  return followUpKindName(kind, t);
}

/** What a kind is for. */
export function kindMeaning(kind: FollowUpKind): string {
  const meanings: Record<FollowUpKind, string> = {
    detective: t('notice it sooner'),
    preventative: t('prevent it'),
    corrective: t('repair the damage'),
  };
  return meanings[kind];
}
