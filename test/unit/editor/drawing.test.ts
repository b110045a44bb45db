import assert from 'node:assert/strict';
import { Drawing } from '../../../src/editor/kit/drawing';

describe('what a view draws', () => {
  let state: string;
  let drawn: string[];
  let told: number;
  let busy: Promise<void>;
  let drawing: Drawing<string>;

  beforeEach(() => {
    [state, drawn, told, busy] = ['reading', [], 0, Promise.resolve()];
    drawing = new Drawing(
      async () => {
        const now = state;
        await busy;
        drawn.push(now);
        return now;
      },
      () => told++,
    );
  });

  const become = (next: string) => {
    state = next;
    drawing.refresh();
  };

  it('is asked for once, however often the state changes before', async () => {
    for (const next of ['restricted', 'reading', 'restricted']) become(next);
    assert.equal(told, 1);
    assert.equal(await drawing.show(), 'restricted');
    assert.deepEqual([told, drawn], [1, ['restricted']]);
  });

  it('has what changes while it is drawn, and is not asked for again', async () => {
    const shown = drawing.show();
    become('restricted');
    assert.equal(await shown, 'restricted');
    assert.equal(told, 0);
  });

  it('is asked for again after it was shown', async () => {
    await drawing.show();
    become('ready');
    assert.equal(told, 1);
    assert.equal(await drawing.show(), 'ready');
  });

  it('is shown although it changes all the time, and asked for again', async () => {
    busy = Promise.resolve();
    const restless = new Drawing(
      () => {
        restless.refresh();
        return Promise.resolve('something');
      },
      () => told++,
    );
    assert.equal(await restless.show(), 'something');
    assert.equal(told, 1);
  });

  it('is drawn once for those who look without showing it', async () => {
    await drawing.show();
    assert.deepEqual([await drawing.current(), await drawing.current()], ['reading', 'reading']);
    assert.deepEqual(drawn, ['reading']);
  });

  it('can be asked for again where drawing failed', async () => {
    const broken = new Drawing(
      () => Promise.reject(new Error('no rows')),
      () => told++,
    );
    await assert.rejects(broken.show(), /no rows/);
    assert.equal(told, 0, 'it would fail again');
    broken.refresh();
    assert.equal(told, 1);
  });
});
