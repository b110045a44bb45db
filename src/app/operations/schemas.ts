import * as v from 'valibot';
import { SOURCE_KINDS } from '../../domain/events';
import { MOST_TEXT } from './limits';

/** A text that says something. */
export const TEXT = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(MOST_TEXT));

/** A time: milliseconds since the epoch, a Date, or ISO 8601 with a zone. */
export const INSTANT = v.pipe(
  v.union([v.number(), v.date(), v.pipe(v.string(), v.isoTimestamp())]),
  v.transform((value) => new Date(value).getTime()),
  v.number(),
);

export const PERSON = v.object({
  name: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(MOST_TEXT)),
  email: v.exactOptional(v.string()),
});

/** Where a text was taken from. */
export const SOURCE = v.object({
  kind: v.picklist(SOURCE_KINDS),
  name: v.string(),
  startLine: v.exactOptional(v.number()),
  endLine: v.exactOptional(v.number()),
  repository: v.exactOptional(v.string()),
  commit: v.exactOptional(v.string()),
});

/** One piece of information that a decision rests on. */
export const INFORMATION = v.array(v.object({ text: TEXT, entry: v.exactOptional(v.string()) }));

/** When it happened, where that was not now. */
export const WHEN = { occurredAt: v.optional(INSTANT) };
