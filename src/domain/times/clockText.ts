import type { DayPart } from './dayText';
import type { Refusal } from './refusal';
import { match, skip } from './zoneText';

export type Precision = 'hour' | 'minute' | 'second' | 'millisecond';

/** A time of day. `hour` may be 24 and `second` 60 where nothing is over: midnight at the end, a leap second. */
export interface Clock {
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  readonly precision: Precision;
}

export interface ClockRead {
  readonly clock?: Clock;
  /** The hour alone was given, from 1 to 12: morning or evening. */
  readonly vague?: boolean;
  readonly refusal?: Refusal;
  readonly end: number;
}

/** Which ways to write a clock count: more of them where a clock must follow, as after `at` or a date. */
export interface ClockPlace {
  /** `9.10`, `1405`, `9`, `14h05` */
  readonly loose: boolean;
  /** After the `T` of ISO 8601: `T11`, `T1130`, `T11.5`. */
  readonly iso: boolean;
}

const HALF = /\s{0,2}(?<half>a\.m\.?|p\.m\.?|am\b\.?|pm\b\.?)(?![a-z0-9])|(?<short>[ap])(?![a-z0-9.])/iy;
const COLON =
  /(?<hour>\d{1,2}):(?<minute>\d{1,2})(?!\d)(?::(?<second>\d{1,2})(?!\d)(?:[.,:](?<fraction>\d{1,2}(?=$|[^\d:])|\d{3,12}))?|[.,](?<minutes>\d)(?=$|\s|[-+Zz]))?/y;
const POINTS = /(?<hour>\d\d)\.(?<minute>\d\d)\.(?<second>\d\d)(?:[.,](?<fraction>\d{1,12}))?(?!\d)/y;
const POINT = /(?<hour>\d{1,2})\.(?<minute>[0-5]\d)(?![\d.])/y;
const FIGURES =
  /(?<hour>\d\d)(?<minute>\d\d)(?:(?<second>\d\d)(?:[.,](?<fraction>\d{1,12}))?)?(?!\d)(?:\s?(?:h|hrs?|hours)(?!\w))?/iy;
