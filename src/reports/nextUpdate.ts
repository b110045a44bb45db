import { parseUpcoming } from '../domain/upcoming';
import type { Instant } from '../domain/incident';
import { formatSpoken } from './times';

/** What the text of an update says of the next one. */
export type NextUpdateSaid =
  | { readonly kind: 'time'; readonly at: Instant }
  /** It says that there is none. */
  | { readonly kind: 'none' }
  /** The time that it names is over. */
  | { readonly kind: 'past'; readonly at: Instant }
  /** It names one that cannot be read: these words. */
  | { readonly kind: 'unreadable'; readonly text: string }
  /** It says nothing of it. */
  | { readonly kind: 'missing' };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A time of day without a day that was at most so long ago is over, rather than meant for tomorrow. */
const SENT_LATE = 6 * HOUR;

/** The line of an update, whatever a person made of its beginning: a list mark, emphasis, other small words. */
const LINE =
  /^[\s>*_\-•]{0,8}(?:the |our )?next update\b[*_]{0,2}(?: (?:is|will be|comes|due|expected|scheduled|by|at|in|on)\b){0,4}\s{0,3}[:–—-]?[*_\s]{0,4}(.{0,80})$/i;
const NONE = /^(?:none|no|n\/a|not (?:planned|scheduled|needed)|no further updates?)[.!]?$/i;

/** Updates promise whole minutes, as their text can say no seconds: the minute in which a time lies. */
export function wholeMinute(at: Instant): Instant {
  return Math.floor(at / MINUTE) * MINUTE;
}

/** `Next update: 10:04 UTC`, with its day where that is not today's, or so far off that yesterday's could be meant. */
export function nextUpdateLine(next: Instant, now: Instant): string {
  const isFar = next - now >= 12 * HOUR;
  return `Next update: ${formatSpoken(next, isFar ? next - 36 * HOUR : now)}`;
}

/**
 * When the next update is due by the text of this one: by the last of its lines that says so. What `nextUpdateLine` wrote is
 * read as the same time, in any zone; a person may type any time that `parseUpcoming` reads in its place.
 */
export function readNextUpdate(text: string, now: Instant): NextUpdateSaid {
  const words = lineOf(text)?.words;
  if (words === undefined) return { kind: 'missing' };
  if (words === '' || NONE.test(words)) return { kind: 'none' };
  const read = parseUpcoming(words, now);
  if (read.kind === 'unreadable') return { kind: 'unreadable', text: words };
  if (read.kind === 'past') return { kind: 'past', at: read.at };
  const isClockAlone = /^\d{1,2}[:.]\d\d/.test(words) || /^\d{1,2} ?[ap]m/i.test(words);
  const today = read.at - 24 * HOUR;
  return isClockAlone && now - today >= 0 && now - today <= SENT_LATE
    ? { kind: 'past', at: today }
    : { kind: 'time', at: read.at };
}

/** The text with its next update at that time: in the line that names one, or in a line of its own at the end; null: none. */
export function withNextUpdate(text: string, next: Instant | null, now: Instant): string {
  const lines = text.split('\n');
  const index = lineOf(text)?.index;
  const line = next === null ? [] : [nextUpdateLine(next, now)];
  if (index !== undefined) return lines.toSpliced(index, 1, ...line).join('\n');
  return next === null ? text : `${text.trimEnd()}\n${line.join('')}\n`;
}

function lineOf(text: string): { readonly index: number; readonly words: string } | undefined {
  const lines = text.split('\n');
  for (let index = lines.length - 1; index >= 0; index--) {
    const words = LINE.exec((lines[index] ?? '').trimEnd())?.[1];
    if (words !== undefined) return { index, words: words.replace(/[*_\s]{1,8}$/, '').replace(/(?<!\.m)[.!]$/i, '') };
  }
  return undefined;
}
