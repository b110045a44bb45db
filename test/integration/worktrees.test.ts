import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runCheck } from '../../src/adapters/checks';
import { worktreePorts } from '../../src/adapters/worktrees';
import { WorktreeFailed } from '../../src/app/worktreePorts';
import { GitHistory } from '../helpers/gitHistory';
import { tempFolders } from '../helpers/tempFolders';
import { waitFor } from '../helpers/waitFor';

const at = (hour: number) => `2024-05-01T${String(hour).padStart(2, '0')}:00:00Z`;
const { signal } = new AbortController();

describe('a temporary worktree', function () {
  this.timeout(20_000);
  let history: GitHistory;
  let first: string;
  let second: string;
  beforeEach(() => {
    history = new GitHistory();
    first = history.commit(at(1), 'the root', { 'cart.txt': 'works\n' });
    second = history.commit(at(2), 'Cache the cart', { 'cart.txt': 'cached\n' });
  });
  afterEach(() => history.dispose());
  const open = (commit = first) => worktreePorts.open(history.directory, commit, signal);
  const state = () =>
    ['status --porcelain', 'rev-parse HEAD', 'symbolic-ref HEAD', 'for-each-ref', 'worktree list'].map((asked) =>
      history.git(...asked.split(' ')),
    );

  it('has the files of its commit, goes to another one, and leaves the repository as it was', async () => {
    history.write('cart.txt', 'being worked on\n');
    const before = state();
    const folder = await open();
    assert.equal(readFileSync(join(folder, 'cart.txt'), 'utf8'), 'works\n');
    writeFileSync(join(folder, 'cart.txt'), 'changed by a check\n');
    await worktreePorts.move(history.directory, folder, second, signal);
    assert.equal(readFileSync(join(folder, 'cart.txt'), 'utf8'), 'cached\n');
    await worktreePorts.remove(history.directory, folder);
    assert.equal(existsSync(folder), false);
    assert.deepEqual(state(), before);
    assert.equal(readFileSync(join(history.directory, 'cart.txt'), 'utf8'), 'being worked on\n');
  });

  it('runs no hook of the repository', async () => {
    history.write('.git/hooks/post-checkout', '#!/bin/sh\ntouch "$(dirname "$0")/ran"\n');
    execFileSync('chmod', ['+x', join(history.directory, '.git/hooks/post-checkout')]);
    const folder = await open();
    await worktreePorts.remove(history.directory, folder);
    assert.equal(existsSync(join(history.directory, '.git/hooks/ran')), false);
  });

  it('that a crash left behind is removed before the next one is made; one in use is not', async () => {
    const inUse = await open();
    const left = await open();
    // As a process would have made it that is gone: no system has one of this number.
    const orphan = join(dirname(left), basename(left).replace(/-check-\d+-/, '-check-4194999-'));
    history.git('worktree', 'move', left, orphan);
    const another = join(dirname(left), `${basename(left)}-of-the-person`);
    history.git('worktree', 'add', '-q', '--detach', another, first);
    const folder = await open();
    try {
      assert.deepEqual([orphan, inUse, another].map(existsSync), [false, true, true]);
      assert.ok(!history.git('worktree', 'list').includes('4194999'));
    } finally {
      for (const each of [inUse, folder, another]) await worktreePorts.remove(history.directory, each);
      execFileSync('rm', ['-rf', another]);
    }
  });

  it('whose folder somebody removed is taken off the list of the repository', async () => {
    const folder = await open();
    const orphan = folder.replace(/-check-\d+-/, '-check-4194999-');
    history.git('worktree', 'move', folder, orphan);
    execFileSync('rm', ['-rf', orphan]);
    await worktreePorts.sweep(history.directory);
    assert.ok(!history.git('worktree', 'list').includes('4194999'));
  });

  it('of a commit that is not there is refused, and leaves nothing', async () => {
    const before = state();
    for (const commit of ['f'.repeat(40), '--force', '']) await assert.rejects(open(commit), WorktreeFailed);
    assert.deepEqual(state(), before);
  });

  it('tells the commit before one', async () => {
    assert.equal(await worktreePorts.parentOf(history.directory, second), first);
    assert.equal(await worktreePorts.parentOf(history.directory, first), undefined);
  });
});

describe('a check', function () {
  this.timeout(20_000);
  const folder = tempFolders();
  let printed = '';
  beforeEach(() => (printed = ''));
  const check = async (command: string, longest?: number, ending = signal) =>
    runCheck(
      { folder: await folder(), root: '/the/repository', command, signal: ending, write: (text) => (printed += text) },
      longest,
    );

  it('is told by its exit code, with what it printed', async () => {
    assert.deepEqual(await check('echo "in $PWD of $INCIDENT_REPOSITORY"; echo bad >&2; exit 3'), {
      ...{ kind: 'exit', code: 3, seconds: 0 },
    });
    assert.match(printed, /^in .+ of \/the\/repository\n/);
    assert.match(printed, /bad\n/);
  });

  it('runs in the repository of its worktree, whatever the editor was started with', async () => {
    process.env.GIT_DIR = '/elsewhere';
    try {
      await check('echo "[$GIT_DIR]"');
    } finally {
      delete process.env.GIT_DIR;
    }
    assert.equal(printed, '[]\n');
  });

  it('is ended with all that it started, when a person cancels it and at its deadline', async () => {
    const cancelling = new AbortController();
    const running = check('sleep 300 & echo $!; wait', undefined, cancelling.signal);
    await waitFor(() => printed.endsWith('\n'), 'the check has started another program');
    cancelling.abort();
    assert.equal((await running).kind, 'cancelled');
    const child = Number(printed);
    await waitFor(() => !isThere(child), 'that has ended too');
    assert.equal((await check('sleep 300', 50)).kind, 'deadline');
  });

  it('does not wait for what it leaves running', async () => {
    assert.deepEqual(await check('sleep 300 & exit 0'), { kind: 'exit', code: 0, seconds: 0 });
  });

  it('that was killed has no result', async () => {
    assert.equal((await check('kill -9 $$')).kind, 'killed');
  });
});

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
