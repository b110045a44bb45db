import * as assert from 'node:assert/strict';
import { NoAnswer, askOnce, withinTime } from '../../../src/app/patience';
import { waitFor } from '../../helpers/waitFor';

const never = () => new Promise<never>(() => undefined);

describe('waiting for an answer', () => {
  it('gives it, or the error, or none after a while', async () => {
    assert.equal(await withinTime(() => Promise.resolve(1), 1000), 1);
    await assert.rejects(
      withinTime(() => assert.fail('at once'), 1000),
      /at once/,
    );
    await assert.rejects(
      withinTime(() => Promise.reject(new Error('later')), 1000),
      /later/,
    );
    await assert.rejects(withinTime(never, 5), NoAnswer);
  });

  it('asks once, and anew after it was forgotten', async () => {
    let asked = 0;
    const once = askOnce(() => Promise.resolve(++asked), 1000);
    assert.deepEqual([await once.get(), await once.get()], [1, 1]);
    once.forget();
    assert.equal(await once.get(), 2);
  });

  it('never keeps what does not answer, nor what failed', async () => {
    const answers = [never, () => Promise.reject(new Error('failed')), () => Promise.resolve('an answer')];
    const once = askOnce(() => (answers.shift() ?? never)(), 5);
    const [hung] = [once.get()];
    await waitFor(() => once.get() !== hung, 'it is asked anew');
    await waitFor(async () => (await once.get().catch(() => undefined)) === 'an answer', 'it is asked a third time');
  });
});
