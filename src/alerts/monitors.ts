import type { Instant } from '../domain/incident';
import { firstText, isObject, type Json, listAt, textAt, valueAt } from '../domain/json';
import { firstTime } from '../domain/times/writtenTime';
import { alertOf, type Alert } from './alert';
import { labelsOf, servicesIn, tagLabels } from './values';

/** Whether a text is made of the names and values that Datadog's templates have. */
const OF_DATADOG = /datadoghq\.|ddog-gov\.|^%%%/;
const TRANSITION_OVER = /^(?:recovered|ok|success)$/i;

/** Reads a webhook of Datadog: its standard payload, or the names that teams usually give to its variables. */
export function readDatadog(value: Json, now: Instant): Alert | undefined {
  const alert = isObject(value.alert) ? value.alert : {};
  const link = firstText(value, ['link', 'url', 'alert_url', 'event_url']);
  const body = firstText(value, ['body', 'message', 'text', 'event_msg', 'text_only_msg']);
  const isStandard = 'event_type' in value && 'last_updated' in value;
  const transition = firstText(value, ['alert_transition', 'transition']) ?? textAt(alert, 'alert_transition');
  if (!isStandard && transition === undefined && !OF_DATADOG.test(link ?? '') && !OF_DATADOG.test(body ?? '')) {
    return undefined;
  }
  const title = firstText(value, ['title', 'event_title', 'alert_title']) ?? firstText(alert, ['title', 'alert_title']);
  if (title === undefined) return undefined;
  const scope = firstText(value, ['alert_scope', 'scope']) ?? firstText(alert, ['alert_scope', 'scope']);
  const host = firstText(value, ['hostname', 'host']);
  const metric = textAt(value, 'alert_metric') ?? textAt(alert, 'alert_metric');
  const named = /\bon \{([^}]{1,300})\}/.exec(title)?.[1]; // [Triggered on {service:checkout}]
  const labels = [...tagLabels(value.tags), ...tagLabels(scope ?? named), ...labelsOf({ host, metric })];
  const text = body?.replaceAll('%%%', '').trim();
  return alertOf({
    product: 'datadog',
    title,
    severity:
      firstText(value, ['severity', 'alert_priority', 'incident_severity']) ??
      priorityOf(textAt(value, 'priority')) ??
      priorityOf(textAt(alert, 'alert_priority') ?? textAt(alert, 'priority')) ??
      textAt(value, 'alert_type') ??
      textAt(alert, 'alert_type'),
    started: firstTime(now, value.date, value.last_updated),
    services: servicesIn(labels),
    labels,
    link: link ?? linkIn(text),
    description: text,
    isOver: TRANSITION_OVER.test(transition ?? ''),
  });
}

/** Datadog's `normal` and `low` are of events, and say nothing of a monitor. */
function priorityOf(text: string | undefined): string | undefined {
  return text !== undefined && /^p?[1-5]$/i.test(text) ? `P${text.replace(/^p/i, '')}` : undefined;
}

function linkIn(text: string | undefined): string | undefined {
  return text === undefined ? undefined : /https:\/\/[\w.-]{1,100}\/monitors[^\s)\]"'<>]{0,500}/.exec(text)?.[0];
}

/** Reads CloudWatch: the message of an alarm, with or without SNS around it, an event of EventBridge, or an alarm of its API. */
export function readCloudWatch(value: Json, now: Instant): Alert | undefined {
  return readAlarm(value, now) ?? readAlarmEvent(value, now);
}

function readAlarm(value: Json, now: Instant): Alert | undefined {
  const alarm = [value, valueAt(value, 'MetricAlarms', 0), valueAt(value, 'CompositeAlarms', 0)].find(
    (each): each is Json => isObject(each) && 'AlarmName' in each,
  );
  if (alarm === undefined) return undefined;
  const trigger = isObject(alarm.Trigger) ? alarm.Trigger : alarm;
  const dimensions = dimensionsOf(trigger.Dimensions);
  const named = {
    metric: trigger.MetricName,
    namespace: trigger.Namespace,
    region: alarm.Region,
    account: alarm.AWSAccountId,
  };
  const name = textAt(alarm, 'AlarmName');
  return alertOf({
    product: 'cloudwatch',
    title: name,
    severity: severityInName(name),
    started: firstTime(now, alarm.StateChangeTime, alarm.StateUpdatedTimestamp),
    services: servicesIn(dimensions),
    labels: [...labelsOf(named), ...dimensions],
    link: consoleLink(textAt(alarm, 'AlarmArn'), name),
    description: [textAt(alarm, 'AlarmDescription'), firstText(alarm, ['NewStateReason', 'StateReason'])]
      .filter((text) => text !== undefined)
      .join('\n'),
    isOver: (alarm.NewStateValue ?? alarm.StateValue) === 'OK',
  });
}

function readAlarmEvent(value: Json, now: Instant): Alert | undefined {
  const { detail } = value;
  if (value['detail-type'] !== 'CloudWatch Alarm State Change' || !isObject(detail)) return undefined;
  const metric = valueAt(detail, 'configuration', 'metrics', 0, 'metricStat', 'metric');
  const dimensions = labelsOf(valueAt(metric, 'dimensions'));
  const name = textAt(detail, 'alarmName');
  return alertOf({
    product: 'cloudwatch',
    title: name,
    severity: severityInName(name),
    started: firstTime(now, valueAt(detail, 'state', 'timestamp'), value.time),
    services: servicesIn(dimensions),
    labels: [
      ...labelsOf({ metric: valueAt(metric, 'name'), region: value.region, account: value.account }),
      ...dimensions,
    ],
    link: consoleLink(textAt(value, 'resources', 0), name),
    description: [textAt(detail, 'configuration', 'description'), textAt(detail, 'state', 'reason')]
      .filter((text) => text !== undefined)
      .join('\n'),
    isOver: valueAt(detail, 'state', 'value') === 'OK',
  });
}

/** Dimensions are `{name, value}` in the messages and `{Name, Value}` in the API. */
function dimensionsOf(value: unknown) {
  return (Array.isArray(value) ? (value as unknown[]) : []).flatMap((each) => {
    const [name, text] = [firstText(each, ['name', 'Name']), firstText(each, ['value', 'Value'])];
    return name === undefined || text === undefined ? [] : [{ name, value: text }];
  });
}

/** An alarm has no severity of its own; teams write it into the name. */
function severityInName(name: string | undefined): string | undefined {
  return name === undefined
    ? undefined
    : /(?<![a-z\d])(?:p[0-5]|sev-?[0-5]|critical|warning)(?![a-z\d])/i.exec(name)?.[0];
}

/** The alarm in the console, by its ARN: `arn:aws:cloudwatch:<region>:<account>:alarm:<name>`. */
function consoleLink(arn: string | undefined, name: string | undefined): string | undefined {
  const region = arn === undefined ? undefined : /^arn:aws:cloudwatch:([a-z]{2}-[a-z-]{2,20}-\d):/.exec(arn)?.[1];
  if (region === undefined || name === undefined) return undefined;
  return `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`;
}

/** What is wrapped in a message of SNS, which is text again; undefined where nothing is. */
export function snsMessage(value: Json): { readonly text: string; readonly subject?: string | undefined } | undefined {
  const sns = [valueAt(listAt(value, 'Records')[0], 'Sns'), value].find(isObject);
  const text =
    sns !== undefined && ('TopicArn' in sns || sns.Type === 'Notification') ? textAt(sns, 'Message') : undefined;
  return text === undefined ? undefined : { text, subject: textAt(sns, 'Subject') };
}
