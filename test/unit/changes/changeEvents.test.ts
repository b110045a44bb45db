import * as assert from 'node:assert/strict';
import type { ChangeEvent } from '../../../src/changes/changeEvents';
import { readEventLines } from '../../../src/changes/eventLines';

const SHA = '4d3c2b1a09f8e7d6c5b4a3928170f6e5d4c3b2a1';
const read = (...values: readonly unknown[]) => readEventLines(values.map((value) => JSON.stringify(value)).join('\n'));

function only(value: unknown): ChangeEvent {
  const { events, unreadable } = read(value);
  assert.equal(unreadable, 0);
  assert.equal(events.length, 1);
  const [event] = events;
  assert.ok(event !== undefined);
  return event;
}

/** `kind | what | service | environment | commit or ref | link`, as somebody would check it; the time is always the same. */
function told(event: ChangeEvent): string {
  assert.equal(new Date(event.at).toISOString().slice(0, 16), '2026-11-24T12:54');
  const { kind, what, service = '-', environment = '-', commit, ref, link = '-', isElsewhere } = event;
  const version = [commit?.slice(0, 8), ref].filter((part) => part !== undefined).join(' ') || '-';
  return `${kind}${isElsewhere ? ' (elsewhere)' : ''} | ${what} | ${service} | ${environment} | ${version} | ${link}`;
}

const cdevent = (type: string, subject: object, more: object = {}) => ({
  context: {
    version: '0.4.1',
    id: `id of ${type}`,
    source: '/pipelines/7',
    type: `dev.cdevents.${type}`,
    timestamp: '2026-11-24T12:54:00.315384Z',
  },
  subject,
  ...more,
});

const DEPLOYMENT = {
  url: 'https://api.github.com/repos/shop/checkout/deployments/88',
  id: 88,
  node_id: 'x',
  task: 'deploy',
  original_environment: 'production',
  environment: 'production',
  description: 'the Tuesday release',
  created_at: '2026-11-24T12:54:30Z',
  updated_at: '2026-11-24T12:56:00Z',
  statuses_url: 'https://api.github.com/repos/shop/checkout/deployments/88/statuses',
  repository_url: 'https://api.github.com/repos/shop/checkout',
  creator: { login: 'ada' },
  sha: SHA,
  ref: 'main',
  payload: {},
  transient_environment: false,
  production_environment: false,
};

const RUN = {
  ...{ id: 99, workflow_id: 7, run_number: 42, name: 'Deploy production', path: '.github/workflows/ship.yml@main' },
  ...{ head_sha: SHA, head_branch: 'main', event: 'push', status: 'completed', conclusion: 'success' },
  ...{ display_title: 'Raise the pool size', html_url: 'https://github.com/shop/checkout/actions/runs/99' },
  ...{ created_at: '2026-11-24T12:50:00Z', updated_at: '2026-11-24T12:54:30Z', actor: { login: 'ada' } },
  repository: { full_name: 'shop/checkout' },
};

