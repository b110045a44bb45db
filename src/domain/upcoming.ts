import { dayOf, daysAfter, parseDay } from './days';
import type { Instant } from './incident';
import { readLength } from './times/lengths';
import { readClockTime } from './times/read';
import type { Refusal } from './times/refusal';

/** A time that is still to come, as a person types it: `20`, `45 min`, `15:30`, `tomorrow 9:00`, `Mon 8am`, `15:30 PST`. */
export type Upcoming =
  | { readonly kind: 'time'; readonly at: Instant }
  | { readonly kind: 'past'; readonly at: Instant }
  | { readonly kind: 'unreadable'; readonly refusal: Refusal };

const MINUTE = 60_000;
/** What is further away than this is a slip of the keyboard. */
const FURTHEST = 366 * 1440 * MINUTE;
/** When the work goes on where only a day is said. The hour. */
export const MORNING = 9;
/** A time never needs more than this. Characters. */
const LONGEST = 160;
/** A morning that is nearer than this comes before any sleep. */
const NIGHT = 4 * 60 * MINUTE;

/**
 * Reads a time to come. A bare number is minutes from now; a time of day that is over today is tomorrow's; a day alone is
 * its morning. Local time, unless a zone is given. Pure: milliseconds since the epoch in and out.
 */
export function parseUpcoming(input: string, now: Instant): Upcoming {
  if (input.length > LONGEST) return { kind: 'unreadable', refusal: { why: 'unreadable' } };
  const typed = input.trim().replace(/\s+/g, ' ');
  const at =
    minutesAhead(typed, now) ??
    lengthAhead(typed, now) ??
    morningOf(typed.toLowerCase(), now) ??
    clockAhead(typed, now);
  if (typeof at === 'object') return { kind: 'unreadable', refusal: at };
  if (!Number.isFinite(at) || at - now > FURTHEST) return { kind: 'unreadable', refusal: { why: 'unreadable' } };
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
  const amount = typed.replace(/^(?:in |\+ ?)/i, '').replace(/ (?:from now|later)$/i, '');
  const read = readLength(amount, 0);
  if (read?.end !== amount.length || Number.isNaN(read.length) || read.length === 0) return undefined;
  return now + read.length;
}

/** `tomorrow`, `Monday morning`, `2026-11-30`. */
function morningOf(typed: string, now: Instant): Instant | undefined {
  const morning = /^(?:(?:the |in the |next )?morning)$/.test(typed);
  if (morning) return nextMorning(now);
  const day = parseDay(typed.replace(/ morning$/, ''), dayOf(now));
  return day === undefined ? undefined : clockOn(day, MORNING);
}

function clockAhead(typed: string, now: Instant): Instant | Refusal {
  const read = readClockTime(typed, now, 'ahead');
  // Of a bare `9` nobody can tell whether it is an hour.
  if (read.kind === 'none' || (read.kind === 'time' && (read.end < typed.length || /^\d+$/.test(typed)))) {
    return { why: 'unreadable' };
  }
  return read.kind === 'time' ? read.at : read.refusal;
}

function clockOn(day: string, hour: number): Instant {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return new Date(year, month - 1, date, hour).getTime();
}
