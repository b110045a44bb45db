import type { Instant } from '../incident';
import { readDaysBack } from './dayText';
import { readEpoch } from './epoch';
import { readLength } from './lengths';
import { readParts, type Parts } from './parts';
import type { Reading } from './reading';
import type { Refusal } from './refusal';
import { resolve, type Direction } from './resolve';
import type { Zone } from './zones';
import { match, skip } from './zoneText';

/** A time never needs more than this. */
const LONGEST = 160;
const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;

/** The white space that people cannot tell from a space (2:30 PM has one of no width to break at) made a space. */
export function plainSpaces(text: string): string {
  return text.replace(SPACES, ' ');
}

/** What ends a time: the end of the text, white space, a separator or a bracket. */
const END = /$|\s|[,;|)\]}"]|:(?:\s|$)|[.!?](?:\s|$)/y;
/** What goes on after a stamp with its seconds may be anything but a letter or a figure: `10:22:40,672:DEBUG`. */
const STAMP_END = /$|[^\w]/y;
const RANGE = /\s?(?:[-\u2013\u2014]|to|until|till|through)\s?\d{1,2}(?:[:.]\d\d(?!\d)|\s?[ap]\.?m)/iy;
const REST_OF_TOKEN = /[^\s,;|]*/y;

/**
 * The time at the beginning of a text, with a clock (`14:05 restarted`, `yesterday 11pm`, `14:05 PST`,
 * `2026-11-24T02:30:00Z`), relative to now (`-10m`, `20 min ago`, `now`) or in seconds since 1970 (`@1764061800`). `zone` is that
 * of a time that names none: of this machine, if left out. A zone, half or day that is not understood makes it a refusal.
 */
export function readTime(text: string, now: Instant, zone?: Zone, direction: Direction = 'past'): Reading {
  const head = plainSpaces(text.slice(0, LONGEST));
  return readRelative(head, now) ?? readEpoch(head, now, 'head') ?? readAbsolute(head, now, zone, direction, false);
}

/** As readTime, for a text that is nothing but a time: `1405`, `9.10`, `20 min`, `1h20` and `10` (minutes ago) are times, too. */
export function readWholeTime(text: string, now: Instant, zone?: Zone, direction: Direction = 'past'): Reading {
  const typed = text.trim();
  if (typed.length > LONGEST) return { kind: 'none' };
  const whole = plainSpaces(typed);
  const read = readAlone(whole, now) ?? readEpoch(whole, now, 'whole');
  if (read !== undefined) return read;
  const found = readRelative(whole, now);
  return found ?? readAbsolute(whole, now, zone, direction, true);
}

/** As readWholeTime, for a clock with or without its day alone: lengths of time are none. */
export function readClockTime(text: string, now: Instant, direction: Direction): Reading {
  return text.length > LONGEST ? { kind: 'none' } : readAbsolute(plainSpaces(text), now, undefined, direction, true);
}

function readAlone(whole: string, now: Instant): Reading | undefined {
  const end = whole.length;
  const minutes = /^\d{1,3}$/.test(whole) ? Number(whole) * 60_000 : undefined;
  if (minutes !== undefined) return relative(now - minutes, end);
  const length = readLength(whole, 0);
  if (length?.end !== end) return vagueAmount(whole);
  // 14h05 is half past two in some countries, and a length in others.
  if (/^(?:1\d|2[0-3])h[0-5]\d$/i.test(whole)) return refused({ why: 'vague', text: whole }, end);
  return Number.isNaN(length.length) ? undefined : relative(now - length.length, end);
}

/** `now + 40 minutes` is another time. */
const NOW = /(?:just\s|right\s)?now(?!\s?[-+]\s?\d)(?=$|\s|[,;|]|:\s)/iy;
const MINUS = /[-\u2212](?=\d)/y;
const AGO = /\s?(?:ago|earlier|back)(?=$|\s|[,;|.]|:\s)/iy;
const BEFORE = /\sbefore(?=$|[,;|]|:\s)/iy;
const ABOUT = /(?:about|around|approx\.?|roughly)\s|~\s?/iy;
const VAGUE =
  /(?:about\s)?(?:an?\sfew|few|several|some|(?:an?\s)?couple(?:\sof)?)\s(?:seconds|secs|minutes|mins|hours|hrs|days|weeks)\s(?:ago|earlier|back)\b/iy;
const LONG_AGO = /(?:an?|\d{1,4})\s?(?:months?|mo|years?|yrs?|y)\sago\b/iy;

