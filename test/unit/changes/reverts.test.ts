import assert from 'node:assert/strict';
import { readRevertIntent, revertLinksOf } from '../../../src/changes/reverts';
import { processorTime } from '../../helpers/processorTime';

const HASH = '1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d';

/** What a message takes back, as one line: `revert 1a2b3c4 #12 "title"`. */
function read(subject: string, body = ''): string {
  const { kind, target } = readRevertIntent({ subject, body });
  const numbers = target.numbers.map((number) => `#${number}`);
  return [kind, ...target.hashes, ...numbers, ...(target.title === undefined ? [] : [`"${target.title}"`])].join(' ');
}

describe('what a change takes back', () => {
  const cases: readonly [subject: string, body: string, read: string][] = [
    // By the subject
    ['Revert "Add x"', '', 'revert "add x"'],
    ['Back out "Add x"', '', 'revert "add x"'],
    ['Revert "Add x (#12)" (#13)', '', 'revert #12 "add x"'],
    ['Revert #12 (#13)', '', 'revert #12'],
    ['Partially revert "Add x"', '', 'revert "add x"'],
    ['Automated rollback of commit 1a2b3c4d5e6f', '', 'revert 1a2b3c4d5e6f'],
    ['Backed out changeset 1a2b3c4d5e6f (bug 7)', '', 'revert 1a2b3c4d5e6f'],
    // An odd number of times is a revert, an even one brings it back
    ['Revert "Revert "Add x""', '', 'reland "add x"'],
    ['Revert "Revert "Revert "Add x"""', '', 'revert "add x"'],
    ['Reland "Add x"', '', 'reland "add x"'],
    ['Reapply "Add x"', '', 'reland "add x"'],
    ['Revert "Reland "Add x""', `This reverts commit ${HASH}.`, `revert ${HASH} "add x"`],
    ['Revert "Reapply "Add x""', '', 'revert "add x"'],
    ['Revert "Add x (take 2)"', '', 'revert "add x"'],
    ['Revert^2 "Add x"', '', 'reland "add x"'],
    ['Revert^3 "Add x"', '', 'revert "add x"'],
    ['Add x (take 2)', '', 'reland'],
    // Merges
    ['Auto merge of #13 - u:revert-12-x, r=y', 'Undo the pool\n\nIt broke.', 'revert #12'],
    ['Auto merge of #13 - u:patch, r=y', 'Revert "Add x"', 'revert "add x"'],
    ['Merge pull request #13 from o/revert-12-x', 'Revert "Add x"', 'revert #12 "add x"'],
    [
      "Merge branch 'revert-1a2b3c4d' into 'main'",
      'Revert "Add x"\n\nSee merge request o/r!13',
      'revert 1a2b3c4d "add x"',
    ],
    ['Merged PR 13: Revert "Add x"', '', 'revert "add x"'],
    ['Merged in revert-pr-7 (pull request #9)', '', 'revert #7'],
    ['Merge "Revert "Add x""', '', 'revert "add x"'],
    ['Merge "Revert "Add x"" into stable', '', 'revert "add x"'],
    ['Merge #13', '13: Revert "Add x" r=ada a=ada', 'revert "add x"'],
    // Prefixes
    ['⏪ Revert "Add x"', '', 'revert "add x"'],
    [':rewind: Revert "Add x"', '', 'revert "add x"'],
    ['OPS-12: Revert "Add x"', '', 'revert "add x"'],
    ['fix(api): revert "Add x"', '', 'revert "add x"'],
    ['[a][b] Revert "Add x"', '', 'revert "add x"'],
    // By the body
    ['Revert "Add x"', 'This reverts commit 1a2b3c4.\nThis reverts commit 5d6e7f8.', 'revert 1a2b3c4 5d6e7f8 "add x"'],
    ['Revert "x"', `This reverts commit ${HASH}${HASH.slice(0, 24)}.`, `revert ${HASH}${HASH.slice(0, 24)} "x"`],
    ['Revert "x"', 'This reverts commit 1a2b3c4, reversing\nchanges made to 5d6e7f8.', 'revert 1a2b3c4 "x"'],
    ['Revert "x"', 'Reverts o/r#12', 'revert #12 "x"'],
    ['Revert "x"', '[It works upstream](https://a.example/2). This reverts PR #12.\nFixes #9', 'revert #12 "x"'],
    ['Revert the pool (#13)', 'This reverts the following commits:\n* #12\n* #11\n\nSee #9', 'revert #12 #11 "pool"'],
    ['Partially revert the pool', 'This diff partially revert D12345.', 'revert #D12345 "pool"'],
    ['revert(lint): Remove x (#12) (#13)', '', 'revert #12 "remove x"'],
    ['Revert "x"', 'Reverts !12', 'revert #12 "x"'],
    ['Revert "x"', 'Reverts https://github.com/o/r/pull/12\nReason: see #99', 'revert #12 "x"'],
    ['revert: add x', 'Refs: 1a2b3c4, 5d6e7f8', 'revert 1a2b3c4 5d6e7f8 "add x"'],
    ['Bring the old pool back', `This reverts commit ${HASH}.`, `revert ${HASH}`],
    // Neither
    ['Show "try again" button', '', 'none'],
    ['Take two locks in order', '', 'none'],
    ['Rollback transaction on deadlock', '', 'none'],
    ['Revert button in the editor', '', 'none'],
    ['Reapply the filter after sorting', '', 'none'],
    ['Convert x', '', 'none'],
    ['Clean up reverted migration (#5)', '', 'none'],
    ['Add x (#12)', '* Revert "y"\n\nThis reverts commit 1a2b3c4.\n\n* Add x', 'none'],
    ['Intern ids', 'Refs #12', 'none'],
  ];
  for (const [subject, body, expected] of cases) {
    it(`${subject}${body && ` / ${body.slice(0, 40)}`}: ${expected}`, () =>
      assert.equal(read(subject, body), expected));
  }

  it('is found on the line by the beginning of an id, a number, or the title, the latest before it', () => {
    const at = (sha: string, subject: string, body = '') => ({ sha: sha.padEnd(40, '0'), subject, body });
    const line = [
      at('a6', 'Add x'),
      at('a5', 'Revert "Add x"'),
      at('a4', 'Revert "Other words"', 'Reverts #12'),
      at('a3', 'Merge pull request #12 from o/y', 'Add y'),
      at('a2', 'Undo it', 'This reverts commit a100000.'),
      at('a1', 'Add x'),
    ];
    assert.deepEqual(revertLinksOf(line), [
      { revert: 4, targets: [5], relanded: [] },
      { revert: 2, targets: [3], relanded: [] },
      { revert: 1, targets: [5], relanded: [0] },
    ]);
  });

  it('of one title taken back again and again stands once for each change', () => {
    const line = Array.from({ length: 4000 }, (_, i) => ({
      sha: String(i).padStart(40, '0'),
      subject: i % 2 === 0 ? 'Revert "Bump x"' : 'Bump x',
      body: '',
    }));
    const links = revertLinksOf(line);
    assert.equal(links.length, 2000);
    assert.equal(links.flatMap(({ relanded }) => relanded).length, 1999);
  });

  it('takes no time to find in hostile text', () => {
    for (const text of ['[a]', 'Revert "', 'revert ', 'Reverts #1 ', '1a2b3c4 ', ' am: 1a2b3c4', '(#1)', 'a/']) {
      const took = processorTime(() => read(text.repeat(1e6 / text.length), text.repeat(1e6 / text.length)));
      assert.ok(took < 200, `${text}: ${took} ms`);
    }
  });
});
