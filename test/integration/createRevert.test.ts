import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RevertFailed } from '../../src/app/rehearsalPorts';
import type { Rehearsals } from '../../src/adapters/rehearsals';
import { worktreePorts } from '../../src/adapters/worktrees';
import { sameEnvironment } from '../helpers/environment';
import type { GitHistory } from '../helpers/gitHistory';
import { at, rehearsing } from '../helpers/rehearsing';
import { tempFolders } from '../helpers/tempFolders';

const MESSAGE = 'Revert "Cache the cart"\n\nThis reverts commit 1234567.\n';
const { signal } = new AbortController();

describe('a revert that is made', function () {
  this.timeout(20_000);
  const folder = tempFolders();
  sameEnvironment();
  let history: GitHistory;
  let tries: Rehearsals;
  let culprit: string;
  rehearsing((made) => {
    ({ history, tries } = made);
    history.commit(at(1), 'the root', { 'cart.txt': 'a\nb\nc\n', 'other.txt': '1\n' });
    culprit = history.commit(at(2), 'Cache the cart', { 'cart.txt': 'a\ncached\nc\n' });
    history.git('config', 'user.name', 'Ada Example');
    history.git('config', 'user.email', 'ada@example.org');
  });

  const rehearsed = async () => {
    const tip = history.git('rev-parse', 'HEAD');
    return tries.rehearse(history.directory, { tip, commits: [culprit], signal });
  };
  const create = async (branch = 'revert/1234567') =>
    tries.createBranch(history.directory, { rehearsal: await rehearsed(), branch, message: MESSAGE });
  const refused = (problem: RevertFailed['problem']) => (error: unknown) => {
    assert.ok(error instanceof RevertFailed, String(error));
    assert.equal(error.problem, problem);
    return true;
  };

  it('is a commit of the person on a branch of its own, with the tree that was rehearsed', async () => {
    const { tree, tip } = await rehearsed();
    const commit = await create();
    assert.equal(history.git('rev-parse', 'refs/heads/revert/1234567'), commit);
    assert.equal(history.git('rev-parse', `${commit}^{tree}`), tree);
    assert.equal(history.git('rev-parse', `${commit}^`), tip);
    assert.equal(
      history.git('log', '-1', '--format=%an <%ae>%n%B', commit).trim(),
      `Ada Example <ada@example.org>\n${MESSAGE}`.trim(),
    );
    assert.equal(history.git('show', `${commit}:cart.txt`), 'a\nb\nc');
  });

  it('touches neither the branch that is checked out, nor the index, nor a file', async () => {
    const state = () => [
      history.git('rev-parse', 'HEAD'),
      history.git('symbolic-ref', 'HEAD'),
      history.git('status', '--porcelain'),
      readFileSync(join(history.directory, 'cart.txt'), 'utf8'),
    ];
    const before = state();
    await create();
    assert.deepEqual(state(), before);
  });

  it('takes no name that is taken, or that git does not take', async () => {
    await create();
    await assert.rejects(create(), refused('branchExists'));
    await assert.rejects(create('--force'), refused('badBranchName'));
    await assert.rejects(create('a..b'), refused('badBranchName'));
  });

  it('is deleted again, but not once the branch has moved on or is checked out', async () => {
    const commit = await create();
    history.git('branch', '-f', 'revert/1234567', 'HEAD');
    await assert.rejects(tries.deleteBranch(history.directory, 'revert/1234567', commit), refused('branchMoved'));
    history.git('branch', '-f', 'revert/1234567', commit);
    history.git('checkout', '-q', 'revert/1234567');
    await assert.rejects(tries.deleteBranch(history.directory, 'revert/1234567', commit), refused('checkedOut'));
    history.git('checkout', '-q', '-');
    await tries.deleteBranch(history.directory, 'revert/1234567', commit);
    assert.equal(history.git('for-each-ref', 'refs/heads/revert'), '');
  });

  it('is signed where the person signs, and where that fails there is no branch', async () => {
    const program = join(await folder(), 'sign');
    const signature = '-----BEGIN PGP SIGNATURE-----\\n\\nabc\\n-----END PGP SIGNATURE-----\\n';
    const script = `cat >/dev/null\nprintf '[GNUPG:] SIG_CREATED ' >&2; printf '\\n' >&2\nprintf -- '${signature}'`;
    writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    history.git('config', 'commit.gpgSign', 'true');
    history.git('config', 'gpg.program', program);
    assert.match(history.git('cat-file', 'commit', await create()), /^gpgsig -----BEGIN PGP SIGNATURE-----$/m);
    writeFileSync(program, '#!/bin/sh\nexit 2\n');
    await assert.rejects(create('revert/unsigned'), refused('signingFailed'));
    assert.equal(history.git('for-each-ref', 'refs/heads/revert/unsigned'), '');
  });

  it('runs no hook, filter or other program that a hostile configuration names', async () => {
    const trap = join(await folder(), 'ran');
    const hooks = await folder();
    for (const name of ['reference-transaction', 'pre-commit', 'commit-msg', 'post-commit', 'pre-auto-gc'])
      writeFileSync(join(hooks, name), `#!/bin/sh\ntouch '${trap}'\n`, { mode: 0o755 });
    history.write('.gitattributes', '* filter=evil merge=evil diff=evil\n');
    history.git('add', '.gitattributes');
    history.git('commit', '-q', '-m', 'attributes');
    const program = `touch '${trap}'; cat`;
    const names = ['filter.evil.smudge', 'merge.evil.driver', 'diff.external', 'core.fsmonitor', 'core.pager'];
    for (const name of names) history.git('config', name, program);
    history.git('config', 'core.hooksPath', hooks);
    await create();
    await tries.createCommit(history.directory, await rehearsed());
    assert.equal(existsSync(trap), false);
  });

  it('has no author where git knows none, and then there is no branch', async () => {
    for (const name of ['user.name', 'user.email']) history.git('config', '--unset', name);
    history.git('config', 'user.useConfigOnly', 'true');
    Object.assign(process.env, { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' });
    for (const name of ['GIT_AUTHOR_NAME', 'GIT_AUTHOR_EMAIL', 'GIT_COMMITTER_NAME', 'GIT_COMMITTER_EMAIL', 'EMAIL'])
      Reflect.deleteProperty(process.env, name);
    await assert.rejects(create(), refused('noAuthor'));
    assert.equal(history.git('for-each-ref', 'refs/heads/revert'), '');
  });

  it('is made from a worktree, and in a repository with SHA-256', async () => {
    const worktree = join(await folder(), 'tree');
    history.git('worktree', 'add', '-q', '--detach', worktree);
    const sha256 = await folder();
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args], { cwd: sha256, encoding: 'utf8' });
    git('init', '-q', '-b', 'main', '--object-format=sha256');
    for (const name of ['user.name', 'user.email']) git('config', name, 'ada@example.org');
    for (const text of ['1', '2']) {
      writeFileSync(join(sha256, text), text);
      git('add', '-A');
      git('commit', '-q', '-m', text);
    }
    for (const root of [worktree, sha256]) {
      const [tip = '', tree] = execFileSync('git', ['rev-parse', 'HEAD', 'HEAD^^{tree}'], {
        cwd: root,
        encoding: 'utf8',
      })
        .trim()
        .split('\n');
      const rehearsal = await tries.rehearse(root, { tip, commits: [tip], signal });
      const commit = await tries.createBranch(root, { rehearsal, branch: 'revert/tip', message: MESSAGE });
      const made = execFileSync('git', ['rev-parse', 'revert/tip', 'revert/tip^{tree}'], {
        cwd: root,
        encoding: 'utf8',
      });
      assert.deepEqual(made.trim().split('\n'), [commit, tree]);
    }
  });

  it('of a series and a merge waits with the conflict of the first that has one, the newest first', async () => {
    history.git('checkout', '-q', '-b', 'side');
    history.commit(at(3), 'on the branch', { 'side.txt': '1\n' });
    history.git('checkout', '-q', '-');
    history.git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
    const merge = history.git('rev-parse', 'HEAD');
    history.commit(at(4), 'in the way', { 'cart.txt': 'a\ncached for longer\nc\n' });
    const tip = history.git('rev-parse', 'HEAD');
    const { outcome, commits } = await tries.rehearse(history.directory, { tip, commits: [culprit, merge], signal });
    assert.deepEqual([outcome, commits], ['conflicts', [merge, culprit]]);
    const opened = await tries.openConflict(history.directory, { tip, branch: 'revert/both', commits });
    try {
      assert.equal(existsSync(join(opened, 'side.txt')), false);
      assert.match(readFileSync(join(opened, 'cart.txt'), 'utf8'), /<<<<<<< /);
    } finally {
      await rm(opened, { recursive: true, force: true });
    }
  });

  it('with a conflict waits in a worktree of its own, the files of the person as they were', async () => {
    history.commit(at(3), 'in the way', { 'cart.txt': 'a\ncached for longer\nc\n' });
    const tip = history.git('rev-parse', 'HEAD');
    const opened = await tries.openConflict(history.directory, { tip, branch: 'revert/conflict', commits: [culprit] });
    try {
      assert.match(readFileSync(join(opened, 'cart.txt'), 'utf8'), /<<<<<<< /);
      assert.equal(readFileSync(join(history.directory, 'cart.txt'), 'utf8'), 'a\ncached for longer\nc\n');
      assert.equal(history.git('status', '--porcelain'), '');
    } finally {
      await rm(opened, { recursive: true, force: true });
    }
    assert.ok(!existsSync(opened));
  });
});

