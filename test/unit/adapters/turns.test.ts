import assert from 'node:assert/strict';
import { Turns } from '../../../src/adapters/share/turns';

const SECOND = 1000;

describe('whose turn it is to push', () => {
  let now: number;
  let turns: Turns;

  beforeEach(() => {
    now = 5 * SECOND;
    turns = new Turns(() => now);
  });

  /** A fetch and a push that take so long each, often enough to be what is expected. */
  function line(milliseconds: number): void {
    for (let i = 0; i < 20; i++) {
      const begun = now;
      now += milliseconds;
      turns.fetched(['x'], begun);
      turns.pushed(begun);
    }
  }

  it('is nobody’s wait where nobody else writes', () => {
    assert.equal(turns.next('x'), undefined);
    turns.grew('y', ['a.jsonl']);
    assert.equal(turns.next('x'), undefined, 'another incident');
  });

  it('comes later the more people write, and forgets who has written nothing for long', () => {
    line(100);
    turns.grew('x', ['a.jsonl']);
    const two = turns.next('x') ?? 0;
    turns.grew('x', ['b.jsonl', 'c.jsonl', 'd.jsonl']);
    const five = turns.next('x') ?? 0;
    assert.ok(Math.abs(two - 300) < 10 && Math.abs(five - 750) < 10, `${two} ${five}`);
    now += 25 * SECOND;
    assert.equal(turns.next('x'), undefined);
  });

  it('comes later on a slow line, but never later than after ten seconds', () => {
    turns.grew('x', ['a.jsonl']);
    const before = turns.next('x') ?? 0;
    line(500);
    turns.grew('x', ['a.jsonl']);
    assert.ok((turns.next('x') ?? 0) > 2 * before);
    line(60 * SECOND);
    turns.grew('x', ['a.jsonl']);
    assert.equal(turns.next('x'), 10 * SECOND);
  });

  it('begins with a look for a while after somebody else came first, unless one was just made', () => {
    assert.equal(turns.shouldLook('x'), false);
    turns.refused('x');
    assert.equal(turns.shouldLook('x'), true);
    turns.fetched(['x'], now);
    assert.equal(turns.shouldLook('x'), false);
    now += SECOND;
    assert.equal(turns.shouldLook('x'), true);
    now += 15 * SECOND;
    assert.equal(turns.shouldLook('x'), false);
  });
});
