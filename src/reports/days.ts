import type { Instant } from '../domain/incident';

// Local times and days in English, as documents and messages write them.

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
/** Length of a short name. Characters. */
const SHORT = 3;

/** `14:05` */
export function clockOf(at: Instant): string {
  const local = new Date(at);
  return `${twoDigits(local.getHours())}:${twoDigits(local.getMinutes())}`;
}

/** `14:05:30` */
export function clockWithSeconds(at: Instant): string {
  return `${clockOf(at)}:${twoDigits(new Date(at).getSeconds())}`;
}

/** `21 Nov`, `Sat 21 Nov 2026` */
export function shortDay(at: Instant, { weekday = false, year = false } = {}): string {
  const { name, date, month, fullYear } = partsOf(at);
  return [...(weekday ? [name.slice(0, SHORT)] : []), date, month.slice(0, SHORT), ...(year ? [fullYear] : [])].join(
    ' ',
  );
}

/** `21 November`, `Saturday 21 November 2026` */
export function longDay(at: Instant, { weekday = false, year = false } = {}): string {
  const { name, date, month, fullYear } = partsOf(at);
  return [...(weekday ? [name] : []), date, month, ...(year ? [fullYear] : [])].join(' ');
}

function partsOf(at: Instant) {
  const local = new Date(at);
  return {
    name: WEEKDAYS[local.getDay()] ?? '',
    date: String(local.getDate()),
    month: MONTHS[local.getMonth()] ?? '',
    fullYear: String(local.getFullYear()).padStart(4, '0'),
  };
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
