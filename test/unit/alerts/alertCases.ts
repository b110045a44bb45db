import { PAGES } from './pageCases';

/** An alert as a product sends it, with words of our own, and what is to be read of it. */
export interface AlertCase {
  readonly from: string;
  readonly alert: unknown;
  /** `product | title | severity | start (UTC) | service | link` */
  readonly told: string;
}

const FIRING = {
  status: 'firing',
  labels: { alertname: 'PoolExhausted', service: 'checkout', severity: 'critical', instance: 'c-3:8080' },
  annotations: { summary: 'Connection pool of checkout is empty', runbook_url: 'https://runbooks.example.org/pool' },
  startsAt: '2026-11-24T13:54:02.118266876+01:00',
  endsAt: '0001-01-01T00:00:00Z',
  generatorURL: 'http://prometheus.example.org/graph?g0.expr=up',
  fingerprint: '1f2e3d4c5b6a7980',
};

const ALARM = {
  AlarmName: 'orders-p1-queue-age',
  AlarmDescription: 'Messages wait too long',
  AWSAccountId: '000000000000',
  NewStateValue: 'ALARM',
  NewStateReason: 'Threshold Crossed: 1 datapoint [900.0] was greater than the threshold (300.0).',
  StateChangeTime: '2026-11-24T12:54:03.123+0000',
  Region: 'EU (Ireland)',
  AlarmArn: 'arn:aws:cloudwatch:eu-west-1:000000000000:alarm:orders-p1-queue-age',
  OldStateValue: 'OK',
  Trigger: {
    MetricName: 'ApproximateAgeOfOldestMessage',
    Namespace: 'AWS/SQS',
    Dimensions: [{ name: 'QueueName', value: 'orders' }],
  },
};
const CONSOLE =
  'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/orders-p1-queue-age';
const ALARM_TOLD = `cloudwatch | orders-p1-queue-age | p1 | 2026-11-24T12:54:03 | orders | ${CONSOLE}`;

const STARTED = 1_795_524_840_000; // 2026-11-24T12:54:00Z

