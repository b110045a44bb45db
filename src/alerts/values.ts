import type { Instant } from '../domain/incident';
import { readWholeTime } from '../domain/times/read';
import { oneLine } from '../reports/plain';
import type { Label } from './alert';

/** A JSON object of others. */
export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands in an object under these names, one below the other. Own members alone: `constructor` is none. */
export function valueAt(value: unknown, ...path: readonly (string | number)[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof step === 'number') found = Array.isArray(found) ? (found as unknown[])[step] : undefined;
    else found = isObject(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }
  return found;
}

/** A text that says something; numbers count. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  return textOf(valueAt(value, ...path));
}

/** The first of these names that has a text. */
export function firstText(value: unknown, names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = textAt(value, name);
    if (text !== undefined) return text;
  }
  return undefined;
}

export function listAt(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? (found as unknown[]) : [];
}

/** The texts of an object as labels; of lists their texts. */
export function labelsOf(value: unknown): readonly Label[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, each]) => {
    const text = Array.isArray(each) ? each.flatMap((one) => textOf(one) ?? []).join(', ') : textOf(each);
    return text === undefined || text === '' ? [] : [{ name, value: text }];
  });
}

/** `service:checkout` and `["service", "checkout"]` as labels. */
export function tagLabels(tags: unknown): readonly Label[] {
  const texts = typeof tags === 'string' ? tags.split(/[,\s]+/) : Array.isArray(tags) ? (tags as unknown[]) : [];
  return texts.flatMap((tag): readonly Label[] => {
    if (Array.isArray(tag)) {
      const [name, value] = [textOf(tag[0]), textOf(tag[1])];
      return name === undefined || value === undefined ? [] : [{ name, value }];
    }
    const text = textOf(isObject(tag) ? textAt(tag, 'value') : tag);
    if (text === undefined) return [];
    const name = isObject(tag) ? textAt(tag, 'key') : undefined;
    if (name !== undefined) return [{ name, value: text }];
    const colon = text.indexOf(':');
    return colon <= 0 ? [{ name: 'tag', value: text }] : [{ name: text.slice(0, colon), value: text.slice(colon + 1) }];
  });
}

/** The names under which the affected service stands, the most telling first. */
const SERVICE_LABELS = [
  'service',
  'service_name',
  'servicename',
  'service.name',
  'affected_service',
  'app',
  'app_kubernetes_io_name',
  'app.kubernetes.io/name',
  'application',
  'component',
  'deployment',
  'statefulset',
  'daemonset',
  'container',
  'workload',
  'job_name',
  'job',
  'functionname',
  'loadbalancer',
  'queuename',
  'dbinstanceidentifier',
  'namespace',
] as const;

/** What labels say of the affected service, the most telling first. */
export function servicesIn(labels: readonly Label[]): readonly string[] {
  return SERVICE_LABELS.flatMap((wanted) =>
    labels.filter(({ name }) => name.toLowerCase() === wanted).map(({ value }) => value),
  );
}

/** The value of a label, whatever its case. */
export function labelValue(labels: readonly Label[], ...names: readonly string[]): string | undefined {
  for (const wanted of names) {
    const found = labels.find(({ name }) => name.toLowerCase() === wanted);
    if (found !== undefined) return found.value;
  }
  return undefined;
}

/** A day and a clock without a zone behind them: `2026-11-24T13:54:02`. */
const ZONELESS = /^[^Z]*\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:\s?[ap]\.?m\.?)?$/i;

/** The moment that a text or number of an alert means; where no zone is written, by the clock of this machine. */
export function startIn(
  value: unknown,
  now: Instant,
): { readonly at: Instant; readonly zoneless?: string } | undefined {
  const written = typeof value === 'number' ? plainNumber(value) : textOf(value);
  // What has not ended, or not begun, has the first day of all.
  if (written === undefined || written.startsWith('0001-')) return undefined;
  const text = oneLine(written);
  // What is in front of a time, such as a length or "now", would be meant for people.
  if (!/\d{4}|\d:\d\d/.test(text)) return undefined;
  const read = readWholeTime(text, now, undefined, 'line');
  const end = text.length;
  if (read.kind !== 'time' || read.isLength === true || text.slice(read.end, end).trim().length > 12) return undefined;
  return { at: read.at, ...(read.zone === undefined && ZONELESS.test(text) && { zoneless: text }) };
}

/** `1420452193166002000`, never `1.4e18`. */
function plainNumber(value: number): string | undefined {
  if (!Number.isFinite(value) || value < 1_000_000_000) return undefined;
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}

/** The first of these that is a time. */
export function firstStart(now: Instant, ...values: readonly unknown[]): ReturnType<typeof startIn> {
  for (const value of values) {
    const start = startIn(value, now);
    if (start !== undefined) return start;
  }
  return undefined;
}
