import type { Instant } from '../incident';
import { readAbbreviation } from './abbreviations';
import { momentsAtWall } from './calendar';
import { timeOfLine } from './stamps';
import { offsetAt, type Zone } from './zones';

/** Reads the times of the lines of one file, in their order. */
export interface LineReader {
  /** The time of the line in milliseconds; NaN where it has none, or one that is refused. */
  readonly read: (line: string) => Instant;
}

const DAY = 86_400_000;
const MINUTE = 60_000;
/** Clocks of a zone change at whole quarters of an hour. */
const QUARTER = 15 * MINUTE;

/**
 * How stamps of a fixed width are written: y, M, d, H, m, s are figures, N the name of a month, D that of a weekday, _ a figure
 * or a space. Another character stands for itself; `?` is any that is no figure.
 */
const LAYOUTS = [
  'yyyy?MM?dd?HH:mm:ss',
  'yyyyMMdd?HHmmss',
  'yyyyMMdd?HH:mm:ss',
  'dd/NNN/yyyy?HH:mm:ss',
  'dd NNN yyyy HH:mm:ss',
  'DDD NNN _d HH:mm:ss',
  'DDD, dd NNN yyyy HH:mm:ss',
  'NNN _d HH:mm:ss',
  '?MMdd HH:mm:ss',
  'MM-dd HH:mm:ss',
  'yy/MM/dd HH:mm:ss',
  'yyMMdd HHmmss',
].map((pattern) => layoutOf(pattern));

interface Layout {
  readonly length: number;
  readonly year: number;
  readonly yearLength: number;
  readonly month: number;
  readonly named: boolean;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** In turn where a certain character stands, and its code; 0 for any that is no figure. */
  readonly marks: readonly number[];
}

/** Where the stamp of a line begins: at a place, or after a text that comes once before it. */
type Anchor = { readonly at: number } | { readonly after: string };

interface Shape {
  readonly anchor: Anchor;
  /** Undefined for seconds since 1970. */
  readonly layout: Layout | undefined;
}

/**
 * A reader for the lines of one file. The first stamp that is found shows how the file writes them; such lines are then read
 * without a search, about a million a second. What does not fit is read as any line is. Options as in timeOfLine.
 * In the hour that the clocks show twice, the times of a file do not run backwards.
 */
export function lineReader(now: Instant, zone?: Zone): LineReader {
  let shape: Shape | undefined;
  let previous = NaN;
  const context = new WallClock(now, zone);
  return {
    read: (line) => {
      let at = shape === undefined ? NaN : readShape(line, shape, context, previous);
      if (Number.isNaN(at)) {
        const read = timeOfLine(line, now, zone);
        if (read.kind !== 'time') return NaN;
        at = read.at;
        const found = shapeOf(line, read.start ?? 0, at, context);
        if (found !== undefined) shape = found;
      }
      previous = at;
      return at;
    },
  };
}

/** From what a clock on the wall shows to the moment, with what was found last kept. */
class WallClock {
  private quarter = NaN;
  private offset = 0;
  private day = NaN;
  private midnight = 0;
  private readonly today: number;
  private readonly thisYear: number;

  constructor(
    readonly now: Instant,
    private readonly zone: Zone | undefined,
  ) {
    this.today = Math.floor((now + offsetAt(zone, now)) / DAY) * DAY;
    this.thisYear = new Date(this.today).getUTCFullYear();
  }

  midnightOf(year: number, month: number, day: number): number {
    const key = (year * 16 + month) * 32 + day;
    if (key !== this.day) {
      const midnight = Date.UTC(year, month - 1, day);
      // No day that does not exist rolls over to one that does.
      if (new Date(midnight).getUTCDate() !== day) return NaN;
      this.day = key;
      this.midnight = midnight;
    }
    return this.midnight;
  }

  momentOf(wall: number, previous: number): Instant {
    const quarter = Math.floor(wall / QUARTER);
    if (quarter !== this.quarter) {
      const moments = momentsAtWall(quarter * QUARTER, this.zone);
      const [first] = moments;
      if (first === undefined) return NaN;
      if (moments.length > 1) return this.twice(wall, previous);
      this.quarter = quarter;
      this.offset = quarter * QUARTER - first;
    }
    return wall - this.offset;
  }

  /** The year of a day without one: the last in which it is not to come. */
  yearOf(month: number, day: number): number {
    return this.midnightOf(this.thisYear, month, day) > this.today ? this.thisYear - 1 : this.thisYear;
  }

