import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { PERSON } from '../../../app/operations/schemas';
import { DOUBTS, UPDATE_STATUSES } from '../../../domain/events';

/** ISO 8601 in UTC. */
const TIME = v.pipe(v.string(), v.isoTimestamp());
const INCIDENT = v.pipe(v.string(), v.nonEmpty());

/** The shape of a composition, as it lies beside its text. A damaged list is empty: the text matters more. */
const COMPOSITION = v.variant('kind', [
  v.object({
    kind: v.literal('update'),
    incident: INCIDENT,
    audience: v.string(),
    status: v.picklist(UPDATE_STATUSES),
    /** When the update after this one is due, as chosen before the text was edited; null: no next update. */
    due: v.exactOptional(v.nullable(TIME)),
  }),
  v.object({
    kind: v.literal('help'),
    incident: INCIDENT,
    doubts: v.fallback(v.pipe(v.array(v.picklist(DOUBTS)), v.readonly()), []),
    /** Names. */
    people: v.fallback(v.pipe(v.array(v.string()), v.readonly()), []),
  }),
  v.object({
    kind: v.literal('handover'),
    incident: INCIDENT,
    to: v.exactOptional(PERSON),
    /** Without `to`, when the work resumes. */
    resumeAt: v.exactOptional(TIME),
  }),
]);

/** A text to be sent, on the disk. */
const DRAFT = v.object({
  composition: COMPOSITION,
  /** As it was made; a text that still reads so was not edited. */
  made: v.string(),
  /** The last that was seen of what somebody typed. */
  typed: v.string(),
});

/** What a text that is being edited will be once it is sent. */
export type Composition = Readonly<v.InferOutput<typeof COMPOSITION>>;

/** A text that waits to be sent. */
export type Draft = Readonly<v.InferOutput<typeof DRAFT>>;

export type CompositionKind = Composition['kind'];
export type CompositionOf<K extends CompositionKind> = Extract<Composition, { kind: K }>;

const NAME_LENGTH = 60;

/**
 * The name of its file without the extension, which people read on the tab: the same for every text of the same kind, and
 * the same audience, of one incident; safe on every file system.
 */
export function fileNameOf(composition: Composition): string {
  switch (composition.kind) {
    case 'update':
      return `Update to ${safe(composition.audience)}`;
    case 'help':
      return 'Request for help';
    case 'handover':
      return 'Handover note';
  }
}

/** A part of a file's name; what had to be changed for it gets a mark that keeps it apart from others. */
function safe(name: string): string {
  const characters = Array.from(name.replace(/[^\p{L}\p{N} ._-]/gu, '-'));
  const plain = characters
    .slice(0, NAME_LENGTH)
    .join('')
    .replace(/[ .]+$/, '');
  if (plain === name) return plain;
  return `${plain}-${createHash('sha256').update(name).digest('hex').slice(0, 6)}`;
}

/** Reads a text to be sent; undefined where it is damaged. */
export function draftFrom(value: unknown): Draft | undefined {
  const read = v.safeParse(DRAFT, value);
  return read.success ? read.output : undefined;
}

/** Whether a text still says what its draft said: white space aside, which formatters change. */
export function saysTheSame(text: string, draft: string): boolean {
  return text.replace(/\s+/g, ' ').trim() === draft.replace(/\s+/g, ' ').trim();
}

/**
 * A text that somebody has edited, with what a new draft says instead of the old one: lines that are still as the old
 * draft had them become those of the new one, as far as both drafts have the same lines in the same places.
 */
export function takenOver(typed: string, before: string, after: string): string {
  const [old, fresh] = [before.split('\n'), after.split('\n')];
  if (old.length !== fresh.length) return headTakenOver(typed, old[0] ?? '', fresh[0] ?? '');
  const changed = new Map(old.flatMap((line, index) => replacement(old, line, fresh[index] ?? '')));
  return typed
    .split('\n')
    .map((line) => changed.get(line) ?? line)
    .join('\n');
}

/** Only lines that tell something, and that stand once in the draft, are sure to be meant. */
function replacement(old: readonly string[], line: string, fresh: string): [string, string][] {
  const isOnce = old.filter((each) => each === line).length === 1;
  return line.trim() === '' || line === fresh || !isOnce ? [] : [[line, fresh]];
}

function headTakenOver(typed: string, before: string, after: string): string {
  const [head = '', ...rest] = typed.split('\n');
  return head === before ? [after, ...rest].join('\n') : typed;
}
