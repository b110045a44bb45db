import assert from 'node:assert/strict';
import type { ChangePorts, EventsOutcome, GithubWindow } from '../../../src/app/changePorts';
import { EventSources } from '../../../src/app/eventSources';
import { readEventLines } from '../../../src/changes/eventLines';
import { START } from '../../helpers/changes';
import { finderOver, incidentWith, many, sha, subjects } from '../../helpers/finder';

describe('finding what other programs wrote down', () => {
  const at = (minutes: number) => new Date(START - minutes * 60_000).toISOString();
  const events = (...values: readonly object[]) =>
    readEventLines(values.map((value) => JSON.stringify(value)).join('\n')).events;
  const outcome = (...values: readonly object[]) => ({ path: '/changes', events: events(...values), unreadable: 0 });

  it('lists them with reasons beside the commits: by time, words and service', async () => {
    const sources = [
      outcome(
        { time: at(4), what: 'manifests are served from the new cache', service: 'registry' },
        { time: at(600), what: 'renewed the certificate', service: 'mail' },
        { time: at(3), what: 'deployed to staging', environment: 'staging', ref: sha('5a') },
      ),
    ];
    const { finder, choose } = finderOver({ '/one': many(12, 2) }, { events: () => Promise.resolve(sources) });
    choose({ sources: ['/changes'] });
    await finder.refresh(incidentWith((say) => say('services.set', { from: [], to: ['Registry'] })));
    const found = finder.state.suspects.filter(({ event }) => event !== undefined);
    assert.deepEqual(subjects(found).sort(), ['manifests are served from the new cache', 'renewed the certificate']);
    const [first] = finder.state.suspects;
    assert.ok(first?.event !== undefined);
    assert.equal(first.event.service, 'registry');
    assert.deepEqual(first.reference, { entry: `event/${first.event.id}`, subject: first.event.what });
    const codes = first.reasons.filter(({ contribution }) => contribution > 0).map(({ code }) => code);
    for (const code of ['time', 'words', 'affectedService'] as const) assert.ok(codes.includes(code), code);
  });

  it('hands deploys to the repositories, and lists those that none of them knows', async () => {
    const sources = [
      outcome(
        { time: at(30), what: 'deployed web', commit: sha('1a'), id: 'known' },
        { time: at(20), what: 'deployed mail', commit: sha('2b'), id: 'unknown' },
      ),
    ];
    const asked: (readonly string[])[] = [];
    const { finder, choose } = finderOver(
      {},
      {
        events: () => Promise.resolve(sources),
        repositories: () => Promise.resolve(['/one']),
        facts: (root, { events: given = [] }) => {
          asked.push(given.map(({ id }) => id));
          const deploys = [{ tag: 'web 1a', at: START, sha: sha('1a'), event: 'plain/known' }];
          return Promise.resolve({ root, name: 'one', branch: 'main', changes: [], deploys });
        },
      },
    );
    choose({ sources: ['/changes'] });
    await finder.refresh(incidentWith());
    assert.deepEqual(asked[0], ['plain/known', 'plain/unknown']);
    assert.deepEqual(subjects(finder.state.suspects), ['deployed mail']);
  });

  it('asks GitHub for the week before the start, and ranks what it says with the rest', async () => {
    const windows: GithubWindow[] = [];
    const said = {
      ...outcome({ time: at(4), what: 'deployed the cache' }),
      path: 'acme/shop',
      origin: 'github' as const,
    };
    const github: ChangePorts['github'] = (_, window) => {
      windows.push(window);
      return Promise.resolve([said]);
    };
    const { finder, choose } = finderOver({ '/one': [] }, { github });
    await finder.refresh(incidentWith());
    assert.deepEqual(windows, [], 'where the settings name no repository');
    choose({ github: [{ repository: 'acme/shop', workflows: [] }] });
    await finder.refresh(incidentWith());
    assert.deepEqual(windows, [{ since: START - 168 * 3_600_000, around: START }]);
    assert.deepEqual([finder.state.sources, subjects(finder.state.suspects)], [[said], ['deployed the cache']]);
  });

  it('keeps a verdict on one of them, however often it is read', async () => {
    const value = { time: at(4), what: 'turned on the cache' };
    const { finder, choose } = finderOver({ '/one': [] }, { events: () => Promise.resolve([outcome(value)]) });
    choose({ sources: ['/changes'] });
    await finder.refresh(incidentWith());
    const reference = finder.state.suspects[0]?.reference;
    assert.ok(reference !== undefined);
    await finder.refresh(incidentWith((say) => say('suspect.judged', { change: reference, verdict: 'ruledOut' })));
    assert.equal(finder.state.suspects[0]?.judgement?.verdict, 'ruledOut');
  });

  it('reads again only where there is more', async () => {
    let sources = [outcome({ time: at(4), what: 'one' })];
    const { finder, asked, choose } = finderOver({ '/one': [] }, { events: () => Promise.resolve(sources) });
    choose({ sources: ['/changes'], hours: 24 });
    await finder.lookAtSources();
    assert.equal(asked.length, 0, 'before anybody asked');
    await finder.refresh(incidentWith());
    await finder.lookAtSources();
    assert.equal(asked.length, 1);
    sources = [outcome({ time: at(4), what: 'one' }, { time: at(2), what: 'two' })];
    await finder.lookAtSources();
    assert.equal(asked.length, 2);
    assert.deepEqual(subjects(finder.state.suspects).sort(), ['one', 'two']);
  });
});

describe('a service that knows what changed', () => {
  const window = { since: 0, around: 1 };
  const github = [{ repository: 'acme/shop', workflows: [] }];
  const said: readonly EventsOutcome[] = [{ path: 'acme/shop', origin: 'github', events: [], unreadable: 0 }];

  it('is not waited for where it is slow; what it says late is told, and stays while it is asked again', async () => {
    let answer: (outcomes: readonly EventsOutcome[]) => void = () => undefined;
    let late = 0;
    const slow = () => new Promise<readonly EventsOutcome[]>((resolve) => (answer = resolve));
    const sources = new EventSources({ events: () => Promise.resolve([]), github: slow }, () => (late += 1), 1);
    assert.deepEqual(await sources.read({ github }, window), [{ ...said[0], isAsked: true }]);
    answer(said);
    await Promise.resolve();
    await new Promise(setImmediate);
    assert.equal(late, 1);
    assert.deepEqual(await sources.read({ github }, window), said);
    const other = [{ repository: 'acme/mail', workflows: [] }];
    assert.deepEqual(await sources.read({ github: other }, window), [{ ...said[0], path: 'acme/mail', isAsked: true }]);
  });
});