  private twice(wall: number, previous: number): Instant {
    const moments = momentsAtWall(wall, this.zone);
    const fits = Number.isNaN(previous) ? undefined : moments.find((at) => at >= previous - MINUTE);
    return fits ?? moments.filter((at) => at <= this.now).at(-1) ?? moments[0] ?? NaN;
  }
}

function readShape(line: string, { anchor, layout }: Shape, clock: WallClock, previous: number): Instant {
  let start: number;
  if ('at' in anchor) start = anchor.at;
  else {
    const found = line.indexOf(anchor.after);
    if (found === -1) return NaN;
    start = found + anchor.after.length;
  }
  return layout === undefined ? readEpochAt(line, start) : readLayout(line, start, layout, clock, previous);
}

function readLayout(line: string, start: number, layout: Layout, clock: WallClock, previous: number): Instant {
  const { marks } = layout;
  for (let mark = 0; mark < marks.length; mark += 2) {
    const found = line.charCodeAt(start + (marks[mark] ?? 0));
    const code = marks[mark + 1];
    if (code === 0 ? found >= 48 && found <= 57 : found !== code) return NaN;
  }
  const month = layout.named ? monthAt(line, start + layout.month) : two(line, start + layout.month);
  const day = two(line, start + layout.day);
  const hour = two(line, start + layout.hour);
  const minute = two(line, start + layout.minute);
  const second = two(line, start + layout.second);
  if (!(month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59)) return NaN;
  const time = ((hour * 60 + minute) * 60 + second) * 1000;
  let at = start + layout.length;
  let millisecond = 0;
  const point = line.charCodeAt(at);
  const figure = line.charCodeAt(at + 1);
  if ((point === 46 || point === 44) && figure >= 48 && figure <= 57) {
    let scale = 100;
    for (at++; ; at++) {
      const digit = line.charCodeAt(at) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      millisecond += digit * scale;
      scale /= 10;
    }
    millisecond = Math.floor(millisecond + 1e-6);
  }
  // Apache and ctime write the year at the end.
  const late = layout.yearLength === 0 && line.charCodeAt(at) === 32 ? yearAt(line, at + 1, 4) : NaN;
  const isLate = late >= 1900 && late < 2200 && !isWordAt(line, at + 5);
  if (isLate) at += 5;
  const early = layout.yearLength === 0 ? NaN : yearAt(line, start + layout.year, layout.yearLength);
  const year = isLate ? late : layout.yearLength === 0 ? clock.yearOf(month, day) : early;
  const wall = clock.midnightOf(year, month, day) + time + millisecond;
  const next = line.charCodeAt(at);
  // Z
  if (next === 90) return isWordAt(line, at + 1) ? NaN : wall;
  if (next === 43 || next === 45) return wall - offsetGlued(line, at);
  // A letter or a figure here belongs to a zone or to no stamp; a space may come before a zone.
  if (isWordAt(line, at) || point === 58) return NaN;
  if (next === 32) {
    const after = line.charCodeAt(at + 1);
    if (after === 43 || after === 45) {
      return line.charCodeAt(at + 2) === 32 ? clock.momentOf(wall, previous) : wall - offsetGlued(line, at + 1);
    }
    if (mayBeZone(line, at + 1)) return NaN;
    if (after === 40) return NaN;
  }
  return clock.momentOf(wall, previous);
}

function yearAt(line: string, at: number, length: number): number {
  if (length === 4) return two(line, at) * 100 + two(line, at + 2);
  const short = two(line, at);
  return short + (short < 70 ? 2000 : 1900);
}

/** Two figures, the first of which may be a space; NaN where they are none. */
function two(line: string, at: number): number {
  const tens = line.charCodeAt(at);
  const ones = line.charCodeAt(at + 1) - 48;
  if (!(ones >= 0 && ones <= 9)) return NaN;
  if (tens === 32) return ones;
  return tens >= 48 && tens <= 57 ? (tens - 48) * 10 + ones : NaN;
}

const MONTHS = 'JanFebMarAprMayJunJulAugSepOctNovDec';

function monthAt(line: string, at: number): number {
  const a = line.charCodeAt(at);
  const b = line.charCodeAt(at + 1);
  const c = line.charCodeAt(at + 2);
  for (let month = 0; month < 12; month++) {
    const place = month * 3;
    const isMonth =
      MONTHS.charCodeAt(place) === a && MONTHS.charCodeAt(place + 1) === b && MONTHS.charCodeAt(place + 2) === c;
    if (isMonth) return month + 1;
  }
  return NaN;
}

