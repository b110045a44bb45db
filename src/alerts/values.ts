import { isObject, textAt, textOf } from '../domain/json';
import type { Label } from './alert';

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
