import assert from 'node:assert/strict';
import { breather } from '../../../src/app/breather';

describe('pauses of long work', () => {
  it('come when the work has run for some milliseconds, and not after every step', async () => {
    let clock = 0;
    const pause = breather(undefined, () => clock);
    assert.equal(pause(), undefined);
    clock = 5;
    assert.equal(pause(), undefined);
    clock = 9;
    const paused = pause();
    assert.ok(paused, 'others are let in');
    clock = 30;
    await paused;
    clock = 34;
    assert.equal(pause(), undefined, 'the time in which others worked does not count');
  });

  it('let others in', async () => {
    const order: string[] = [];
    let clock = 0;
    const pause = breather(undefined, () => clock);
    clock = 100;
    setImmediate(() => order.push('a click'));
    await pause();
    order.push('the work');
    assert.deepEqual(order, ['a click', 'the work']);
  });

  it('end the work that nobody wants any more: between two steps, and during a pause', async () => {
    const ended = new AbortController();
    let clock = 0;
    const pause = breather(ended.signal, () => clock);
    clock = 100;
    const paused = Promise.resolve(pause());
    ended.abort();
    await assert.rejects(paused, { name: 'AbortError' });
    assert.throws(() => pause(), { name: 'AbortError' });
  });
});
