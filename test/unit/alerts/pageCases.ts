import type { AlertCase } from './alertCases';

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

/** What those who page people send, and Sentry. */
export const PAGES: readonly AlertCase[] = [
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
  {
    from: 'what a tool has wrapped another body in',
    alert: { headers: {}, body: { incident: PAGE } },
    told: 'pagerduty | Orders answer slowly | high | 2026-11-24T12:54:00 | orders | https://shop.pagerduty.com/incidents/Q1ABC',
  },
];
