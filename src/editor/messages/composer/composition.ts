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

/** Reads a text to be sent; undefined where it is damaged. */
export function draftFrom(value: unknown): Draft | undefined {
  const read = v.safeParse(DRAFT, value);
  return read.success ? read.output : undefined;
}
