import { Refused } from '../../app/operations/refused';
import { Node, type Subject } from './node';

// What a command is about. Apart from `arguments.ts`, which reads all the rest of an argument: this is needed to start.

/** What the row of a tree stands for, where a command was called on one. */
export function subjectOf(argument: unknown): Subject | undefined {
  return argument instanceof Node ? argument.subject : undefined;
}

/** A named part of an argument given by a key binding or another extension. */
export function part(argument: unknown, name: string): unknown {
  if (typeof argument !== 'object' || argument === null || argument instanceof Node) return undefined;
  return (argument as Record<string, unknown>)[name];
}

/** An id, as a text. Throws Refused. */
export function idPart(argument: unknown, name: string): string | undefined {
  const id = part(argument, name);
  if (id !== undefined && typeof id !== 'string') throw new Refused({ kind: 'notA', name, wanted: 'string' });
  return id;
}
