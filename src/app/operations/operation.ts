import * as v from 'valibot';
import type { Fact, Person } from '../../domain/events';
import type { Incident, Instant } from '../../domain/incident';
import { iso } from '../../domain/time';
import type { WaitingRules } from '../../domain/waiting';
import type { IncidentStore } from '../store';
import { Refused, type InputProblem } from './refused';

/** What the operations need of the store. */
export type OperationStore = Pick<IncidentStore, 'state' | 'load' | 'show' | 'declare' | 'add' | 'addAll'>;

/** What the operations work with. */
export interface OperationContext {
  readonly store: OperationStore;
  /** Milliseconds since the epoch. */
  readonly now: () => Instant;
  /** Who is acting. Never rejects. */
  readonly author: () => Promise<Person>;
  readonly rules: () => TeamRules;
  /** Whether others may write about an incident on their machines at the same time; left out where nothing is shared. */
  readonly isShared?: ((incident: string) => boolean) | undefined;
}

/** What a team's settings say of the rules that operations hold. */
export interface TeamRules extends WaitingRules {
  /** Names, the most severe first. */
  readonly severities: readonly string[];
  /** The severity of an incident about which nobody is sure yet. */
  readonly defaultSeverity: string;
}

/**
 * A deed: its input is checked by a schema, its rules are in `run`, and what it records is one append. Commands, tools of
 * language models and other programs run the same operations.
 */
export interface Operation<Entries extends v.ObjectEntries, Result> {
  readonly id: string;
  /** For people and models, in English. */
  readonly title: string;
  readonly input: v.ObjectSchema<Entries, undefined>;
  readonly run: (
    context: OperationContext,
    input: v.InferOutput<v.ObjectSchema<Entries, undefined>>,
  ) => Promise<Result>;
}

export type InputOf<Entries extends v.ObjectEntries> = v.InferInput<v.ObjectSchema<Entries, undefined>>;
export type ReadInput<Entries extends v.ObjectEntries> = v.InferOutput<v.ObjectSchema<Entries, undefined>>;

interface Definition<Entries extends v.ObjectEntries, Run> {
  readonly id: string;
  readonly title: string;
  readonly input: Entries;
  readonly run: Run;
}

/** An operation that is about no incident in particular. */
export function operation<const Entries extends v.ObjectEntries, Result>({
  input,
  ...rest
}: Definition<Entries, (context: OperationContext, input: ReadInput<Entries>) => Promise<Result>>): Operation<
  Entries,
  Result
> {
  return { ...rest, input: v.object(input) };
}

const OF_INCIDENT = {
  /** The id of the incident; without it, the one that is shown. */
  incident: v.optional(v.string()),
};

/** An operation on an incident: the one named in the input, else the one shown. */
export function incidentOperation<const Entries extends v.ObjectEntries, Result>({
  id,
  title,
  input,
  run,
}: Definition<
  Entries,
  (context: OperationContext, incident: Incident, input: ReadInput<Entries>) => Promise<Result>
>): Operation<Entries & typeof OF_INCIDENT, Result> {
  return {
    id,
    title,
    input: v.object({ ...input, ...OF_INCIDENT }),
    run: async (context, read) => {
      // The id says what the deed is about: it is no part of the facts that are recorded.
      const { incident, ...rest } = read as typeof read & { readonly incident?: string };
      return run(context, await incidentOf(context.store, incident), rest as typeof read);
    },
  };
}

/**
 * Checks the input and runs the operation. Throws Refused where the input or a rule forbids it, and RecordError where it
 * could not be recorded; nothing is recorded then.
 */
export async function perform<Entries extends v.ObjectEntries, Result>(
  context: OperationContext,
  { input: schema, run }: Operation<Entries, Result>,
  input: InputOf<Entries>,
): Promise<Result> {
  const read = v.safeParse(schema, input);
  if (!read.success) throw new Refused(problemOf(read.issues[0]));
  return run(context, read.output);
}

/** What is wrong with an input, by the first issue that a schema found. */
export function problemOf(issue: v.BaseIssue<unknown>): InputProblem {
  const name = v.getDotPath(issue) ?? '';
  const { type, requirement } = issue;
  // The words that are allowed are told in the form of a type: ("one" | "two").
  if (type === 'picklist') {
    return {
      kind: 'notOneOf',
      name,
      allowed: [...(issue.expected ?? '').matchAll(/"([^"]*)"/g)].map(([, word = '']) => word),
    };
  }
  if (type === 'max_length' || type === 'max_value') return { kind: 'tooLarge', name, most: Number(requirement) };
  if (type === 'non_empty' || type === 'min_length') return { kind: 'empty', name };
  return { kind: 'notA', name, wanted: wantedOf(issue) };
}

const WANTED: Readonly<Record<string, Extract<InputProblem, { kind: 'notA' }>['wanted']>> = {
  string: 'string',
  number: 'number',
  boolean: 'boolean',
  array: 'list',
  iso_timestamp: 'time',
  union: 'time',
  date: 'time',
};

function wantedOf({ type }: v.BaseIssue<unknown>): Extract<InputProblem, { kind: 'notA' }>['wanted'] {
  return WANTED[type] ?? 'value';
}

/** The incident with this id, else the one shown. Throws Refused, and RecordError where the record cannot be read. */
async function incidentOf(store: OperationStore, id: string | undefined): Promise<Incident> {
  await store.load();
  const { incidents, shown, failure } = store.state;
  if (failure !== undefined) throw failure;
  if (id === undefined) {
    if (shown === undefined) throw new Refused({ kind: 'noIncident' });
    return shown;
  }
  const incident = incidents.get(id);
  if (incident === undefined) throw new Refused({ kind: 'unknownIncident', id });
  return incident;
}

/** A fact, dated where somebody said when it happened. */
export function dated<F extends Fact>(fact: F, occurredAt: Instant | undefined): F {
  return occurredAt === undefined ? fact : { ...fact, occurredAt: iso(occurredAt) };
}

/** The time, if it is not to come. Throws Refused. */
export function past<T extends Instant | undefined>({ now }: Pick<OperationContext, 'now'>, name: string, at: T): T {
  if (at !== undefined && at > now()) throw new Refused({ kind: 'inFuture', name });
  return at;
}

/** The time, if it is to come. Throws Refused. */
export function future<T extends Instant | undefined>({ now }: Pick<OperationContext, 'now'>, name: string, at: T): T {
  if (at !== undefined && at <= now()) throw new Refused({ kind: 'inPast', name });
  return at;
}

type Defined<T> = {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
} & { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };

/** The object without those of its parts that are undefined. */
export function compact<T extends object>(parts: T): Defined<T> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Defined<T>;
}
