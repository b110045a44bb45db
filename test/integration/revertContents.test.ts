import assert from 'node:assert/strict';
import type { Rehearsals } from '../../src/adapters/rehearsals';
import type { GitHistory } from '../helpers/gitHistory';
import { at, rehearsing } from '../helpers/rehearsing';

const { signal } = new AbortController();

describe('the files that a revert would change', function () {
  this.timeout(20_000);
  let history: GitHistory;
  let tries: Rehearsals;
  rehearsing((made) => void ({ history, tries } = made));

  /** What taking the newest commit back does to each file, with what it is before and after. */
  async function sides() {
    const tip = history.git('rev-parse', 'HEAD');
    const { tipTree, tree, files } = await tries.rehearse(history.directory, { tip, commits: [tip], signal });
    const at = (of: string, path: string) => tries.contents(history.directory, of, path);
    const read = files.map(async ({ path, oldPath, status }) => [
      `${status} ${path}`,
      [await at(tipTree, oldPath ?? path), await at(tree, path)],
    ]);
    return Object.fromEntries(await Promise.all(read)) as Record<string, unknown[]>;
  }
  const text = (of: string) => ({ kind: 'text', text: of });

  it('are there before and after, whether they change, come, go or are renamed', async () => {
    const kept = 'one\ntwo\nthree\nfour\n';
    history.commit(at(1), 'the root', { 'changed.txt': '1\n', 'deleted.txt': 'gone\n', 'old name.txt': kept });
    history.git('mv', 'old name.txt', 'new [name]?.txt');
    history.git('rm', '-q', 'deleted.txt');
    history.commit(at(2), 'culprit', { 'changed.txt': '2\n', 'added.txt': 'new\n' });
    assert.deepEqual(await sides(), {
      'M changed.txt': [text('2\n'), text('1\n')],
      'D added.txt': [text('new\n'), undefined],
      'A deleted.txt': [undefined, text('gone\n')],
      'R old name.txt': [text(kept), text(kept)],
    });
  });

  it('that are no text say which they are', async () => {
    history.commit(at(1), 'the root', { 'logo.png': Buffer.from([0, 1]), 'dump.sql': 'x'.repeat(2 * 1024 * 1024) });
    const [logo, dump] = ['logo.png', 'dump.sql'].map((path) => history.git('rev-parse', `HEAD:${path}`));
    history.commit(at(2), 'culprit', { 'logo.png': Buffer.from([0, 1, 2]), 'dump.sql': 'none\n' });
    assert.deepEqual(await sides(), {
      'M logo.png': [
        { kind: 'binary', object: history.git('rev-parse', 'HEAD:logo.png'), bytes: 3 },
        { kind: 'binary', object: logo, bytes: 2 },
      ],
      'M dump.sql': [text('none\n'), { kind: 'large', object: dump, bytes: 2 * 1024 * 1024 }],
    });
  });

  it('that are submodules say at which commit they stand', async () => {
    const point = (sha: string) => history.git('update-index', '--add', '--cacheinfo', `160000,${sha},lib/auth`);
    point('1'.repeat(40));
    history.git('commit', '-q', '-m', 'the root');
    point('2'.repeat(40));
    history.git('commit', '-q', '-m', 'culprit');
    assert.deepEqual(await sides(), {
      'M lib/auth': ['2', '1'].map((digit) => ({ kind: 'submodule', commit: digit.repeat(40) })),
    });
  });

  it('are none where a path is not in the tree, and no option of git', async () => {
    history.commit(at(1), 'the root', { 'cart.txt': '1\n' });
    const tree = history.git('rev-parse', 'HEAD^{tree}');
    for (const path of ['none.txt', '--all', '', '*', 'cart.txt\nHEAD'])
      assert.equal(await tries.contents(history.directory, tree, path), undefined);
    assert.equal(await tries.contents(history.directory, '--all', 'cart.txt'), undefined);
  });
});
