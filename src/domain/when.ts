/**
 * The time that a person types in front of an entry: `14:05 restarted`, `-10m …`, `yesterday 23:10 …`. Local time unless
 * a zone is given (`14:05Z`, `2026-11-22T14:05+02:00`), because logs are in UTC and people are not.
 */
export type When =
  /** The text begins with no time. A leading space says so explicitly: ` 10:1 is the ratio`. */
  | { readonly kind: 'none'; readonly text: string }
  | { readonly kind: 'time'; readonly at: number; readonly text: string }
  /** `suggestion` is what was probably meant. */
  | { readonly kind: 'future'; readonly at: number; readonly token: string; readonly suggestion?: string }
  | { readonly kind: 'unreadable'; readonly token: string };

const MINUTE = 60_000;
const UNITS: Readonly<Record<string, number>> = {
  s: 1000,
  sec: 1000,
  secs: 1000,
  second: 1000,
  seconds: 1000,
  m: MINUTE,
  min: MINUTE,
  mins: MINUTE,
  minute: MINUTE,
  minutes: MINUTE,
  h: 60 * MINUTE,
  hr: 60 * MINUTE,
  hrs: 60 * MINUTE,
  hour: 60 * MINUTE,
  hours: 60 * MINUTE,
  d: 1440 * MINUTE,
  day: 1440 * MINUTE,
  days: 1440 * MINUTE,
};
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const MONTH = '(?<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?';
const DAY =
  '(?:(?<word>today|yesterday)|(?<iso>\\d{4}-\\d{1,2}-\\d{1,2})' +
  `|(?<day>\\d{1,2})\\.? ${MONTH}|${MONTH.replace('month', 'month2')} (?<day2>\\d{1,2}),?)`;
const CLOCK = '(?<hour>\\d{1,2}):(?<minute>\\d{1,2})(?::(?<second>\\d{1,2})(?:[.,]\\d+)?)?';
const HALF = '(?: ?(?<half>am|pm))?';
const ZONE = '(?: ?(?<zone>z|utc|gmt|[+-]\\d\\d:?\\d\\d))?';
/** What ends a time: the end of the input, or white space with an optional separator before or after it. */
const END = '(?=$|\\s|[,;|]|:\\s)';

const ABSOLUTE = new RegExp(`^(?:${DAY}(?:\\s+(?:at )?|t))?${CLOCK}${HALF}${ZONE}${END}`, 'i');
const NUMBER = '\\d+(?:\\.\\d+)?';
const DURATION = `(?:${NUMBER}\\s?[a-z]+\\s?)*?${NUMBER}\\s?[a-z]+`;
const UNIT_WORD = '(?:secs?|seconds?|mins?|minutes?|hrs?|hours?|days?)';
/**
 * `-10m`, `-1h30m`, `-1h 30m`, `-10 min`. A unit after a space must be a word, and a further part a known unit, because
 * `-5 degrees` and `-10m 3 nodes gone` go on with text.
 */
const MINUS = new RegExp(
  `^[-\\u2212](?<amount>${NUMBER}(?:[a-z]+| ${UNIT_WORD})(?: ?${NUMBER}(?: ?${UNIT_WORD}|[smhd])(?![a-z\\d]))*)${END}`,
  'i',
);
const BARE_DURATION = new RegExp(`^${DURATION}$`, 'i');
const AGO = new RegExp(`^(?:an?|(?<amount>${DURATION}))(?<unit>\\s(?:minute|hour))? ago${END}`, 'i');
/** Looks as if a time was meant: not to be kept silently as text when it cannot be read. */
const TIME_LIKE = new RegExp(
  `^(?:[-\\u2212]\\d+[a-z]+\\S*|(?:${DAY}(?:\\s+|t))?\\d{1,2}:\\d{1,2}\\S*|\\d{4}-\\d\\d-\\d\\d\\S*)${END}`,
  'i',
);

/**
 * Reads the time at the beginning of a line, if there is one. Pure: `now` is in milliseconds since the epoch, results
 * too; calendar words are read in the local zone.
 */
export function parseLeadingTime(line: string, now: number): When {
  if (/^\s/.test(line)) return { kind: 'none', text: line.trim() };
  const read = readRelative(line, now) ?? readAbsolute(line, now);
  if (read === undefined) {
    const token = TIME_LIKE.exec(line)?.[0];
    return token === undefined ? { kind: 'none', text: line.trim() } : { kind: 'unreadable', token };
  }
  const { at, token, suggestion } = read;
  // Nothing before 1970, nor NaN: it is a slip of the keyboard, and far enough back no date at all.
  if (!(at >= 0)) return { kind: 'unreadable', token };
  if (at > now) return { kind: 'future', at, token, ...(suggestion !== undefined && { suggestion }) };
  return {
    kind: 'time',
    at,
    text: line
      .slice(token.length)
      .replace(/^\s*(?:[,;:|]|[-\u2013\u2014](?=\s))?\s*/, '')
      .trimEnd(),
  };
}

