import type { Instant } from '../domain/incident';
import { firstText, isObject, type Json, textAt } from '../domain/json';
import { firstTime } from '../domain/times/writtenTime';
import { alertOf, type Alert } from './alert';
import { labelsOf, servicesIn, tagLabels } from './values';

const TITLES = [
  'title',
  'summary',
  'subject',
  'alertname',
  'alert_name',
  'alertName',
  'name',
  'message',
  'rule',
  'check',
  'monitor_name',
  'description',
  'text',
  'error',
] as const;
const SEVERITIES = ['severity', 'priority', 'level', 'urgency', 'alert_type', 'criticality', 'impact'] as const;
const TIMES = [
  'startsAt',
  'starts_at',
  'startedAt',
  'started_at',
  'start',
  'start_time',
  'startTime',
  'triggered_at',
  'triggeredAt',
  'fired_at',
  'occurred_at',
  'occurredAt',
  'created_at',
  'createdAt',
  'timestamp',
  '@timestamp',
  'time',
  'date',
  'datetime',
] as const;
const LINKS = [
  'link',
  'url',
  'web_url',
  'html_url',
  'permalink',
  'alert_url',
  'dashboard_url',
  'href',
  'incident_url',
] as const;
const TEXTS = ['description', 'message', 'body', 'details', 'text', 'reason'] as const;
const STACKS = ['stack', 'stacktrace', 'stack_trace', 'stackTrace', 'traceback', 'exception', 'backtrace'] as const;
const STATES = ['status', 'state'] as const;
/** What the alert itself may be wrapped in. */
const WRAPPINGS = ['alert', 'incident', 'event', 'payload', 'data', 'body', 'detail', 'problem', 'issue'] as const;
const MOST_WRAPPINGS = 4;
const OVER = /^(?:ok|resolved|recovered|closed|up|normal)$/i;

/** Reads an alert of a product that is not known, by the names that such things usually have. */
export function readAnyJson(value: Json, now: Instant): Alert {
  let found = value;
  for (let i = 0; i < MOST_WRAPPINGS && firstText(found, TITLES) === undefined; i++) {
    const inner: unknown = WRAPPINGS.map((name) => found[name]).find(isObject);
    if (!isObject(inner)) break;
    found = inner;
  }
  const title = firstText(found, TITLES) ?? firstText(value, TITLES);
  const labels = [...labelsOf(found.labels), ...tagLabels(found.tags), ...labelsOf(restOf(found))];
  const times = [...TIMES.map((name) => found[name]), ...TIMES.map((name) => value[name])];
  return alertOf({
    product: 'json',
    title,
    severity: firstText(found, SEVERITIES),
    started: firstTime(now, ...times),
    services: servicesIn(labels),
    labels,
    link: firstText(found, LINKS) ?? firstText(value, LINKS),
    description: TEXTS.map((name) => textAt(found, name)).find((text) => text !== undefined && text !== title),
    stack: firstText(found, STACKS),
    isOver: OVER.test(firstText(found, STATES) ?? ''),
  });
}

/** What has no place of its own elsewhere. */
function restOf(value: Json): Json {
  const known = new Set<string>([...TITLES, ...TIMES, ...LINKS, ...TEXTS, ...STACKS]);
  return Object.fromEntries(Object.entries(value).filter(([name]) => !known.has(name)));
}
