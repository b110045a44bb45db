import type { Instant } from '../incident';

/** A zone that was named: a fixed offset from UTC in milliseconds, or a name of the IANA time zone database. */
export type Zone = { readonly text: string } & ({ readonly offset: number } | { readonly name: string });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The largest offsets in use are UTC-12 and UTC+14. */
const FURTHEST_WEST = -12 * HOUR;
const FURTHEST_EAST = 14 * HOUR;

export const UTC: Zone = { text: 'UTC', offset: 0 };

const formats = new Map<string, Intl.DateTimeFormat | undefined>();

/** How far the zone's clocks are ahead of UTC at that moment, in milliseconds; of this machine's zone where none is given. */
export function offsetAt(zone: Zone | undefined, at: Instant): number {
  if (zone === undefined) return -new Date(at).getTimezoneOffset() * MINUTE;
  if ('offset' in zone) return zone.offset;
  const format = formatOf(zone.name);
  if (format === undefined) return NaN;
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
  const { year = NaN, month = NaN, day = NaN, hour = NaN, minute = NaN, second = NaN } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** The zone of that name in the IANA database (`Europe/Berlin`); undefined where there is none. */
export function namedZone(name: string): Zone | undefined {
  const known = formatOf(name)?.resolvedOptions().timeZone;
  return known === undefined ? undefined : { text: known, name };
}

/** A zone that is so far from UTC; undefined where no place on earth has that offset. */
export function offsetZone(offset: number): Zone | undefined {
  if (!(offset >= FURTHEST_WEST && offset <= FURTHEST_EAST)) return undefined;
  return { text: offsetText(offset), offset };
}

/** `UTC`, `UTC+02:00`, `UTC-03:30`: for people. The offset is in milliseconds. */
export function offsetText(offset: number): string {
  if (offset === 0) return 'UTC';
  const minutes = Math.round(Math.abs(offset) / MINUTE);
  const two = (value: number) => String(value).padStart(2, '0');
  return `UTC${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function formatOf(name: string): Intl.DateTimeFormat | undefined {
  if (formats.has(name)) return formats.get(name);
  const format = newFormat(name);
  // A file of invented names must not fill the memory.
  if (formats.size < 1000) formats.set(name, format);
  return format;
}

function newFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  const numeric = 'numeric';
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
      ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
    });
  } catch {
    // That is how Intl says that there is no such zone.
    return undefined;
  }
}
