import assert from 'node:assert/strict';
import { GithubChanges } from '../../src/adapters/services/githubChanges';
import type { EventsOutcome, GithubSource } from '../../src/app/changePorts';
import type { ChangeEvent } from '../../src/changes/changeEvents';
import { fakeDeployments, type FakeDeployment, type FakeDeployments, type FakeRun } from '../helpers/fakeDeployments';
import { FakeService, type Fault } from '../helpers/fakeService';

const TOKEN = 'gho_a-token-that-nobody-may-see';
const PROJECT = 'acme/shop';
const START = Date.parse('2026-11-22T14:00:00Z');
const HOUR = 3_600_000;
const WINDOW = { since: START - 168 * HOUR, around: START };
const iso = (at: number) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
const sha = (id: number) => id.toString(16).padStart(8, 'a').repeat(5);

describe('What GitHub tells of changes', () => {
  let fake: FakeDeployments;
  let changes: GithubChanges;
  let now: number;
  let token: string | undefined;
  let reported: unknown[];
  let remotes: readonly string[];
  let patience: number | undefined;
  beforeEach(async () => {
    fake = await fakeDeployments(PROJECT, TOKEN);
    [now, token, reported, remotes, patience] = [START + HOUR, TOKEN, [], [], undefined];
    changes = made();
  });
  afterEach(async () => {
    await fake.service.stop();
    assert.deepEqual(fake.violations, []);
    const told = reported.map((error) =>
      error instanceof Error ? `${error.stack ?? ''} ${JSON.stringify(error)}` : '',
    );
    assert.doesNotMatch(told.join(), new RegExp(TOKEN));
  });

  const made = () =>
    new GithubChanges({
      token: () => Promise.resolve(token),
      repositories: () => Promise.resolve(remotes),
      now: () => now,
      report: (error) => reported.push(error),
      ...(patience !== undefined && { patience }),
    });
  const source = (more: Partial<GithubSource> = {}): GithubSource => ({
    ...{ repository: PROJECT, workflows: [], api: fake.service.address },
    ...more,
  });
  const read = async (more: Partial<GithubSource> = {}, window = WINDOW) => changes.read([source(more)], window);
  const only = async (more: Partial<GithubSource> = {}): Promise<EventsOutcome> => {
    const [outcome, ...others] = await read(more);
    assert.ok(outcome !== undefined && others.length === 0);
    return outcome;
  };
  const events = async (more: Partial<GithubSource> = {}): Promise<readonly ChangeEvent[]> => {
    const outcome = await only(more);
    assert.ok('events' in outcome, JSON.stringify(outcome));
    return outcome.events;
  };
  /** Deployed so many hours before the start, and live ten minutes later. */
  const deployed = (id: number, hours: number, more: Partial<FakeDeployment> = {}): FakeDeployment => {
    const at = START - hours * HOUR;
    const statuses = [
      { state: 'success', at: iso(at + 600_000) },
      { state: 'in_progress', at: iso(at) },
    ];
    return { id, sha: sha(id), environment: 'production', at: iso(at), statuses, ...more };
  };
  const ran = (id: number, name: string, hours: number, more: Partial<FakeRun> = {}): FakeRun => ({
    ...{ id, name, sha: sha(id), at: iso(START - hours * HOUR) },
    ...more,
  });

  it('is a deployment from the moment at which it succeeded, with its commit, place, author and log', async () => {
    fake.deployments.push(deployed(3, 2));
    const [event, ...others] = await events();
    assert.deepEqual(others, []);
    assert.deepEqual(event, {
      ...{
        id: 'github/3',
        at: START - 2 * HOUR + 600_000,
        what: 'deployed acme/shop main to production',
        kind: 'deploy',
      },
      ...{ source: 'github', environment: 'production', commit: sha(3), ref: 'main', repository: 'shop', by: 'ada' },
      link: 'https://github.example/acme/shop/actions/runs/0',
    });
  });

  it('is none that failed, is under way, or went elsewhere; one that was replaced since counts from when it was live', async () => {
    const state = (name: string) => [{ state: name, at: iso(START) }];
    fake.deployments.push(
      deployed(9, 1, { statuses: state('failure') }),
      deployed(8, 2, { statuses: state('in_progress') }),
      deployed(7, 3, { environment: 'staging' }),
      deployed(6, 4, { statuses: [] }),
      deployed(5, 5, { statuses: [{ state: 'inactive', at: iso(START) }, ...deployed(5, 5).statuses] }),
    );
    assert.deepEqual(
      (await events()).map(({ id, at }) => [id, at]),
      [['github/5', START - 5 * HOUR + 600_000]],
    );
  });

  it('has the last ones of each place before the window, which say what was live', async () => {
    fake.deployments.push(deployed(9, 10), ...[8, 7, 6].map((id) => deployed(id, 200 + 10 - id)));
    fake.deployments.push(deployed(5, 300, { environment: 'eu' }));
    assert.deepEqual((await events()).map(({ id }) => id).sort(), ['github/5', 'github/7', 'github/8', 'github/9']);
  });

  it('is a run of a workflow that changes something by its name, as a row', async () => {
    fake.runs.push(
      ran(5, 'Deploy production', 1, { title: 'Raise the pool size' }),
      ran(4, 'CI', 1),
      ran(3, 'Deploy preview', 2),
      ran(2, 'Terraform', 3, { event: 'pull_request' }),
      ran(1, 'Rollback', 4, { conclusion: 'failure' }),
    );
    const found = await events();
    assert.deepEqual(
      found.map(({ id, what, kind, environment, isElsewhere }) => [id, what, kind, environment, isElsewhere]),
      [
        ['github/run/5', 'Deploy production #5: Raise the pool size', 'other', 'production', undefined],
        ['github/run/3', 'Deploy preview #3', 'other', 'preview', true],
      ],
    );
    assert.deepEqual([found[0]?.commit, found[0]?.by], [sha(5), 'ada']);
  });

  it('is a deploy for each run of a workflow that the settings name, but once with its deployment', async () => {
    fake.runs.push(
      ran(5, 'Ship it', 1, { file: 'ship.yml' }),
      ran(4, 'Ship it', 3, { file: 'ship.yml' }),
      ran(3, 'CI', 2),
    );
    fake.deployments.push(deployed(9, 1, { sha: sha(5) }));
    assert.deepEqual(
      (await events({ workflows: ['ship.yml'] })).map(({ id, kind }) => [id, kind]),
      [
        ['github/9', 'deploy'],
        ['github/run/4', 'deploy'],
      ],
    );
  });

  it('is asked in bounded pages, and for how so many deployments ended as are nearest to the start', async () => {
    for (let id = 700; id > 0; id--) fake.deployments.push(deployed(id, (700 - id) / 10));
    for (let id = 700; id > 0; id--) fake.runs.push(ran(id, 'Deploy', (700 - id) / 10));
    const outcome = await only();
    assert.ok('events' in outcome);
    assert.equal(outcome.isPart, true);
    const asked = (end: RegExp) => fake.service.arrived.filter(({ url }) => end.test(url.pathname)).length;
    assert.deepEqual([asked(/deployments$/), asked(/statuses$/), asked(/runs$/)], [5, 60, 5]);
    assert.ok(outcome.events.some(({ id }) => id === 'github/700'));
  });

  it('is not asked again within a minute, nor for what is final', async () => {
    fake.deployments.push(deployed(3, 2), deployed(2, 3, { statuses: [{ state: 'in_progress', at: iso(START) }] }));
    await Promise.all([read(), read()]);
    const first = fake.service.arrived.length;
    assert.equal(first, 4);
    now += 59_000;
    await read();
    assert.equal(fake.service.arrived.length, first);
    now += 2000;
    await read();
    // The two lists, and the deployment that was under way.
    assert.equal(fake.service.arrived.length, first + 3);
    // An incident that began earlier asks for more.
    await read({}, { since: WINDOW.since - HOUR, around: START - HOUR });
    assert.equal(fake.service.arrived.length, first + 6);
  });

  it('of one server says nothing of another that has a repository of the same name', async () => {
    const other = await fakeDeployments(PROJECT, TOKEN);
    fake.deployments.push(deployed(7, 2));
    other.deployments.push({ ...deployed(7, 2), statuses: [{ state: 'failure', at: iso(START - HOUR) }] });
    try {
      assert.equal((await events()).length, 1);
      assert.deepEqual(await events({ api: other.service.address }), []);
      assert.deepEqual(other.violations, []);
    } finally {
      await other.service.stop();
    }
  });

  it('is nothing while nobody has signed in, which nobody is asked for, and says so', async () => {
    token = undefined;
    assert.deepEqual(await only(), {
      ...{ path: PROJECT, origin: 'github', api: fake.service.address, problem: 'notConnected' },
    });
    assert.equal(fake.service.arrived.length, 0);
    token = `wrong-${TOKEN}`;
    const refused = await only();
    assert.equal('problem' in refused && refused.problem, 'unauthorized');
    token = TOKEN;
    fake.deployments.push(deployed(3, 2));
    assert.equal((await events()).length, 1);
  });

  it('says that there is no such repository, and none in this window', async () => {
    const missing = await only({ repository: 'acme/other' });
    assert.equal('problem' in missing && missing.problem, 'notFound');
    const nowhere = await only({ repository: undefined });
    assert.equal('problem' in nowhere && nowhere.problem, 'noRepository');
    remotes = [PROJECT, 'acme/other'];
    assert.deepEqual(
      (await read({ repository: undefined })).map(({ path }) => path),
      [PROJECT, 'acme/other'],
    );
  });

  const faults: readonly (readonly [string, Fault, string, number])[] = [
    ['asks for patience', { kind: 'answer', status: 429, headers: { 'retry-after': '120' } }, 'busy', 120_000],
    [
      'has no requests left in this hour',
      {
        ...{ kind: 'answer', status: 403 },
        headers: {
          ...{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(START / 1000 + 300) },
          date: new Date(START).toUTCString(),
        },
      },
      'busy',
      300_000,
    ],
    ['fails', { kind: 'answer', status: 500 }, 'broken', 30_000],
    ['is down', { kind: 'answer', status: 502, body: '<h1>Bad gateway</h1>' }, 'broken', 30_000],
    ['never answers', { kind: 'silent' }, 'tooSlow', 30_000],
    ['breaks the connection', { kind: 'cut' }, 'unreachable', 30_000],
    ['answers half', { kind: 'doneThenHalf' }, 'unreachable', 30_000],
    ['answers nonsense', { kind: 'doneThenNonsense' }, 'failed', 30_000],
    [
      'is somewhere else',
      { kind: 'answer', status: 302, headers: { location: 'https://evil.example/x' } },
      'redirected',
      30_000,
    ],
  ];
  for (const [what, fault, problem, length] of faults) {
    it(`keeps what it told where it ${what}, and leaves it alone for a while`, async () => {
      fake.deployments.push(deployed(3, 2));
      await events();
      patience = 2000;
      now += 61_000;
      fake.service.fail('GET', fault);
      const late = await (async () => {
        changes = Object.assign(made(), { known: (changes as unknown as { known: unknown }).known });
        return only();
      })();
      assert.ok('events' in late, JSON.stringify(late));
      assert.deepEqual([late.events.map(({ id }) => id), late.stale], [['github/3'], problem]);
      const asked = fake.service.arrived.length;
      now += length - 1000;
      assert.equal('events' in (await only()) && fake.service.arrived.length, asked);
      now += 2000;
      const again = await only();
      assert.equal('events' in again && again.stale, undefined);
    });
  }

  it('is left alone longer with each failure', async () => {
    const fail = async () => {
      // Deployments and runs are asked at the same time.
      fake.service.fail('GET', { kind: 'answer', status: 500 }, { kind: 'answer', status: 500 });
      await only();
      return fake.service.arrived.length;
    };
    let asked = await fail();
    for (const length of [30_000, 60_000, 120_000]) {
      now += length - 1000;
      await only();
      assert.equal(fake.service.arrived.length, asked);
      now += 2000;
      asked = await fail();
    }
  });

  it('is asked of nobody else than the server of the settings', async () => {
    const impostor = await FakeService.start(() => ({ status: 200, json: [] }), true);
    const untrusted = await only({ api: impostor.address });
    assert.equal('problem' in untrusted && untrusted.problem, 'certificate');
    const insecure = await only({ api: 'http://github.example/api/v3' });
    assert.equal('problem' in insecure && insecure.problem, 'badAddress');
    assert.deepEqual([impostor.arrived, fake.service.arrived], [[], []]);
    await impostor.stop();
  });
});
