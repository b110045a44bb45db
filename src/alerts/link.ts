import type { Instant } from '../domain/incident';
import { writtenTime } from '../domain/times/writtenTime';
import { oneLine, shortened } from '../reports/plain';
import { linkOf, MOST_TITLE } from './alert';

/** What a link asks the window to show; nothing is done before a person agrees. */
export type LinkAsked =
  | {
      readonly kind: 'declare';
      readonly title: string;
      readonly severity?: string;
      readonly startedAt?: Instant;
      /** A start that could not be read, as it was written. */
      readonly unreadStart?: string;
      readonly services: readonly string[];
      /** The address of the alert, or a name. */
      readonly source?: string;
    }
  | { readonly kind: 'open' | 'join'; readonly id?: string };

/** Longer links are not read. Characters. */
const MOST_QUERY = 8_000;
const MOST = { severity: 40, start: 60, service: 100, source: 2_000, id: 100 } as const;
const MOST_SERVICES = 10;
/** As the record names its incidents. */
const ID = /^[\w-]{1,100}$/;

/** What is asked for by the path and query of a link to this extension; undefined where it asks for nothing that is known. */
export function readLink(path: string, query: string, now: Instant): LinkAsked | undefined {
  if (query.length > MOST_QUERY) return undefined;
  const kind = /^\/?(\w{1,20})\/?$/.exec(path)?.[1];
  const parameters = new URLSearchParams(query);
  const text = (name: string, most: number) => {
    const value = shortened(parameters.get(name) ?? '', most);
    return value === '' ? undefined : value;
  };
  if (kind === 'open' || kind === 'join') {
    const id = oneLine(parameters.get('id') ?? '');
    if (id === '') return kind === 'join' ? { kind } : undefined;
    return ID.test(id) ? { kind, id } : undefined;
  }
  if (kind !== 'declare') return undefined;
  const severity = text('severity', MOST.severity);
  const start = text('start', MOST.start);
  const startedAt = start === undefined ? undefined : writtenTime(start, now)?.at;
  const source = sourceOf(parameters.get('source') ?? '');
  const services = parameters
    .getAll('service')
    .flatMap((value) => value.slice(0, MOST_SERVICES * MOST.service).split(','))
    .map((name) => shortened(name, MOST.service))
    .filter((name) => name !== '');
  return {
    kind,
    title: text('title', MOST_TITLE) ?? '',
    ...(severity !== undefined && { severity }),
    ...(startedAt !== undefined && { startedAt }),
    ...(start !== undefined && startedAt === undefined && { unreadStart: start }),
    services: [...new Set(services)].slice(0, MOST_SERVICES),
    ...(source !== undefined && { source }),
  };
}

/** An address whole, or any other text cut short. */
function sourceOf(value: string): string | undefined {
  const address = linkOf(value.slice(0, MOST.source + 1));
  if (address !== undefined) return address;
  const text = shortened(value, 100);
  return text === '' ? undefined : text;
}
