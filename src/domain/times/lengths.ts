import { match } from './zoneText';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS: readonly (readonly [names: string, length: number])[] = [
  ['s sec secs second seconds', SECOND],
  ['m min mins minute minutes', MINUTE],
  ['h hr hrs hour hours', HOUR],
  ['d day days', DAY],
  ['w wk wks week weeks', 7 * DAY],
];
const LENGTHS: ReadonlyMap<string, number> = new Map(
  UNITS.flatMap(([names, length]) => names.split(' ').map((name): [string, number] => [name, length])),
);
const COUNTS: Readonly<Record<string, number>> = Object.fromEntries(
  'one two three four five six seven eight nine ten eleven twelve'.split(' ').map((word, index) => [word, index + 1]),
);

const NUMBER = '\\d{1,10}(?:\\.\\d{1,4})?';
const PART = new RegExp(
  `(?<count>${NUMBER}|an?(?=\\s)|half an?(?=\\s)|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?=\\s))` +
    '\\s?(?<unit>[a-z]{1,7})(?<half> and a half)?(?![a-z])',
  'iy',
);
const NEXT = /(?:\s?,\s?(?:and\s)?|\s(?:and\s)?)?(?=\d)/y;
const SHORT_MINUTES = /(?<minutes>[0-5]\d)(?!\w)/y;

/** A length of time in a text, in milliseconds, and where it ends. */
export interface LengthRead {
  /** NaN where there is a number with a unit that is none. */
  readonly length: number;
  readonly end: number;
}

/** The length at this place: `1h 30m`, `1h20`, `half an hour`, `an hour and a half`, `2 hours, 5 minutes`. */
export function readLength(text: string, start: number): LengthRead | undefined {
  let [at, total] = [start, 0];
  for (let count = 0; count < 6; count++) {
    const found = match(PART, text, at);
    const part = found === undefined ? undefined : lengthOf(found.groups ?? {});
    if (found === undefined || part === undefined) break;
    // What comes after an amount is text where its unit is none: `10m 3 nodes gone`; `00h` after days is a clock.
    if (count > 0 && (Number.isNaN(part) || isClock(found[0]))) break;
    total += part;
    at += found[0].length;
    const rest = /h(?:rs?)?$/i.test(found[0]) ? match(SHORT_MINUTES, text, at) : undefined;
    if (rest !== undefined) return { length: total + Number(rest.groups?.minutes) * MINUTE, end: at + rest[0].length };
    const next = match(NEXT, text, at);
    const follows = next === undefined ? undefined : match(PART, text, at + next[0].length);
    if (next === undefined || follows === undefined || Number.isNaN(lengthOf(follows.groups ?? {}))) break;
    if (isClock(follows[0])) break;
    at += next[0].length;
  }
  return at === start ? undefined : { length: total, end: at };
}

function isClock(part: string): boolean {
  return /^0\d\s?h/i.test(part);
}

function lengthOf(groups: Readonly<Record<string, string | undefined>>): number {
  const { count = '', unit = '', half } = groups;
  const word = count.toLowerCase();
  const number = word.startsWith('half') ? 0.5 : word.startsWith('a') ? 1 : (COUNTS[word] ?? Number(word));
  return (number + (half === undefined ? 0 : 0.5)) * (LENGTHS.get(unit.toLowerCase()) ?? NaN);
}
