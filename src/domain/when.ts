import type { StartPrecision } from './events';
import type { Instant } from './incident';
import { plainSpaces, readTime, readWholeTime } from './times/read';
import type { Reading } from './times/reading';
import type { Refusal } from './times/refusal';
import { timeInLine } from './times/stamps';

/**
 * The time that a person types in front of an entry: `14:05 restarted`, `-10m …`, `yesterday 23:10 …`. Local time unless
 * a zone is given (`14:05Z`, `2026-11-22T14:05+02:00`), because logs are in UTC and people are not.
 */
export type When =
  /** The text begins with no time. A leading space says so explicitly: ` 10:1 is the ratio`. */
  | { readonly kind: 'none'; readonly text: string }
  /** `zone` is the one that was given. */
  | { readonly kind: 'time'; readonly at: Instant; readonly text: string; readonly zone?: string }
  /** `suggestion` is what was probably meant. */
  | { readonly kind: 'future'; readonly at: Instant; readonly token: string; readonly suggestion?: string }
  | { readonly kind: 'unreadable'; readonly token: string; readonly refusal: Refusal };

/**
 * Reads the time at the beginning of a line, if there is one. A line of a log that begins otherwise is dated by its stamp and
 * stays whole. Pure: `now` is in milliseconds since the epoch, results too; local time where no zone is given.
 */
export function parseLeadingTime(line: string, now: Instant): When {
  if (/^\s/.test(line)) return { kind: 'none', text: line.trim() };
  const read = readTime(line, now);
  if (read.kind === 'none') {
    const logged = timeInLine(line, now);
    return logged === undefined || logged > now
      ? { kind: 'none', text: line.trim() }
      : { kind: 'time', at: logged, text: line.trim() };
  }
  return whenOf(line, read, now);
}

/**
 * Reads an input that is nothing but a time (`now`, `14:05`, `-10m`, `20 min ago`, `20 min`; a bare `10` is minutes ago), or a
 * line of a log, for its time.
 */
export function parseTime(input: string, now: Instant): Exclude<When, { kind: 'none' }> {
  const line = input.trim();
  const unreadable = { kind: 'unreadable', token: line, refusal: { why: 'unreadable' } } as const;
  const read = readWholeTime(line, now);
  const when = read.kind === 'none' ? undefined : whenOf(line, read, now);
  if (when?.kind === 'time' && when.text !== '') {
    // `14:05 restarted` is no time, but a line of a log is.
    const logged = timeInLine(line, now);
    return logged === undefined ? unreadable : { kind: 'time', at: logged, text: '' };
  }
  if (when !== undefined && when.kind !== 'none') return when;
  const logged = timeInLine(line, now);
  if (logged === undefined) return unreadable;
  return logged > now ? { kind: 'future', at: logged, token: line } : { kind: 'time', at: logged, text: '' };
}

function whenOf(line: string, read: Exclude<Reading, { kind: 'none' }>, now: Instant): When {
  const token = plainSpaces(line.slice(0, read.end)).trimEnd();
  if (read.kind === 'refused') return { kind: 'unreadable', token, refusal: read.refusal };
  // Nothing before 1970, nor NaN: it is a slip of the keyboard.
  if (!(read.at >= 0)) return { kind: 'unreadable', token, refusal: { why: 'unreadable' } };
  if (read.at > now) {
    return { kind: 'future', at: read.at, token, ...(read.assumedDay && { suggestion: `yesterday ${token}` }) };
  }
  const text = line
    .slice(read.end)
    .replace(/^\s*(?:[,;:|.]|[-\u2013\u2014](?=\s))?\s*/, '')
    .trimEnd();
  return { kind: 'time', at: read.at, text, ...(read.zone !== undefined && { zone: read.zone }) };
}

/**
 * How well a moment is known that was typed as a time, as a line that begins with one, or as a line of a log: a clock is exact, a
 * length of time or a bare hour is not, and now is when somebody noticed.
 */
export function precisionOfTime(text: string, now: Instant): StartPrecision {
  const line = text.trim();
  const whole = readWholeTime(line, now);
  const read = whole.kind === 'time' ? whole : readTime(line, now);
  if (read.kind !== 'time') return 'minute'; // the stamp of a log
  if (read.isLength === true) return read.at === now ? 'noticed' : 'roughly';
  return read.precision === 'hour' ? 'roughly' : 'minute';
}
