import type { Instant } from './incident';

/** A calendar day wherever one is, `2026-11-30`: days of different months and years sort as texts. */
export type Day = string;

const MOST_YEAR = 9999;
/** A day never needs more than this. Characters. */
const LONGEST = 100;
const LENGTH = 24 * 3_600_000;
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const NUMBERS: Readonly<Record<string, number>> = { a: 1, an: 1, one: 1, two: 2, three: 3, four: 4 };

/** The local calendar day of a moment. */
export function dayOf(at: Instant): Day {
  const local = new Date(at);
  return written(local.getFullYear(), local.getMonth(), local.getDate());
}

/** How many days lie between; below zero where `to` is the earlier one. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((midnight(to) - midnight(from)) / LENGTH);
}

export function daysAfter(day: Day, count: number): Day {
  const at = new Date(midnight(day) + count * LENGTH);
  return written(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate());
}

export function endOfMonth(day: Day): Day {
  const [year = 0, month = 0] = day.split('-').map(Number);
  return written(year, month - 1, new Date(Date.UTC(year, month, 0)).getUTCDate());
}

/** The day's local noon, for formats that take a moment. Milliseconds. */
export function noonOf(day: Day): Instant {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return new Date(year, month - 1, date, 12).getTime();
}

/**
 * Reads a day as people type it: `2026-11-30`, `30 Nov`, `today`, `tomorrow`, `friday`, `next week`, `in 3 days`, `2w`,
 * `end of month`. A weekday is the next one after today, a day without a year the next one that comes. Undefined for what
 * is no day, such as 2026-02-30.
 */
export function parseDay(text: string, today: Day): Day | undefined {
  if (text.length > LONGEST) return undefined;
  const typed = text
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^(?:due|by|on) /, '');
  return readDate(typed, today) ?? readWords(typed, today) ?? readLength(typed, today);
}

function readDate(typed: string, today: Day): Day | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed);
  if (iso !== null) return existing(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]));
  const month = `(?<month>${MONTHS.join('|')})[a-z]*\\.?`;
  const groups =
    new RegExp(`^(?<date>\\d{1,2})(?:st|nd|rd|th|\\.)? ${month}(?: (?<year>\\d{4}))?$`).exec(typed)?.groups ??
    new RegExp(`^${month} (?<date>\\d{1,2})(?:st|nd|rd|th)?(?:,? (?<year>\\d{4}))?$`).exec(typed)?.groups;
  if (groups === undefined) return undefined;
  const [index, date] = [MONTHS.indexOf(groups.month ?? ''), Number(groups.date)];
  if (groups.year !== undefined) return existing(Number(groups.year), index, date);
  const year = Number(today.slice(0, 4));
  const thisYear = existing(year, index, date);
  return thisYear !== undefined && thisYear >= today ? thisYear : existing(year + 1, index, date);
}

function readWords(typed: string, today: Day): Day | undefined {
  if (typed === 'today') return today;
  if (typed === 'tomorrow') return daysAfter(today, 1);
  if (typed === 'yesterday') return daysAfter(today, -1);
  if (/^(?:the )?end of (?:the |this )?month$/.test(typed)) return endOfMonth(today);
  if (typed === 'next week') return daysAfter(today, 7);
  const name = /^(?:next |this )?([a-z]{3,9})$/.exec(typed)?.[1];
  const weekday = name === undefined ? -1 : WEEKDAYS.findIndex((each) => each.startsWith(name));
  if (weekday === -1) return undefined;
  const ahead = (weekday - new Date(midnight(today)).getUTCDay() + 7) % 7;
  return daysAfter(today, ahead === 0 ? 7 : ahead);
}

function readLength(typed: string, today: Day): Day | undefined {
  const match = /^(?:in )?(?<count>\d{1,4}|[a-z]+) ?(?<unit>d|days?|w|weeks?)$/.exec(typed)?.groups;
  if (match === undefined) return undefined;
  const { count = '', unit = '' } = match;
  const number = NUMBERS[count] ?? Number(count);
  return Number.isInteger(number) ? daysAfter(today, number * (unit.startsWith('w') ? 7 : 1)) : undefined;
}

function existing(year: number, month: number, date: number): Day | undefined {
  const at = new Date(Date.UTC(year, month, date));
  const exists = year >= 1970 && at.getUTCMonth() === month && at.getUTCDate() === date;
  return exists && year <= MOST_YEAR ? written(year, month, date) : undefined;
}

function midnight(day: Day): number {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return Date.UTC(year, month - 1, date);
}

function written(year: number, month: number, date: number): Day {
  const padded = (number: number, length: number) => String(number).padStart(length, '0');
  return `${padded(year, 4)}-${padded(month + 1, 2)}-${padded(date, 2)}`;
}
