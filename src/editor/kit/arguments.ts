import * as v from 'valibot';
import { problemOf } from '../../app/operations/operation';
import { Refused } from '../../app/operations/refused';
import { START_PRECISIONS } from '../../domain/events';
import { parseTime, precisionOfTime } from '../../domain/when';
import { Refusal } from './failures';
import { part } from './subject';
import type { Line } from './prompts/line';
import type { Start } from './prompts/time';
import { whenSentence } from './words';

/** A part of an argument, checked; undefined where it is not given. Throws Refused. */
export function readPart<Schema extends v.GenericSchema>(
  argument: unknown,
  name: string,
  schema: Schema,
): v.InferOutput<Schema> | undefined {
  const value = part(argument, name);
  if (value === undefined) return undefined;
  const read = v.safeParse(schema, value);
  if (!read.success) {
    const problem = problemOf(read.issues[0]);
    throw new Refused({ ...problem, name: [name, problem.name].filter((each) => each !== '').join('.') });
  }
  return read.output;
}

/** A text; one of white space alone counts as not given. */
export function textPart(argument: unknown, name: string): string | undefined {
  const text = readPart(argument, name, v.pipe(v.string(), v.trim()));
  return text === '' ? undefined : text;
}

/** Texts, given as a list or as one. */
export function textsPart(argument: unknown, name: string): readonly string[] | undefined {
  const listed = v.pipe(
    v.unknown(),
    v.transform((value): unknown[] => (Array.isArray(value) ? value : [value])),
    v.array(v.string()),
  );
  return readPart(argument, name, listed);
}

/** One of several words. */
export function choicePart<T extends string>(argument: unknown, name: string, allowed: readonly T[]): T | undefined {
  return readPart(argument, name, v.picklist(allowed));
}

/** A time given as argument: milliseconds, a Date, ISO 8601, or anything that can be typed. Throws Refusal. */
export function timePart(argument: unknown, name: string, now: number): number | undefined {
  const value = part(argument, name);
  if (value === undefined) return undefined;
  const at = value instanceof Date ? value.getTime() : typeof value === 'number' ? value : readTime(value, now);
  if (!Number.isFinite(at)) throw new Refused({ kind: 'notA', name, wanted: 'time' });
  if (at > now) throw new Refused({ kind: 'inFuture', name });
  return at;
}

/**
 * When an incident started, by an argument with `startedAt`, and how well that is known, by its `precision`. A time that was handed
 * over comes from an alert, a log or a metric: known to the minute, unless it says otherwise.
 */
export function startPart(argument: unknown, now: number): Start | undefined {
  const at = timePart(argument, 'startedAt', now);
  if (at === undefined) return undefined;
  const given = part(argument, 'startedAt');
  const read = typeof given === 'string' ? precisionOfTime(given, now) : 'minute';
  return { at, precision: choicePart(argument, 'precision', START_PRECISIONS) ?? read };
}

function readTime(value: unknown, now: number): number {
  if (typeof value !== 'string') return NaN;
  const when = parseTime(value, now);
  if (when.kind === 'unreadable') throw new Refusal(whenSentence(when, now) ?? value);
  return when.at;
}

/** A line given as argument `{text, occurredAt}`, which skips the prompt. */
export function lineFrom(argument: unknown, name: string, now: number): Line | undefined {
  const text = textPart(argument, name);
  if (text === undefined) return undefined;
  const at = timePart(argument, 'occurredAt', now);
  return { text, typed: text, ...(at !== undefined && { at }) };
}
