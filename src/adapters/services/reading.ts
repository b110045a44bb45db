import * as v from 'valibot';
import { ServiceError } from '../../app/serviceProblem';

/** A text; what is missing or something else is empty. */
export const WORDS = v.fallback(v.string(), '');
/** An id, a text or a number. */
export const ID = v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.nonEmpty());
export const TIME = v.pipe(
  v.string(),
  v.transform((text) => Date.parse(text)),
  v.number(),
);

/** What a service answered, in the form that it should have. `mayBeDone`: what was asked for was a change. */
export function read<T>(schema: v.GenericSchema<unknown, T>, answer: unknown, service: string, mayBeDone = false): T {
  const result = v.safeParse(schema, answer);
  if (result.success) return result.output;
  throw new ServiceError('unreadable', service, { mayBeDone });
}
