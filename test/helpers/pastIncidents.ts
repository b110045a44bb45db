import type { EventData, EventType, KnownEvent } from '../../src/domain/events';
import { fold } from '../../src/domain/fold';
import type { Incident } from '../../src/domain/incident';
import { iso } from '../../src/domain/time';
import { randomNumbers } from './random';

/** A kind of incident that comes back, each time told in other words. */
interface Kind {
  readonly titles: readonly string[];
  /** How somebody else would tell the next one; never part of a past incident. */
  readonly next: readonly string[];
  readonly effects: readonly string[];
  readonly service: string;
  readonly files: readonly string[];
  readonly suspects: readonly string[];
  readonly fixes: readonly string[];
  readonly followUps: readonly string[];
}

/** Kinds that lie close to one another on purpose: the same service fails in different ways, the same way elsewhere. */
export const KINDS: Readonly<Record<string, Kind>> = {
  registryPulls: {
    titles: [
      'Pulls of images fail with 500',
      'Image pulls return 500 in eu-west',
      'Registry answers image pulls with internal server errors',
      'docker pull fails: 500 from the registry',
    ],
    next: ['Pulling images gives 500s again', 'registry: image pulls broken, 500'],
    effects: ['Deployments hang because images cannot be pulled', 'Pipelines stop at the pull of the base image'],
    service: 'registry',
    files: ['registry/src/blobs/blobStore.ts', 'registry/config/production.yaml'],
    suspects: ['Keep one copy of a manifest in the blob cache', 'Raise the connection limit of the blob store'],
    fixes: ['Roll back registry to the release before', 'Restart the blob cache of the registry'],
    followUps: ['Alert on the rate of failed pulls', 'Load test the manifest cache'],
  },
  registryCertificate: {
    titles: [
      'Certificate of the registry expired',
      'TLS certificate of registry.internal has run out',
      'x509: certificate has expired at the registry',
    ],
    next: ['Expired TLS certificate on the registry', 'registry certificate expired again'],
    effects: ['Every client refuses the connection to the registry'],
    service: 'registry',
    files: ['infra/certificates/registry.tf'],
    suspects: ['Move certificate renewal to the new issuer'],
    fixes: ['Renew the certificate by hand', 'Issue a new certificate and reload the ingress'],
    followUps: ['Page two weeks before a certificate expires'],
  },
  checkoutPayments: {
    titles: [
      'Card payments are declined at checkout',
      'Checkout: payment provider declines all cards',
      'Customers cannot pay by card, provider returns declined',
    ],
    next: ['Card payments declined for everybody', 'payments by card get declined in checkout'],
    effects: ['Orders are lost because cards are declined', 'One in three payments fails'],
    service: 'checkout',
    files: ['checkout/src/payment/cardGateway.ts', 'checkout/src/payment/retry.ts'],
    suspects: ['Send the new field for strong authentication', 'Update the SDK of the payment provider'],
    fixes: ['Switch card payments to the second provider', 'Turn the flag for strong authentication off'],
    followUps: ['Fail over to the second provider automatically'],
  },
  checkoutCart: {
    titles: [
      'Cart is empty after login',
      'Items vanish from the shopping cart when people sign in',
      'Shopping cart loses its items on login',
    ],
    next: ['Cart items disappear after signing in', 'empty shopping carts after login'],
    effects: ['People have to fill their cart again'],
    service: 'checkout',
    files: ['checkout/src/cart/mergeCarts.ts', 'checkout/src/session/cookie.ts'],
    suspects: ['Merge guest carts on the server', 'Rename the session cookie'],
    fixes: ['Revert the change of the session cookie', 'Turn off the merge of guest carts'],
    followUps: ['Add an end-to-end test of login with a filled cart'],
  },
  searchLag: {
    titles: [
      'Search results are hours old',
      'Search index lags behind by hours',
      'New products do not show up in search',
    ],
    next: ['search index is lagging, results are stale', 'Products missing from search: index behind'],
    effects: ['New products cannot be found', 'Deleted products are still found'],
    service: 'search',
    files: ['search/src/indexer/consumer.ts', 'search/src/indexer/batch.ts'],
    suspects: ['Index attributes of variants', 'Lower the batch size of the indexer'],
    fixes: ['Double the consumers of the indexer', 'Rebuild the index from the snapshot'],
    followUps: ['Show the lag of the index on the dashboard'],
  },
  searchSlow: {
    titles: [
      'Search takes over ten seconds',
      'Search queries are slow, p99 at 12 s',
      'Latency of search queries is ten times higher',
    ],
    next: ['search latency way up, queries take 15 s', 'Slow search: p99 latency of queries exploding'],
    effects: ['People give up before results appear'],
    service: 'search',
    files: ['search/src/query/planner.ts'],
    suspects: ['Match synonyms at query time', 'Upgrade the cluster of search to the next major version'],
    fixes: ['Turn synonyms at query time off', 'Add two nodes to the search cluster'],
    followUps: ['Limit the time of one query'],
  },
  databaseDisk: {
    titles: [
      'Disk of the primary database is full',
      'Primary database out of disk space',
      'db-primary: no space left on device',
    ],
    next: ['Primary database has no disk space left', 'disk full on db-primary'],
    effects: ['Nothing can be saved', 'All writes are refused'],
    service: 'database',
    files: ['infra/database/volumes.tf', 'database/migrations/0412_events.sql'],
    suspects: ['Keep audit events for a year', 'Log all slow statements'],
    fixes: ['Grow the volume of the primary', 'Drop old partitions of the audit events'],
    followUps: ['Alert when the disk is fuller than 80 %'],
  },
  databaseReplication: {
    titles: [
      'Replication lag of the database grows',
      'Read replicas are minutes behind the primary',
      'Replica lag: readers see old data',
    ],
    next: ['Replica lag is at 20 minutes', 'read replicas lagging behind the primary database'],
    effects: ['People do not see what they just saved'],
    service: 'database',
    files: ['database/config/replica.conf'],
    suspects: ['Backfill the column of currencies', 'Move reports to the replicas'],
    fixes: ['Stop the backfill', 'Send reads to the primary'],
    followUps: ['Throttle backfills by the lag of the replicas'],
  },
  databaseConnections: {
    titles: [
      'Connection pool of the database exhausted',
      'Too many connections to the database',
      'Postgres refuses connections: too many clients',
    ],
    next: ['database connection pool exhausted', 'too many clients: postgres out of connections'],
    effects: ['Half of all requests time out'],
    service: 'database',
    files: ['api/src/storage/pool.ts'],
    suspects: ['Open a connection for each request of the exporter', 'Remove the limit of idle connections'],
    fixes: ['Restart the pooler', 'Lower the pool size of the workers'],
    followUps: ['Put the pooler before all services'],
  },
  loginSso: {
    titles: [
      'Login by single sign-on loops',
      'SSO login redirects endlessly',
      'Single sign-on: endless redirects after login',
    ],
    next: ['SSO stuck in a redirect loop', 'endless redirects with single sign-on'],
    effects: ['Companies with single sign-on cannot log in'],
    service: 'identity',
    files: ['identity/src/sso/callback.ts', 'identity/src/sso/state.ts'],
    suspects: ['Set SameSite on the cookie of the sign-on state', 'Rotate the signing keys'],
    fixes: ['Revert SameSite on the state cookie', 'Publish the old signing key again'],
    followUps: ['Test sign-on with every browser we support'],
  },
  loginMails: {
    titles: [
      'Mails to reset passwords do not arrive',
      'Password reset mails are not delivered',
      'No password reset e-mails since the morning',
    ],
    next: ['password reset mail never arrives', 'Reset mails for passwords not delivered'],
    effects: ['People who forgot their password are locked out'],
    service: 'identity',
    files: ['mailer/src/queue/sender.ts', 'infra/dns/spf.tf'],
    suspects: ['Change the sender domain of mails', 'Move the mailer to the new relay'],
    fixes: ['Put the old SPF record back', 'Send mails by the old relay'],
    followUps: ['Watch the share of bounced mails'],
  },
  queueBacklog: {
    titles: [
      'Thumbnails are not generated',
      'Thumbnailer queue grows without end',
      'Backlog of the thumbnail queue at 400,000 jobs',
    ],
    next: ['thumbnail queue backlog is growing', 'Thumbnailer behind: huge backlog of jobs'],
    effects: ['Pictures show a grey box'],
    service: 'thumbnailer',
    files: ['thumbnailer/src/worker.ts', 'thumbnailer/src/resize.ts'],
    suspects: ['Resize with the new library for pictures', 'Acknowledge jobs after the upload'],
    fixes: ['Roll the thumbnailer back', 'Scale the thumbnailer to 40 workers'],
    followUps: ['Drop jobs that failed five times'],
  },
  memoryLeak: {
    titles: [
      'API pods are killed for want of memory',
      'API restarts: out of memory every hour',
      'OOMKilled: pods of the API use up their memory',
    ],
    next: ['API pods OOMKilled, memory keeps growing', 'out of memory restarts of the API'],
    effects: ['One request in twenty is cut off'],
    service: 'api',
    files: ['api/src/cache/sessionCache.ts', 'api/deploy/limits.yaml'],
    suspects: ['Cache sessions in the process', 'Upgrade the runtime of the API'],
    fixes: ['Double the memory limit of the pods', 'Turn off the cache of sessions'],
    followUps: ['Take a heap snapshot before a pod is killed'],
  },
  rateLimit: {
    titles: [
      'Partners get 429 from the API',
      'Rate limiter blocks partners with 429',
      'API answers 429 to partners below their quota',
    ],
    next: ['429 for partners though quota is not used up', 'rate limiter returns 429 to partner accounts'],
    effects: ['Integrations of partners stop'],
    service: 'api',
    files: ['api/src/limits/rateLimiter.ts', 'api/src/limits/quota.ts'],
    suspects: ['Count requests for each key instead of each account', 'Move counters of limits to the shared store'],
    fixes: ['Turn the new rate limiter off', 'Raise the quota of all partners'],
    followUps: ['Show partners their quota'],
  },
  dnsResolution: {
    titles: [
      'DNS lookups fail inside the cluster',
      'Names do not resolve in the cluster: SERVFAIL',
      'CoreDNS answers SERVFAIL',
    ],
    next: ['cluster DNS broken, lookups end in SERVFAIL', 'DNS names in the cluster do not resolve'],
    effects: ['Services do not find one another'],
    service: 'platform',
    files: ['infra/cluster/coredns.yaml'],
    suspects: ['Forward lookups to the new resolvers', 'Lower the replicas of CoreDNS'],
    fixes: ['Restart CoreDNS with the old configuration', 'Scale CoreDNS to ten replicas'],
    followUps: ['Cache lookups on every node'],
  },
  cdnAssets: {
    titles: [
      'Style sheets are not loaded from the CDN',
      'CDN serves old assets, pages are without style',
      'Pages look broken: assets missing on the CDN',
    ],
    next: ['assets missing from CDN, pages without style sheets', 'CDN: style sheets 404'],
    effects: ['Pages look unusable', 'Buttons are there but nothing happens'],
    service: 'web',
    files: ['web/webpack.config.js', 'web/scripts/publishAssets.mjs'],
    suspects: ['Name assets by their content', 'Purge old assets after a release'],
    fixes: ['Publish the assets of the release before again', 'Purge the CDN'],
    followUps: ['Keep the assets of the last ten releases'],
  },
  exportCsv: {
    titles: ['Exports of reports are empty', 'CSV export of reports has no rows', 'Report export: file is empty'],
    next: ['empty CSV files when exporting reports', 'Exported reports contain no rows'],
    effects: ['Accounting cannot close the month'],
    service: 'reports',
    files: ['reports/src/export/csvWriter.ts'],
    suspects: ['Stream rows of exports', 'Filter reports by tenant'],
    fixes: ['Revert streaming of exports'],
    followUps: ['Compare exported rows with the count in the report'],
  },
  pushNotifications: {
    titles: [
      'Push notifications arrive twice',
      'Phones get every push notification twice',
      'Duplicate push notifications on Android',
    ],
    next: ['duplicated push notifications', 'People get push notifications two times'],
    effects: ['People switch notifications off'],
    service: 'notifications',
    files: ['notifications/src/dispatch/dedupe.ts'],
    suspects: ['Retry pushes that time out', 'Split the dispatcher by platform'],
    fixes: ['Turn retries of pushes off', 'Stop the second dispatcher'],
    followUps: ['Drop pushes with a known id'],
  },
  deployStuck: {
    titles: [
      'Deploys hang at the canary',
      'Canary never gets healthy, releases are stuck',
      'Release pipeline waits for the canary forever',
    ],
    next: ['deploy stuck, canary does not become healthy', 'releases hang in the canary step'],
    effects: ['No fix can be shipped'],
    service: 'platform',
    files: ['infra/pipelines/canary.yaml', 'infra/pipelines/release.yaml'],
    suspects: ['Ask for two healthy probes before the canary counts', 'Move the agents of the pipeline'],
    fixes: ['Skip the canary by hand', 'Restart the controller of releases'],
    followUps: ['Time out a canary after 20 minutes'],
  },
  webhooks: {
    titles: [
      'Webhooks are delivered hours late',
      'Delivery of webhooks is delayed',
      'Customers get webhooks with hours of delay',
    ],
    next: ['late webhooks: delivery delayed by two hours', 'webhook delivery delayed'],
    effects: ['Shops ship orders too late'],
    service: 'webhooks',
    files: ['webhooks/src/deliver.ts', 'webhooks/src/backoff.ts'],
    suspects: ['Retry webhooks for three days', 'One queue for all tenants'],
    fixes: ['Move the tenant with dead endpoints to its own queue', 'Add workers for webhooks'],
    followUps: ['A queue for each tenant'],
  },
};

