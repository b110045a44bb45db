import * as v from 'valibot';

/** A message that crosses between the extension and a webview: its type, and what that type carries. */
export type MessageOf<Messages> = { readonly [K in keyof Messages]: { type: K; body: Messages[K] } }[keyof Messages];

/** One handler for every type of message: a missing one does not compile. */
export type Handlers<Messages> = { readonly [K in keyof Messages]: (body: Messages[K]) => void };

/** What every type of message has to look like; a member that is forgotten does not compile. */
export type Schemas<Messages> = { readonly [K in keyof Messages]: v.GenericSchema<Messages[K]> };

/** Gives a message to its handler. What is of another form is dropped, and false comes back. */
export function deliver<Messages>(raw: unknown, schemas: Schemas<Messages>, handlers: Handlers<Messages>): boolean {
  if (typeof raw !== 'object' || raw === null) return false;
  const { type, body } = raw as { type?: unknown; body?: unknown };
  if (typeof type !== 'string' || !Object.hasOwn(schemas, type)) return false;
  const known = type as keyof Messages & string;
  const schema: v.GenericSchema<Messages[typeof known]> = schemas[known];
  if (!v.is(schema, body)) return false;
  handlers[known](body);
  return true;
}
