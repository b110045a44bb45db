import type { Instant } from '../domain/incident';
import { firstText, isObject, type Json, listAt, textAt, valueAt } from '../domain/json';
import { firstTime } from '../domain/times/writtenTime';
import { alertOf, type Alert } from './alert';
import { labelsOf, labelValue, tagLabels } from './values';

const MOST_EXCEPTIONS = 5;
const MOST_FRAMES = 60;

/** Reads Sentry: a webhook of an issue alert, a metric alert or an issue, an event as JSON, or the older kind of webhook. */
export function readSentry(value: Json, now: Instant): Alert | undefined {
  return readMetric(value, now) ?? readIssue(value, now);
}

function readMetric(value: Json, now: Instant): Alert | undefined {
  const metric = valueAt(value, 'data', 'metric_alert');
  if (!isObject(metric)) return undefined;
  const { data } = value;
  return alertOf({
    product: 'sentry',
    title: textAt(data, 'description_title') ?? textAt(metric, 'title') ?? textAt(metric, 'alert_rule', 'name'),
    severity: textAt(value, 'action'),
    started: firstTime(now, metric.date_started, metric.date_detected, metric.date_created),
    services: listAt(metric, 'projects').map((project) => (typeof project === 'string' ? project : undefined)),
    labels: labelsOf({
      rule: valueAt(metric, 'alert_rule', 'name'),
      environment: valueAt(metric, 'alert_rule', 'environment'),
    }),
    link: textAt(data, 'web_url'),
    description: textAt(data, 'description_text'),
    isOver: value.action === 'resolved',
  });
}

function readIssue(value: Json, now: Instant): Alert | undefined {
  const issue = valueAt(value, 'data', 'issue');
  const event = [valueAt(value, 'data', 'event'), valueAt(value, 'data', 'error'), value.event, value].find(isEvent);
  if (event === undefined && !(isObject(issue) && 'shortId' in issue)) return undefined;
  const about = event ?? issue;
  const outer = isObject(issue) ? issue : value;
  const tags = [
    ...tagLabels(valueAt(about, 'tags')),
    ...(event === undefined ? tagLabels(valueAt(issue, 'tags')) : []),
  ];
  const project = textAt(outer, 'project', 'slug') ?? textAt(outer, 'project', 'name') ?? slugOf(value.project);
  const named = {
    culprit: valueAt(about, 'culprit'),
    release: valueAt(about, 'release'),
    environment: valueAt(about, 'environment'),
  };
  const rule = textAt(value, 'data', 'triggered_rule');
  return alertOf({
    product: 'sentry',
    title: firstText(about, ['title', 'message']) ?? exceptionTitle(about) ?? textAt(value, 'message'),
    severity: textAt(about, 'level') ?? textAt(value, 'level') ?? labelValue(tags, 'level'),
    started: firstTime(
      now,
      valueAt(issue, 'firstSeen'),
      valueAt(about, 'datetime'),
      valueAt(about, 'dateCreated'),
      valueAt(about, 'timestamp'),
    ),
    services: [labelValue(tags, 'service'), project],
    labels: [...labelsOf({ project, rule, ...named }), ...tags],
    link: firstText(about, ['web_url', 'permalink']) ?? firstText(outer, ['web_url', 'permalink', 'url']),
    description: textAt(about, 'metadata', 'value') ?? textAt(about, 'message'),
    stack: stackOf(about),
    isOver: value.action === 'resolved',
  });
}

function isEvent(value: unknown): value is Json {
  if (!isObject(value)) return false;
  return 'event_id' in value || 'eventID' in value || 'exception' in value || ('culprit' in value && 'level' in value);
}

/** The project as a name; an id tells nobody anything. */
function slugOf(project: unknown): string | undefined {
  return typeof project === 'string' && !/^\d+$/.test(project) ? project : undefined;
}

function exceptionTitle(event: unknown): string | undefined {
  const [exception] = exceptionsOf(event);
  const [type, value] = [textAt(exception, 'type'), textAt(exception, 'value')];
  return type === undefined ? value : [type, ...(value === undefined ? [] : [value])].join(': ');
}

/** The exceptions of an event, what was caught last first. */
function exceptionsOf(event: unknown): readonly Json[] {
  // As events are sent, or as the API lists them.
  const entry = listAt(event, 'entries').find((each) => valueAt(each, 'type') === 'exception');
  const values = [...listAt(event, 'exception', 'values'), ...listAt(entry, 'data', 'values')].filter(isObject);
  return values.slice(-MOST_EXCEPTIONS).reverse();
}

/**
 * The stack of an event as a trace: each exception with its frames, the one where it was thrown first (Sentry has it last), and
 * what it was caused by below it.
 */
function stackOf(event: unknown): string | undefined {
  const traces = exceptionsOf(event).map((exception, i) => {
    const said = [textAt(exception, 'type'), textAt(exception, 'value')]
      .filter((text) => text !== undefined)
      .join(': ');
    const frames = listAt(exception, 'stacktrace', 'frames').filter(isObject).slice(-MOST_FRAMES).reverse();
    return [`${i === 0 ? '' : 'Caused by: '}${said}`, ...frames.flatMap(frameLine)].join('\n');
  });
  return traces.length === 0 ? undefined : traces.join('\n');
}

function frameLine(frame: Json): readonly string[] {
  const file = firstText(frame, ['filename', 'abs_path', 'absPath', 'module']);
  const line = textAt(frame, 'lineno') ?? textAt(frame, 'lineNo');
  if (file === undefined || line === undefined) return [];
  return [`    at ${textAt(frame, 'function') ?? '?'} (${file}:${line})`];
}
