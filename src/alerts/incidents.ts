import type { Instant } from '../domain/incident';
import { firstText, isObject, type Json, listAt, textAt, valueAt } from '../domain/json';
import { firstTime } from '../domain/times/writtenTime';
import { alertOf, type Alert } from './alert';
import { labelsOf, servicesIn, tagLabels } from './values';

/** Reads PagerDuty: a webhook of version 3 or 2, an incident of the REST API, or an event of the Events API v2. */
export function readPagerDuty(value: Json, now: Instant): Alert | undefined {
  return readEvent(value, now) ?? readPage(value, now);
}

function readPage(value: Json, now: Instant): Alert | undefined {
  const data = valueAt(value, 'event', 'data') ?? valueAt(value, 'messages', 0, 'incident') ?? value.incident;
  const incident = [data, listAt(value, 'incidents')[0], value].find(isPage);
  if (incident === undefined) return undefined;
  const priority = firstText(incident.priority, ['summary', 'name']);
  const labels = [
    ...labelsOf({ incident: incident.number ?? incident.incident_number, urgency: incident.urgency }),
    ...labelsOf({ team: firstText(valueAt(incident, 'teams', 0), ['summary', 'name']) }),
  ];
  const event = textAt(value, 'event', 'event_type') ?? textAt(value, 'messages', 0, 'event') ?? '';
  return alertOf({
    product: 'pagerduty',
    title: firstText(incident, ['title', 'summary', 'description']),
    severity: priority ?? textAt(incident, 'urgency'),
    started: firstTime(now, incident.created_at, valueAt(value, 'event', 'occurred_at')),
    services: [firstText(incident.service, ['summary', 'name'])],
    labels,
    link: textAt(incident, 'html_url'),
    description: textAt(incident, 'body', 'details') ?? detailsOf(valueAt(incident, 'body', 'details')),
    isOver: incident.status === 'resolved' || event === 'incident.resolved',
  });
}

function isPage(value: unknown): value is Json {
  if (!isObject(value) || firstText(value, ['title', 'summary', 'description']) === undefined) return false;
  return 'incident_key' in value || 'incident_number' in value || (isObject(value.service) && 'urgency' in value);
}

function readEvent(value: Json, now: Instant): Alert | undefined {
  const { payload } = value;
  if (!isObject(payload) || !('event_action' in value || 'routing_key' in value)) return undefined;
  if (textAt(payload, 'summary') === undefined) return undefined;
  const details = labelsOf(payload.custom_details);
  const named = { component: payload.component, source: payload.source, group: payload.group, class: payload.class };
  const labels = [...labelsOf(named), ...details];
  return alertOf({
    product: 'pagerduty',
    title: textAt(payload, 'summary'),
    severity: textAt(payload, 'severity'),
    started: firstTime(now, payload.timestamp),
    services: [...servicesIn(details), textAt(payload, 'component')],
    labels,
    link: textAt(value, 'links', 0, 'href') ?? textAt(value, 'client_url'),
    description: textAt(payload, 'custom_details'),
    isOver: value.event_action === 'resolve',
  });
}

/** Details that are an object, a line each. */
function detailsOf(value: unknown): string {
  return labelsOf(value)
    .map((label) => `${label.name}: ${label.value}`)
    .join('\n');
}

/** Reads Opsgenie: a webhook, or an alert of its API. */
export function readOpsgenie(value: Json, now: Instant): Alert | undefined {
  const alert = [value.alert, value.data, value].find(isOpsgenie);
  if (alert === undefined) return undefined;
  const tags = tagLabels(alert.tags);
  const labels = [...labelsOf(alert.details), ...labelsOf({ entity: alert.entity, source: alert.source }), ...tags];
  return alertOf({
    product: 'opsgenie',
    title: textAt(alert, 'message'),
    severity: textAt(alert, 'priority'),
    started: firstTime(now, alert.createdAt, alert.insertedAt),
    services: [...servicesIn(labels), textAt(alert, 'entity')],
    labels,
    link: firstText(alert.details, ['url', 'link']) ?? textAt(alert, 'url'),
    description: textAt(alert, 'description'),
    isOver: value.action === 'Close' || alert.status === 'closed',
  });
}

function isOpsgenie(value: unknown): value is Json {
  return isObject(value) && textAt(value, 'message') !== undefined && ('tinyId' in value || 'alertId' in value);
}
