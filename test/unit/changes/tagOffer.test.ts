import * as assert from 'node:assert/strict';
import { effectOf } from '../../../src/changes/tagOffer';
import { change, HOUR, START } from '../../helpers/changes';

describe('tags that look like deploys', () => {
  const changes = [change('late', -1), change('d', 1), change('c', 2), change('b', 30), change('a', 40)];
  const deploy = (tag: string, hoursBefore: number, sha: string) => ({ tag, at: START - hoursBefore * HOUR, sha });

  it('tell which was live at the start, and which changes were not yet', () => {
    const deploys = [deploy('v3', 0.5, 'b'), deploy('v2', 35, 'a')];
    assert.deepEqual(effectOf(changes, deploys, START), { live: 'v3', before: 4, notLive: 2 });
  });
  it('leave everything out where none is older than the start', () => {
    assert.deepEqual(effectOf(changes, [deploy('v3', -0.5, 'd')], START), { before: 4, notLive: 4 });
  });
});
