import { exists, ordinalDay, weekDay, type CalendarDay } from './calendar';
import type { Refusal } from './refusal';
import { match, skip } from './zoneText';

/** A part of the day that was named: it tells the halves of a clock apart. */
export type DayPart = 'morning' | 'afternoon' | 'evening' | 'night';

/** Which day is meant. */
export type DayText =
  | ({ readonly kind: 'date' } & CalendarDay)
  /** A date without its year. */
  | { readonly kind: 'yearless'; readonly month: number; readonly day: number }
  /** So many days from today. */
  | { readonly kind: 'relative'; readonly days: number }
  /** 0 is Sunday. */
  | { readonly kind: 'weekday'; readonly weekday: number; readonly which: 'last' | 'next' | 'this' | undefined };

export interface DayRead {
  readonly day?: DayText;
  /** A day of the week that stands beside a date. */
  readonly weekday?: number;
  readonly part?: DayPart;
  readonly refusal?: Refusal;
  /** The day cannot be anything but a day: with nothing after it, a time was meant. */
  readonly certain: boolean;
  readonly end: number;
}

const MONTHS: Readonly<Record<string, number>> = { mär: 3, mrz: 3, mai: 5, okt: 10, dez: 12 };
'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ').forEach((name, index) => {
  Object.assign(MONTHS, { [name]: index + 1 });
});
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const MONTH =
  '(?<month>jan(?:uary?)?|feb(?:ruary?)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|' +
  'nov(?:ember)?|dec(?:ember)?|märz?|mrz|mai|okt(?:ober)?|dez(?:ember)?)(?![a-zäü])\\.?';
const WEEKDAY =
  '(?<weekday>sun(?:day)?|mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?)';
const YEAR = '(?<year>(?:19|20|21)\\d\\d)(?!\\d|:\\d\\d(?!:))';

