import * as vscode from 'vscode';
import { Refused } from '../../app/operations/refused';
import { parseUpcoming } from '../../domain/upcoming';
import { part } from '../kit/subject';
import { Refusal } from '../kit/failures';

const { t } = vscode.l10n;

/** No more minutes than a week has. */
export const MOST_MINUTES = 7 * 1440;

/** A number of minutes given as an argument. Throws Refusal. */
export function minutesPart(argument: unknown, name: string): number | undefined {
  const value = part(argument, name);
  if (value === undefined || (typeof value === 'number' && value > 0 && value <= MOST_MINUTES)) return value;
  throw new Refusal(t('“{0}” must be a number of minutes.', name));
}

/**
 * A time to come given as an argument: a Date, milliseconds, ISO 8601, or anything that can be typed; undefined where it is
 * not given. Throws Refused.
 */
export function upcomingPart(argument: unknown, name: string, now: number): number | undefined {
  const value = part(argument, name);
  if (value === undefined) return undefined;
  const at = timeOf(value, now);
  if (at === undefined || !Number.isFinite(at)) throw new Refused({ kind: 'notA', name, wanted: 'time' });
  if (at <= now) throw new Refused({ kind: 'inPast', name });
  return at;
}

function timeOf(value: unknown, now: number): number | undefined {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return undefined;
  const read = parseUpcoming(value, now);
  return read.kind === 'unreadable' ? undefined : read.at;
}
