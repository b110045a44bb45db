import { isSameDay } from 'date-fns/isSameDay';
import { isSameYear } from 'date-fns/isSameYear';
import * as vscode from 'vscode';
import type { Instant } from '../../domain/incident';
import { clockOf, shortDay } from '../../reports/days';

/** What of a day is said besides its number and month. */
interface DayParts {
  readonly weekday?: boolean;
  readonly year?: boolean;
}

/** A local day in the language of the window: `Sat 21 Nov`, `21 Nov 2026`; in German `Sa., 21. Nov.` */
export function dayWords(at: Instant, { weekday = false, year = false }: DayParts): string {
  const { language } = vscode.env;
  if (language.startsWith('en')) return shortDay(at, { weekday, year });
  return new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    ...(weekday && { weekday: 'short' }),
    ...(year && { year: 'numeric' }),
  }).format(at);
}

/** `14:05`, or `21 Nov 14:05` where it is another day than `reference`, with its year where that is another one. */
export function clockOrDay(at: Instant, reference: Instant): string {
  const clock = clockOf(at);
  return isSameDay(at, reference) ? clock : `${dayWords(at, { year: !isSameYear(at, reference) })} ${clock}`;
}

const DAY = 86_400_000;
/** The longest first; a length of time is said in the first that it holds. */
const UNITS = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['day', DAY],
  ['hour', DAY / 24],
  ['minute', 60_000],
] as const;

/** `3 months ago`, in the language of the window: for what is long over. A time still to come counts as now. */
export function longAgo(at: Instant, now: Instant): string {
  const passed = Math.max(0, now - at);
  const [unit, length] = UNITS.find((each) => passed >= each[1]) ?? ['minute', 60_000];
  return new Intl.RelativeTimeFormat(vscode.env.language).format(-Math.floor(passed / length), unit);
}
