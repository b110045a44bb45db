import assert from 'node:assert/strict';
import type { Change, Situation } from '../../../src/changes/change';
import { History, type PastChange, pastMessage } from '../../../src/changes/history';
import { HistoryIndex } from '../../../src/changes/historyIndex';
import { type RankedChange, rankSuspects, type ReasonCode, SuspectIndex } from '../../../src/changes/rank';
import { change, file, HOUR, START } from '../../helpers/changes';

const DAY = 24 * HOUR;
let count = 0;

/** A landing so many days before the start, with this message on these paths. */
function past(daysBefore: number, subject: string, paths: readonly string[] = ['other.ts'], body = ''): PastChange {
  const sha = (++count).toString(16).padStart(40, '0');
  return { ...pastMessage(sha, subject, body), landedAt: START - daysBefore * DAY, paths };
}

/** Landings on files that no change touches. */
const elsewhere = Array.from({ length: 40 }, (_, i) => past(20 + i, `Tidy area ${i}`, [`elsewhere/${i}.ts`]));

function historyOf(...landings: readonly PastChange[]): History {
  return new History([...landings, ...elsewhere].sort((a, b) => b.landedAt - a.landedAt));
}

function indexOf(changes: readonly Change[], of: History | ((change: Change) => History | undefined)): SuspectIndex {
  const index = new HistoryIndex(changes, of instanceof History ? () => of : of);
  return new SuspectIndex(changes, undefined, undefined, index);
}

function rank(changes: readonly Change[], history: History, over: Partial<Situation> = {}): RankedChange[] {
  return rankSuspects(indexOf(changes, history), { startedAt: START, texts: [], ...over });
}

function figure(ranked: readonly RankedChange[], sha: string, feature: string): number {
  const terms = ranked.find((each) => each.change.sha === sha)?.reasons.flatMap((reason) => reason.terms) ?? [];
  return terms.find((term) => term.feature === feature)?.value ?? 0;
}

function reason(ranked: readonly RankedChange[], sha: string, code: ReasonCode): number {
  const reasons = ranked.find((each) => each.change.sha === sha)?.reasons ?? [];
  return reasons.find((each) => each.code === code)?.contribution ?? 0;
}

const first = (ranked: readonly RankedChange[]) => ranked[0]?.change.sha;

/** Of the same size and kind, an hour apart: b is the older one. */
const [a, b, c] = ['a', 'b', 'c'].map((sha, i) => change(sha, 2 + i, { files: [file(`src/${sha}/main.ts`)] })) as [
  Change,
  Change,
  Change,
];

