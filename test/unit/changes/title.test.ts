import assert from 'node:assert/strict';
import { titleOf } from '../../../src/changes/title';

describe('the title of a change', () => {
  const cases: readonly [subject: string, body: string, title: string][] = [
    ['Count refused tokens (#67)', 'because of abuse', 'Count refused tokens (#67)'],
    ['Merge pull request #66 from pallet/copies', 'Keep one copy of a manifest', 'Keep one copy of a manifest (#66)'],
    ["Merge branch 'copies' into 'main'", '\nKeep one copy\n\nSee merge request pallet!7', 'Keep one copy'],
    ["Merge branch 'copies'", '', "Merge branch 'copies'"],
    ['Merge pull request #66 from pallet/copies', 'Signed-off-by: Ada', 'Merge pull request #66 from pallet/copies'],
    ['Merged PR 12: Keep one copy', 'text', 'Merged PR 12: Keep one copy'],
    ['Merge the two caches', 'They held the same', 'Merge the two caches'],
  ];
  for (const [subject, body, title] of cases)
    it(`${subject}: ${title}`, () => assert.equal(titleOf({ subject, body }), title));
});
