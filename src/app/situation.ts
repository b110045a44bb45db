import type { Situation } from '../changes/change';
import { combined, framesOf, type StackFrame } from '../changes/stackTrace';
import type { Incident } from '../domain/incident';

const MINUTE = 60_000;
/** A text says what it says in its first screens; a whole log would drown the rest. Characters. */
const MOST_TEXT = 20_000;

/**
 * How far the true start may lie from the one that was given: people remember the recent past to a tenth, no better than a
 * minute and no worse than a quarter of an hour; a clock or a log is right to the minute. Milliseconds.
 */
export function startUncertainty({ startedAt, startPrecision, declaredAt }: Incident): number {
  if (startPrecision === 'minute') return MINUTE;
  return Math.min(15 * MINUTE, Math.max(MINUTE, (declaredAt - startedAt) / 10));
}

/**
 * What is known of an incident that tells its suspects apart: its start and its words, the most telling first. `logs` are lines
 * that are new in its logs: what a machine wrote comes after what people did, and a common word of it counts as little.
 */
export function situationOf(incident: Incident, logs: readonly string[] = []): Situation {
  const { startedAt, startPrecision: precision } = incident;
  const texts = [...textsOf(incident), ...logs.map((line) => line.slice(0, MOST_TEXT))];
  return { startedAt, precision, uncertainty: startUncertainty(incident), texts, services: incident.services };
}

/** Title, effect, notes and evidence as they read now. */
export function textsOf(incident: Incident): readonly string[] {
  const { title, impact } = incident;
  const texts = [title, ...(impact?.effect === undefined ? [] : [impact.effect]), ...incident.entries.flatMap(wordsOf)];
  return texts.map((text) => text.slice(0, MOST_TEXT));
}

/**
 * The frames that were read of an event before: an event never changes (an amended one is another object), and this is asked
 * at every entry.
 */
const readBefore = new WeakMap<object, readonly StackFrame[]>();

/** The frames of the stack traces in an incident's notes and evidence. */
export function stackOf(incident: Incident): readonly StackFrame[] {
  return combined(incident.entries.map(framesIn));
}

function framesIn(entry: Incident['entries'][number]): readonly StackFrame[] {
  const [text] = wordsOf(entry);
  if (text === undefined) return [];
  const frames = readBefore.get(entry.event) ?? framesOf(text);
  readBefore.set(entry.event, frames);
  return frames;
}

function wordsOf({ event, retraction }: Incident['entries'][number]): readonly string[] {
  if (retraction !== undefined) return [];
  if (event.type === 'note.added') return [event.data.text];
  return event.type === 'evidence.added' ? [event.data.text.slice(0, MOST_TEXT)] : [];
}
