import type { Incident, Instant } from '../../domain/incident';
import type { Person } from '../../domain/events';
import type { ChangeFinder } from '../changeFinder';
import type { LogPorts } from '../logPorts';
import type { OperationContext } from '../operations/operation';
import type { PastIncidents } from '../pastIncidents';
import type { RevertRehearser } from '../revertRehearser';
import type { IncidentStore } from '../store';

/** What the tools of agents work with. */
export interface AgentContext {
  readonly store: IncidentStore;
  readonly now: () => Instant;
  /** For whom the agent works. Never rejects. */
  readonly author: () => Promise<Person>;
  readonly rules: OperationContext['rules'];
  readonly finder: ChangeFinder;
  readonly rehearser: RevertRehearser;
  readonly logs: Pick<LogPorts, 'find'>;
  readonly past: Pick<PastIncidents, 'upToDate'>;
  /** The file of a log that an agent names; undefined where it is outside of the folders that it may read. */
  readonly logFile: (named: string) => Promise<string | undefined>;
  /** The incident that a call is about that names none. */
  readonly current: () => Incident | undefined;
  /** Whether the changes before this incident can be ranked here: a window ranks those of the one that it shows. */
  readonly ranks: (incident: Incident) => boolean;
  /** Takes up what others have recorded meanwhile. */
  readonly upToDate: () => Promise<void>;
  /** Masks secrets in lines that go to an agent. Never rejects. */
  readonly masked: (lines: readonly string[]) => Promise<readonly string[]>;
  /** Whether agents may add entries. */
  readonly mayWrite: () => boolean;
}

/** One part of a tool's input. */
export interface Parameter {
  readonly type: 'string' | 'integer';
  readonly description: string;
  readonly required?: boolean;
  readonly values?: readonly string[];
  /** The most characters of a text, the highest number. */
  readonly most?: number;
}

export type Input = Readonly<Record<string, string | number | undefined>>;

/** What a tool answers: our own words, and lines of others that are data. */
export interface Answer {
  readonly intro: string;
  /** The first are on the first page. */
  readonly lines: readonly string[];
  /** What an agent may do next. */
  readonly next?: string;
}

export interface AgentTool {
  readonly name: `incident_${string}`;
  readonly title: string;
  /** For models: what it gives, and when not to use it. */
  readonly description: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly writes: boolean;
  readonly run: (context: AgentContext, input: Input, signal: AbortSignal, agent: string) => Promise<Answer>;
}

/** A call that a model can put right; the message says how. */
export class ToolRefusal extends Error {
  override readonly name = 'ToolRefusal';
}

/** The incident of the input, else the newest open one. Throws ToolRefusal. */
export async function incidentOf({ store, current, upToDate }: AgentContext, input: Input): Promise<Incident> {
  await upToDate();
  const { incidents, failure } = store.state;
  if (failure !== undefined) throw failure;
  const id = input.incident;
  const found = id === undefined ? current() : incidents.get(String(id));
  if (found !== undefined) return found;
  throw new ToolRefusal(
    id === undefined
      ? 'There is no open incident. People declare incidents in the editor; an agent cannot.'
      : 'There is no incident with this id. Call incident_get_status without an id to see the open ones.',
  );
}

export const INCIDENT: Parameter = {
  type: 'string',
  most: 100,
  description: 'Id of the incident, such as 20261125-2310-k3x9qa. Leave it out for the current one.',
};
export const PAGE: Parameter = { type: 'integer', most: 100_000, description: 'Page of the answer, from 1.' };

/** The JSON schema of a tool's input. */
export function schemaOf({ parameters }: Pick<AgentTool, 'parameters'>) {
  const properties = Object.fromEntries(
    Object.entries(parameters).map(([name, { type, description, values, most }]) => [
      name,
      {
        type,
        description,
        ...(values !== undefined && { enum: [...values] }),
        ...(type === 'integer' && { minimum: 1 }),
        ...(most !== undefined && { [type === 'integer' ? 'maximum' : 'maxLength']: most }),
      },
    ]),
  );
  const required = Object.entries(parameters).flatMap(([name, each]) => (each.required === true ? [name] : []));
  return { type: 'object' as const, properties, required, additionalProperties: false };
}

/** The input, checked against the tool's parameters. Throws ToolRefusal. */
export function readInput({ parameters }: Pick<AgentTool, 'parameters'>, given: unknown): Input {
  const object = given ?? {};
  if (typeof object !== 'object' || Array.isArray(object)) throw new ToolRefusal('The arguments must be an object.');
  const read: Record<string, string | number> = {};
  for (const name of Object.keys(object)) {
    if (!Object.hasOwn(parameters, name)) {
      throw new ToolRefusal(`There is no argument of that name. Arguments: ${Object.keys(parameters).join(', ')}.`);
    }
  }
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = (object as Readonly<Record<string, unknown>>)[name];
    if (value === undefined || value === null) {
      if (parameter.required === true) throw new ToolRefusal(`"${name}" is missing. ${parameter.description}`);
      continue;
    }
    read[name] = readValue(name, parameter, value);
  }
  return read;
}

function readValue(name: string, { type, values, most = Infinity }: Parameter, value: unknown): string | number {
  if (type === 'integer') {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most) return value;
    throw new ToolRefusal(`"${name}" must be a whole number from 1 on.`);
  }
  if (typeof value !== 'string' || value.trim() === '') throw new ToolRefusal(`"${name}" must be a text.`);
  if (value.length > most) throw new ToolRefusal(`"${name}" is too long: at most ${most} characters.`);
  if (values !== undefined && !values.includes(value)) {
    throw new ToolRefusal(`"${name}" must be one of: ${values.join(', ')}.`);
  }
  return value;
}
