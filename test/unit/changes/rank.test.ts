import assert from 'node:assert/strict';
import type { Change, Situation } from '../../../src/changes/change';
import { LinesCollector } from '../../../src/changes/lines';
import { type RankedChange, rankSuspects, SuspectIndex, suspectsOf } from '../../../src/changes/rank';
import { change, file, HOUR, START } from '../../helpers/changes';

function rank(changes: readonly Change[], over: Partial<Situation> = {}): RankedChange[] {
  return rankSuspects(new SuspectIndex(changes), { startedAt: START, texts: [], ...over });
}

const order = (ranked: readonly RankedChange[]) => ranked.map((each) => each.change.sha).join(' ');

function lines(added: string) {
  const collector = new LinesCollector();
  collector.take(added, 'added');
  return collector.done();
}

describe('the chance that none of the changes is the cause', () => {
  const window = [1, 5, 30, 100].map((hours) => change(`c${hours}`, hours));
  const none = (changes: readonly Change[], over: Partial<Situation> = {}) =>
    suspectsOf(new SuspectIndex(changes), { startedAt: START, texts: [], ...over }).none;

  it('is certain where nothing changed, and a chance otherwise', () => {
    assert.equal(none([]), 1);
    assert.ok(none(window) > 0.1 && none(window) < 0.6, String(none(window)));
  });

  it('falls where a change meets the text, and rises where a third party had an outage', () => {
    const met = window.map((each, i) => (i === 2 ? { ...each, subject: 'Retry payments of the ledger' } : each));
    const texts = ['payments of the ledger are declined'];
    assert.ok(none(met, { texts }) < none(window, { texts }));
    assert.ok(none(window, { thirdParty: true }) > none(window) + 0.1);
  });

  it('rises the longer nothing has landed', () => {
    assert.ok(none(window.slice(3)) > none(window.slice(0, 1)));
  });

  it('leaves no change surer than a person makes it', () => {
    const blamed = [{ sha: 'c1', depth: 0 }];
    const ranked = rank([change('c1', 1), change('c2', 100)], { blamed, texts: ['c1'], precision: 'minute' });
    assert.equal(ranked[0]?.share, 0.95);
  });
});