describe('what landed before the window', () => {
  describe('tells what a file is about', () => {
    const texts = ['The ledger declines payments'];

    it('by the messages of earlier landings on it', () => {
      const history = historyOf(past(30, 'Book payments in the ledger', ['src/b/main.ts']));
      assert.equal(first(rank([a, b, c], historyOf(), { texts })), 'a');
      const ranked = rank([a, b, c], history, { texts });
      assert.equal(first(ranked), 'b');
      assert.ok(figure(ranked, 'b', 'pastFiles') > 0);
      assert.equal(figure(ranked, 'a', 'pastFiles'), 0);
    });

    it('and by those in its folder', () => {
      const ranked = rank([a, b, c], historyOf(past(30, 'Book payments in the ledger', ['src/b/other.ts'])), { texts });
      assert.equal(figure(ranked, 'b', 'pastFiles'), 0);
      assert.ok(figure(ranked, 'b', 'pastFolders') > 0);
      assert.ok(reason(ranked, 'b', 'past') > 0);
    });

    it('less, if the landing touched much else', () => {
      const many = Array.from({ length: 49 }, (_, i) => `lib/${i}.ts`);
      const said = 'Book payments in the ledger';
      const alone = rank([a, b], historyOf(past(30, said, ['src/b/main.ts'])), { texts });
      const among = rank([a, b], historyOf(past(30, said, ['src/b/main.ts', ...many])), { texts });
      assert.ok(figure(among, 'b', 'pastFiles') < figure(alone, 'b', 'pastFiles'));
      assert.ok(figure(among, 'b', 'pastFiles') > 0);
    });

    it('not by words that every fifth message has', () => {
      const common = Array.from({ length: 20 }, (_, i) => past(100 + i, 'Ledger and payments', [`far/${i}.ts`]));
      const ranked = rank([a, b], historyOf(past(30, 'Ledger and payments', ['src/b/main.ts']), ...common), { texts });
      assert.equal(figure(ranked, 'b', 'pastFiles'), 0);
    });

    it('nor where there is no text', () => {
      const ranked = rank([a, b], historyOf(past(30, 'Book payments in the ledger', ['src/b/main.ts'])));
      assert.equal(figure(ranked, 'b', 'pastFiles'), 0);
    });

    it('and names the words', () => {
      const index = indexOf([a, b], historyOf(past(30, 'Book payments in the ledger', ['src/b/main.ts'])));
      const matched = index.matched({ startedAt: START, texts }, b);
      assert.deepEqual(matched.map(({ field, written }) => `${field} ${written}`).sort(), [
        'past ledger',
        'past payments',
      ]);
      assert.deepEqual(index.matched({ startedAt: START, texts }, a), []);
    });
  });

  it('tells how rare a word is: one that this week alone lacks is no news', () => {
    const changes = [
      change('a', 2, { subject: 'Rename the cache' }),
      change('b', 3, { subject: 'Rename the ledger' }),
      change('c', 4),
    ];
    const often = Array.from({ length: 15 }, (_, i) => past(30 + i, 'Sweep the cache'));
    const ranked = rank(changes, historyOf(...often), { texts: ['cache or ledger'] });
    assert.ok(figure(ranked, 'b', 'rareInYear') > figure(ranked, 'a', 'rareInYear'));
    assert.ok(reason(ranked, 'b', 'words') > reason(ranked, 'a', 'words'));
  });

  it('tells what was taken back before, on its files and in its folders', () => {
    const reverts = [past(40, 'Revert "Speed up"', ['src/b/main.ts']), past(30, 'Revert "Shorten"', ['src/c/x.ts'])];
    const ranked = rank([a, b, c], historyOf(...reverts));
    assert.equal(figure(ranked, 'b', 'filesTakenBack'), Math.log1p(1));
    assert.equal(figure(ranked, 'b', 'foldersTakenBack'), Math.log1p(1));
    assert.equal(figure(ranked, 'c', 'filesTakenBack'), 0);
    assert.equal(figure(ranked, 'c', 'foldersTakenBack'), Math.log1p(1));
    assert.ok(reason(ranked, 'b', 'pastReverts') > 0);
    assert.ok(reason(ranked, 'a', 'pastReverts') < 0);
  });

  describe('tells how soon this repository finds its culprits', () => {
    /** Changes that were taken back so many hours after they landed, with other landings in between. */
    const takenBack = (hours: number, between: number) =>
      Array.from({ length: 20 }, (_, i) => {
        const day = 20 + 3 * i;
        const culprit = past(day, `Idea ${i}`, [`ideas/${i}.ts`]);
        const meanwhile = Array.from({ length: between }, (_unused, n) => past(day - (n * hours) / 24 / 100, 'Go on'));
        const told = `This reverts commit ${culprit.sha}.`;
        return [culprit, ...meanwhile, past(day - hours / 24, `Revert "Idea ${i}"`, [], told)];
      }).flat();
    const slow = new History(takenBack(48, 30).sort((x, y) => y.landedAt - x.landedAt));
    const quick = new History(takenBack(0.5, 0).sort((x, y) => y.landedAt - x.landedAt));

    it('by when its earlier ones were taken back', () => {
      assert.ok(slow.tempo.lag > 0.5 && slow.tempo.place > 0.5, JSON.stringify(slow.tempo));
      assert.ok(quick.tempo.lag < -0.5 && quick.tempo.place < -0.5, JSON.stringify(quick.tempo));
    });

    it('so that time counts for less where they are found late', () => {
      const share = (history: History) => rank([a, c], history).find((each) => each.change.sha === 'a')?.share ?? 0;
      assert.ok(share(quick) > share(historyOf()));
      assert.ok(share(slow) < share(historyOf()));
      for (const feature of ['lagTempo', 'placeTempo'])
        assert.ok(figure(rank([a, c], slow), 'c', feature) > 0, feature);
    });

    it('and knows a revert by the subject that it quotes, too', () => {
      const named = [past(20, 'Idea'), past(19, 'Revert "Idea (#12)"')].reverse();
      assert.notDeepEqual(new History(named).tempo, { lag: 0, place: 0 });
    });

    it('and counts a series that is taken back at once as one', () => {
      const ideas = [1, 2, 3, 4].map((number) => past(20, `Idea ${number}`));
      const undone = [1, 2, 3, 4].map((number) => past(20 - 1 / 24, `Revert "Idea ${number}"`));
      const [alone, series] = [
        [ideas[3], undone[3]],
        [...ideas, ...undone],
      ].map((landings) => new History(landings.filter((landing) => landing !== undefined).reverse()).tempo.lag);
      assert.equal(series, alone);
    });

    it('but learns nothing from what is no incident: undone at once, after weeks, or a revert undone', () => {
      const at = (hours: number) => [past(60, 'Idea'), past(60 - hours / 24, 'Revert "Idea"')].reverse();
      assert.deepEqual(new History(at(0.01)).tempo, { lag: 0, place: 0 });
      assert.deepEqual(new History(at(24 * 20)).tempo, { lag: 0, place: 0 });
      const revert = past(10, 'Revert "x"');
      const undone = past(9, 'Roll back what was wrong', [], `This reverts commit ${revert.sha}.`);
      assert.deepEqual(new History([undone, revert]).tempo, { lag: 0, place: 0 });
    });
  });

  it('is that of its own repository', () => {
    const payments = [past(30, 'Book payments in the ledger', ['src/b/main.ts'])];
    const [own, other] = [historyOf(...payments), historyOf()];
    const pastFiles = (of: (each: Change) => History | undefined) => {
      const ranked = rankSuspects(indexOf([a, b, c], of), { startedAt: START, texts: ['payments of the ledger'] });
      return figure(ranked, 'b', 'pastFiles');
    };
    assert.ok(pastFiles((each) => (each === b ? own : other)) > 0);
    assert.equal(
      pastFiles((each) => (each === b ? other : own)),
      0,
    );
    assert.equal(
      pastFiles((each) => (each === b ? undefined : own)),
      0,
    );
  });

  it('may be empty, hostile and large', () => {
    const hostile = ['', '\0', '<b>', '__proto__', 'Revert ""', `${'x'.repeat(1e5)} payments`];
    const history = historyOf(...hostile.map((text, i) => past(10 + i, text, [text, '__proto__', '/'], text)));
    const odd = change('odd', 1, { files: [file('__proto__'), file(''), file('/')], subject: '__proto__' });
    assert.equal(rank([odd, a], history, { texts: hostile }).length, 2);
    assert.equal(rank([odd, a], new History([]), { texts: hostile }).length, 2);
    assert.equal(rank([], history, { texts: hostile }).length, 0);
  });
});