/** What nobody has seen before: nothing in the past is like it. */
export const UNSEEN = [
  'Elevator music plays in the conference app',
  'Printer on floor 3 jams',
  'asdf qwer',
  'test',
  'Something is wrong',
  'It does not work',
  'Help',
  'Customers complain',
  'Everything is slow',
  'Invoices show the wrong currency symbol',
  'Video calls freeze after ten minutes',
  'Map tiles are missing over Norway',
  'Translations fall back to English',
  'Dark mode flickers on tablets',
  'Calendar invitations are in the wrong time zone',
  'Voice assistant speaks in the wrong language',
  'Loyalty points were counted double over the weekend',
  'Kernel panic on the build hosts with the new firmware',
  'Kafka brokers elect a new controller every minute',
  'The warehouse scanners cannot pair with Bluetooth',
  'Weather widget shows yesterday',
  'Captcha rejects valid answers',
  'Chat messages are out of order',
  'Data center power supply B failed',
  'VPN gateway drops connections of remote staff',
  'Sitemap lists pages that are private',
  'Gift cards cannot be redeemed in Canada',
  'Vulnerability in the image parser reported by a researcher',
  'GPU nodes run at half of their clock',
  'Wrong VAT on orders to Switzerland',
];

const PLACES = ['eu-west', 'us-east', 'ap-south', 'in staging too', 'for some tenants', 'since the night', ''];
const DAY = 86_400_000;
const FIRST = Date.UTC(2023, 0, 2, 3, 4);