const KINDS: readonly (readonly [from: string, value: unknown, told: string])[] = [
  [
    'a plain line',
    {
      time: '2026-11-24T13:54:00+01:00',
      what: 'turned on the new cache',
      service: 'checkout',
      link: 'https://flags.example.org/7',
    },
    'other | turned on the new cache | checkout | - | - | https://flags.example.org/7',
  ],
  [
    'a run of a workflow of GitHub that deploys by its name',
    RUN,
    `other | Deploy production #42: Raise the pool size | - | production | 4d3c2b1a main | ${RUN.html_url}`,
  ],
  [
    'a webhook of GitHub about such a run, and a list of its API',
    { workflow_runs: [{ workflow_run: { ...RUN, name: 'Roll back staging' }, action: 'completed' }] },
    `other (elsewhere) | Roll back staging #42: Raise the pool size | - | staging | 4d3c2b1a main | ${RUN.html_url}`,
  ],
  [
    'a plain line that names a commit',
    { time: 1_795_524_840, what: 'deployed', service: 'checkout', ref: SHA },
    'deploy | deployed | checkout | - | 4d3c2b1a | -',
  ],
  [
    'a plain line that names a version',
    { time: '2026-11-24T12:54:00Z', what: 'released 4.2', ref: 'v4.2.0', environment: 'staging' },
    'deploy (elsewhere) | released 4.2 | - | staging | v4.2.0 | -',
  ],
  [
    'a plain line that says what kind it is',
    { time: '2026-11-24T12:54:00Z', what: 'EU cluster to 1.31', kind: 'environment' },
    'environment | EU cluster to 1.31 | - | - | - | -',
  ],
  [
    'a change event of PagerDuty',
    {
      routing_key: 'k',
      payload: {
        summary: 'Build passed: longer timeout for carts',
        timestamp: '2026-11-24T12:54:00.315+0000',
        source: 'ci-4',
        custom_details: { service: 'carts', revision: SHA, build: 2 },
      },
      links: [{ href: 'https://ci.example.org/2', text: 'Build' }],
    },
    'deploy | Build passed: longer timeout for carts | carts | - | 4d3c2b1a | https://ci.example.org/2',
  ],
  [
    'a change event of PagerDuty without a commit, in another environment',
    {
      payload: {
        summary: 'Rotated the secret',
        timestamp: '2026-11-24T12:54:00Z',
        custom_details: { environment: 'qa-2' },
      },
    },
    'other (elsewhere) | Rotated the secret | - | qa-2 | - | -',
  ],
  [
    'a deploy of CDEvents, by an image',
    cdevent('service.deployed.0.2.0', {
      id: 'service/checkout',
      type: 'service',
      content: {
        environment: { id: 'clusters/production' },
        artifactId:
          'pkg:oci/checkout@sha256%3A0b31b1c02ff458ad9b7b81cbdf8f028bd54699fa151f221d1e8de6817db93427?tag=v4.2.0',
      },
    }),
    'deploy | deployed checkout v4.2.0 | checkout | clusters/production | v4.2.0 | -',
  ],
  [
    'an upgrade of CDEvents, by a commit',
    cdevent('service.upgraded.0.2.0', {
      id: 'checkout',
      content: { environment: { id: 'e1', name: 'prod-eu' }, artifactId: `pkg:github/shop/checkout@${SHA}` },
    }),
    'deploy | upgraded checkout | checkout | prod-eu | 4d3c2b1a | -',
  ],
  [
    'a rollback of CDEvents in a CloudEvent',
    {
      specversion: '1.0',
      type: 'dev.cdevents.service.rolledback.0.1.1',
      data: cdevent(
        'service.rolledback.0.1.1',
        { id: 'checkout', content: { environment: { id: 'prod' }, artifactId: 'pkg:generic/checkout@4.1.9' } },
        { customData: { commit: SHA } },
      ),
    },
    'rollback | rolled back checkout 4.1.9 | checkout | prod | 4d3c2b1a 4.1.9 | -',
  ],
  [
    'a modified environment of CDEvents',
    cdevent('environment.modified.0.2.0', {
      id: 'prod-eu',
      content: { name: 'prod-eu', url: 'https://clusters.example.org/eu' },
    }),
    'environment | modified environment prod-eu | - | prod-eu | - | https://clusters.example.org/eu',
  ],
  [
    'an annotation of Grafana',
    {
      id: 1124,
      dashboardUID: 'd1',
      panelId: 2,
      login: 'ada',
      time: 1_795_524_840_000,
      timeEnd: 1_795_524_900_000,
      text: 'Deployed <a href="x">carts</a>\nwith care',
      tags: ['deploy', 'service:carts', `sha:${SHA}`],
    },
    'deploy | Deployed carts | carts | - | 4d3c2b1a | -',
  ],
  [
    'a deployment of GitHub, as `gh api` prints it',
    DEPLOYMENT,
    `deploy | deployed shop/checkout main to production | - | production | 4d3c2b1a main | https://github.com/shop/checkout/commit/${SHA}`,
  ],
  [
    'a deployment of GitHub to a preview',
    { ...DEPLOYMENT, environment: 'shop-preview', transient_environment: true },
    `deploy (elsewhere) | deployed shop/checkout main to shop-preview | - | shop-preview | 4d3c2b1a main | https://github.com/shop/checkout/commit/${SHA}`,
  ],
  [
    'a webhook of GitHub for a deployment that succeeded',
    {
      action: 'created',
      deployment: DEPLOYMENT,
      deployment_status: {
        state: 'success',
        created_at: '2026-11-24T12:54:50Z',
        target_url: 'https://ci.example.org/9',
      },
      repository: { full_name: 'shop/checkout' },
    },
    'deploy | deployed shop/checkout main to production | - | production | 4d3c2b1a main | https://ci.example.org/9',
  ],
];

