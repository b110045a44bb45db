import assert from 'node:assert/strict';
import { rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { changeSources } from '../../src/adapters/changeSources';
import { fetchRemotes } from '../../src/adapters/git/fetch';
import { repositoryFacts } from '../../src/adapters/git/repositoryFacts';
import type { FactsRequest } from '../../src/app/changePorts';
import { GitHistory } from '../helpers/gitHistory';
import { tempFolders } from '../helpers/tempFolders';

const day = (date: number) => `2024-04-${String(date).padStart(2, '0')}T12:00:00Z`;
const at = (date: number) => Date.parse(day(date));
const LONG_AGO = new Date('2024-01-01T00:00:00Z');

describe('the deployed branch', () => {
  const folder = tempFolders();
  let remote: GitHistory;
  let history: GitHistory;
  beforeEach(() => {
    remote = new GitHistory();
    history = new GitHistory();
  });
  afterEach(() => {
    remote.dispose();
    history.dispose();
  });
  const facts = (root = history.directory, more: Partial<FactsRequest> = {}) =>
    repositoryFacts(root, { deployTags: [], from: at(1), to: at(28), signal: new AbortController().signal, ...more });
  const told = async (root?: string, more?: Partial<FactsRequest>) => {
    const { branch, branchChoice, changes } = await facts(root, more);
    return [branch, branchChoice?.reason, branchChoice?.instead, changes[0]?.subject];
  };
  const take = (...refs: readonly string[]) => history.git('fetch', '-q', remote.directory, ...refs);

  it('is that of the remote where a feature branch is checked out and no default is known', async () => {
    remote.commit(day(2), 'landed', { 'a.txt': '1\n' });
    history.git('remote', 'add', 'origin', remote.directory);
    history.git('fetch', '-q', 'origin');
    history.git('checkout', '-q', '-b', 'feature', 'origin/main');
    history.commit(day(3), 'under way', { 'a.txt': '2\n' });
    assert.deepEqual(await told(), ['origin/main', 'usualAtRemote', undefined, 'landed']);
  });

  it('is not a local main that has fallen behind, whatever the setting calls it', async () => {
    remote.commit(day(2), 'one', { 'a.txt': '1\n' });
    history.git('remote', 'add', 'origin', remote.directory);
    history.git('fetch', '-q', 'origin');
    history.git('checkout', '-q', '-b', 'main', 'origin/main');
    remote.commit(day(3), 'two', { 'a.txt': '2\n' });
    history.git('fetch', '-q', 'origin');
    assert.deepEqual(await told(), ['origin/main', 'usualAtRemote', undefined, 'two']);
    const behind = { branch: 'main', why: 'behind' };
    assert.deepEqual(await told(undefined, { branch: 'main' }), ['origin/main', 'setting', behind, 'two']);
    history.commit(day(4), 'ahead', { 'b.txt': '1\n' });
    assert.deepEqual(await told(undefined, { branch: 'main' }), ['main', 'setting', undefined, 'ahead']);
    assert.deepEqual(await told(undefined, { branch: 'origin/main' }), ['origin/main', 'setting', undefined, 'two']);
  });

  it('is found at the remote where the setting names one that is not here', async () => {
    remote.commit(day(2), 'one', { 'a.txt': '1\n' });
    remote.git('branch', 'production');
    history.git('remote', 'add', 'origin', remote.directory);
    history.git('fetch', '-q', 'origin');
    assert.deepEqual(await told(undefined, { branch: 'production' }), [
      'origin/production',
      'setting',
      undefined,
      'one',
    ]);
  });

  for (const [what, prune] of [
    ['is still known', false],
    ['is gone', true],
  ] as const) {
    it(`follows a rename from master to main, where the old name ${what}`, async () => {
      remote.git('branch', '-m', 'main', 'master');
      remote.commit(day(2), 'one', { 'a.txt': '1\n' });
      const clone = remote.cloneTo(await folder());
      remote.git('branch', '-m', 'master', 'main');
      remote.commit(day(3), 'two', { 'a.txt': '2\n' });
      assert.deepEqual(await told(clone), ['origin/master', 'remoteDefault', undefined, 'one']);
      remote.git('-C', clone, 'fetch', '-q', ...(prune ? ['--prune'] : []));
      const instead = { branch: 'origin/master', why: prune ? 'gone' : 'behind' };
      assert.deepEqual(await told(clone), ['origin/main', 'usualAtRemote', instead, 'two']);
    });
  }

  it("is the remote's default though a main is there that is something else", async () => {
    remote.commit(day(2), 'one', { 'a.txt': '1\n' });
    remote.git('checkout', '-q', '-b', 'develop');
    remote.commit(day(3), 'two', { 'a.txt': '2\n' });
    const clone = remote.cloneTo(await folder());
    assert.deepEqual(await told(clone), ['origin/develop', 'remoteDefault', undefined, 'two']);
  });

  it('is master where main is what was left behind', async () => {
    remote.commit(day(2), 'one', { 'a.txt': '1\n' });
    take('main:refs/remotes/origin/main');
    remote.commit(day(3), 'two', { 'a.txt': '2\n' });
    take('main:refs/remotes/origin/master');
    assert.deepEqual((await told())[0], 'origin/master');
  });

  it('is the only one of a remote, or that of a remote of another name', async () => {
    remote.commit(day(2), 'one', { 'a.txt': '1\n' });
    take('main:refs/remotes/origin/live');
    assert.deepEqual(await told(), ['origin/live', 'onlyAtRemote', undefined, 'one']);
    take('main:refs/remotes/upstream/main');
    history.git('update-ref', '-d', 'refs/remotes/origin/live');
    assert.deepEqual(await told(), ['upstream/main', 'usualAtRemote', undefined, 'one']);
  });

  it('is what is checked out where nothing else is there', async () => {
    history.git('checkout', '-q', '-b', 'work');
    history.commit(day(2), 'one', { 'a.txt': '1\n' });
    assert.deepEqual(await told(), ['HEAD', 'checkedOut', undefined, 'one']);
  });

  describe('was last fetched', () => {
    const isNow = (time: number | undefined) => time !== undefined && Math.abs(time - Date.now()) < 60_000;
    const age = (root: string) => utimesSync(join(root, '.git', 'FETCH_HEAD'), LONG_AGO, LONG_AGO);
    const cloned = async () => {
      remote.commit(day(2), 'one', { 'a.txt': '1\n' });
      return remote.cloneTo(await folder());
    };

    it('never, where a remote is only named', async () => {
      history.commit(day(2), 'one', { 'a.txt': '1\n' });
      history.git('remote', 'add', 'origin', remote.directory);
      assert.equal((await facts()).fetchedAt, undefined);
    });

    it('when it was cloned, also as a bare repository', async () => {
      assert.ok(isNow((await facts(await cloned())).fetchedAt));
      assert.ok(isNow((await facts(remote.cloneTo(await folder(), '--bare'))).fetchedAt));
    });

    it('when it was fetched in another worktree', async () => {
      const clone = await cloned();
      const linked = join(await folder(), 'linked');
      remote.git('-C', clone, 'worktree', 'add', '-q', '-b', 'work', linked);
      rmSync(join(clone, '.git', 'logs'), { recursive: true });
      remote.git('-C', clone, 'fetch', '-q');
      age(clone);
      assert.equal((await facts(linked)).fetchedAt, LONG_AGO.getTime());
      remote.git('-C', linked, 'fetch', '-q');
      assert.ok(isNow((await facts(clone)).fetchedAt));
    });

    it('not when only another remote was', async () => {
      const clone = await cloned();
      remote.git('-C', clone, 'fetch', '-q');
      age(clone);
      const other = new GitHistory();
      try {
        other.commit(day(2), 'of another', { 'b.txt': '1\n' });
        remote.git('-C', clone, 'remote', 'add', 'other', other.directory);
        writeFileSync(
          join(clone, '.git', 'logs', 'refs', 'remotes', 'origin', 'HEAD'),
          `${'0'.repeat(40)} ${remote.git('rev-parse', 'main')} A <a@b> ${LONG_AGO.getTime() / 1000} +0000\tclone: from x\n`,
        );
        remote.git('-C', clone, 'fetch', '-q', 'other');
        assert.equal((await facts(clone)).fetchedAt, LONG_AGO.getTime());
        await fetchRemotes(clone);
        assert.ok(isNow((await facts(clone)).fetchedAt));
      } finally {
        other.dispose();
      }
    });
  });

  it('is read once for a repository that is named twice', async () => {
    history.commit(day(2), 'one', { 'src/a.txt': '1\n' });
    const linked = join(await folder(), 'linked');
    history.git('worktree', 'add', '-q', '-b', 'work', linked);
    const other = await folder();
    symlinkSync(history.directory, join(other, 'link'));
    const named = [
      history.directory,
      `${history.directory}/`,
      join(other, 'link'),
      join(history.directory, 'src'),
      linked,
      remote.directory,
      '/nonexistent/place',
    ];
    const { repositories } = changeSources({
      roots: () => Promise.resolve(named),
      now: Date.now,
      report: () => undefined,
    });
    assert.deepEqual(await repositories(), [history.directory, remote.directory, '/nonexistent/place']);
  });
});
