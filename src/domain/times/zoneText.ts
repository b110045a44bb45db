import { readAbbreviation, wordLike } from './abbreviations';
import type { Refusal } from './refusal';
import { namedZone, offsetZone, UTC, type Zone } from './zones';

/** A zone that stands in a text, and where it ends there. */
export type ZoneText =
  | { readonly zone: Zone; readonly end: number }
  | { readonly refusal: Refusal; readonly end: number };

/** What stands before the zone. */
export interface BeforeZone {
  /** A whole date, with its year. */
  readonly date: boolean;
  /** A whole date and seconds: a machine wrote it. */
  readonly stamp: boolean;
}

/** Within a class of characters the hyphen must come first. */
const SIGN = '[-+\\u2212]';
const Z = /z(?![\w-])/iy;
/** `UTC`, `UTC+2`, `GMT -08:45`, `gmt+0100`. A space before the sign needs an offset in full: `UTC +2 replicas` is text. */
const UTC_OFFSET = new RegExp(
  `(?:utc|gmt|ut)(?:(?<glued>${SIGN})(?<h>\\d{1,2}(?!\\d)|\\d\\d(?=\\d\\d(?!\\d)))(?::?(?<m>\\d\\d))?` +
    `|\\s?(?<spaced>${SIGN})(?<h2>\\d\\d):?(?<m2>\\d\\d))?(?![\\w/:]|${SIGN}\\d)`,
  'iy',
);
const UTC_UNCLEAR = new RegExp(`(?:utc|gmt|ut)\\s?${SIGN}\\d[\\d:]{0,6}`, 'iy');
const OFFSET = new RegExp(
  `(?<sign>${SIGN})(?<h>\\d{1,2}(?!\\d)|\\d\\d(?=\\d\\d(?!\\d)))(?::?(?<m>\\d\\d))?(?!\\d|:\\d)`,
  'y',
);
const WORD = /[A-Za-z]{1,5}(?![\w/]|[-+]\w)/y;
const AREA =
  /(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)(?:\/[\w+-]{1,32}){1,2}(?![\w/])/iy;