describe('a revert that is checked, or opened in a window', function () {
  this.timeout(20_000);
  let history: GitHistory;
  let tries: Rehearsals;
  rehearsing((made) => {
    ({ history, tries } = made);
    history.commit(at(1), 'the root', { 'cart.txt': 'works\n' });
    history.commit(at(2), 'Cache the cart', { 'cart.txt': 'broken\n' });
    history.git('config', 'user.name', 'Ada Example');
    history.git('config', 'user.email', 'ada@example.org');
  });
  const rehearsed = () => {
    const tip = history.git('rev-parse', 'HEAD');
    return tries.rehearse(history.directory, { tip, commits: [tip], signal });
  };
  const state = () => ['for-each-ref', 'status --porcelain', 'worktree list'].map((a) => history.git(...a.split(' ')));

  it('is checked in a worktree of a commit without a branch, which is gone afterwards', async () => {
    const before = state();
    const root = history.directory;
    const commit = await tries.createCommit(root, await rehearsed());
    const folder = await worktreePorts.open(root, commit, signal);
    const request = { folder, root, command: 'grep -q works cart.txt', signal, write: () => undefined };
    const end = await worktreePorts.check(request);
    assert.deepEqual(end, { kind: 'exit', code: 0, seconds: end.seconds });
    await worktreePorts.remove(root, folder);
    assert.deepEqual([existsSync(folder), state()], [false, before]);
  });

  it('is opened in a worktree of its branch, which then cannot be deleted', async () => {
    const root = history.directory;
    const commit = await tries.createBranch(root, {
      ...{ rehearsal: await rehearsed(), branch: 'revert/cart', message: MESSAGE },
    });
    const folder = await tries.openBranch(root, 'revert/cart');
    try {
      assert.equal(readFileSync(join(folder, 'cart.txt'), 'utf8'), 'works\n');
      await assert.rejects(tries.deleteBranch(root, 'revert/cart', commit), RevertFailed);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
