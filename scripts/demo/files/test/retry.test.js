import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withRetry } from '../src/storage/retry.js';

test('the work is tried again until it succeeds', async () => {
  let calls = 0;
  const work = async () => {
    if (++calls < 3) throw new Error('not yet');
    return 'done';
  };
  assert.equal(await withRetry(work, { attempts: 3, firstDelayMs: 1 }), 'done');
});