const COUNTRY = /(?:US|Canada|Brazil|Chile|Mexico)\/[\w-]{1,32}(?![\w/])/iy;
/** What may follow a word in small letters that is a zone. */
const AFTER_WORD = /\s*(?:$|[,;:|)\]]|(?:today|yesterday|on)\b)/iy;
/** What follows the method of a request. */
const AFTER_METHOD = /\s+(?:[/"'<{]|https?:)/iy;

/**
 * The zone at `from`, directly there or after white space; undefined where what follows is none. Small offsets and words that
 * may be text as well are refused rather than guessed.
 */
export function readZone(text: string, from: number, before: BeforeZone): ZoneText | undefined {
  const start = skip(/\s{0,2}/y, text, from);
  const spaced = start > from;
  const bracketed = /[([](?=[A-Za-z+-])/y;
  bracketed.lastIndex = start;
  if (bracketed.test(text)) return readBracketed(text, start, before);
  const z = match(Z, text, start);
  if (z !== undefined) return { zone: UTC, end: start + 1 };
  const found = readUtc(text, start) ?? readOffset(text, start, spaced, before) ?? readName(text, start, before);
  return found === undefined || 'refusal' in found ? found : { ...found, end: afterComment(text, found.end) };
}

function readUtc(text: string, start: number): ZoneText | undefined {
  const found = match(UTC_OFFSET, text, start);
  if (found?.groups !== undefined) {
    const { glued, h, m, spaced, h2, m2 } = found.groups;
    const sign = glued ?? spaced;
    const end = start + found[0].length;
    if (sign === undefined) return { zone: UTC, end };
    return offsetOrRefusal(sign, h ?? h2 ?? '', m ?? m2, found[0], end);
  }
  const unclear = match(UTC_UNCLEAR, text, start)?.[0];
  if (unclear === undefined) return undefined;
  const why = /\s/.test(unclear) ? 'unclearZone' : 'unknownZone';
  return { refusal: { why, text: unclear }, end: start + unclear.length };
}

function readOffset(text: string, start: number, spaced: boolean, before: BeforeZone): ZoneText | undefined {
  const found = match(OFFSET, text, start);
  if (found?.groups === undefined) return undefined;
  const { sign = '', h = '', m } = found.groups;
  const end = start + found[0].length;
  const west = sign !== '+';
  // 14:05-14:10 and 14:05-15 are ranges; only after a whole date it is a zone for certain.
  if (west && !before.date && (found[0].includes(':') || (!spaced && m === undefined))) {
    return { refusal: { why: 'range', text: text.slice(0, end) }, end };
  }
  if (spaced && m === undefined && !before.stamp) {
    // `14:05 -5 degrees`, `14:05 +10 replicas`
    if (h.length === 1) return undefined;
    if (!h.startsWith('0')) return { refusal: { why: 'unclearZone', text: found[0] }, end };
  }
  // `2026-11-24 02:30:00 -5 degrees`
  if (spaced && h.length === 1) return undefined;
  return offsetOrRefusal(sign, h, m, found[0], end);
}

function offsetOrRefusal(sign: string, h: string, m: string | undefined, typed: string, end: number): ZoneText {
  const minutes = Number(m ?? 0);
  const offset = (sign === '+' ? 1 : -1) * (Number(h) * 60 + minutes) * 60_000;
  const zone = minutes > 59 ? undefined : offsetZone(offset);
  return zone === undefined ? { refusal: { why: 'unknownZone', text: typed }, end } : { zone, end };
}

function readName(text: string, start: number, before: BeforeZone): ZoneText | undefined {
  const area = match(AREA, text, start)?.[0] ?? match(COUNTRY, text, start)?.[0];
  if (area !== undefined) {
    const zone = namedZone(area);
    const end = start + area.length;
    if (zone !== undefined) return { zone, end };
    // `US/EU traffic`
    return match(COUNTRY, text, start) !== undefined ? undefined : { refusal: { why: 'unknownZone', text: area }, end };
  }
  const word = match(WORD, text, start)?.[0];
  const known = word === undefined ? undefined : readAbbreviation(word);
  if (word === undefined || known === undefined || word.toUpperCase() === 'Z') return undefined;
  const end = start + word.length;
  const followed = match(AFTER_WORD, text, end) === undefined;
  const like = wordLike(word);
  if (like === 'word' && (followed || before.stamp)) return undefined;
  // `2026-11-24 02:30:00 GET /pay 500`
  if (word === 'GET' && (before.stamp || match(AFTER_METHOD, text, end) !== undefined)) return undefined;
  if (like === 'perhaps' && followed && !before.stamp) return { refusal: { why: 'unclearZone', text: word }, end };
  if ('zone' in known) return { zone: before.stamp ? (known.literal ?? known.zone) : known.zone, end };
  return { refusal: { why: 'ambiguousZone', text: word, meanings: known }, end };
}

/** `(JST)`, `[Europe/Berlin]`: nothing where the brackets hold anything else. */
function readBracketed(text: string, start: number, before: BeforeZone): ZoneText | undefined {
  const close = text.charAt(start) === '(' ? ')' : ']';
  const inner = readZone(text, start + 1, before);
  return inner === undefined || text.charAt(inner.end) !== close ? undefined : { ...inner, end: inner.end + 1 };
}

/** After an offset its zone may be named in brackets, as JavaScript and Java do. */
function afterComment(text: string, end: number): number {
  const comment = match(/\s?\((?:[A-Z]{2,5}|[A-Z][\w' ]{2,48}(?:Time|GMT|UTC))\)|\[[A-Z][\w/+-]{2,32}\]/y, text, end);
  return comment === undefined ? end : end + comment[0].length;
}

/** The match of a sticky expression at this place. */
export function match(expression: RegExp, text: string, at: number): RegExpExecArray | undefined {
  expression.lastIndex = at;
  return expression.exec(text) ?? undefined;
}

/** Where the match of a sticky expression at this place ends; the place itself where there is none. */
export function skip(expression: RegExp, text: string, at: number): number {
  return at + (match(expression, text, at)?.[0].length ?? 0);
}