describe('a change from elsewhere', () => {
  for (const [from, value, expected] of KINDS)
    it(`is read from ${from}`, () => assert.equal(told(only(value)), expected));

  it('has the same id however often it is read, and is taken once', () => {
    const [plain] = KINDS;
    const { events } = read(plain?.[1], DEPLOYMENT, plain?.[1], { ...DEPLOYMENT, updated_at: 'x' });
    assert.equal(events.length, 2);
    assert.deepEqual(read(plain?.[1]).events[0]?.id, events[0]?.id);
  });

  it('is none where nothing changed: an alert, a build, a deploy that failed', () => {
    const annotation = { id: 7, time: 1_795_524_840_000, text: 'high', tags: [], alertId: 3, newState: 'alerting' };
    const build = cdevent('build.finished.0.2.0', { id: 'b', content: {} });
    const failed = {
      deployment: DEPLOYMENT,
      deployment_status: { state: 'failure', created_at: DEPLOYMENT.created_at },
    };
    assert.deepEqual(read(annotation, build, failed), { events: [], unreadable: 0 });
  });

  it('takes a number or a word for no commit', () => {
    const version = (ref: unknown) => only({ time: '2026-11-24T12:54:00Z', what: 'x', ref }).commit;
    assert.equal(version('20261124'), undefined);
    assert.equal(version('deadbeef'), undefined);
    assert.equal(version('main'), undefined);
    assert.equal(version('4D3C2B1A'), '4d3c2b1a');
  });
});

describe('a file of changes', () => {
  const line = (n: number) => JSON.stringify({ time: '2026-11-24T12:54:00Z', what: `change ${n}` });
  const whats = (text: string) => readEventLines(text).events.map(({ what }) => what);

  it('is read line by line; a line that cannot be read is counted and hides no other', () => {
    const text = [
      line(1),
      '',
      'not json',
      '{"time":"2026-11-24T12:54:00Z"}',
      '{"what":"no time"}',
      '[]',
      '7',
      line(2),
      line(3).slice(0, 20),
    ].join('\r\n');
    const { events, unreadable } = readEventLines(text);
    assert.deepEqual(
      events.map(({ what }) => what),
      ['change 1', 'change 2'],
    );
    assert.equal(unreadable, 5);
  });

  it('may be what an API printed: a list, over several lines, page behind page', () => {
    assert.deepEqual(whats(`[${line(1)},${line(2)}]`), ['change 1', 'change 2']);
    assert.deepEqual(whats(JSON.stringify([JSON.parse(line(1)), JSON.parse(line(2))], null, 2)), [
      'change 1',
      'change 2',
    ]);
    assert.deepEqual(whats(`[${line(1)}][${line(2)}]\n${line(3)}`), ['change 1', 'change 2', 'change 3']);
    assert.deepEqual(whats(`{"change_events":[${line(1)}]}`), ['change 1']);
  });

  it('is read to its end, whatever brackets are left open in it', () => {
    const text = `${'{\n'.repeat(5_000)}${line(1)}\n${'['.repeat(50_000)}\n${line(2)}`;
    assert.deepEqual(whats(text), ['change 1', 'change 2']);
  });

  it('gives no more of an event than fits, and no address that is not of the web', () => {
    const event = only({
      time: '2026-11-24T12:54:00Z',
      what: 'x'.repeat(100_000),
      service: 's'.repeat(5_000),
      link: 'javascript:alert(1)',
    });
    assert.ok(event.what.length <= 500);
    assert.ok((event.service ?? '').length <= 200);
    assert.equal(event.link, undefined);
    assert.ok(event.id.length < 600);
  });
});