const YEAR_FIRST = /(?<year>\d{4})(?<sep>[-/.])(?<month>\d{1,2})\k<sep>(?<day>\d{1,2})(?!\d)/y;
const YEAR_FIRST_NAMED = new RegExp(`${YEAR}[-/. ]${MONTH}[-/. ](?<day>\\d{1,2})(?!\\d)`, 'iy');
const WEEK = /(?<year>\d{4})-?W(?<week>\d\d)-?(?<weekday>[1-7])(?!\d)/y;
const ORDINAL = /(?<year>\d{4})-(?<number>\d{3})(?![\d-])/y;
/** `20261124` with something that begins a clock after it. */
const COMPACT = /(?<year>(?:19|20|21)\d\d)(?<month>[01]\d)(?<day>[0-3]\d)(?=[T ._-]{0,2}\d\d|Z)/iy;
/** `081109 203615`, `170213 16:00:33` */
const COMPACT_SHORT = /(?<year>\d\d)(?<month>[01]\d)(?<day>[0-3]\d)(?= {1,2}(?:\d{6}(?!\d)|\d{1,2}:\d\d:\d\d))/y;
const DAY_FIRST_NAMED = new RegExp(
  `(?<day>\\d{1,2})(?:st|nd|rd|th|\\.)?(?:\\s+of)?(?:[\\s/-]{1,2})?${MONTH}(?:(?:,\\s{0,2}|[\\s/-])${YEAR}|[/-](?<short>\\d\\d)(?![\\d:]))?`,
  'iy',
);
const MONTH_FIRST = new RegExp(
  `${MONTH},?[\\s/-]{0,2}(?<day>\\d{1,2})(?:st|nd|rd|th)?(?![\\d.:]\\d|\\d)(?:(?:\\s{0,2},\\s{0,2}|[\\s/-])${YEAR})?`,
  'iy',
);
const NUMBERS = /(?<a>\d{1,2})(?<sep>[/.-])(?<b>\d{1,2})(?:\k<sep>(?<c>\d{4}|\d\d))?(?!\d|[/.-]\d\d?(?![\d:]))/y;
const WORD =
  /(?:the\s+)?(?<word>day before yesterday|today|yesterday|tomorrow|tonight|last night|this (?<part>morning|afternoon|evening|night))(?!\w|['\u2019]s)/iy;
const NAMED_DAY = new RegExp(
  `(?:on\\s+)?(?:(?<which>last|this|next|past)\\s+)?${WEEKDAY}(?!\\w|['\u2019]s)[.,]?`,
  'iy',
);
/** `2 days ago`, `-2d` */
const DAYS_AGO = /(?<count>an?(?=\s)|\d{1,3})\s?(?<unit>days?|weeks?|wks?|d|w)\s{1,2}ago(?!\w)/iy;
const DAYS_MINUS = /[-\u2212](?<count>\d{1,3})\s?(?<unit>days?|weeks?|wks?|d|w)(?![\w.])/iy;
/** A clock for certain, with whatever after it; or one where nothing, or `at`, leaves nothing else that it can be. */
const CLOCK_AFTER =
  /(?:\s{0,2},\s{0,2}|\s{1,4}(?:-\s)?)(?:(?:at\s{1,2}|@\s?)(?:\d{1,2}|\d{4}|\d{1,2}[.h][0-5]\d)(?![\w.:%])|(?:at\s{1,2}|@\s?)?(?:\d{1,2}:\d\d|\d{1,2}\s?[ap]\.?m\b|(?:noon|midday|midnight)(?!\w))|(?:\d{1,2}|\d{4}|\d{1,2}\.[0-5]\d|0\dh(?:[0-5]\d)?|(?:in the |at )?(?:morning|afternoon|evening|night))\s{0,2}$)/iy;
const PART = /\s+(?:in the |at )?(?<part>morning|afternoon|evening|night)(?!\w|['\u2019]s)/iy;

/** The day at this place of a text; undefined where none is named there. */
export function readDay(text: string, start: number): DayRead | undefined {
  const named = match(NAMED_DAY, text, start);
  if (named === undefined) return readDate(text, start) ?? readWords(text, start);
  const end = start + named[0].length;
  const weekday = WEEKDAYS.indexOf((named.groups?.weekday ?? '').slice(0, 3).toLowerCase());
  const gap = skip(/\s{1,2}/y, text, end);
  const date = gap > end ? readDate(text, gap) : undefined;
  // `mon 9.10` is a clock, not the ninth of October.
  if (date !== undefined && date.day?.kind !== 'yearless' && date.day !== undefined) return { ...date, weekday };
  if (date?.refusal !== undefined && date.certain) return date;
  if (date?.day?.kind === 'yearless' && /[a-z]/i.test(text.slice(gap, date.end))) return { ...date, weekday };
  const typed = named.groups?.which?.toLowerCase();
  const which = typed === 'past' ? 'last' : (typed as 'last' | 'this' | 'next' | undefined);
  return withPart(text, { kind: 'weekday', weekday, which }, text.charAt(end - 1) === ',' ? end - 1 : end);
}

/** A day by how long ago it is, before a clock: `2 days ago at 14:05`, `-5d 00`. Without a clock it is a length of time. */
export function readDaysBack(text: string, start: number): DayRead | undefined {
  const back = match(DAYS_AGO, text, start) ?? match(DAYS_MINUS, text, start);
  if (back?.groups === undefined || match(CLOCK_AFTER, text, start + back[0].length) === undefined) return undefined;
  const { count = '', unit = '' } = back.groups;
  const days = (/^\d/.test(count) ? Number(count) : 1) * (unit.toLowerCase().startsWith('w') ? 7 : 1);
  const day = { kind: 'relative', days: -days } as const;
  return { ...withPart(text, day, start + back[0].length), certain: true };
}

function readWords(text: string, start: number): DayRead | undefined {
  const back = readDaysBack(text, start);
  if (back !== undefined) return back;
  const found = match(WORD, text, start);
  if (found?.groups === undefined) return undefined;
  const end = start + found[0].length;
  const word = (found.groups.word ?? '').toLowerCase();
  const part = found.groups.part?.toLowerCase() as DayPart | undefined;
  if (part !== undefined) return { day: { kind: 'relative', days: 0 }, part, certain: false, end };
  if (word === 'tonight') return { day: { kind: 'relative', days: 0 }, part: 'night', certain: false, end };
  // Half past eleven of last night is yesterday, half past one is today.
  if (word === 'last night') return { day: { kind: 'relative', days: -1 }, part: 'night', certain: false, end };
  const days = { today: 0, yesterday: -1, tomorrow: 1 }[word] ?? -2;
  return withPart(text, { kind: 'relative', days }, end);
}

function withPart(text: string, day: DayText, end: number): DayRead {
  const part = match(PART, text, end);
  const named = part?.groups?.part?.toLowerCase() as DayPart | undefined;
  if (part === undefined || named === undefined) return { day, certain: false, end };
  return { day, part: named, certain: false, end: end + part[0].length };
}

/** A date in figures or with the name of its month. */
export function readDate(text: string, start: number): DayRead | undefined {
  const code = text.charCodeAt(start);
  return code >= 48 && code <= 57 ? readDigits(text, start) : readMonthFirst(text, start);
}

function readDigits(text: string, start: number): DayRead | undefined {
  const week = match(WEEK, text, start);
  if (week?.groups !== undefined) {
    const { year, week: number, weekday } = week.groups;
    return dated(weekDay(Number(year), Number(number), Number(weekday)), week[0], start);
  }
  const ordinal = match(ORDINAL, text, start);
  if (ordinal?.groups !== undefined) {
    return dated(ordinalDay(Number(ordinal.groups.year), Number(ordinal.groups.number)), ordinal[0], start);
  }
  const year = match(YEAR_FIRST, text, start) ?? match(YEAR_FIRST_NAMED, text, start) ?? match(COMPACT, text, start);
  if (year?.groups !== undefined) {
    const month = monthOf(year.groups.month ?? '');
    return dated({ year: Number(year.groups.year), month, day: Number(year.groups.day) }, year[0], start);
  }
  const named = match(DAY_FIRST_NAMED, text, start);
  if (named?.groups !== undefined) return readNamed(named.groups, named[0], start);
  const short = match(COMPACT_SHORT, text, start);
  if (short?.groups !== undefined) {
    const { year: yy = '', month, day } = short.groups;
    return dated({ year: fullYear(yy), month: Number(month), day: Number(day) }, short[0], start);
  }
  const numbers = match(NUMBERS, text, start);
  return numbers?.groups === undefined ? undefined : readNumbers(numbers.groups, numbers[0], text, start);
}

function readMonthFirst(text: string, start: number): DayRead | undefined {
  const found = match(MONTH_FIRST, text, start);
  return found?.groups === undefined ? undefined : readNamed(found.groups, found[0], start);
}

function readNamed(groups: Readonly<Record<string, string | undefined>>, typed: string, start: number): DayRead {
  const { year, short } = groups;
  const [month, day] = [monthOf(groups.month ?? ''), Number(groups.day)];
  const full = year ?? (short === undefined ? undefined : fullYear(short));
  if (full !== undefined) return dated({ year: Number(full), month, day }, typed, start);
  // A leap year has every day that exists.
  if (!exists({ year: 2000, month, day })) return { ...none(typed, start), certain: false };
  return { day: { kind: 'yearless', month, day }, certain: false, end: start + typed.length };
}

/** What follows a date that log4j writes by default: a clock and a level. */
const LOG_LEVEL = /\s\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\s{1,2}(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL)\b/y;

/** `24/11/2026`, `11/24/2026`, `24.11.`, `26/11/24`: refused where several days can be meant. */
function readNumbers(
  groups: Readonly<Record<string, string | undefined>>,
  typed: string,
  text: string,
  start: number,
): DayRead {
  const { a = '', sep = '', b = '', c } = groups;
  const [first, second] = [Number(a), Number(b)];
  const end = start + typed.length;
  if (c === undefined) {
    // A hyphen is that of ISO 8601 and of logcat: the month first.
    const orders =
      sep === '-'
        ? [[first, second]]
        : [
            [first, second],
            [second, first],
          ];
    const days = distinct(orders.map(([month = 0, day = 0]) => ({ year: 2000, month, day })));
    if (days.length > 1) return { refusal: { why: 'ambiguousDate', text: typed, meanings: [] }, certain: false, end };
    const [only] = days;
    if (only === undefined) return { ...none(typed, start), certain: false };
    return { day: { kind: 'yearless', month: only.month, day: only.day }, certain: false, end };
  }
  const last = c.length === 4 ? Number(c) : fullYear(c);
  const [dayFirst, monthFirst] = [
    { year: last, month: second, day: first },
    { year: last, month: first, day: second },
  ];
  const yearFirst = { year: fullYear(a), month: second, day: Number(c) };
  const yearShort = c.length === 2;
  if (yearShort && match(LOG_LEVEL, text, end) !== undefined && exists(yearFirst))
    return dated(yearFirst, typed, start);
  // With points and a whole year the day is first wherever that is written.
  const pointed = sep === '.' && !yearShort && exists(dayFirst);
  const days = pointed ? [dayFirst] : distinct([dayFirst, monthFirst, ...(yearShort ? [yearFirst] : [])]);
  if (days.length > 1) return { refusal: { why: 'ambiguousDate', text: typed, meanings: days }, certain: true, end };
  return dated(days[0], typed, start);
}

function distinct(days: readonly CalendarDay[]): readonly CalendarDay[] {
  return days.filter(exists).filter((day, index, all) => {
    return (
      all.findIndex((each) => each.year === day.year && each.month === day.month && each.day === day.day) === index
    );
  });
}

function dated(day: CalendarDay | undefined, typed: string, start: number): DayRead {
  if (day === undefined || !exists(day)) return none(typed, start);
  return { day: { kind: 'date', ...day }, certain: true, end: start + typed.length };
}

function none(typed: string, start: number): DayRead {
  return { refusal: { why: 'noSuchDate', text: typed }, certain: true, end: start + typed.length };
}

function monthOf(text: string): number {
  return MONTHS[text.slice(0, 3).toLowerCase()] ?? Number(text);
}

/** Two figures of a year are those of the hundred years around 2020. */
function fullYear(short: string): number {
  return Number(short) + (Number(short) < 70 ? 2000 : 1900);
}
