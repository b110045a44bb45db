import type { Instant } from '../domain/incident';
import { firstText, isObject, type Json, listAt, textAt, valueAt } from '../domain/json';
import { firstTime } from '../domain/times/writtenTime';
import { alertOf, type Alert, type Label } from './alert';
import { labelsOf, labelValue, servicesIn } from './values';

/** What says in words what is wrong, the shortest first. */
const SUMMARIES = ['summary', 'message', 'title', 'description'] as const;
const DESCRIPTIONS = ['description', 'message', 'details'] as const;
/** Annotations and labels that lead to somewhere. */
const LINKS = ['runbook_url', 'runbook', 'dashboard_url', 'dashboard'] as const;
/** What Grafana adds to an alert. */
const OF_GRAFANA = ['panelURL', 'dashboardURL', 'silenceURL', 'valueString', 'values'] as const;

/** One alert of Prometheus' kind: labels, with or without annotations and a start. */
export function isPrometheusAlert(value: unknown): value is Json {
  if (!isObject(value) || !isObject(value.labels)) return false;
  return isObject(value.annotations) || 'startsAt' in value || 'activeAt' in value || 'alertname' in value.labels;
}

/** The alerts of a webhook of Alertmanager or Grafana, of their APIs, of `amtool -o json`, or one alone. */
export function prometheusAlerts(value: unknown): readonly Json[] {
  const lists = [value, valueAt(value, 'alerts'), valueAt(value, 'data', 'alerts'), valueAt(value, 'data'), [value]];
  for (const list of lists) {
    const alerts = Array.isArray(list) ? list.filter(isPrometheusAlert) : [];
    if (alerts.length > 0) return alerts;
  }
  return [];
}

/** Reads alerts that came as one: those that are still firing count, and the first of them to start. */
export function readPrometheus(value: unknown, now: Instant): Alert | undefined {
  const all = prometheusAlerts(value);
  const firing = all.filter((alert) => !isOver(alert, now));
  const alerts = firing.length > 0 ? firing : all;
  const [first] = alerts;
  if (first === undefined) return undefined;
  const isGrafana = all.some((alert) => OF_GRAFANA.some((name) => name in alert)) || hasOrganisation(value);
  const labels = commonLabels(alerts);
  const annotations = mergedOf(value, 'commonAnnotations', first.annotations);
  const name = labelValue(labels, 'alertname') ?? textAt(value, 'groupLabels', 'alertname');
  const summary = firstText(annotations, SUMMARIES) ?? textAt(value, 'title') ?? name;
  const starts = alerts.flatMap((alert) => firstTime(now, alert.startsAt, alert.activeAt) ?? []);
  const [start] = [...starts].sort((a, b) => a.at - b.at);
  const everyLabel = alerts.flatMap((alert) => labelsOf(alert.labels));
  const links = [first.panelURL, first.dashboardURL, first.generatorURL, valueAt(value, 'externalURL')];
  return alertOf({
    product: isGrafana ? 'grafana' : 'alertmanager',
    title: summary,
    severity: labelValue(everyLabel, 'severity', 'priority', 'level'),
    started: start,
    services: servicesIn([...labels, ...everyLabel]),
    labels,
    link:
      firstText(annotations, LINKS) ?? links.find((link): link is string => typeof link === 'string' && link !== ''),
    description: descriptionOf(alerts, annotations, summary),
    stack: firstText(annotations, ['traceback', 'stacktrace', 'stack_trace', 'stack', 'exception']),
    count: alerts.length,
    isOver: firing.length === 0,
  });
}

function hasOrganisation(value: unknown): boolean {
  return isObject(value) && 'orgId' in value;
}

function isOver(alert: Json, now: Instant): boolean {
  if (alert.status === 'resolved' || valueAt(alert, 'status', 'state') === 'resolved') return true;
  const end = firstTime(now, alert.endsAt);
  // An end to come is only until when it counts without being repeated.
  return alert.status !== 'firing' && end !== undefined && end.at <= now;
}

/** The common part of a webhook, with what only the one alert says. */
function mergedOf(value: unknown, name: string, own: unknown): Json {
  const common = valueAt(value, name);
  return { ...(isObject(own) ? own : {}), ...(isObject(common) ? common : {}) };
}

/** Labels that all alerts share; of what differs, the values. */
function commonLabels(alerts: readonly Json[]): readonly Label[] {
  const values = new Map<string, Set<string>>();
  for (const { name, value } of alerts.flatMap((alert) => labelsOf(alert.labels))) {
    values.set(name, (values.get(name) ?? new Set()).add(value));
  }
  return [...values].map(([name, each]) => ({ name, value: [...each].slice(0, 8).join(', ') }));
}

const MOST_DESCRIBED = 8;

/** What the alerts say beside the title, each sentence once. */
function descriptionOf(alerts: readonly Json[], annotations: Json, title: string | undefined): string {
  const sentences = alerts
    .slice(0, MOST_DESCRIBED)
    .flatMap((alert) => [firstText(alert.annotations, SUMMARIES), firstText(alert.annotations, DESCRIPTIONS)]);
  const all = [firstText(annotations, DESCRIPTIONS), ...sentences, ...alerts.slice(0, 3).map(valuesOf)];
  return [...new Set(all)].filter((text) => text !== undefined && text !== title).join('\n');
}

/** The measured values that Grafana sends. */
function valuesOf(alert: Json): string | undefined {
  return textAt(alert, 'valueString') ?? (isObject(alert.values) ? JSON.stringify(alert.values) : undefined);
}

/** Reads a notification of Grafana's alerting before version 8. */
export function readOldGrafana(value: Json, now: Instant): Alert | undefined {
  if (!('ruleName' in value || 'evalMatches' in value)) return undefined;
  const matches = listAt(value, 'evalMatches').filter(isObject);
  const measured = matches
    .slice(0, MOST_DESCRIBED)
    .map((match) => `${textAt(match, 'metric') ?? '?'} = ${textAt(match, 'value') ?? '?'}`);
  const labels = [...labelsOf(value.tags), ...matches.flatMap((match) => labelsOf(match.tags))];
  const title = textAt(value, 'title') ?? textAt(value, 'ruleName');
  return alertOf({
    product: 'grafana',
    title,
    severity: labelValue(labels, 'severity', 'priority'),
    started: firstTime(now, value.date, value.time),
    services: servicesIn(labels),
    labels,
    link: firstText(value, ['ruleUrl', 'rule_url']),
    description: [textAt(value, 'message'), ...measured].filter((text) => text !== undefined).join('\n'),
    isOver: value.state === 'ok',
  });
}
