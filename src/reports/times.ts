import { format } from 'date-fns/format';
import { isSameDay } from 'date-fns/isSameDay';
import type { Instant } from '../domain/incident';

/** `2026-11-22 14:05 +01:00`: local time with its offset, for documents that are read elsewhere. */
export function formatWithZone(at: Instant): string {
  return format(at, 'yyyy-MM-dd HH:mm xxx');
}

/** `14:05`, or `21 Nov 14:05` where it is another day than `reference`. */
export function formatShort(at: Instant, reference: Instant): string {
  return format(at, isSameDay(at, reference) ? 'HH:mm' : 'd MMM HH:mm');
}

/** The local calendar day, for headings. */
export function formatDay(at: Instant): string {
  return format(at, 'EEEE d MMMM yyyy');
}

/** `14:05:30`; in documents with day headings. */
export function formatClock(at: Instant): string {
  return format(at, 'HH:mm:ss');
}