/** Past incidents of these kinds, the same ones for a seed: declared, investigated, mitigated, resolved and closed. */
export function pastIncidents(count: number, seed = 1): ReadonlyMap<string, Incident> {
  const random = randomNumbers(seed);
  const names = Object.keys(KINDS);
  const incidents = new Map<string, Incident>();
  for (let index = 0; index < count; index++) {
    const id = `20230101-0000-p${index.toString(36).padStart(4, '0')}`;
    const kind = KINDS[names[index % names.length] ?? ''];
    if (kind !== undefined) incidents.set(id, fold(id, eventsOf(id, kind, FIRST + index * DAY, random)));
  }
  return incidents;
}

/** Which kind a generated incident is of. */
export function kindNameOf(id: string): string {
  const names = Object.keys(KINDS);
  return names[parseInt(id.slice(-4), 36) % names.length] ?? '';
}

function eventsOf(id: string, kind: Kind, at: number, random: () => number): KnownEvent[] {
  const one = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  let seq = 0;
  const build = <T extends EventType>(type: T, data: EventData[T]): KnownEvent => {
    seq += 1;
    return {
      v: 1,
      id: `${id}-w-${seq}`,
      incident: id,
      writer: 'w',
      seq,
      clock: seq,
      recordedAt: iso(at + seq * 180_000),
      author: { name: 'Ada' },
      type,
      data,
    } as unknown as KnownEvent;
  };
  const place = one(PLACES);
  const fix = one(kind.fixes);
  const action = build('action.started', { text: `${fix} ${place}`.trim() });
  const file = one(kind.files);
  return [
    build('incident.declared', {
      title: `${one(kind.titles)} ${place}`.trim(),
      severity: one(['SEV-1', 'SEV-2', 'SEV-3']),
      startedAt: iso(at),
    }),
    build('impact.assessed', { scope: 'some', effect: one(kind.effects) }),
    ...(random() < 0.7 ? [build('services.set', { from: [], to: [kind.service] })] : []),
    build('note.added', { text: 'the graphs look odd, p99 is up' }),
    build('evidence.added', {
      text: 'Error: it failed\n    at handle (server.js:12:3)',
      source: { kind: 'file', name: file, startLine: 12, repository: kind.service },
    }),
    build('suspect.judged', {
      change: { commit: `${seq}`.repeat(40), subject: one(kind.suspects) },
      verdict: 'suspect',
    }),
    build('decision.logged', { decision: fix, information: [{ text: 'it began after the deploy' }], tradeoff: null }),
    action,
    build('action.finished', { action: action.id, outcome: 'done' }),
    build('incident.resolved', {}),
    build('followUp.added', {
      text: one(kind.followUps),
      source: { kind: 'file', name: one(kind.files), repository: kind.service },
    }),
    build('incident.closed', {}),
  ];
}
