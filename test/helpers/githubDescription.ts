import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type AnySchema } from 'ajv';
import * as formats from 'ajv-formats';
import type { Arrived, Reply } from './fakeService';

interface Operation {
  readonly parameters: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: AnySchema }> };
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: AnySchema }> }>;
}
interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: { readonly type?: string };
}
interface Description {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly parameters: Record<string, Parameter> };
}

function described(part: string): Description {
  return JSON.parse(readFileSync(path.resolve(__dirname, `github/${part}.openapi.json`), 'utf8')) as Description;
}

const DEPLOYMENTS = described('deployments');

/** Says what of a request and its answer is not as GitHub describes them, by the parts of its own OpenAPI description (scripts/githubOpenapi.mjs). */
export function githubDescription(
  part: 'issues' | 'deployments',
): (arrived: Arrived, reply: Reply, template: string) => readonly string[] {
  const description = part === 'deployments' ? DEPLOYMENTS : described(part);
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false });
  (formats.default as unknown as (ajv: Ajv) => void)(ajv);
  ajv.addSchema(asJsonSchema(description) as AnySchema, 'github');
  // Compiling takes longer than all the rest.
  const compiled = new Map<AnySchema, ReturnType<Ajv['compile']>>();
  const validator = (schema: AnySchema) => {
    const known = compiled.get(schema);
    if (known !== undefined) return known;
    // References are within the description.
    const text = JSON.stringify(asJsonSchema(schema)).replaceAll('"#/', '"github#/');
    const made = ajv.compile(JSON.parse(text) as AnySchema);
    compiled.set(schema, made);
    return made;
  };
  const problems = (schema: AnySchema, value: unknown, what: string): string[] => {
    const validate = validator(schema);
    if (validate(value) === true) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${what}${instancePath} ${message ?? ''}`);
  };
  // Before the first request, which waits no longer than its patience.
  for (const operation of Object.values(description.paths).flatMap((methods) => Object.values(methods))) {
    const contents = [operation.requestBody, ...Object.values(operation.responses)].map((each) => each?.content);
    for (const content of contents) {
      const schema = content?.['application/json']?.schema;
      if (schema !== undefined) validator(schema);
    }
  }
  return ({ method, url, json }, { status, json: answer }, template) => {
    const operation = description.paths[template]?.[method.toLowerCase()];
    if (operation === undefined) return [`${method} ${template} is not described`];
    const parameters = operation.parameters.map((each) =>
      '$ref' in each ? description.components.parameters[each.$ref.split('/').at(-1) ?? ''] : each,
    );
    const inQuery = [...url.searchParams].flatMap(([name, value]) => {
      const known = parameters.find((each) => each?.name === name && each.in === 'query');
      if (known === undefined) return [`query ${name} is not described`];
      // Described as a moment, though it is a range, as for a search.
      if (name === 'created') return /^>=\d{4}-\d\d-\d\dT[\d:]{8}Z$/.test(value) ? [] : [`query created ${value}`];
      const typed =
        known.schema.type === 'integer' ? Number(value) : known.schema.type === 'boolean' ? value === 'true' : value;
      return problems(known.schema, typed, `query ${name}`);
    });
    const asked = operation.requestBody?.content['application/json']?.schema;
    const answered = operation.responses[String(status)]?.content?.['application/json']?.schema;
    return [
      ...inQuery,
      ...(asked === undefined ? [] : problems(asked, json, 'request')),
      ...(answered === undefined ? [`status ${status} is not described`] : problems(answered, answer, 'answer')),
    ];
  };
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
}

/** An object that has all that the description requires of it, with what is given. */
export function filled(name: string, given: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { schemas } = (DEPLOYMENTS as unknown as { components: { schemas: Record<string, Schema> } }).components;
  const value = ({ $ref, type, format, nullable, oneOf, ...rest }: Schema): unknown => {
    if ($ref !== undefined) return value(schemas[$ref.split('/').at(-1) ?? ''] ?? {});
    if (nullable === true) return null;
    if (oneOf?.[0] !== undefined) return value(oneOf[0]);
    if (type === 'integer') return 1;
    if (type === 'boolean') return false;
    if (type === 'array') return [];
    if (type === 'object') return object(rest);
    return format === 'uri' ? 'https://github.example/x' : format === 'date-time' ? '2026-11-01T00:00:00Z' : 'x';
  };
  const object = ({ required = [], properties = {} }: Schema) =>
    Object.fromEntries(required.map((key) => [key, value(properties[key] ?? {})]));
  return { ...object(schemas[name] ?? {}), ...given };
}

/** OpenAPI 3.0 as JSON Schema, which says of what may be null that it has that type. */
function asJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, asJsonSchema(inner)]),
  );
  return nullable === true ? { anyOf: [rest, { type: 'null' }] } : rest;
}