/** Reads an input that is nothing but a time (`now`, `14:05`, `-10m`, `20 min ago`, `20 min`; a bare `10` is minutes ago). */
export function parseTime(input: string, now: number): Exclude<When, { kind: 'none' }> {
  const line = input.trim();
  if (/^(?:just )?now$/i.test(line)) return { kind: 'time', at: now, text: '' };
  if (/^\d{1,4}$/.test(line)) return { kind: 'time', at: now - Number(line) * MINUTE, text: '' };
  const when = parseLeadingTime(BARE_DURATION.test(line) ? `${line} ago` : line, now);
  if (when.kind === 'future' || (when.kind === 'time' && when.text === '')) return when;
  return { kind: 'unreadable', token: line };
}

interface Read {
  /** NaN where the token has the form of a time and is none (25:99). */
  readonly at: number;
  readonly token: string;
  readonly suggestion?: string;
}

function readRelative(line: string, now: number): Read | undefined {
  const match = MINUS.exec(line) ?? AGO.exec(line);
  if (match === null) return undefined;
  const { amount, unit } = match.groups ?? {};
  const length = amount === undefined ? UNITS[(unit ?? '').trim().toLowerCase()] : durationOf(amount);
  return { at: now - (length ?? NaN), token: match[0] };
}

/** The length that an amount such as `1h 30m` says, in milliseconds; undefined where a unit is unknown. */
export function durationOf(amount: string): number | undefined {
  let total = 0;
  for (const [, count, unit] of amount.matchAll(/(\d+(?:\.\d+)?)\s?([a-z]+)/gi)) {
    const length = UNITS[(unit ?? '').toLowerCase()];
    if (length === undefined) return undefined;
    total += Number(count) * length;
  }
  return total;
}

function readAbsolute(line: string, now: number): Read | undefined {
  const match = ABSOLUTE.exec(line);
  if (match?.groups === undefined) return undefined;
  const token = match[0];
  const { half, zone } = match.groups;
  const [minute, second] = [Number(match.groups.minute), Number(match.groups.second ?? 0)];
  const typedHour = Number(match.groups.hour);
  const badHalf = half !== undefined && (typedHour < 1 || typedHour > 12);
  const hour = half === undefined ? typedHour : (typedHour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  // `14:05-14:10` is a range; only after a full date is it a zone for certain.
  const isRange = zone !== undefined && /^-\d\d:/.test(zone) && match.groups.iso === undefined;
  if (badHalf || isRange || hour > 23 || minute > 59 || second > 59 || (match.groups.minute ?? '').length !== 2)
    return { at: NaN, token };
  const offset = zone === undefined ? undefined : offsetOf(zone);
  const day = dayOf(match.groups, now, offset);
  if (day === undefined) return { at: NaN, token };
  const [year, month, date] = day;
  const at =
    offset === undefined
      ? new Date(year, month, date, hour, minute, second).getTime()
      : Date.UTC(year, month, date, hour, minute, second) - offset;
  const dayTyped = match.groups.word ?? match.groups.iso ?? match.groups.day ?? match.groups.day2;
  return { at, token, ...(at > now && dayTyped === undefined && { suggestion: `yesterday ${token}` }) };
}

/** The offset of a typed zone from UTC, in milliseconds; NaN for one that no place on earth has. */
export function offsetOf(zone: string): number {
  const match = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return Number(match[3]) > 59 || minutes > 14 * 60 ? NaN : (match[1] === '-' ? -1 : 1) * minutes * MINUTE;
}

type Day = readonly [year: number, month: number, date: number];

/** The calendar day that was typed, today if none; undefined for one that does not exist. */
function dayOf(
  groups: Readonly<Record<string, string | undefined>>,
  now: number,
  offset: number | undefined,
): Day | undefined {
  const today = calendarDay(now, offset);
  const { word, iso, day, day2 } = groups;
  if (iso !== undefined) {
    const [year = 0, month = 0, date = 0] = iso.split('-').map(Number);
    return exists([year, month - 1, date]);
  }
  const monthName = groups.month ?? groups.month2;
  if (monthName !== undefined) {
    const month = MONTHS.indexOf(monthName.toLowerCase());
    const date = Number(day ?? day2);
    const thisYear = exists([today[0], month, date]);
    const isFuture = Date.UTC(today[0], month, date) > Date.UTC(...today);
    return isFuture ? exists([today[0] - 1, month, date]) : thisYear;
  }
  if (word?.toLowerCase() !== 'yesterday') return today;
  const before = new Date(Date.UTC(today[0], today[1], today[2] - 1));
  return [before.getUTCFullYear(), before.getUTCMonth(), before.getUTCDate()];
}

function calendarDay(now: number, offset: number | undefined): Day {
  if (offset === undefined) {
    const local = new Date(now);
    return [local.getFullYear(), local.getMonth(), local.getDate()];
  }
  const shifted = new Date(now + offset);
  return [shifted.getUTCFullYear(), shifted.getUTCMonth(), shifted.getUTCDate()];
}

function exists(day: Day): Day | undefined {
  const date = new Date(Date.UTC(...day));
  return date.getUTCMonth() === day[1] && date.getUTCDate() === day[2] ? day : undefined;
}
