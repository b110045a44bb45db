import { isSameDay } from 'date-fns/isSameDay';
import { isSameYear } from 'date-fns/isSameYear';
import { dayOf } from '../domain/days';
import type { Incident, Instant } from '../domain/incident';
import { offsetAt, offsetText } from '../domain/times/zones';
import { clockOf, clockWithSeconds, longDay, shortDay } from './days';

/** `UTC`, `UTC+01:00`: how far local time is ahead at that moment. */
export function zoneAt(at: Instant): string {
  return offsetText(offsetAt(undefined, at));
}

/** `14:05 UTC+01:00`: local time. */
export function formatClockAndZone(at: Instant): string {
  return `${clockOf(at)} ${zoneAt(at)}`;
}

/** `2026-11-22 14:05 UTC+01:00`: local time with its offset, for documents that are read elsewhere. */
export function formatWithZone(at: Instant): string {
  return `${dayOf(at)} ${formatClockAndZone(at)}`;
}

/** `14:05 UTC`, or `21 Nov 14:05 UTC+01:00`, with its year where that is not the year of `now`. */
export function formatMoment(at: Instant, now: Instant, withDay: boolean): string {
  if (!withDay && isSameDay(at, now)) return formatClockAndZone(at);
  return `${shortDay(at, { year: !isSameYear(at, now) })} ${formatClockAndZone(at)}`;
}

/** How the times of an incident are written in a message of now: with their days once it has run over more than one. */
export function momentsOf({ startedAt }: Pick<Incident, 'startedAt'>, now: Instant): (at: Instant) => string {
  const withDay = !isSameDay(startedAt, now);
  return (at) => formatMoment(at, now, withDay);
}

/** `14:05 UTC+01:00` or `22 November, 14:05 UTC+01:00`, with its year where that is not the year of `now`: for readers outside. */
export function formatSpoken(at: Instant, now: Instant): string {
  if (isSameDay(at, now)) return formatClockAndZone(at);
  return `${longDay(at, { year: !isSameYear(at, now) })}, ${formatClockAndZone(at)}`;
}

/** `From 21:52 to 22:46 UTC+01:00`, `On 22 November, from 21:52 to 22:46 UTC`, or with a day for each end. */
export function formatSpokenRange(from: Instant, to: Instant, now: Instant): string {
  if (!isSameDay(from, to) || zoneAt(from) !== zoneAt(to))
    return `From ${formatSpoken(from, now)} to ${formatSpoken(to, now)}`;
  const range = `rom ${clockOf(from)} to ${formatClockAndZone(to)}`;
  if (isSameDay(from, now)) return `F${range}`;
  return `On ${longDay(from, { year: !isSameYear(from, now) })}, f${range}`;
}

/** `14:05:30 UTC+01:00`; in documents with day headings that are read elsewhere. */
export function formatClockWithZone(at: Instant): string {
  return `${clockWithSeconds(at)} ${zoneAt(at)}`;
}

/** The local calendar day, for headings. */
export function formatDay(at: Instant): string {
  return longDay(at, { weekday: true, year: true });
}

/** `14:05:30`; in documents with day headings. */
export function formatClock(at: Instant): string {
  return clockWithSeconds(at);
}
