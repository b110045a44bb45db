import assert from 'node:assert/strict';
import { SourceFailed } from '../../../src/app/changePorts';
import type { ListedChange } from '../../../src/app/listing';
import { History, pastMessage } from '../../../src/changes/history';
import { PastLandings } from '../../../src/changes/past';
import { change, file, HOUR, START } from '../../helpers/changes';
import { INCIDENT } from '../../helpers/events';
import { finderOver, incidentWith, many, NOW, sha, subjects } from '../../helpers/finder';

describe('finding what changed', () => {
  it('reads nothing before it is asked', () => {
    const { finder, asked } = finderOver({ '/pallet': many(3, 1) });
    finder.follow(incidentWith());
    assert.equal(finder.state.phase, 'idle');
    assert.equal(asked.length, 0);
  });

  it('looks a day back, and further where little landed, and says so', async () => {
    const few = finderOver({ '/pallet': [...many(4, 2), ...many(3, 50), ...many(5, 100)] });
    await few.finder.refresh(incidentWith());
    assert.deepEqual([few.finder.state.hours, few.finder.state.widened], [168, true]);
    assert.equal(few.finder.state.suspects.length, 12);
    const enough = finderOver({ '/pallet': [...many(12, 2), ...many(3, 50)] });
    await enough.finder.refresh(incidentWith());
    assert.deepEqual([enough.finder.state.hours, enough.finder.state.widened], [24, false]);
    assert.equal(enough.finder.state.suspects.length, 12);
  });

  it('keeps to the window that was chosen', async () => {
    const { finder, choose } = finderOver({ '/pallet': [...many(2, 2), ...many(3, 50)] });
    choose({ hours: 6 });
    await finder.refresh(incidentWith());
    assert.deepEqual([finder.state.hours, finder.state.widened, finder.state.suspects.length], [6, false, 2]);
  });

  it('sets apart what landed after the start', async () => {
    const { finder } = finderOver({ '/pallet': [change(sha('fix'), -0.9, { subject: 'Revert' }), ...many(2, 1)] });
    await finder.refresh(incidentWith());
    assert.deepEqual(subjects(finder.state.after), ['Revert']);
    assert.equal(finder.state.suspects.length, 2);
  });

  it('sets apart what was not live yet, where deploys are known', async () => {
    const live = change(sha('live'), 3, { subject: 'live', liveAt: START - HOUR });
    const waiting = change(sha('waiting'), 2, { subject: 'waiting' });
    const later = change(sha('later'), 2.5, { subject: 'later', liveAt: START + HOUR / 2 });
    const deploys = [{ tag: 'deploy-1', at: START - HOUR, sha: live.sha }];
    const { finder } = finderOver(
      { '/pallet': [] },
      {
        facts: (root) =>
          Promise.resolve({ root, name: 'pallet', branch: 'main', changes: [waiting, later, live], deploys }),
      },
    );
    await finder.refresh(incidentWith());
    assert.deepEqual(subjects(finder.state.suspects), ['live']);
    assert.deepEqual(subjects(finder.state.notDeployed).toSorted(), ['later', 'waiting']);
    const [repository] = finder.state.repositories;
    assert.ok(repository !== undefined && 'range' in repository);
    assert.equal(repository.range.firstBad.tag, 'deploy-1');
  });

  it('shows the other repositories where one cannot be read', async () => {
    const broken = new SourceFailed('notTrustedByGit', '/vault', undefined);
    const { finder, reported } = finderOver({ '/vault': broken, '/pallet': many(2, 1) });
    await finder.refresh(incidentWith());
    assert.equal(finder.state.suspects.length, 2);
    assert.ok(finder.state.repositories.some((each) => 'problem' in each && each.problem === 'notTrustedByGit'));
    assert.ok(reported.includes(broken));
  });

  it('shows facts first, and ranks anew once the diffs are read', async () => {
    const culprit = change(sha('culprit'), 5, { subject: 'Tidy up', files: [file('src/a.ts')] });
    const phases: string[] = [];
    const { finder } = finderOver(
      { '/pallet': [...many(11, 1), culprit] },
      {
        // oxlint-disable-next-line typescript/require-await -- the port is asynchronous
        async *lines(_, shas) {
          for (const each of shas) {
            const added = new Map(each === culprit.sha ? [['manifest', 3]] : []);
            yield { sha: each, lines: { added, removed: new Map<string, number>(), truncated: false } };
          }
        },
      },
    );
    let before = 0;
    finder.changed.on(() => {
      const place = subjects(finder.state.suspects).indexOf('Tidy up');
      if (finder.state.phase === 'refining' && place >= 0) before = place;
      if (phases.at(-1) !== finder.state.phase) phases.push(finder.state.phase);
    });
    await finder.refresh(incidentWith());
    assert.deepEqual(phases, ['reading', 'refining', 'ready']);
    const after = subjects(finder.state.suspects).indexOf('Tidy up');
    assert.ok(after < before, `the changed lines moved it from ${before} to ${after}`);
  });

  it('does not keep the first rows waiting for the past of the authors, and counts it then', async () => {
    const newcomer = change(sha('newcomer'), 1.2, { subject: 'by a newcomer', author: 'new' });
    const regular = change(sha('regular'), 1.1, { subject: 'by a regular', author: 'old' });
    const changes = [regular, newcomer, ...many(9, 2)].map((each) => {
      const { authorPrior180d, ...rest } = each;
      assert.equal(authorPrior180d, 20);
      return rest;
    });
    const landings = Array.from({ length: 400 }, (_, i) => ({ at: START - (i + 48) * HOUR, author: 'old' }));
    const asked: string[] = [];
    const { finder, asked: facts } = finderOver(
      { '/pallet': changes },
      {
        past: (root, newest, from) => {
          asked.push(`${root} ${newest} ${(START - from) / HOUR}`);
          assert.deepEqual([finder.state.phase, finder.state.suspects.length], ['refining', 11]);
          assert.equal(finder.state.suspects[0]?.change.subject, 'by a regular'); // the newest
          return Promise.resolve({ landings: new PastLandings(landings), history: new History([]) });
        },
      },
    );
    await finder.refresh(incidentWith());
    assert.deepEqual(asked, [`/pallet ${regular.sha} 24`]);
    assert.deepEqual(subjects(finder.state.suspects).slice(0, 2), ['by a newcomer', 'by a regular']);
    assert.equal(finder.state.suspects[1]?.change.authorPrior180d, 400);
    await finder.refresh();
    assert.equal(facts.length, 2);
    assert.equal(asked.length, 1, 'the same past is not read again');
  });

  it('counts what landed on the same files before, each repository with its own past', async () => {
    const plain = { subject: 'Tidy up', files: [file('src/plain.ts')] };
    const landed = (subject: string, path: string, hours: number) => ({
      ...pastMessage(sha(subject), subject, ''),
      landedAt: START - hours * HOUR,
      paths: [path],
    });
    const elsewhere = Array.from({ length: 20 }, (_, i) => landed(`Go on ${i}`, `other/${i}.ts`, 400 + i));
    const past = new History([landed('Retry the manifest', 'src/plain.ts', 300), ...elsewhere]);
    const { finder } = finderOver(
      { '/pallet': [change(sha('own'), 3, plain), ...many(6, 1)], '/crate': [change(sha('other'), 2, plain)] },
      {
        past: (root) =>
          Promise.resolve({ landings: new PastLandings([]), history: root === '/pallet' ? past : new History([]) }),
        // oxlint-disable-next-line typescript/require-await -- the port is asynchronous
        async *lines() {
          assert.ok(figures('own')[1], 'it is shown before any diff is read');
          yield* [];
        },
      },
    );
    const figures = (id: string) => {
      const listed = finder.state.suspects.find((each) => each.change.sha === sha(id));
      assert.ok(listed);
      const fields = finder.matchedTerms(listed).map(({ field, written }) => `${field} ${written}`);
      return [fields, listed.reasons.some(({ code, contribution }) => code === 'past' && contribution > 0)] as const;
    };
    await finder.refresh(incidentWith());
    assert.deepEqual(figures('own'), [['past manifests'], true]);
    assert.deepEqual(figures('other'), [[], false]);
  });

  it('can be stopped, and what was found stays', async () => {
    let begun: (() => void) | undefined;
    const reading = new Promise<void>((resolve) => (begun = resolve));
    let ended: AbortSignal | undefined;
    const { finder, reported } = finderOver(
      { '/pallet': many(12, 1) },
      {
        async *lines(_, [first], signal) {
          yield { sha: first!, lines: { added: new Map([['manifest', 9]]), removed: new Map(), truncated: false } };
          ended = signal;
          begun?.();
          await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))));
        },
      },
    );
    const refreshing = finder.refresh(incidentWith());
    await reading;
    const found = finder.state.suspects;
    assert.equal(found.length, 12);
    finder.cancel();
    assert.equal(ended?.aborted, true);
    assert.equal(finder.state.phase, 'ready');
    await refreshing;
    assert.deepEqual([finder.state.suspects, finder.state.phase], [found, 'ready']);
    assert.deepEqual(reported, []);
  });

  it('stopped while it looks further back, it keeps the nearer window', async () => {
    let calls = 0;
    let begun: (() => void) | undefined;
    const second = new Promise<void>((resolve) => (begun = resolve));
    const { finder } = finderOver(
      {},
      {
        repositories: () => Promise.resolve(['/pallet']),
        facts: (root, { signal }) => {
          const answer = { root, name: 'pallet', branch: 'main', changes: many(3, 1), deploys: [] };
          if (++calls === 1) return Promise.resolve(answer);
          begun?.();
          return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('ended'))));
        },
      },
    );
    const refreshing = finder.refresh(incidentWith());
    await second;
    finder.cancel();
    await refreshing;
    assert.deepEqual([finder.state.phase, finder.state.hours, finder.state.suspects.length], ['ready', 24, 3]);
  });

  it('thousands of changes do not keep everything else waiting while they are indexed', async () => {
    const body = 'The manifests of a layer are read once and kept until it is removed. '.repeat(8);
    const crowd = Array.from({ length: 2_000 }, (_, i) => change(sha(`c${i}`), 1 + i / 1000, { body }));
    const { finder } = finderOver({ '/pallet': crowd });
    let turns = 0;
    const turn = () => {
      turns++;
      if (finder.state.suspects.length === 0) setImmediate(turn);
    };
    setImmediate(turn);
    await finder.refresh(incidentWith());
    assert.ok(turns > 10, `others had ${turns} turns`);
  });

  it('a verdict on one of thousands of changes keeps nothing else waiting, and the newest verdict counts', async () => {
    const crowd = Array.from({ length: 2_000 }, (_, i) => change(sha(`c${i}`), 1 + i / 1000));
    const { finder } = finderOver({ '/pallet': crowd });
    await finder.refresh(incidentWith());
    const [, second, third] = finder.state.suspects;
    assert.ok(second && third);
    let turns = 0;
    const ranked = new Promise<void>((resolve) => {
      const turn = () => {
        turns++;
        if (finder.state.suspects[0]?.judgement === undefined) setImmediate(turn);
        else resolve();
      };
      setImmediate(turn);
    });
    const judged = (each: ListedChange) =>
      incidentWith((say) => say('suspect.judged', { change: each.reference, verdict: 'suspect' }));
    finder.follow(judged(third));
    finder.follow(judged(second));
    finder.learnLogs(INCIDENT, ['ERROR quota of tenants exceeded']);
    await ranked;
    assert.ok(turns > 5, `others had ${turns} turns`);
    assert.equal(finder.state.suspects[0]?.key, second.key);
    assert.equal(finder.state.incident?.judgements.size, 1);
  });

  it('what is on the branch has landed by now, whatever the clock of its author says', async () => {
    const [ahead, before] = [change(sha('ahead'), -1.1), change(sha('before'), 1)];
    const { finder } = finderOver({ '/pallet': [ahead, before] });
    await finder.refresh(incidentWith());
    assert.deepEqual(
      finder.state.after.map(({ at }) => at),
      [NOW],
    );
  });

  it('a verdict stands above the score, and what was ruled out comes last', async () => {
    const { finder } = finderOver({ '/pallet': many(12, 1) });
    await finder.refresh(incidentWith());
    const [first, , third] = finder.state.suspects;
    assert.ok(first && third);
    finder.follow(
      incidentWith(
        (say) => say('suspect.judged', { change: third.reference, verdict: 'suspect' }),
        (say) => say('suspect.judged', { change: first.reference, verdict: 'ruledOut' }),
      ),
    );
    assert.equal(finder.state.suspects[0]?.key, third.key);
    assert.equal(finder.state.suspects.at(-1)?.key, first.key);
  });

  it('a note ranks anew without reading anything again', async () => {
    const culprit = change(sha('quota'), 9, { subject: 'Raise quota of tenants' });
    const { finder, asked } = finderOver({ '/pallet': [...many(12, 1), culprit] });
    await finder.refresh(incidentWith());
    const reads = asked.length;
    const place = () => subjects(finder.state.suspects).indexOf('Raise quota of tenants');
    const before = place();
    finder.follow(incidentWith((say) => say.note('tenants complain about their quota')));
    assert.ok(place() < before, `${place()} < ${before}`);
    assert.equal(asked.length, reads);
  });

  it('what is new in the logs of its incident ranks anew, that of another does not', async () => {
    const culprit = change(sha('quota'), 9, { subject: 'Raise quota of tenants' });
    const { finder, asked } = finderOver({ '/pallet': [...many(12, 1), culprit] });
    const incident = incidentWith();
    await finder.refresh(incident);
    const reads = asked.length;
    const place = () => subjects(finder.state.suspects).indexOf('Raise quota of tenants');
    const before = place();
    finder.learnLogs('20260101-0000-another', ['ERROR quota of tenants exceeded']);
    assert.equal(place(), before);
    finder.learnLogs(incident.id, ['ERROR quota of tenants exceeded']);
    assert.ok(place() < before, `${place()} < ${before}`);
    assert.equal(asked.length, reads);
  });

  it('another start time reads anew', async () => {
    const { finder, asked } = finderOver({ '/pallet': many(12, 1) });
    await finder.refresh(incidentWith());
    const reads = asked.length;
    const iso = (at: number) => new Date(at).toISOString();
    finder.follow(incidentWith((say) => say('startTime.set', { from: iso(START), to: iso(START - 2 * HOUR) })));
    await finder.refresh();
    assert.ok(asked.length > reads);
    assert.equal(finder.state.startedAt, START - 2 * HOUR);
    assert.equal(finder.state.after.length, 12);
  });

  it('ranks changes that are no commits with the others', async () => {
    const { finder } = finderOver({ '/pallet': many(3, 5) });
    await finder.refresh(
      incidentWith((say) =>
        say(
          'change.recorded',
          { kind: 'featureFlag', text: 'manifests cached' },
          { occurredAt: new Date(START - HOUR).toISOString() },
        ),
      ),
    );
    const [best] = finder.state.suspects;
    assert.equal(best?.kind, 'featureFlag');
    assert.equal(best.reference.commit, undefined);
  });

  it('in Restricted Mode asks no repository', async () => {
    const { finder, asked } = finderOver({ '/pallet': many(3, 1) }, { repositories: () => Promise.resolve(undefined) });
    await finder.refresh(incidentWith());
    assert.equal(finder.state.phase, 'restricted');
    assert.equal(asked.length, 0);
  });

  it('without an incident shows the last day', async () => {
    const { finder } = finderOver({ '/pallet': [...many(2, 1), ...many(2, 40)] });
    await finder.refresh(undefined);
    assert.deepEqual([finder.state.hasIncident, finder.state.hours, finder.state.suspects.length], [false, 24, 2]);
  });

  it('a newer refresh ends the one before, whose answers no longer count', async () => {
    let release: (() => void) | undefined;
    let begun: (() => void) | undefined;
    const slow = new Promise<void>((resolve) => (release = resolve));
    const reading = new Promise<void>((resolve) => (begun = resolve));
    let calls = 0;
    const { finder } = finderOver(
      { '/pallet': [] },
      {
        facts: async (root) => {
          calls += 1;
          const first = calls === 1;
          begun?.();
          if (first) await slow;
          const changes = first ? many(9, 1) : many(1, 2);
          return { root, name: 'pallet', branch: 'main', changes, deploys: [] };
        },
      },
    );
    const old = finder.refresh(incidentWith());
    await reading;
    const newer = finder.refresh(incidentWith());
    await newer;
    release?.();
    await old;
    assert.equal(finder.state.suspects.length, 1);
    assert.equal(finder.state.phase, 'ready');
  });

  it('a status page that fails is named, and holds nothing up', async () => {
    const { finder, choose } = finderOver(
      { '/pallet': many(11, 1) },
      { statusPage: (address) => Promise.reject(new SourceFailed('tooSlow', address, undefined)) },
    );
    choose({ statusPages: ['https://status.example.com'] });
    await finder.refresh(incidentWith());
    assert.deepEqual(finder.state.pageProblems, [{ address: 'https://status.example.com', problem: 'tooSlow' }]);
    assert.equal(finder.state.suspects.length, 11);
  });
});
