import type { Instant } from '../incident';
import type { Reading } from './reading';
import { match } from './zoneText';

/** 2001-09-09: from then on the seconds since 1970 have ten figures. */
const FIRST_SECOND = 1_000_000_000;
const DAY = 86_400_000;
const YEAR = 366 * DAY;
const NUMBER = /(?<at>@)?(?<figures>\d{10}|\d{13}|\d{16}|\d{19})(?:\.(?<fraction>\d{1,9}))?(?![\w.])/y;
/** `@400000004332258...`: the label of TAI64N; its seconds are ten ahead of UTC as tai64nlocal reads them. */
const TAI = /@4(?<high>[0-9a-f]{7})(?<low>[0-9a-f]{8})(?<nanos>[0-9a-f]{8})(?![\w.])/iy;
/** A number with a unit is an amount. */
const UNIT =
  /\s(?:bytes?|[kmgt]?i?b|ms|s|us|ns|secs?|seconds|rows|requests|times|keys|items|records|messages|events|users|lines|%)(?!\w)/iy;

/**
 * Seconds, milliseconds, microseconds or nanoseconds since 1970 at the beginning of a text, told apart by their figures, with
 * or without `@`. Without it, a number in front of other text counts only where it is a time of the last twenty years.
 */
export function readEpoch(text: string, now: Instant, place: 'whole' | 'head' | 'line', from = 0): Reading | undefined {
  const tai = match(TAI, text, from);
  if (tai?.groups !== undefined) {
    const { low = '', nanos = '' } = tai.groups;
    const at = (parseInt(low, 16) - 10) * 1000 + Math.floor(parseInt(nanos, 16) / 1e6);
    return { kind: 'time', at, end: from + tai[0].length, zone: 'UTC', precision: 'millisecond', assumedDay: false };
  }
  const found = match(NUMBER, text, from);
  if (found?.groups === undefined) return undefined;
  const at = epochOf(found.groups.figures ?? '', found.groups.fraction);
  const end = from + found[0].length;
  if (at === undefined) return undefined;
  const whole = place === 'whole';
  const oldest = place === 'line' ? 0 : now - 20 * YEAR;
  const certain = whole || found.groups.at !== undefined;
  if (!certain && (at > now + DAY || at < oldest || match(UNIT, text, end) !== undefined)) return undefined;
  if (match(/$|\s|[,;:|)\]}"]/y, text, end) === undefined || (whole && end < text.length)) return undefined;
  const precision =
    found.groups.figures?.length === 10 && found.groups.fraction === undefined ? 'second' : 'millisecond';
  return { kind: 'time', at, end, zone: 'UTC', precision, assumedDay: false };
}

/** The moment that 10, 13, 16 or 19 figures stand for; undefined where they are too small for one. */
export function epochOf(figures: string, fraction = ''): Instant | undefined {
  const seconds = Number(figures.slice(0, 10));
  if (figures.length < 10 || seconds < FIRST_SECOND) return undefined;
  const rest = figures.length === 10 ? fraction : figures.slice(10);
  return seconds * 1000 + Number(rest.padEnd(3, '0').slice(0, 3));
}
