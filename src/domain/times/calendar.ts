import type { Instant } from '../incident';
import { offsetAt, type Zone } from './zones';

/** A day of the calendar; months count from 1. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export const DAY = 86_400_000;

/** Midnight of the day as if it were UTC: whole days from the epoch, in milliseconds. Overflowing days roll over. */
export function wallOf({ year, month, day }: CalendarDay): number {
  // Date.UTC takes the years 0 to 99 for 1900 to 1999; no time of an incident is that old.
  return year < 100 ? NaN : Date.UTC(year, month - 1, day);
}

/** The calendar day of a wall clock that is given as if it were UTC. */
export function dayOfWall(wall: number): CalendarDay {
  const date = new Date(wall);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** What the clock on the wall of that zone shows, as if it were UTC. */
export function wallAt(at: Instant, zone: Zone | undefined): number {
  return at + offsetAt(zone, at);
}

/** Whether the calendar has such a day (2026-02-30 does not exist). */
export function exists(date: CalendarDay): boolean {
  if (date.month < 1 || date.month > 12 || date.day < 1) return false;
  const read = dayOfWall(wallOf(date));
  return read.month === date.month && read.day === date.day;
}

/** 0 is Sunday. */
export function weekdayOf(date: CalendarDay): number {
  return new Date(wallOf(date)).getUTCDay();
}

/** The day with this number in its year (1 to 366); undefined where the year has no such day. */
export function ordinalDay(year: number, number: number): CalendarDay | undefined {
  const day = dayOfWall(wallOf({ year, month: 1, day: number }));
  return number >= 1 && day.year === year ? day : undefined;
}

/** The day of an ISO 8601 week, Monday being 1; undefined where the year has no such week. */
export function weekDay(year: number, week: number, weekday: number): CalendarDay | undefined {
  if (week < 1 || week > 53 || weekday < 1 || weekday > 7) return undefined;
  const monday = mondayOfFirstWeek(year) + (week - 1) * 7 * DAY;
  return monday >= mondayOfFirstWeek(year + 1) ? undefined : dayOfWall(monday + (weekday - 1) * DAY);
}

/** The first week of a year is the one that holds 4 January. */
function mondayOfFirstWeek(year: number): number {
  const fourth = { year, month: 1, day: 4 };
  return wallOf(fourth) - ((weekdayOf(fourth) + 6) % 7) * DAY;
}

/**
 * The moments at which the clocks of a zone show that time, earlier one first: none where the clocks jump over it, two
 * where they go back.
 */
export function momentsAtWall(wall: number, zone: Zone | undefined): readonly Instant[] {
  // No zone changes its clocks twice within two days, so one of the offsets around is in force.
  const offsets = new Set([offsetAt(zone, wall - 26 * 3_600_000), offsetAt(zone, wall + 26 * 3_600_000)]);
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((at) => wallAt(at, zone) === wall)
    .sort((a, b) => a - b);
}