describe('ranking of suspects', () => {
  const others = Array.from({ length: 12 }, (_, i) => change(`e${i}`, 110 + i));
  const window = [change('a', 1), change('b', 5), change('c', 30), change('d', 100), ...others];

  it('puts the newest first when nothing else tells the changes apart', () => {
    assert.ok(order(rank(window)).startsWith('a b c d e0 e1 '));
  });

  it('brings up the change whose message has the words of the incident', () => {
    const said = window.map((each) => (each.sha === 'c' ? { ...each, subject: 'Retry payments of the ledger' } : each));
    assert.equal(rank(said, { texts: ['payments of the ledger are declined'] })[0]?.change.sha, 'c');
  });

  it('is less sure of the first change where there is no text to go by, and moves no other', () => {
    const met = window.map((each) => ({ ...each, subject: 'Tune the queue' }));
    const [bare, told] = [rank(met), rank(met, { texts: ['ledger declined'] })];
    const odds = (ranked: readonly RankedChange[], of: 'share' | 'score') => {
      const [first, second] = ranked;
      const [a = 0, b = 0] = [first?.[of], second?.[of]];
      return of === 'score' ? a - b : Math.log(a / b);
    };
    assert.ok(odds(bare, 'share') < 0.99 * odds(bare, 'score'));
    assert.ok(Math.abs(odds(told, 'share') - odds(told, 'score')) < 1e-9);
    assert.ok(Math.abs(bare.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
  });

  it('trusts time as far as the start is known', () => {
    const share = (precision?: Situation['precision']) =>
      rank(window, precision === undefined ? {} : { precision }).find(({ change: { sha } }) => sha === 'a')?.share ?? 0;
    assert.ok(share('minute') > share('roughly'));
    assert.ok(share('roughly') > share('noticed'));
    assert.equal(share(), share('noticed'));
  });

  it('lets the title count for more than what was written later, and there an identifier for more than a word', () => {
    const two = [
      change('a', 5, { subject: 'Retry payments' }),
      change('b', 5, { subject: 'Tune replicas' }),
      change('c', 5, { subject: 'Use maxPoolSize' }),
    ];
    const words = rank(two, { texts: ['payments declined', 'somebody looks at the replicas meanwhile'] });
    assert.equal(words[0]?.change.sha, 'a');
    const name = rank(two, { texts: ['declined', 'max_pool_size reached, replicas are idle'] });
    assert.equal(name[0]?.change.sha, 'c');
    const both = [change('a', 5, { subject: 'Use replyTimeout' }), change('b', 5, { subject: 'Use maxPoolSize' })];
    const texts = ['reply_timeout', 'max_pool_size is all right'];
    for (const changes of [both, [...both].reverse()]) assert.equal(rank(changes, { texts })[0]?.change.sha, 'a');
  });

  it('meets identifiers whatever their spelling, in paths and in changed lines', () => {
    const inPath = window.map((each) => (each.sha === 'd' ? { ...each, files: [file('lib/cmdHelper.py')] } : each));
    assert.equal(rank(inPath, { texts: ['ImportError in cmd_helper'] })[0]?.change.sha, 'd');
    const inLines = window.map((each) => (each.sha === 'b' ? { ...each, lines: lines('maxPoolSize = 3') } : each));
    assert.equal(rank(inLines, { texts: ['MAX_POOL_SIZE exceeded'] })[0]?.change.sha, 'b');
  });

  const figure = (ranked: readonly RankedChange[], sha: string, feature: string) =>
    ranked
      .find((each) => each.change.sha === sha)
      ?.reasons.flatMap(({ terms }) => terms)
      .find((term) => term.feature === feature)?.value ?? 0;

  it('suspects a change that shares files with one that has the words of the incident', () => {
    const shared = window.map((each) => {
      if (each.sha === 'c') return { ...each, subject: 'Retry payments of the ledger', files: [file('src/shared.ts')] };
      return each.sha === 'b' ? { ...each, files: [file('src/shared.ts')] } : each;
    });
    const ranked = rank(shared, { texts: ['payments of the ledger are declined'] });
    assert.ok(figure(ranked, 'b', 'besideMatch') > 0);
    assert.equal(figure(ranked, 'a', 'besideMatch'), 0);
    assert.equal(figure(ranked, 'c', 'besideMatch'), 0);
  });

  it('counts a word that stands in several places of a change once for what it shares with the incident', () => {
    const twice = [change('a', 1, { subject: 'Drain the ledger', body: 'The ledger fills up' }), change('b', 2)];
    assert.equal(figure(rank(twice, { texts: ['ledger'] }), 'a', 'coverage'), 1);
  });

  it('finds a word as rare as all changes say that have it, wherever it stands in them', () => {
    const apart = [change('a', 1, { subject: 'Drain the ledger' }), change('b', 2, { body: 'The ledger fills up' })];
    const alike = [change('a', 1, { subject: 'Drain the ledger' }), change('b', 2, { subject: 'The ledger fills up' })];
    const rarity = (changes: readonly Change[]) =>
      figure(rank([...changes, ...others], { texts: ['ledger'] }), 'a', 'rareInYear');
    assert.ok(rarity(apart) > 0);
    assert.equal(rarity(apart), rarity(alike));
  });

  it('takes the figures of each change, where some between them went live after the start', () => {
    const later = { liveAt: START + HOUR, fileCount: 50 };
    const ranked = rank([
      change('a', 1, later),
      change('b', 2),
      change('c', 3, later),
      change('d', 4, { fileCount: 7 }),
    ]);
    assert.equal(order(ranked).split(' ').toSorted().join(' '), 'b d');
    assert.equal(figure(ranked, 'd', 'files'), Math.log1p(7));
  });

  it('suspects build files of a broken build and code of a crash', () => {
    const mixed = [change('a', 1, { files: [file('Makefile')] }), change('b', 1.1)];
    const broken = rank(mixed, { texts: ['Compilation stops'] });
    assert.equal(figure(broken, 'a', 'buildText'), 1);
    assert.equal(figure(broken, 'b', 'buildText'), 0);
    const crashed = rank(mixed, { texts: ['Segfaults at night'] });
    assert.equal(figure(crashed, 'a', 'crashText'), 0);
    assert.equal(figure(crashed, 'b', 'crashText'), 1);
  });

  it('counts a word that only one change has in its lines', () => {
    const inLines = window.map((each) => (each.sha === 'b' ? { ...each, lines: lines('maxPoolSize = 3') } : each));
    const ranked = rank(inLines, { texts: ['MAX_POOL_SIZE exceeded'] });
    assert.ok(figure(ranked, 'b', 'onlyLines') > 0);
    assert.equal(figure(ranked, 'b', 'identifierLines'), 1);
    assert.equal(figure(ranked, 'a', 'onlyLines'), 0);
  });

  it('trusts a blamed line of the stack trace above time', () => {
    assert.equal(rank(window, { blamed: [{ sha: 'd', depth: 0 }] })[0]?.change.sha, 'd');
  });

  it('brings up changes to an affected service', () => {
    const two = [change('a', 2), change('b', 2.5, { files: [file('billing/x.ts')] })];
    assert.equal(order(rank(two, { affects: (path) => path.startsWith('billing/') })), 'b a');
  });

  it('counts the time a change went live, not the time it landed', () => {
    const deployed = [change('a', 3), change('b', 60, { liveAt: START - HOUR })];
    const hours = rank(deployed).map(({ reasons }) => reasons.find(({ code }) => code === 'time')?.terms[0]?.value);
    assert.deepEqual(hours.map((value) => value?.toFixed(3)).sort(), [
      Math.log1p(1).toFixed(3),
      Math.log1p(3).toFixed(3),
    ]);
  });

  it('leaves out what landed after the start, beyond its uncertainty', () => {
    const after = [change('later', -3), change('soon', -0.5), ...window];
    assert.equal(order(rank(after, { uncertainty: HOUR })).includes('later'), false);
    assert.equal(order(rank(after, { uncertainty: HOUR })).includes('soon'), true);
    assert.equal(order(rank(after)).includes('soon'), false);
  });

  it('pushes down what was taken back before the start, and not the revert', () => {
    const back = change('back', 1, { subject: 'Revert "Adjust b"', files: [file('src/b.ts')] });
    const plain = change('back', 1, { subject: 'Adjust "b" anew', files: [file('src/z.ts')] });
    const withRevert = rank([back, change('b', 5), change('c', 6)]);
    assert.equal(order(withRevert), 'back c b');
    const without = rank([plain, change('b', 5), change('c', 6)]);
    const relations = (ranked: readonly RankedChange[]) =>
      ranked[0]?.reasons
        .find(({ code }) => code === 'relations')
        ?.terms.map(({ feature, value }) => `${feature} ${value}`);
    assert.equal(without[0]?.change.sha, 'back');
    assert.deepEqual(relations(withRevert), ['takenBack 0']);
  });

  it('gives reasons whose contributions add up to the score, and shares that add up to one', () => {
    const ranked = rank(window, { texts: ['adjust of c'] });
    for (const { score, reasons } of ranked) {
      const sum = reasons.reduce((total, reason) => total + reason.contribution, 0);
      assert.ok(Math.abs(sum - score) < 1e-9);
    }
    assert.ok(Math.abs(ranked.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-9);
  });

  it('names the words it matched and where', () => {
    const index = new SuspectIndex([change('a', 1, { subject: 'Tune the ledger' }), change('b', 2)]);
    const found = index.matched({ startedAt: START, texts: ['ledger is slow'] }, index.changes[0]!);
    assert.deepEqual(
      found.map(({ written, field }) => `${written} ${field}`),
      ['ledger subject'],
    );
  });

  it('does not go by a word that more than a thousand changes have', () => {
    const many = Array.from({ length: 1_100 }, (_, i) => change(`m${i}`, 1 + i / 100, { subject: 'Widgets: adjust' }));
    const said = many.map((each) => (each.sha === 'm70' ? { ...each, subject: 'Widgets: double the quota' } : each));
    const situation = { startedAt: START, texts: ['widgets are over their quota'] };
    const index = new SuspectIndex(said);
    const first = rankSuspects(index, situation)[0];
    assert.equal(first?.change.sha, 'm70');
    const words = index.matched(situation, first.change).map(({ written, field }) => [written, field]);
    assert.deepEqual(words, [['quota', 'subject']]);
  });

  it('is the same at every run, and takes no changes, no text and empty texts', () => {
    assert.deepEqual(rank([]), []);
    assert.equal(order(rank(window, { texts: ['', '???'] })), order(rank(window)));
    assert.deepEqual(
      rank(window).map(({ score }) => score),
      rank(window).map(({ score }) => score),
    );
  });

  it('takes hostile text', () => {
    const hostile = change('x', 1, { subject: '<img src=x onerror=1> \u202e\u001b[31m', body: 'a'.repeat(1_000_000) });
    assert.equal(rank([hostile], { texts: ['"('.repeat(10_000), 'constructor __proto__ hasOwnProperty'] }).length, 1);
  });
});
