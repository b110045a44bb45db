import type { Instant } from '../incident';
import { DAY, dayOfWall, exists, momentsAtWall, wallAt, wallOf, weekdayOf, type CalendarDay } from './calendar';
import type { Clock } from './clockText';
import type { Parts } from './parts';
import type { Refusal } from './refusal';
import { offsetAt, type Zone } from './zones';

/** Which way to look from now: for what happened, for what is to come, or for a line that was written before now. */
export type Direction = 'past' | 'ahead' | 'line';

export type Resolved = { readonly at: Instant } | { readonly refusal: Refusal };

/**
 * When the parts of a time say that it is. What they leave open is completed towards `now`: a date without a year is the
 * last one there was (or the next one that comes), a clock that shows a time twice shows it the last time that is not to
 * come. A clock alone is today's, even if that is to come; ahead it is tomorrow's where it is over, in a line yesterday's.
 * `local` is the zone of a time that names none; that of this machine where it is undefined.
 */
export function resolve(parts: Parts, now: Instant, local: Zone | undefined, direction: Direction): Resolved {
  const { clock, refusal, vague, zone = local } = parts;
  if (refusal !== undefined) return { refusal };
  if (clock === undefined) return { refusal: { why: 'unreadable' } };
  if (vague === true && direction !== 'ahead') return { refusal: { why: 'vague', text: `${clock.hour}` } };
  // Midnight at the end of a day is written with its date, by machines.
  if (clock.hour === 24 && parts.day?.kind !== 'date') return { refusal: { why: 'noSuchClock', text: '24:00' } };
  const day = dayOf(parts, clock, now, zone, direction);
  if ('why' in day) return { refusal: day };
  const read = momentOf(day, clock, zone, now, direction);
  if ('refusal' in read) return read;
  return parts.day === undefined ? fitAlone(read.at, day, clock, { zone, local }, now, direction) : read;
}

function fitAlone(
  at: Instant,
  day: CalendarDay,
  clock: Clock,
  { zone, local }: { readonly zone: Zone | undefined; readonly local: Zone | undefined },
  now: Instant,
  direction: Direction,
): Resolved {
  if (direction === 'ahead' && at <= now) return momentOf(after(day, 1), clock, zone, now, direction);
  if (direction === 'line' && at > now) return momentOf(after(day, -1), clock, zone, now, direction);
  if (direction === 'past' && at > now) {
    // In a zone where it is tomorrow already, what was today is yesterday's.
    const before = momentOf(after(day, -1), clock, zone, now, direction);
    if ('at' in before && before.at <= now && sameDay(before.at, now, local)) return before;
  }
  return { at };
}

function sameDay(one: Instant, other: Instant, zone: Zone | undefined): boolean {
  return Math.floor(wallAt(one, zone) / DAY) === Math.floor(wallAt(other, zone) / DAY);
}

function momentOf(
  day: CalendarDay,
  { hour, minute, second, millisecond }: Clock,
  zone: Zone | undefined,
  now: Instant,
  direction: Direction,
): Resolved {
  const time = ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
  const moments = momentsAtWall(wallOf(day) + time, zone);
  const [first, last] = [moments[0], moments.at(-1)];
  if (first === undefined || last === undefined) return { refusal: skipped(day, time, zone) };
  // A second 60 is the last of a day in UTC, or none.
  if (second === 60 && (first - millisecond) % DAY !== 0) {
    return { refusal: { why: 'noSuchClock', text: `${pad(hour)}:${pad(minute)}:${second}` } };
  }
  if (direction === 'ahead') return { at: first > now ? first : last };
  return { at: last <= now ? last : first };
}

/** Says between which times of day the clocks jumped. */
function skipped(day: CalendarDay, time: number, zone: Zone | undefined): Refusal {
  const wall = wallOf(day) + time;
  const [before, behind] = [offsetAt(zone, wall - DAY), offsetAt(zone, wall + DAY)];
  // The clocks jump at a whole minute: found by halving.
  let [low, high] = [wall - before - DAY, wall - behind + DAY];
  while (high - low > 60_000) {
    const middle = Math.floor((low + high) / 120_000) * 60_000;
    if (middle <= low) break;
    if (offsetAt(zone, middle) === before) low = middle;
    else high = middle;
  }
  return { why: 'skipped', text: clockText(wall), from: clockText(high + before), to: clockText(high + behind) };
}

function clockText(wall: number): string {
  const minutes = Math.floor((((wall % DAY) + DAY) % DAY) / 60_000);
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

function dayOf(
  parts: Parts,
  clock: Clock,
  now: Instant,
  zone: Zone | undefined,
  direction: Direction,
): CalendarDay | Refusal {
  const today = dayOfWall(wallAt(now, zone));
  const { day, weekday } = parts;
  switch (day?.kind) {
    case undefined:
      return today;
    case 'date':
      return fitsWeekday(day, weekday) ? day : wrongWeekday(day);
    case 'yearless':
      return yearOf(day, weekday, today, direction);
    case 'relative':
      return after(today, parts.lastNight === true && clock.hour < 6 ? day.days + 1 : day.days);
    case 'weekday': {
      const since = (weekdayOf(today) - day.weekday + 7) % 7;
      if (direction === 'ahead' || day.which === 'next') return after(today, since === 0 ? 7 : 7 - since);
      const over = momentOf(today, clock, zone, now, direction);
      const isToday = since === 0 && day.which !== 'last' && 'at' in over && over.at <= now;
      return after(today, since === 0 && !isToday ? -7 : -since);
    }
  }
}

function yearOf(
  { month, day }: { readonly month: number; readonly day: number },
  weekday: number | undefined,
  today: CalendarDay,
  direction: Direction,
): CalendarDay | Refusal {
  const thisYear = { year: today.year, month, day };
  const isAhead = wallOf(thisYear) > wallOf(today);
  const isOver = wallOf(thisYear) < wallOf(today);
  const step = direction === 'ahead' ? 1 : -1;
  const first = (direction === 'ahead' ? isOver : isAhead) ? today.year + step : today.year;
  // With a day of the week the year before may be meant.
  const years = weekday === undefined ? [first] : [first, first + step];
  const days = years.map((year) => ({ year, month, day })).filter(exists);
  const [nearest] = days;
  if (nearest === undefined) return { why: 'noSuchDate', text: dateText({ year: first, month, day }) };
  return days.find((each) => fitsWeekday(each, weekday)) ?? wrongWeekday(nearest);
}

function fitsWeekday(day: CalendarDay, weekday: number | undefined): boolean {
  return weekday === undefined || weekdayOf(day) === weekday;
}

function wrongWeekday(day: CalendarDay): Refusal {
  return { why: 'wrongWeekday', text: dateText(day), weekday: weekdayOf(day) };
}

function dateText({ year, month, day }: CalendarDay): string {
  return `${year}-${pad(month)}-${pad(day)}`;
}

function after(day: CalendarDay, days: number): CalendarDay {
  return dayOfWall(wallOf(day) + days * DAY);
}