function readRelative(head: string, now: Instant): Reading | undefined {
  const just = match(NOW, head, 0);
  if (just !== undefined) return relative(now, just[0].length);
  const vague = vagueAmount(head);
  if (vague !== undefined) return vague;
  if (readDaysBack(head, 0) !== undefined) return undefined;
  const minus = skip(MINUS, head, 0);
  const start = minus > 0 ? minus : skip(ABOUT, head, 0);
  const amount = readLength(head, start);
  if (amount === undefined) return undefined;
  const { length, end } = amount;
  if (minus > 0) {
    // `-5 m below`, `-5 degrees`: after a space a unit must be a word.
    if (/^\d{1,10}(?:\.\d{1,4})?\s(?:[a-z]\b|(?!sec|min|h(?:ou)?r|day|w(?:ee)?k))/i.test(head.slice(1)))
      return undefined;
    if (Number.isNaN(length) || match(END, head, end) === undefined) {
      return refused({ why: 'unreadable' }, tokenEnd(head, end));
    }
    return alone(head, end, now) ?? relative(now - length, end);
  }
  const ago = match(AGO, head, end) ?? match(BEFORE, head, end);
  if (ago === undefined) return undefined;
  const after = end + ago[0].length;
  if (Number.isNaN(length)) return refused({ why: 'unreadable' }, after);
  return alone(head, after, now) ?? relative(now - length, after);
}

/** Refuses a length of time with nothing but another time after it: `-10m 14:05`, `-1h 20`. Which of them is meant? */
function alone(head: string, end: number, now: Instant): Reading | undefined {
  const rest = head
    .slice(end)
    .replace(/^\s{0,2}[,;]?\s{1,4}(?:at\s|-\s)?/i, '')
    .trim();
  if (!/^\S*\d|^this /i.test(rest) || head.length === LONGEST) return undefined;
  const other = readWholeTime(rest, now);
  if (other.kind === 'none' || other.end < rest.length) return undefined;
  return refused({ why: 'unreadable' }, head.length);
}

function vagueAmount(head: string): Reading | undefined {
  const vague = match(VAGUE, head, 0) ?? match(LONG_AGO, head, 0);
  return vague === undefined ? undefined : refused({ why: 'vague', text: vague[0] }, vague[0].length);
}

function relative(at: Instant, end: number): Reading {
  return { kind: 'time', at, end, precision: 'second', isLength: true, assumedDay: false };
}

function readAbsolute(
  head: string,
  now: Instant,
  zone: Zone | undefined,
  direction: Direction,
  whole: boolean,
): Reading {
  // Brackets around a stamp go with it: `[2026-11-24T02:30:00Z] e`, `(14:05) x`.
  const opening = skip(/<\d{1,3}>\d?\s?|[[("']{1,2}(?=\S)/y, head, 0);
  // The letter of klog and glog is a level.
  const start = skip(/[IWEFDV](?=\d{4}(?:\d{4})?\s{1,2}\d\d:\d\d:\d\d)/y, head, opening);
  const parts = readKlog(head, start, opening) ?? readParts(head, start, { whole });
  // `5 minutes later` begins with no hour; `-2d at 9 x` has one, of which the half is missing.
  const sure = parts?.day !== undefined && /(?:\bat\s|@)\s?\d{1,2}$/i.test(head.slice(0, parts.end));
  const number = parts?.clock?.precision === 'hour' && parts.vague === true && !sure;
  if (parts === undefined || (number && /^\s*\w/.test(head.slice(parts.end)))) return { kind: 'none' };
  return finish(head, parts, now, zone, direction, opening > 0);
}

/** `E1125 09:10:12.123456` */
function readKlog(head: string, start: number, opening: number): Parts | undefined {
  const date = start === opening ? undefined : match(/(\d\d)(\d\d)\s{1,2}(?=\d\d:)/y, head, start);
  const parts = date === undefined ? undefined : readParts(head, start + date[0].length, { whole: false });
  if (date === undefined || parts === undefined) return undefined;
  return { ...parts, day: { kind: 'yearless', month: Number(date[1]), day: Number(date[2]) }, stamp: true };
}

function finish(
  head: string,
  parts: Parts,
  now: Instant,
  zone: Zone | undefined,
  direction: Direction,
  bracketed: boolean,
): Reading {
  const range = match(RANGE, head, parts.end);
  if (range !== undefined && parts.refusal === undefined) {
    const text = head.slice(0, parts.end + range[0].length);
    return refused({ why: 'range', text }, text.length);
  }
  if (parts.refusal === undefined && match(parts.stamp ? STAMP_END : END, head, parts.end) === undefined) {
    const end = tokenEnd(head, parts.end);
    const letters = parts.stamp && /^[A-Za-z]/.test(head.slice(parts.end));
    return refused(letters ? { why: 'unknownZone', text: head.slice(parts.end, end) } : { why: 'unreadable' }, end);
  }
  const read = resolve(parts, now, zone, direction);
  if ('refusal' in read) return refused(read.refusal, tokenEnd(head, parts.end));
  // Nothing before 1970: far enough back no zone and no calendar is certain.
  if (!(read.at >= 0)) return refused({ why: 'unreadable' }, parts.end);
  const closing = bracketed ? skip(/[\])"']{1,2}/y, head, parts.end) : parts.end;
  return {
    kind: 'time',
    at: read.at,
    end: closing,
    ...(parts.zone !== undefined && { zone: parts.zone.text }),
    precision: parts.clock?.precision ?? 'minute',
    assumedDay: parts.day === undefined,
  };
}

function tokenEnd(head: string, end: number): number {
  return Math.max(skip(REST_OF_TOKEN, head, end), end);
}

function refused(refusal: Refusal, end: number): Reading {
  return { kind: 'refused', refusal, end };
}
