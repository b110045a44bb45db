import { format } from 'date-fns/format';
import { isSameDay } from 'date-fns/isSameDay';
import { isSameYear } from 'date-fns/isSameYear';
import type { Incident, Instant } from '../domain/incident';

/** `2026-11-22 14:05 +01:00`: local time with its offset, for documents that are read elsewhere. */
export function formatWithZone(at: Instant): string {
  return format(at, 'yyyy-MM-dd HH:mm xxx');
}

/** `14:05`, or `21 Nov 14:05` where it is another day than `reference`. */
export function formatShort(at: Instant, reference: Instant): string {
  return format(at, isSameDay(at, reference) ? 'HH:mm' : 'd MMM HH:mm');
}

/** `14:05 +01:00`, or `21 Nov 14:05 +01:00`, with its year where that is not the year of `now`. */
export function formatMoment(at: Instant, now: Instant, withDay: boolean): string {
  if (!withDay && isSameDay(at, now)) return format(at, 'HH:mm xxx');
  return format(at, isSameYear(at, now) ? 'd MMM HH:mm xxx' : 'd MMM yyyy HH:mm xxx');
}

/** How the times of an incident are written in a message of now: with their days once it has run over more than one. */
export function momentsOf({ startedAt }: Pick<Incident, 'startedAt'>, now: Instant): (at: Instant) => string {
  const withDay = !isSameDay(startedAt, now);
  return (at) => formatMoment(at, now, withDay);
}

/** `09:13 UTC`, `14:05 UTC+01:00` or `22 November, 14:05 UTC+01:00`: for readers outside. */
export function formatSpoken(at: Instant, now: Instant): string {
  const clock = `${format(at, 'HH:mm')} ${spokenZone(at)}`;
  if (isSameDay(at, now)) return clock;
  return `${format(at, isSameYear(at, now) ? 'd MMMM' : 'd MMMM yyyy')}, ${clock}`;
}

/** `From 21:52 to 22:46 UTC+01:00`, `On 22 November, from 21:52 to 22:46 UTC+01:00`, or with a day for each end. */
export function formatSpokenRange(from: Instant, to: Instant, now: Instant): string {
  if (!isSameDay(from, to) || spokenZone(from) !== spokenZone(to))
    return `From ${formatSpoken(from, now)} to ${formatSpoken(to, now)}`;
  const range = `rom ${format(from, 'HH:mm')} to ${format(to, 'HH:mm')} ${spokenZone(to)}`;
  if (isSameDay(from, now)) return `F${range}`;
  return `On ${format(from, isSameYear(from, now) ? 'd MMMM' : 'd MMMM yyyy')}, f${range}`;
}

function spokenZone(at: Instant): string {
  const offset = format(at, 'xxx');
  return offset === '+00:00' ? 'UTC' : `UTC${offset}`;
}

/** `14:05:30 +01:00`; in documents with day headings that are read elsewhere. */
export function formatClockWithZone(at: Instant): string {
  return format(at, 'HH:mm:ss xxx');
}

/** The local calendar day, for headings. */
export function formatDay(at: Instant): string {
  return format(at, 'EEEE d MMMM yyyy');
}

/** `14:05:30`; in documents with day headings. */
export function formatClock(at: Instant): string {
  return format(at, 'HH:mm:ss');
}
