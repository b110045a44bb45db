import type { Instant } from '../incident';
import { textOf } from '../json';
import { plainSpaces, readWholeTime } from './read';

/** A time that a machine wrote. */
export interface WrittenTime {
  readonly at: Instant;
  /** As it is written, where no zone says whose time it is. */
  readonly zoneless?: string;
}

/** A day and a clock without a zone behind them: `2026-11-24T13:54:02`. */
const ZONELESS = /^[^Z]*\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:\s?[ap]\.?m\.?)?$/i;
/** What may follow a time and says the same again, such as `(UTC)`. */
const MOST_AFTER = 12;

/** The moment that a text or number of a machine means; where no zone is written, by the clock of this one. */
export function writtenTime(value: unknown, now: Instant): WrittenTime | undefined {
  const written = typeof value === 'number' ? plainNumber(value) : textOf(value);
  // What has not ended, or not begun, has the first day of all.
  if (written === undefined || written.length > 200 || written.startsWith('0001-')) return undefined;
  const text = plainSpaces(written).replace(/\s+/g, ' ');
  // A length, or "now", is meant for people.
  if (!/\d{4}|\d:\d\d/.test(text)) return undefined;
  const read = readWholeTime(text, now, undefined, 'line');
  if (read.kind !== 'time' || read.isLength === true || text.slice(read.end).trim().length > MOST_AFTER) {
    return undefined;
  }
  return { at: read.at, ...(read.zone === undefined && ZONELESS.test(text) && { zoneless: text }) };
}

/** The first of these that is a time. */
export function firstTime(now: Instant, ...values: readonly unknown[]): WrittenTime | undefined {
  for (const value of values) {
    const time = writtenTime(value, now);
    if (time !== undefined) return time;
  }
  return undefined;
}

/** `1420452193166002000`, never `1.4e18`. */
function plainNumber(value: number): string | undefined {
  if (!Number.isFinite(value) || value < 1_000_000_000) return undefined;
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}
