import * as assert from 'node:assert/strict';
import { suspicionOf } from '../../../src/changes/suspicion';

describe('how suspect a change is', () => {
  it('is high from a fifth of the total score on, medium from a twentieth on, else low', () => {
    const words = [1, 0.2, 0.1999, 0.05, 0.0499, 0].map(suspicionOf);
    assert.deepEqual(words, ['high', 'high', 'medium', 'medium', 'low', 'low']);
  });
});
