import { dayOf, daysAfter, parseDay, type Day } from './days';
import type { Instant } from './incident';
import { durationOf, offsetOf } from './when';

/** A time that is still to come, as a person types it: `20`, `45 min`, `15:30`, `tomorrow 9:00`, `Mon 8am`. */
export type Upcoming =
  | { readonly kind: 'time'; readonly at: Instant }
  | { readonly kind: 'past'; readonly at: Instant }
  | { readonly kind: 'unreadable' };

const MINUTE = 60_000;
/** What is further away than this is a slip of the keyboard. */
const FURTHEST = 366 * 1440 * MINUTE;
/** When the work goes on where only a day is said. The hour. */
export const MORNING = 9;
/** A morning that is nearer than this comes before any sleep. */
const NIGHT = 4 * 60 * MINUTE;

const UNREADABLE: Upcoming = { kind: 'unreadable' };
const AMOUNT = /^(?:in |\+ ?)?(?<amount>\d+(?:\.\d+)? ?[a-z]+(?: ?\d+(?:\.\d+)? ?[a-z]+)*)(?: from now)?$/;
const CLOCK =
  /^(?<day>.*?)(?:^|[ t,])\s*(?:at )?(?<hour>\d{1,2})(?:[:.](?<minute>\d\d)(?::(?<second>\d\d)(?:\.\d+)?)?)? ?(?<half>am|pm)? ?(?<zone>z|utc|gmt|[+-]\d\d:?\d\d)?$/;

/**
 * Reads a time to come. A bare number is minutes from now; a time of day that is over today is tomorrow's; a day alone is
 * its morning. Local time, unless a zone is given. Pure: milliseconds since the epoch in and out.
 */
export function parseUpcoming(input: string, now: Instant): Upcoming {
  const typed = input.trim().toLowerCase().replace(/\s+/g, ' ');
  const at = minutesAhead(typed, now) ?? lengthAhead(typed, now) ?? morningOf(typed, now) ?? clockAhead(typed, now);
  if (at === undefined || !Number.isFinite(at) || at - now > FURTHEST) return UNREADABLE;
  return at > now ? { kind: 'time', at } : { kind: 'past', at };
}

/** The next morning at this hour with a night's sleep before it. */
export function nextMorning(now: Instant, hour = MORNING): Instant {
  const today = clockOn(dayOf(now), hour);
  return today - now >= NIGHT ? today : clockOn(daysAfter(dayOf(now), 1), hour);
}

function minutesAhead(typed: string, now: Instant): Instant | undefined {
  return /^\d{1,4}$/.test(typed) ? now + Number(typed) * MINUTE : undefined;
}

function lengthAhead(typed: string, now: Instant): Instant | undefined {
  const length = durationOf(AMOUNT.exec(typed)?.groups?.amount ?? '');
  return length === undefined || length === 0 ? undefined : now + length;
}

/** `tomorrow`, `Monday morning`, `2026-11-30`. */
function morningOf(typed: string, now: Instant): Instant | undefined {
  const morning = /^(?:(?:the |in the |next )?morning)$/.test(typed);
  if (morning) return nextMorning(now);
  const day = parseDay(typed.replace(/ morning$/, ''), dayOf(now));
  return day === undefined ? undefined : clockOn(day, MORNING);
}

function clockAhead(typed: string, now: Instant): Instant | undefined {
  const groups = CLOCK.exec(typed)?.groups;
  if (groups === undefined) return undefined;
  const { day = '', half, zone } = groups;
  // Of a bare `9` nobody can tell whether it is an hour.
  if (groups.minute === undefined && half === undefined && day === '') return undefined;
  const [typedHour, minute, second] = [Number(groups.hour), Number(groups.minute ?? 0), Number(groups.second ?? 0)];
  if (half !== undefined && (typedHour < 1 || typedHour > 12)) return undefined;
  const hour = half === undefined ? typedHour : (typedHour % 12) + (half === 'pm' ? 12 : 0);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const offset = zone === undefined ? undefined : offsetOf(zone);
  if (offset !== undefined && Number.isNaN(offset)) return undefined;
  const today = offset === undefined ? dayOf(now) : new Date(now + offset).toISOString().slice(0, 10);
  const on = (which: Day) => clockOn(which, hour, minute, second, offset);
  if (day !== '') {
    const named = parseDay(day.replace(/,$/, ''), today);
    return named === undefined ? undefined : on(named);
  }
  return on(today) > now ? on(today) : on(daysAfter(today, 1));
}

function clockOn(day: Day, hour: number, minute = 0, second = 0, offset?: number): Instant {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return offset === undefined
    ? new Date(year, month - 1, date, hour, minute, second).getTime()
    : Date.UTC(year, month - 1, date, hour, minute, second) - offset;
}
