import { readClock, type Clock, type ClockRead } from './clockText';
import { readDay, type DayPart, type DayRead, type DayText } from './dayText';
import type { Refusal } from './refusal';
import type { Zone } from './zones';
import { match, readZone, skip } from './zoneText';

/** What a text says of a time, before it is known when that is. */
export interface Parts {
  readonly day?: DayText;
  /** A day of the week beside a date. */
  readonly weekday?: number;
  /** The day was given as last night, whose small hours are today's. */
  readonly lastNight?: boolean;
  readonly clock?: Clock;
  /** An hour from 1 to 12 without its half of the day. */
  readonly vague?: boolean;
  readonly zone?: Zone;
  /** A whole date with seconds: a machine wrote it. */
  readonly stamp: boolean;
  readonly refusal?: Refusal;
  readonly end: number;
}

export interface PartsOptions {
  /** The text is nothing but a time: an hour, `1405` and `9.10` are clocks. */
  readonly whole: boolean;
}

const LEAD = /(?:(?:at|on|since|from)\s{1,2}|@\s?)/iy;
/** What may stand between a day and its clock. */
const DAY_TO_CLOCK =
  /\s{0,2},\s{0,2}(?:at\s{1,2})?|\s{1,4}(?:at\s{1,2}|@\s?|-\s(?=\d))?|[ _:.-](?=\d)|\s?[\u2219\u00b7]\s?|t(?=\d)/iy;
const CLOCK_TO_DAY = /\s{0,2}[,\u2219\u00b7]\s{0,2}(?:on\s)?|\s{1,2}(?:on\s)?/iy;
const YEAR = /\s{1,2}(?<year>(?:19|20|21)\d\d)(?![\w:.-])/y;

/**
 * Reads a clock and what belongs to it (its day before or after it, half, zone and year) at this place of a text. Undefined
 * where nothing there was meant as a time.
 */
export function readParts(text: string, start: number, { whole }: PartsOptions): Parts | undefined {
  const from = skip(LEAD, text, start);
  const day = readDay(text, from);
  if (day === undefined) return readClockFirst(text, from, whole || from > start);
  const gap = match(DAY_TO_CLOCK, text, day.end);
  const at = day.end + (gap?.[0].length ?? 0);
  const iso = gap?.[0].toLowerCase() === 't';
  const read =
    gap === undefined ? undefined : readClock(text, at, { loose: looseAfter(day, text, at, whole), iso }, day.part);
  if (read === undefined) {
    // `9.10 x` may be the ninth of October or a clock.
    const clock = day.certain ? undefined : readClockFirst(text, from, whole || from > start);
    return clock ?? withoutClock(text, day, whole);
  }
  // `5/31 servers are down`, `1.2 3 times`: figures are a date where a clock follows for certain.
  const base = { ...dayParts(day), end: read.end };
  return withZone(text, read, base, day);
}

/** After a date that is none but a date a bare number may be an hour; after `yesterday` or a weekday, too. */
function looseAfter(day: DayRead, text: string, at: number, whole: boolean): boolean {
  if (whole || day.part !== undefined) return true;
  const named = day.day?.kind === 'relative' || day.day?.kind === 'weekday';
  if (/^\s?at\s/i.test(text.slice(at - 4, at).trimStart()) || day.certain) return true;
  // `yesterday 2 nodes went down` has no clock, `yesterday 9.10` and `yesterday 1405` do.
  return named && match(/\d{1,2}\.[0-5]\d(?!\d)|[012]\d[0-5]\d(?!\d)/y, text, at) !== undefined;
}

function dayParts({ day, weekday, refusal, part }: DayRead): Pick<Parts, 'day' | 'weekday' | 'refusal' | 'lastNight'> {
  return {
    ...(day !== undefined && { day }),
    ...(weekday !== undefined && { weekday }),
    ...(refusal !== undefined && { refusal }),
    ...(part === 'night' && day?.kind === 'relative' && day.days === -1 && { lastNight: true }),
  };
}

function withoutClock(text: string, day: DayRead, whole: boolean): Parts | undefined {
  if (!day.certain && !whole) return undefined;
  const named = text.slice(0, day.end).trim();
  const refusal = day.refusal ?? ({ why: day.part === undefined ? 'noClock' : 'vague', text: named } as const);
  return { refusal, stamp: false, end: day.end };
}

function readClockFirst(text: string, from: number, loose: boolean): Parts | undefined {
  // Six figures are a clock beside a date alone.
  const read = /^\d{5}/.test(text.slice(from, from + 5)) ? undefined : readClock(text, from, { loose, iso: false });
  if (read === undefined) return undefined;
  const parts = withZone(text, read, { end: read.end }, undefined);
  if (parts.refusal !== undefined) return parts;
  const gap = match(CLOCK_TO_DAY, text, parts.end);
  const at = parts.end + (gap?.[0].length ?? 0);
  const day = gap === undefined ? undefined : readDay(text, at);
  if (day === undefined || !belongs(day, text, at, parts)) return parts;
  const dated = { ...parts, ...dayParts(day), end: day.end };
  if (parts.zone !== undefined) return dated;
  return withZone(text, { ...read, end: day.end }, dated, day);
}

/** Whether a day after a clock is part of the time: `14:05 5/6 pods`, `14:05 1.2 GB` go on with text. */
function belongs(day: DayRead, text: string, at: number, { clock }: Parts): boolean {
  if (day.refusal !== undefined && !day.certain) return false;
  const typed = text.slice(at, day.end);
  if (day.day?.kind === 'yearless' && !/[a-z]/i.test(typed)) return false;
  // `9 May` is a date; an hour alone is too little to have one after it.
  return clock?.precision !== 'hour' || day.day?.kind !== 'yearless' || /[ap]/i.test(text.slice(0, at));
}

type Base = Pick<Parts, 'day' | 'weekday' | 'refusal' | 'lastNight' | 'end'>;

/** The parts with the zone that follows the clock, and the year after it that ctime writes. */
function withZone(text: string, read: ClockRead, base: Base, day: DayRead | undefined): Parts {
  const { clock, vague, refusal } = read;
  const whole = day?.day?.kind === 'date';
  const seconds = clock !== undefined && clock.precision !== 'hour' && clock.precision !== 'minute';
  const ctime = base.day?.kind === 'yearless' && seconds;
  const parts: Parts = {
    ...base,
    ...(clock !== undefined && { clock }),
    ...(vague === true && { vague }),
    ...(base.refusal === undefined && refusal !== undefined && { refusal }),
    stamp: (whole && seconds) || ctime,
  };
  if (parts.refusal !== undefined) return parts;
  const direct = withYear(text, parts);
  const zone = readZone(text, direct.end, { date: whole || ctime, stamp: parts.stamp });
  if (zone === undefined) return direct;
  if ('refusal' in zone) return { ...direct, refusal: zone.refusal, end: zone.end };
  return withYear(text, { ...direct, zone: zone.zone, end: zone.end });
}

function withYear(text: string, parts: Parts): Parts {
  const year = parts.day?.kind === 'yearless' ? match(YEAR, text, parts.end) : undefined;
  if (year?.groups === undefined || parts.day?.kind !== 'yearless') return parts;
  const { month, day } = parts.day;
  return {
    ...parts,
    day: { kind: 'date', year: Number(year.groups.year), month, day },
    end: parts.end + year[0].length,
  };
}

/** A part of the day that was named. */
export type { DayPart };
