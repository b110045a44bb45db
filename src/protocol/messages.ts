import type { Check } from './shapes';

/** A message that crosses between the extension and a webview: its type, and what that type carries. */
export type MessageOf<Messages> = { readonly [K in keyof Messages]: { type: K; body: Messages[K] } }[keyof Messages];

/** One handler for every type of message: a missing one does not compile. */
export type Handlers<Messages> = { readonly [K in keyof Messages]: (body: Messages[K]) => void };

/** One check for every type of message. */
export type Checks<Messages> = { readonly [K in keyof Messages]: Check<Messages[K]> };

/** Gives a message to its handler. What is of another form is dropped, and false comes back. */
export function deliver<Messages>(raw: unknown, checks: Checks<Messages>, handlers: Handlers<Messages>): boolean {
  if (typeof raw !== 'object' || raw === null) return false;
  const { type, body } = raw as { type?: unknown; body?: unknown };
  if (typeof type !== 'string' || !Object.hasOwn(checks, type)) return false;
  const known = type as keyof Messages & string;
  const check: Check<Messages[typeof known]> = checks[known];
  if (!check(body)) return false;
  handlers[known](body);
  return true;
}