const FRENCH = /(?<hour>\d{1,2})h(?<minute>\d\d)?(?!\w)/iy;
const HOUR = /(?<hour>\d{1,2})(?![\d.:]\d|\d|%)(?:\s?o\s?['\u2019]?\s?clock)?/iy;
const ISO_HOUR = /(?<hour>\d\d)(?:[.,](?<hours>\d))?(?=$|[^\d.,:])/y;
const NAMED = /(?:12 )?(?<word>noon|midday|midnight)(?!\w)/iy;
const PART =
  /\s{1,2}(?:(?:in the |this )(?<part>morning|afternoon|evening)|(?<night>at night|tonight))(?!\w|['\u2019]s)/iy;

/** The clock at this place of a text; undefined where there is none. */
export function readClock(text: string, start: number, place: ClockPlace, before?: DayPart): ClockRead | undefined {
  if (place.iso) {
    const iso = readIso(text, start);
    if (iso !== undefined) return iso;
  }
  const named = place.loose ? match(NAMED, text, start) : undefined;
  if (named !== undefined) {
    const hour = named.groups?.word?.toLowerCase() === 'midnight' ? 0 : 12;
    return { clock: clockOf({ hour: String(hour) }), end: start + named[0].length };
  }
  const colon = match(COLON, text, start) ?? (place.loose ? match(POINTS, text, start) : undefined);
  if (colon?.groups !== undefined) return finish(text, start, colon, before);
  const pointed = match(POINT, text, start);
  if (pointed?.groups !== undefined && (place.loose || hasHalf(text, start + pointed[0].length))) {
    return finish(text, start, pointed, before);
  }
  if (place.loose) {
    const found = match(FIGURES, text, start) ?? match(FRENCH, text, start);
    if (found?.groups !== undefined) return finish(text, start, found, before);
  } else {
    const marked = match(FIGURES, text, start);
    // `1405Z`, `1405h`, `1405 UTC`
    if (marked?.groups !== undefined && /h|hrs?|hours$/i.test(marked[0])) return finish(text, start, marked, before);
    if (
      marked?.groups !== undefined &&
      marked[0].length === 4 &&
      match(/z(?![\w-])|\s?(?:utc|gmt)\b/iy, text, start + 4)
    ) {
      return finish(text, start, marked, before);
    }
  }
  const hour = match(HOUR, text, start);
  if (hour?.groups === undefined) return undefined;
  const read = finish(text, start, hour, before);
  const explicit = read.vague !== true || /clock$/i.test(hour[0]);
  if (!place.loose && !explicit) return undefined;
  if (
    !place.loose &&
    !hasHalf(text, start + hour[0].length) &&
    !/clock$/i.test(hour[0]) &&
    read.end === start + hour[0].length
  )
    return undefined;
  return read;
}

function hasHalf(text: string, at: number): boolean {
  return match(HALF, text, at) !== undefined || match(PART, text, at) !== undefined;
}

function readIso(text: string, start: number): ClockRead | undefined {
  const figures = match(
    /(?<hour>\d\d)(?<minute>\d\d)(?:(?<second>\d\d)(?:[.,](?<fraction>\d{1,12}))?)?(?!\d)/y,
    text,
    start,
  );
  if (figures?.groups !== undefined) return checked(figures.groups, figures[0], start + figures[0].length);
  const hour = match(ISO_HOUR, text, start);
  if (hour?.groups === undefined) return undefined;
  const { hours } = hour.groups;
  const groups = hours === undefined ? hour.groups : { ...hour.groups, minute: String(Number(hours) * 6) };
  return checked(groups, hour[0], start + hour[0].length);
}

/** Reads what may follow the figures of a clock: a half of the day or a part of it. */
function finish(text: string, start: number, found: RegExpExecArray, before: DayPart | undefined): ClockRead {
  const groups = found.groups ?? {};
  let end = start + found[0].length;
  const half = match(HALF, text, end);
  const letter = (half?.groups?.half ?? half?.groups?.short)?.charAt(0).toLowerCase();
  // `2:30p` is a time, `10:30:00a` and `14h05a` are none.
  const shortAfter = half?.groups?.short !== undefined && /[h.]/i.test(found[0]);
  if (half !== undefined && letter !== undefined && !shortAfter) end += half[0].length;
  end = skip(/\s?(?:uhr|hrs|hours|h)(?!\w)/iy, text, end);
  const after = match(PART, text, end);
  if (after !== undefined) end += after[0].length;
  const part = (after?.groups?.part?.toLowerCase() as DayPart | undefined) ?? (after === undefined ? before : 'night');
  const typed = text.slice(start, end);
  const minute = groups.minute;
  const bad = { refusal: { why: 'noSuchClock', text: typed }, end } as const;
  if (minute?.length === 1) return bad;
  let hour = Number(groups.hour);
  let vague = minute === undefined && hour >= 1 && hour <= 12;
  if (letter !== undefined && !shortAfter) {
    if (hour < 1 || hour > 12) return bad;
    hour = (hour % 12) + (letter === 'p' ? 12 : 0);
    vague = false;
    if (part !== undefined && inPart(hour, part, true) !== hour) return bad;
  } else if (part !== undefined) {
    const within = inPart(hour, part, false);
    if (within === undefined) return bad;
    hour = within;
    vague = false;
  }
  const read = checked({ ...groups, hour: String(hour) }, typed, end);
  return vague ? { ...read, vague } : read;
}

/** The hour of 24 that an hour of 12 is in that part of the day; undefined where it cannot be in it. */
function inPart(hour: number, part: DayPart, sure: boolean): number | undefined {
  const inEvening = hour >= 4 && hour <= 11 && !sure ? hour + 12 : hour;
  switch (part) {
    case 'morning':
      return hour < 12 ? hour : undefined;
    case 'afternoon':
      if (hour >= 12 && hour <= 18) return hour;
      return !sure && hour >= 1 && hour <= 7 ? hour + 12 : undefined;
    case 'evening':
      return inEvening >= 16 && inEvening <= 23 ? inEvening : undefined;
    case 'night':
      if (hour === 12) return sure ? undefined : 0;
      return hour >= 6 && hour <= 11 && !sure ? hour + 12 : hour;
  }
}

function checked(groups: Readonly<Record<string, string | undefined>>, typed: string, end: number): ClockRead {
  const clock = clockOf(groups);
  const { hour, minute, second, millisecond } = clock;
  const midnight = hour === 24 && minute === 0 && second === 0 && millisecond === 0;
  const leap = second === 60 && minute === 59;
  if ((hour > 23 && !midnight) || minute > 59 || (second > 59 && !leap)) {
    return { refusal: { why: 'noSuchClock', text: typed }, end };
  }
  return { clock, end };
}

function clockOf(groups: Readonly<Record<string, string | undefined>>): Clock {
  const { hour, minute, second, fraction, minutes } = groups;
  const tenth = minutes === undefined ? undefined : Number(minutes) * 6;
  const precision: Precision =
    fraction !== undefined
      ? 'millisecond'
      : second !== undefined || tenth !== undefined
        ? 'second'
        : minute !== undefined
          ? 'minute'
          : 'hour';
  return {
    hour: Number(hour),
    minute: Number(minute ?? 0),
    second: Number(second ?? tenth ?? 0),
    millisecond: fraction === undefined ? 0 : Number(fraction.padEnd(3, '0').slice(0, 3)),
    precision,
  };
}

/** Where white space ends. */
export function afterSpace(text: string, at: number): number {
  return skip(/\s{0,4}/y, text, at);
}
