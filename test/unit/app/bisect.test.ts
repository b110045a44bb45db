import assert from 'node:assert/strict';
import { bisectable, endOf, progressOf, standingOf, unprovenOf } from '../../../src/app/bisect';
import type { BisectedChange, BisectResult } from '../../../src/domain/events';
import { fold } from '../../../src/domain/fold';
import type { Bisect } from '../../../src/domain/incident';
import { eventBuilder, INCIDENT } from '../../helpers/events';

const id = (letter: string) => letter.repeat(40);
const changed = (letter: string, chance = 0.25, steppedOver?: BisectedChange['steppedOver']): BisectedChange => ({
  ...{ commit: id(letter), subject: `change ${letter}`, chance },
  ...(steppedOver !== undefined && { steppedOver }),
});

/** The search after some steps, as the record tells it. */
function searched(changes: readonly BisectedChange[], ...steps: readonly (readonly [string, BisectResult])[]): Bisect {
  const build = eventBuilder();
  const started = build('bisect.started', { repository: 'cart', good: id('0'), changes });
  const tested = steps.map(([letter, result]) =>
    build('bisect.tested', { bisect: started.id, commit: id(letter), subject: '', result }),
  );
  const declared = build('incident.declared', { title: 'x', severity: 'SEV-2', startedAt: '2026-11-22T22:00:00Z' });
  const { bisect } = fold(INCIDENT, [declared, started, ...tested]);
  assert.ok(bisect);
  return bisect;
}

describe('a bisect in the record', () => {
  const four = ['a', 'b', 'c', 'd'].map((letter) => changed(letter));

  it('stands where its steps left it, whoever took them', () => {
    const bisect = searched(four, ['b', 'good']);
    const standing = standingOf(bisect);
    assert.ok(standing.kind === 'test');
    assert.deepEqual([standing.commit, standing.subject], [id('c'), 'change c']);
    assert.deepEqual(progressOf(bisect), { done: 1, left: 1 });
    assert.equal(endOf(bisect), undefined);
  });

  it('ends at the change that fails first', () => {
    const end = endOf(searched(four, ['b', 'good'], ['c', 'bad']));
    assert.deepEqual(end, {
      outcome: 'found',
      changes: [{ repository: 'cart', commit: id('c'), subject: 'change c' }],
    });
  });

  it('tests the state before the first change by the commit before it', () => {
    const standing = standingOf(searched(four, ['a', 'bad']));
    assert.ok(standing.kind === 'test');
    assert.equal(standing.commit, id('0'));
    assert.deepEqual(endOf(searched(four, ['a', 'bad'], ['0', 'bad'])), { outcome: 'older', changes: [] });
  });

  it('names what somebody had ruled out and the search did not tell apart from its answer; not documents', () => {
    const line = [changed('a'), changed('b', 0, 'ruledOut'), changed('c', 0, 'documents'), changed('d'), changed('e')];
    const bisect = searched(line, ['a', 'good'], ['d', 'bad']);
    assert.equal(endOf(bisect)?.changes[0]?.commit, id('d'));
    assert.deepEqual(
      unprovenOf(bisect).map(({ commit }) => commit),
      [id('b')],
    );
  });

  it('takes no notice of steps of another search, or of commits that are not searched', () => {
    const bisect = searched(four, ['f', 'bad']);
    assert.equal(standingOf(bisect).kind, 'test');
  });
});

describe('what can be searched', () => {
  const change = (letter: string, path: string) => ({
    ...{ sha: id(letter), parents: 1, authoredAt: 0, committedAt: 0, landedAt: 0, author: 'a', bot: false },
    ...{ subject: `change ${letter}`, body: '', fileCount: 1 },
    files: [{ path, added: 1, deleted: 1, status: 'M' }],
  });
  const changes = [change('d', 'x.js'), change('c', 'x.js'), change('b', 'README.md'), change('a', 'y.js')];
  const listed = (letter: string, share: number) => ({
    ...{ key: letter, at: 0, reasons: [], root: '/cart', share },
    change: changes.find(({ sha }) => sha === id(letter))!,
    reference: { repository: 'cart', commit: id(letter), subject: `change ${letter}` },
  });

  it('is what had landed before the start, the oldest first; documents are stepped over', () => {
    const line = bisectable(
      { name: 'cart', changes },
      [listed('c', 0.7), listed('b', 0.1), listed('a', 0.2)],
      new Map(),
    );
    assert.deepEqual(line, [changed('a', 0.2), changed('b', 0.1, 'documents'), changed('c', 0.7)]);
  });
});
