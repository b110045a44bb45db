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

const PAGE = {
  id: 'Q1ABC',
  type: 'incident',
  html_url: 'https://shop.pagerduty.com/incidents/Q1ABC',
  number: 812,
  status: 'triggered',
  incident_key: 'k1',
  created_at: '2026-11-24T12:54:00Z',
  title: 'Orders answer slowly',
  urgency: 'high',
  service: { id: 'S1', type: 'service_reference', summary: 'orders' },
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

const TEST_EVENT = {
  event_id: 'a1',
  level: 'error',
  title: 'KeyError: currency',
  culprit: 'shop.cart in add',
  datetime: '2026-11-24T12:54:00.000000Z',
  timestamp: 1_795_524_840,
  web_url: 'https://sentry.io/organizations/shop/issues/7/events/a1/',
  tags: [
    ['environment', 'production'],
    ['service', 'cart'],
  ],
  exception: { values: [{ type: 'KeyError', value: 'currency' }] },
};

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
    from: 'a webhook of PagerDuty (version 3)',
    alert: {
      event: {
        id: 'E1',
        event_type: 'incident.triggered',
        resource_type: 'incident',
        occurred_at: '2026-11-24T12:55:00Z',
        data: { ...PAGE, priority: { id: 'P', type: 'priority_reference', summary: 'P2' } },
      },
    },
    told: 'pagerduty | Orders answer slowly | P2 | 2026-11-24T12:54:00 | orders | https://shop.pagerduty.com/incidents/Q1ABC',
  },
  {
    from: 'a webhook of PagerDuty that says it is resolved',
    alert: { event: { event_type: 'incident.resolved', data: { ...PAGE, status: 'resolved', priority: null } } },
    told: 'pagerduty (over) | Orders answer slowly | high | 2026-11-24T12:54:00 | orders | https://shop.pagerduty.com/incidents/Q1ABC',
  },
  {
    from: 'an older webhook of PagerDuty (version 2)',
    alert: {
      messages: [
        {
          event: 'incident.trigger',
          incident: { ...PAGE, incident_number: 812, summary: '[#812] Orders answer slowly', title: null },
        },
      ],
    },
    told: 'pagerduty | Orders answer slowly | high | 2026-11-24T12:54:00 | orders | https://shop.pagerduty.com/incidents/Q1ABC',
  },
  {
    from: 'an incident of the API of PagerDuty',
    alert: { incident: PAGE },
    told: 'pagerduty | Orders answer slowly | high | 2026-11-24T12:54:00 | orders | https://shop.pagerduty.com/incidents/Q1ABC',
  },
  {
    from: 'an event as it is sent to PagerDuty',
    alert: {
      routing_key: 'r',
      event_action: 'trigger',
      dedup_key: 'd',
      payload: {
        summary: 'Certificate of shop.example.org expires today',
        source: 'prober-1',
        severity: 'error',
        timestamp: '2026-11-24T12:54:00.000+0000',
        component: 'edge',
        custom_details: { days: 0 },
      },
      links: [{ href: 'https://probes.example.org/7', text: 'Probe' }],
    },
    told: 'pagerduty | Certificate of shop.example.org expires today | error | 2026-11-24T12:54:00 | edge | https://probes.example.org/7',
  },
  {
    from: 'a webhook of Opsgenie',
    alert: {
      action: 'Create',
      alert: {
        alertId: 'u-1',
        tinyId: '44',
        message: 'Replica is behind',
        priority: 'P3',
        createdAt: STARTED,
        updatedAt: 1_795_524_840_166_002_000,
        tags: ['db', 'service:orders-db'],
        entity: 'db-2',
        source: 'prober',
      },
      source: { name: 'web', type: 'API' },
      integrationName: 'ops',
    },
    told: 'opsgenie | Replica is behind | P3 | 2026-11-24T12:54:00 | orders-db | -',
  },
  {
    from: 'the API of Opsgenie',
    alert: {
      data: {
        tinyId: '44',
        message: 'Replica is behind',
        priority: 'P1',
        createdAt: '2026-11-24T12:54:00.166Z',
        tags: [],
        details: { service: 'orders-db', url: 'https://wiki.example.org/replica' },
      },
      requestId: 'q',
    },
    told: 'opsgenie | Replica is behind | P1 | 2026-11-24T12:54:00 | orders-db | https://wiki.example.org/replica',
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
    told: 'datadog | Too many 5xx | P2 | 2026-11-24T12:54:00 | - | https://app.datadoghq.eu/monitors/9?to_ts=1',
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
  {
    from: 'an issue alert of Sentry',
    alert: {
      action: 'triggered',
      actor: { id: 'sentry', name: 'Sentry', type: 'application' },
      data: { event: TEST_EVENT, triggered_rule: 'Many of one kind' },
      installation: { uuid: 'u' },
    },
    told: 'sentry | KeyError: currency | error | 2026-11-24T12:54:00 | cart | https://sentry.io/organizations/shop/issues/7/events/a1/',
  },
  {
    from: 'a metric alert of Sentry',
    alert: {
      action: 'critical',
      data: {
        description_text: '900 events in the last 10 minutes',
        description_title: 'Critical: Too many failed payments',
        metric_alert: {
          alert_rule: { name: 'Failed payments', environment: 'production' },
          date_started: '2026-11-24T12:54:00Z',
          projects: ['payments'],
        },
        web_url: 'https://sentry.io/organizations/shop/alerts/3/',
      },
    },
    told: 'sentry | Critical: Too many failed payments | critical | 2026-11-24T12:54:00 | payments | https://sentry.io/organizations/shop/alerts/3/',
  },
  {
    from: 'a webhook of Sentry for a new issue',
    alert: {
      action: 'created',
      data: {
        issue: {
          id: '7',
          shortId: 'CART-7',
          title: 'KeyError: currency',
          culprit: 'shop.cart in add',
          level: 'fatal',
          firstSeen: '2026-11-24T12:54:00.000Z',
          permalink: 'https://shop.sentry.io/issues/7/',
          project: { id: '1', name: 'Cart', slug: 'cart' },
        },
      },
    },
    told: 'sentry | KeyError: currency | fatal | 2026-11-24T12:54:00 | cart | https://shop.sentry.io/issues/7/',
  },
  {
    from: 'the older webhook of Sentry',
    alert: {
      id: '7',
      project: 'cart',
      project_name: 'Cart',
      culprit: 'shop.cart in add',
      level: 'error',
      url: 'https://sentry.example.org/shop/cart/issues/7/',
      event: { ...TEST_EVENT, web_url: undefined, tags: [] },
    },
    told: 'sentry | KeyError: currency | error | 2026-11-24T12:54:00 | cart | https://sentry.example.org/shop/cart/issues/7/',
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
    from: 'what a tool has wrapped another body in',
    alert: { headers: {}, body: { incident: PAGE } },
    told: 'pagerduty | Orders answer slowly | high | 2026-11-24T12:54:00 | orders | https://shop.pagerduty.com/incidents/Q1ABC',
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
];