/** `+02:00`, `-0800`, `+02`; NaN for anything else. Milliseconds. */
function offsetGlued(line: string, at: number): number {
  const hours = two(line, at + 1);
  const colon = line.charCodeAt(at + 3) === 58 ? 1 : 0;
  const minutes = two(line, at + 3 + colon);
  const whole = Number.isNaN(minutes) ? 0 : minutes;
  const end = Number.isNaN(minutes) ? at + 3 : at + 5 + colon;
  if (!(hours <= 14) || whole > 59 || isWordAt(line, end) || line.charCodeAt(at + 1) === 32) return NaN;
  return (line.charCodeAt(at) === 45 ? -1 : 1) * (hours * 60 + whole) * MINUTE;
}

function isWordAt(line: string, at: number): boolean {
  const code = line.charCodeAt(at);
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

/** Whether a word is a zone or a half of the day, as far as was asked: a file repeats its words. */
const words = new Map<string, boolean>();

/** Whether the word there is a zone or a half of the day: then the line is read with care. */
function mayBeZone(line: string, at: number): boolean {
  let end = at;
  for (
    let code = line.charCodeAt(end) | 32;
    end < at + 7 && code >= 97 && code <= 122;
    code = line.charCodeAt(end) | 32
  )
    end++;
  if (end === at) return false;
  // America/New_York
  if (line.charCodeAt(end) === 47) return true;
  if (end > at + 5) return line.slice(at, end).includes('/');
  const word = line.slice(at, end);
  const known = words.get(word);
  if (known !== undefined) return known;
  const may = /^[ap]m?$|^(?:utc?|gmt|z)$/i.test(word) || readAbbreviation(word) !== undefined;
  if (words.size < 1000) words.set(word, may);
  return may;
}

/** Seconds, milliseconds, microseconds or nanoseconds since 1970. */
function readEpochAt(line: string, start: number): Instant {
  let value = 0;
  let at = start;
  for (; at < start + 13; at++) {
    const digit = line.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) break;
    value = value * 10 + digit;
  }
  let end = at;
  while (line.charCodeAt(end) >= 48 && line.charCodeAt(end) <= 57) end++;
  const figures = end - start;
  if (figures === 13 || figures === 16 || figures === 19) return value;
  if (figures !== 10) return NaN;
  let scale = 100;
  value *= 1000;
  if (line.charCodeAt(end) !== 46) return value;
  for (at = end + 1; scale >= 1; at++, scale /= 10) {
    const digit = line.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) break;
    value += digit * scale;
  }
  return value;
}

/** How this line writes its time; undefined where no way that is known gives the same. */
function shapeOf(line: string, start: number, at: Instant, clock: WallClock): Shape | undefined {
  for (const anchor of anchorsOf(line, start)) {
    for (const layout of [...LAYOUTS, undefined]) {
      const shape = { anchor, layout };
      if (readShape(line, shape, clock, at) === at) return shape;
    }
  }
  return undefined;
}

function anchorsOf(line: string, start: number): readonly Anchor[] {
  const before = line.slice(Math.max(0, start - 32), start);
  const field = /"[@\w]{1,20}"\s?:\s?"?$/.exec(before)?.[0] ?? /(?:^|\s)[@\w]{1,20}="?$/.exec(before)?.[0].trimStart();
  if (field !== undefined) return line.indexOf(field) + field.length === start ? [{ after: field }] : [];
  const bracket = line.indexOf('[') + 1;
  if (bracket === start && start > 1) return [{ after: '[' }];
  return line.indexOf(' ') + 1 === start ? [{ after: ' ' }] : [{ at: start }];
}

function layoutOf(pattern: string): Layout {
  const marks: number[] = [];
  Array.from(pattern).forEach((character, index) => {
    if (character === '?') marks.push(index, 0);
    else if (!/[yMdHmsND_]/.test(character)) marks.push(index, character.charCodeAt(0));
  });
  const named = pattern.indexOf('NNN');
  return {
    length: pattern.length,
    year: pattern.indexOf('y'),
    yearLength: Array.from(pattern).filter((character) => character === 'y').length,
    month: named === -1 ? pattern.indexOf('MM') : named,
    named: named !== -1,
    day: pattern.includes('_d') ? pattern.indexOf('_d') : pattern.indexOf('dd'),
    hour: pattern.indexOf('HH'),
    minute: pattern.indexOf('mm'),
    second: pattern.indexOf('ss'),
    marks,
  };
}
