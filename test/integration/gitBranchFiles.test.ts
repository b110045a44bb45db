import assert from 'node:assert/strict';
import { branchFiles, filesOf } from '../../src/adapters/git/branchFiles';
import { BranchFailed } from '../../src/app/branchPorts';
import { GitHistory } from '../helpers/gitHistory';
import { tempFolders } from '../helpers/tempFolders';

const AT = '2026-11-20T10:00:00Z';
const signal = new AbortController().signal;

describe('what a branch changes', () => {
  let history: GitHistory;
  const tempFolder = tempFolders();

  beforeEach(() => {
    history = new GitHistory();
    history.commit(AT, 'Start', { 'a.txt': '1', 'src/pool.ts': '1' });
  });
  afterEach(() => history.dispose());

  it('is what was committed since it left the deployed branch, and nothing of what came to that since', async () => {
    history.git('switch', '-q', '-c', 'fix/pool');
    history.commit(AT, 'Fix', { 'src/pool.ts': '2', 'src/new ä.ts': '1' });
    history.write('a.txt', 'not committed');
    history.git('stash', '-q');
    history.git('switch', '-q', 'main');
    history.commit(AT, 'Other', { 'other.txt': '1' });
    history.git('switch', '-q', 'fix/pool');
    const { branch, base, files } = await branchFiles(history.directory, undefined, signal);
    assert.deepEqual([branch, base], ['fix/pool', 'main']);
    assert.deepEqual([...files].sort(), ['src/new ä.ts', 'src/pool.ts']);
  });

  it('is compared with the remote’s branch, by what is not pushed', async () => {
    const clone = new GitHistory();
    try {
      clone.git('remote', 'add', 'origin', history.directory);
      clone.git('fetch', '-q');
      clone.git('reset', '-q', '--hard', 'origin/main');
      clone.commit(AT, 'Not pushed', { 'a.txt': '2' });
      const found = await branchFiles(clone.directory, undefined, signal);
      assert.deepEqual([found.branch, found.base, found.files], ['main', 'origin/main', ['a.txt']]);
      clone.git('checkout', '-q', '--detach', 'origin/main');
      const same = await branchFiles(clone.directory, undefined, signal);
      assert.deepEqual([same.branch, same.files], [undefined, []]);
    } finally {
      clone.dispose();
    }
  });

  it('is unknown without a commit or a repository, and where a setting names no branch', async () => {
    const isProblem = (problem: string) => (error: unknown) =>
      error instanceof BranchFailed && error.problem === problem;
    await assert.rejects(branchFiles(await tempFolder(), undefined, signal), isProblem('notRead'));
    await assert.rejects(branchFiles(history.directory, '--upload-pack=x', signal), isProblem('noCommits'));
  });

  it('is told of commits by their ids, without roots and those that are not there', async () => {
    const root = history.git('rev-parse', 'HEAD');
    const fix = history.commit(AT, 'Fix', { 'src/pool.ts': '2' });
    const asked = [root, fix, 'f'.repeat(40), '--all', ''];
    assert.deepEqual([...(await filesOf(history.directory, asked, signal))], [[fix, ['src/pool.ts']]]);
  });
});