export const ALERTS: readonly AlertCase[] = [
  {
    from: 'a webhook of Alertmanager',
    alert: {
      version: '4',
      groupKey: '{}:{alertname="PoolExhausted"}',
      receiver: 'ops',
      status: 'firing',
      alerts: [FIRING],
      groupLabels: { alertname: 'PoolExhausted' },
      commonLabels: FIRING.labels,
      commonAnnotations: FIRING.annotations,
      externalURL: 'http://alertmanager.example.org:9093',
    },
    told: 'alertmanager | Connection pool of checkout is empty | critical | 2026-11-24T12:54:02 | checkout | https://runbooks.example.org/pool',
  },
  {
    from: 'the API of Alertmanager, as amtool prints it',
    alert: [{ ...FIRING, status: { state: 'active', silencedBy: [], inhibitedBy: [] }, updatedAt: FIRING.startsAt }],
    told: 'alertmanager | Connection pool of checkout is empty | critical | 2026-11-24T12:54:02 | checkout | https://runbooks.example.org/pool',
  },
  {
    from: 'the API of Prometheus',
    alert: {
      status: 'success',
      data: {
        alerts: [
          {
            labels: { alertname: 'DiskFull', job: 'node', severity: 'warning' },
            annotations: {},
            state: 'firing',
            activeAt: '2026-11-24T12:54:00Z',
            value: '1e+00',
          },
        ],
      },
    },
    told: 'alertmanager | DiskFull | warning | 2026-11-24T12:54:00 | node | -',
  },
  {
    from: 'one alert alone, without annotations',
    alert: { labels: { alertname: 'Watchdog', namespace: 'shop' } },
    told: 'alertmanager | Watchdog | - | - | shop | -',
  },
  {
    from: 'a webhook of Grafana',
    alert: {
      receiver: 'ops',
      status: 'firing',
      orgId: 1,
      alerts: [
        {
          status: 'firing',
          labels: { alertname: 'Slow answers', app: 'search', severity: 'P2' },
          annotations: { summary: 'Search needs 4 s' },
          startsAt: '2026-11-24T12:54:00Z',
          generatorURL: 'https://grafana.example.org/alerting/1/edit',
          dashboardURL: '',
          panelURL: 'https://grafana.example.org/d/1?viewPanel=2',
          silenceURL: 'https://grafana.example.org/alerting/silence/new',
          values: { B: 4.2 },
        },
      ],
      title: '[FIRING:1] Slow answers',
      state: 'alerting',
      message: '**Firing**',
    },
    told: 'grafana | Search needs 4 s | P2 | 2026-11-24T12:54:00 | search | https://grafana.example.org/d/1?viewPanel=2',
  },
  {
    from: 'a webhook of Grafana 9, with its values as text',
    alert: {
      status: 'firing',
      alerts: [
        {
          status: 'firing',
          labels: { alertname: 'High memory', team: 'shop' },
          annotations: { description: 'Memory above 90 %' },
          startsAt: '2026-11-24T12:54:00Z',
          generatorURL: 'https://grafana.example.org/alerting/2/edit',
          valueString: "[ metric='' labels={} value=0.93 ]",
        },
      ],
    },
    told: 'grafana | Memory above 90 % | - | 2026-11-24T12:54:00 | - | https://grafana.example.org/alerting/2/edit',
  },
  {
    from: 'the alerting of Grafana before version 8',
    alert: {
      dashboardId: 1,
      evalMatches: [{ value: 91, metric: 'errors', tags: { service: 'mail' } }],
      message: 'Mail is not sent',
      ruleId: 2,
      ruleName: 'Mail errors',
      ruleUrl: 'https://grafana.example.org/d/mail',
      state: 'alerting',
      tags: { severity: 'high' },
      title: '[Alerting] Mail errors',
    },
    told: 'grafana | Mail errors | high | - | mail | https://grafana.example.org/d/mail',
  },
  {
    from: 'the standard webhook of Datadog',
    alert: {
      id: '1',
      last_updated: String(STARTED + 5_000),
      event_type: 'query_alert_monitor',
      title: '[P2] [Triggered on {service:basket}] Too many 5xx',
      date: String(STARTED),
      org: { id: '1', name: 'shop' },
      body: '%%%\n@webhook-ops\nToo many answers are errors.\n\n[[Monitor Status](https://app.datadoghq.eu/monitors/9?to_ts=1)]\n%%%',
    },
    told: 'datadog | Too many 5xx | P2 | 2026-11-24T12:54:00 | basket | https://app.datadoghq.eu/monitors/9?to_ts=1',
  },
  {
    from: 'a webhook of Datadog with a payload of the team',
    alert: {
      title: '[Triggered] Slow basket',
      body: 'p99 above 3 s',
      alert_type: 'error',
      alert_transition: 'Triggered',
      alert_scope: 'env:prod,service:basket',
      tags: 'env:prod,service:basket,team:shop',
      date: STARTED,
      link: 'https://app.datadoghq.com/monitors/12',
      priority: 'normal',
    },
    told: 'datadog | Slow basket | error | 2026-11-24T12:54:00 | basket | https://app.datadoghq.com/monitors/12',
  },
  {
    from: 'a webhook of Datadog with the alert in an object, recovered',
    alert: {
      id: '1',
      last_updated: String(STARTED),
      event_type: 'metric_alert_monitor',
      title: '[Recovered] Slow basket',
      date: String(STARTED),
      body: '',
      alert: {
        alert_id: '12',
        alert_transition: 'Recovered',
        alert_type: 'success',
        alert_scope: 'service:basket',
        alert_priority: 'P3',
      },
    },
    told: 'datadog (over) | Slow basket | P3 | 2026-11-24T12:54:00 | basket | -',
  },
  { from: 'an alarm of CloudWatch', alert: ALARM, told: ALARM_TOLD },
  {
    from: 'an alarm of CloudWatch through SNS',
    alert: { Type: 'Notification', TopicArn: 'arn', Subject: 'ALARM: "x" in EU', Message: JSON.stringify(ALARM) },
    told: ALARM_TOLD,
  },
  {
    from: 'an alarm of CloudWatch as a function gets it from SNS',
    alert: { Records: [{ EventSource: 'aws:sns', Sns: { Type: 'Notification', Message: JSON.stringify(ALARM) } }] },
    told: ALARM_TOLD,
  },
  {
    from: 'a message of SNS that is only text',
    alert: { Type: 'Notification', TopicArn: 'arn', Subject: 'Backup of orders-db failed', Message: 'Exit code 2' },
    told: 'text | Backup of orders-db failed | - | - | - | -',
  },
  {
    from: 'an event of EventBridge',
    alert: {
      'detail-type': 'CloudWatch Alarm State Change',
      source: 'aws.cloudwatch',
      account: '000000000000',
      time: '2026-11-24T12:55:00Z',
      region: 'eu-west-1',
      resources: ['arn:aws:cloudwatch:eu-west-1:000000000000:alarm:orders-p1-queue-age'],
      detail: {
        alarmName: 'orders-p1-queue-age',
        state: { value: 'ALARM', reason: 'too old', timestamp: '2026-11-24T12:54:03.123+0000' },
        configuration: {
          metrics: [{ id: 'm', metricStat: { metric: { name: 'Age', dimensions: { QueueName: 'orders' } } } }],
        },
      },
    },
    told: ALARM_TOLD,
  },
  {
    from: 'the command line of CloudWatch',
    alert: {
      MetricAlarms: [
        {
          ...ALARM,
          Trigger: undefined,
          StateChangeTime: undefined,
          NewStateValue: undefined,
          StateValue: 'OK',
          StateUpdatedTimestamp: '2026-11-24T12:54:03.123Z',
          Dimensions: [{ Name: 'QueueName', Value: 'orders' }],
        },
      ],
    },
    told: ALARM_TOLD.replace('cloudwatch |', 'cloudwatch (over) |'),
  },
  {
    from: 'a mail of CloudWatch',
    alert: `Subject: ALARM: "orders queue age" in EU (Ireland)

You are receiving this email because your Amazon CloudWatch Alarm "orders queue age" in the EU (Ireland) region has entered the ALARM state, because "Threshold Crossed" at "Tuesday 24 November, 2026 12:54:03 UTC".

View this alarm in the AWS Management Console:
https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/orders

Alarm Details:
- Name:                       orders queue age
- State Change:               OK -> ALARM
- Timestamp:                  Tuesday 24 November, 2026 12:54:03 UTC
`,
    told: 'cloudwatch | orders queue age | - | 2026-11-24T12:54:03 | - | https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/orders',
  },
  {
    from: 'JSON of something else',
    alert: {
      alert: {
        summary: 'Job "nightly" did not run',
        priority: 'major',
        triggered_at: '2026-11-24 12:54:00 UTC',
        component: 'scheduler',
        dashboard_url: 'https://cron.example.org/nightly',
      },
    },
    told: 'json | Job "nightly" did not run | major | 2026-11-24T12:54:00 | scheduler | https://cron.example.org/nightly',
  },
  {
    from: 'a mail',
    alert: `From: monitor@example.org
To: ops@example.org
Date: Tue, 24 Nov 2026 13:54:00 +0100
Subject: Fwd: [FIRING:2] Disk of db-2 is nearly full

Severity: warning
Service: orders-db
Details: https://grafana.example.org/d/disk?from=1.
Unsubscribe: https://grafana.example.org/unsubscribe
`,
    told: 'mail | Disk of db-2 is nearly full | warning | 2026-11-24T12:54:00 | orders-db | https://grafana.example.org/d/disk?from=1',
  },
  {
    from: 'a message of a chat',
    alert: `*[CRITICAL] Payments fail for cards of one bank*
> *Severity:* critical
> *Service:* payments
> *Started at:* 2026-11-24 13:54
https://alerts.example.org/9`,
    told: 'text | Payments fail for cards of one bank | critical | 2026-11-24T12:54:00 | payments | https://alerts.example.org/9',
  },
  {
    from: 'one line',
    alert: 'checkout: p99 above 3 s on all nodes',
    told: 'text | checkout: p99 above 3 s on all nodes | - | - | - | -',
  },
  ...PAGES,
];
