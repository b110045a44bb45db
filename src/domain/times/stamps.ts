import type { Instant } from '../incident';
import { readEpoch, epochOf } from './epoch';
import { readTime } from './read';
import type { Reading } from './reading';
import type { Zone } from './zones';
import { match } from './zoneText';

/** Where the time of a line stands in it, and what it says. */
export type LineTime = Reading & { readonly start?: number };

/** The stamp of a line stands in its beginning; fields of JSON may come late. */
const HEAD = 320;
const JSON_HEAD = 65_536;
// oxlint-disable-next-line no-control-regex -- colours begin with the escape character
const COLOURS = /\u001b\[[\d;?]{0,16}[A-Za-z]/g;

/** Fields of JSON that hold the time of a line, the surest first. */
const FIELDS = [
  '@timestamp|timestamp|asctime|datetime|timeUnixNano|timestamp_ns|__REALTIME_TIMESTAMP|EdgeStartTimestamp',
  'time|ts|@t|date|eventTime|event_time|logged_at|created_at|started_at|t',
].map(
  (names) =>
    new RegExp(
      `"(?:${names})"\\s{0,4}:\\s{0,4}(?:\\{\\s{0,4}"\\$date"\\s{0,4}:\\s{0,4})?(?:"(?<text>[^"\\\\]{4,64})"|(?<figures>\\d{10,19})(?:\\.(?<fraction>\\d{1,9}))?(?![\\d.]))`,
      'g',
    ),
);
const INSTANT =
  /"instant"\s{0,4}:\s{0,4}\{\s{0,4}"epochSecond"\s{0,4}:\s{0,4}(\d{10})\s{0,4},\s{0,4}"nanoOfSecond"\s{0,4}:\s{0,4}(\d{1,9})/;
const LOGFMT = /(?:^|\s)@?(?:time|ts|timestamp|t|datetime|date)=(?:"([^"]{4,64})"|([\w:.+-]{4,64}))/;
/** Where a stamp may begin: a figure, the name of a month or a weekday, after anything but a letter or a figure. */
const CANDIDATE =
  /(?<![\w.]|\d[-/:.])(?:\d|(?=Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|[IWEFDV]\d{4}))/g;
/** Without any of these a line has no stamp: quicker to see than to search for it. */
const HAS_CLOCK = /\d[:.]?\d\d[:.]?\d\d|\d{10}/;

const NO_STAMP: LineTime = { kind: 'none' };

/**
 * The time of a line of a log: a stamp with its seconds (at the beginning, in brackets or further on), a field of JSON or
 * logfmt, or seconds since 1970. `now` is the latest that it can be, such as the time of the file's last change: a stamp
 * without year or day is the last one before it. `zone` is that of a stamp that names none. Linear in the line, of which it sees a
 * bounded part. Positions are those of the line without its colours.
 */
export function timeOfLine(line: string, now: Instant, zone?: Zone): LineTime {
  const text = line.includes('\u001b') ? line.slice(0, JSON_HEAD).replace(COLOURS, '') : line;
  const head = text.slice(0, HEAD);
  if (/^(?:[\w.-]{1,40}\s{1,4}\|\s{0,4})?\s{0,4}\{/.test(head)) return ofJson(text, now, zone);
  if (!HAS_CLOCK.test(head)) return NO_STAMP;
  const fields = LOGFMT.exec(head);
  if (fields !== null && !/^\W{0,2}\d{4}-\d/.test(head)) {
    const value = fields[1] ?? fields[2] ?? '';
    const read = ofValue(value, now, zone);
    if (read.kind !== 'none') {
      const start = fields.index + fields[0].indexOf(value);
      return { ...read, start, end: start + value.length };
    }
  }
  // Supercomputers write the seconds, the day and the name of the machine before a stamp without a year.
  return /^\W{0,3}\d{10} \d{4}\.\d\d\.\d\d /.test(head) ? epochIn(head, now) : ofText(head, now, zone);
}

/** The moment of a line that looks like one of a log and not like a note of a person; undefined where it has none. */
export function timeInLine(line: string, now: Instant): Instant | undefined {
  const read = timeOfLine(line, now);
  if (read.kind !== 'time' || read.assumedDay || read.start === undefined) return undefined;
  const before = line.slice(0, read.start);
  const logged =
    read.start === 0 ||
    /^\W{1,3}$/.test(before) ||
    /^\s*\{/.test(before) ||
    // Host, identity and user of an access log; the level of Ruby, CUPS and others; fields of logfmt.
    /^\S{1,256}\s{1,2}\S{1,64}\s{1,2}[^[]{1,64}\[$/.test(before) ||
    /^[A-Z]{1,8},?\s{1,3}\W{0,2}$/.test(before) ||
    /(?:^|\s)@?(?:time|ts|timestamp|t|datetime|date)="?$/.test(before) ||
    /^<\d{1,3}>\d?\s?$/.test(before);
  return logged ? read.at : undefined;
}

function ofText(head: string, now: Instant, zone: Zone | undefined): LineTime {
  let refusal: LineTime | undefined;
  let clockAlone: LineTime | undefined;
  CANDIDATE.lastIndex = 0;
  for (
    let tries = 0, found = CANDIDATE.exec(head);
    found !== null && tries < 24;
    found = CANDIDATE.exec(head), tries++
  ) {
    const start = found.index;
    CANDIDATE.lastIndex = start + 1;
    const read = stampAt(head, start, now, zone);
    if (read.kind === 'refused') refusal ??= { ...read, start, end: start + read.end };
    if (read.kind !== 'time') continue;
    const placed = { ...read, start, end: start + read.end };
    if (!read.assumedDay)
      return refusal !== undefined && (refusal.start ?? 0) <= start ? orLater(refusal, placed) : placed;
    if (tries < 2) clockAlone ??= placed;
  }
  return refusal ?? clockAlone ?? epochIn(head, now);
}

/** A refused stamp stands, unless what is read begins within it: the weekday of ctime, a version before the time. */
function orLater(refused: LineTime, read: LineTime): LineTime {
  const why = refused.kind === 'refused' ? refused.refusal.why : 'unreadable';
  return why === 'ambiguousZone' || why === 'unknownZone' || why === 'ambiguousDate' ? refused : read;
}

function stampAt(head: string, start: number, now: Instant, zone: Zone | undefined): Reading {
  const token = head.slice(start, start + 80);
  if (!/^[\w/.,:-]{2,12}[ T_:]|^\d{4}-\d\d-\d\d-|^\d{14}|^\d{8}[.T-]\d{6}/.test(token)) return { kind: 'none' };
  const read = readTime(token, now, zone, 'line');
  if (read.kind === 'time' && (read.precision === 'hour' || read.precision === 'minute')) return { kind: 'none' };
  if (read.kind === 'time' && /^\d{10,}/.test(token)) return { kind: 'none' };
  if (read.kind !== 'refused') return read;
  const { why } = read.refusal;
  // In a line of a log most of what looks like a time is none; what is refused must be a stamp beyond doubt.
  const doubtful =
    why === 'unreadable' || why === 'noClock' || why === 'vague' || why === 'range' || why === 'noSuchClock';
  return doubtful || !/\d:\d\d:\d\d/.test(token.slice(0, read.end)) ? { kind: 'none' } : read;
}

/** Seconds since 1970 as the first or second word. */
function epochIn(head: string, now: Instant): LineTime {
  const start = match(/\W{0,3}(?:(?:\d{1,9}|-)\s{1,3}(?=\d{10}))?/y, head, 0)?.[0].length ?? 0;
  const at = head.charAt(start - 1) === '@' ? start - 1 : start;
  const read = readEpoch(head, now, 'line', at);
  return read?.kind === 'time' ? { ...read, start: at } : NO_STAMP;
}

function ofJson(text: string, now: Instant, zone: Zone | undefined): LineTime {
  const head = text.slice(0, JSON_HEAD);
  for (const field of FIELDS) {
    for (const found of head.matchAll(field)) {
      const { text: value, figures, fraction } = found.groups ?? {};
      const read: Reading =
        value === undefined ? ofEpoch(epochOf(figures ?? '', fraction), found[0].length) : ofValue(value, now, zone);
      if (read.kind === 'none') continue;
      const typed = value ?? found[0].slice(found[0].indexOf(figures ?? ''));
      const start = found.index + found[0].lastIndexOf(typed);
      return { ...read, start, end: start + typed.length };
    }
  }
  const instant = INSTANT.exec(head);
  if (instant === null) return NO_STAMP;
  const nanos = (instant[2] ?? '').padStart(9, '0');
  const read = ofEpoch(epochOf(instant[1] ?? '', nanos), instant[0].length);
  return { ...read, start: instant.index };
}

function ofEpoch(at: Instant | undefined, end: number): Reading {
  if (at === undefined) return { kind: 'none' };
  return { kind: 'time', at, end, zone: 'UTC', precision: 'millisecond', assumedDay: false };
}

/** The value of a field that is a time as a whole. */
function ofValue(value: string, now: Instant, zone: Zone | undefined): Reading {
  const epoch = readEpoch(value, now, 'whole');
  if (epoch !== undefined) return epoch;
  const read = readTime(value, now, zone, 'line');
  return read.kind === 'none' || (read.kind === 'time' && read.end < value.length) ? { kind: 'none' } : read;
}
