import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runCheck } from '../../src/adapters/checks';
import { worktreePorts } from '../../src/adapters/worktrees';
import { WorktreeFailed } from '../../src/app/worktreePorts';
import { fakeGit } from '../helpers/fakeGit';
import { GitHistory } from '../helpers/gitHistory';
import { tempFolders } from '../helpers/tempFolders';
import { waitFor } from '../helpers/waitFor';

const at = (hour: number) => `2024-05-01T${String(hour).padStart(2, '0')}:00:00Z`;
const { signal } = new AbortController();

describe('a temporary worktree', function () {
  this.timeout(20_000);
  const folders = tempFolders();
  const { PATH } = process.env;
  let history: GitHistory;
  let first: string;
  let second: string;
  beforeEach(() => {
    history = new GitHistory();
    first = history.commit(at(1), 'the root', { 'cart.txt': 'works\n' });
    second = history.commit(at(2), 'Cache the cart', { 'cart.txt': 'cached\n' });
  });
  afterEach(() => {
    process.env.PATH = PATH;
    history.dispose();
  });
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

  describe('of a window that crashed', () => {
    /** A process that is gone, and a worktree as it left it. */
    const GONE = 4_194_999;
    const leftBehind = async (more = (folder: string) => folder) => {
      const folder = await open();
      const left = more(folder.replace(/-check-\d+-/, `-check-${GONE}-`));
      history.git('worktree', 'move', folder, left);
      return left;
    };
    const atStart = (root = history.directory) => worktreePorts.sweepAtStart([root]);
    const started = async () => {
      const log = join(await folders(), 'started');
      fakeGit(await folders(), `echo "$@" >> '${log}'; exec "$GIT" "$@"`);
      return () => (existsSync(log) ? readFileSync(log, 'utf8') : '');
    };

    it('is found at the next start, whichever worktree of the repository that is in', async () => {
      const left = await leftBehind();
      const another = join(await folders(), 'another');
      history.git('worktree', 'add', '-q', '--detach', another);
      await atStart(another);
      assert.equal(existsSync(left), false);
      assert.ok(!history.git('worktree', 'list').includes(String(GONE)));
    });

    it('is looked for without git, which runs only where there is one', async () => {
      const inUse = await open();
      const ran = await started();
      await worktreePorts.sweepAtStart([history.directory, '/nowhere']);
      assert.equal(ran(), '');
      assert.equal(existsSync(inUse), true);
      await worktreePorts.remove(history.directory, inUse);
    });

    it('stays while a window has it open, and goes when that has crashed, too', async () => {
      const left = await leftBehind();
      const release = await worktreePorts.claim(left);
      await atStart();
      await worktreePorts.sweep(history.directory);
      assert.equal(existsSync(left), true);
      const claims = readFileSync(join(left, '.git'), 'utf8').replace('gitdir: ', '').trim();
      const [claim = ''] = readdirSync(claims).filter((name) => name.startsWith('incident-window-'));
      renameSync(join(claims, claim), join(claims, claim.replace(String(process.pid), String(GONE))));
      await release();
      await atStart();
      assert.equal(existsSync(left), false);
    });

    it('goes once the window that had it open is closed', async () => {
      const left = await leftBehind();
      await (
        await worktreePorts.claim(left)
      )();
      await atStart();
      assert.equal(existsSync(left), false);
    });

    it('stays where it was made on another machine or in a container, but for a week', async () => {
      const left = await leftBehind((folder) => folder.replace(/-[0-9a-f]{8}-/, '-00000000-'));
      await atStart();
      assert.equal(existsSync(left), true);
      const longAgo = Date.now() / 1000 - 8 * 24 * 3600;
      utimesSync(left, longAgo, longAgo);
      await atStart();
      assert.equal(existsSync(left), false);
    });

    it('is not claimed where a folder is none of ours', async () => {
      const before = readdirSync(join(history.directory, '.git'));
      await (
        await worktreePorts.claim(history.directory)
      )();
      assert.deepEqual(readdirSync(join(history.directory, '.git')), before);
    });
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
    const end = await check('echo "in $PWD of $INCIDENT_REPOSITORY"; echo bad >&2; exit 3');
    assert.deepEqual(end, { kind: 'exit', code: 3, seconds: end.seconds });
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
    const end = await check('sleep 300 & exit 0');
    assert.deepEqual(end, { kind: 'exit', code: 0, seconds: end.seconds });
    assert.ok(end.seconds < 300);
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
