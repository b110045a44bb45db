import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rehearsals } from '../../src/adapters/rehearsals';
import { RevertFailed, type PushPlan } from '../../src/app/rehearsalPorts';
import { fakeGit } from '../helpers/fakeGit';
import type { GitHistory } from '../helpers/gitHistory';
import { at, rehearsing } from '../helpers/rehearsing';
import { tempFolders } from '../helpers/tempFolders';

const { signal } = new AbortController();

describe('the push of a revert', function () {
  this.timeout(20_000);
  const folder = tempFolders();
  const { PATH } = process.env;
  let history: GitHistory;
  let remote: string;
  let tries: Rehearsals;
  afterEach(() => void (process.env.PATH = PATH));
  rehearsing(async (made) => {
    ({ history, tries } = made);
    history.commit(at(1), 'the root', { 'cart.txt': '1\n' });
    remote = await folder();
    execFileSync('git', ['init', '-q', '--bare', '-b', 'main', remote]);
    history.git('remote', 'add', 'origin', remote);
    history.git('push', '-q', '-u', 'origin', 'main');
    history.git('checkout', '-q', '-b', 'revert/cart');
    history.commit(at(2), 'Revert "Cache the cart"', { 'cart.txt': '2\n' });
  });

  const plan = (more: Partial<PushPlan> = {}): PushPlan => ({
    ...{ remote: 'origin', branch: 'revert/cart', deployed: 'origin/main' },
    ...more,
  });
  const push = (more?: Partial<PushPlan>, ending = signal) => tries.push(history.directory, plan(more), ending);
  const refused =
    (problem: RevertFailed['problem'], detail = /^/) =>
    (error: unknown) => {
      assert.ok(error instanceof RevertFailed, String(error));
      assert.equal(error.problem, problem, String(error.cause));
      assert.match(error.detail, detail);
      return true;
    };
  const there = () =>
    execFileSync('git', ['for-each-ref', '--format=%(refname) %(objectname)'], { cwd: remote, encoding: 'utf8' });

  it('goes to its own name alone, and a second one changes nothing', async () => {
    history.git('tag', 'v1');
    history.git('config', 'push.followTags', 'true');
    const before = there();
    await push();
    const after = `${before}refs/heads/revert/cart ${history.git('rev-parse', 'HEAD')}\n`;
    assert.equal(there(), after);
    await push();
    assert.equal(there(), after);
  });

  it('says where it would go, without a password', async () => {
    const addresses = () => tries.pushAddresses(history.directory, plan());
    assert.deepEqual(await addresses(), [remote]);
    history.git('config', 'remote.origin.pushurl', 'https://ada:secret@example.org/shop.git');
    history.git('config', 'url.https://push.example.org/.pushInsteadOf', 'https://example.org/');
    history.git('config', '--add', 'remote.origin.pushurl', 'git@example.net:shop.git');
    assert.deepEqual(await addresses(), ['https://example.org/shop.git', 'git@example.net:shop.git']);
  });

  describe('is refused for the deployed branch', () => {
    let before: string;
    beforeEach(() => {
      history.git('branch', '-f', 'main', 'HEAD');
      before = there();
    });
    const refuses = async (more: Partial<PushPlan>) => {
      const problem = refused('deployedBranch');
      await assert.rejects(tries.pushAddresses(history.directory, plan(more)), problem);
      await assert.rejects(push(more), problem);
      assert.equal(there(), before);
    };

    it('by its name, in whatever case', async () => {
      await refuses({ branch: 'main' });
      await refuses({ branch: 'Main' });
    });

    it('that is called something else there than here', async () => {
      history.git('config', 'branch.main.merge', 'refs/heads/production');
      history.git('update-ref', 'refs/remotes/origin/production', 'HEAD~1');
      await refuses({ branch: 'production', deployed: 'main' });
    });

    it('that is fetched under another name', async () => {
      history.git('config', 'remote.origin.fetch', '+refs/heads/release/*:refs/remotes/origin/*');
      await refuses({ branch: 'release/main' });
      history.git('config', 'remote.origin.fetch', '+refs/heads/live:refs/remotes/origin/main');
      await refuses({ branch: 'live' });
    });

    it('that is the default of the remote, where this clone takes another one for deployed', async () => {
      history.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
      await refuses({ branch: 'main', deployed: 'origin/stable' });
    });
  });

  it('moves no branch that is there, even where it could', async () => {
    history.git('push', '-q', 'origin', 'HEAD~1:refs/heads/revert/cart', 'HEAD~1:refs/heads/live');
    history.git('branch', 'live');
    const before = there();
    for (const branch of ['revert/cart', 'live']) await assert.rejects(push({ branch }), refused('takenThere'));
    assert.equal(there(), before);
  });

  it('goes where it is told, whatever refspecs and mirrors are configured', async () => {
    history.git('config', 'remote.origin.push', 'refs/heads/revert/cart:refs/heads/main');
    const before = there();
    await push();
    assert.equal(there(), `${before}refs/heads/revert/cart ${history.git('rev-parse', 'HEAD')}\n`);
    history.git('config', 'remote.origin.mirror', 'true');
    history.git('branch', 'revert/second');
    const once = there();
    await assert.rejects(push({ branch: 'revert/second' }), RevertFailed);
    assert.equal(there(), once);
  });

  it('that is refused by the remote says what that says', async () => {
    const hook = join(remote, 'hooks', 'pre-receive');
    writeFileSync(hook, '#!/bin/sh\necho "Only release managers may push here." >&2\nexit 1\n');
    chmodSync(hook, 0o755);
    await assert.rejects(push(), refused('refusedThere', /^Only release managers may push here\.$/));
  });

  it('tells a remote that is gone, one that needs a sign-in and one that is not reached', async () => {
    await assert.rejects(push({ remote: 'nowhere' }), refused('noRemote'));
    await assert.rejects(push({ remote: '--all' }), refused('failed'));
    history.git('remote', 'set-url', 'origin', '/nowhere');
    await assert.rejects(push(), refused('noRemote'));
    history.git('remote', 'set-url', 'origin', 'https://127.0.0.1:1/shop.git');
    await assert.rejects(push(), refused('offline'));
    history.git('remote', 'set-url', 'origin', 'git@example.org:shop.git');
    history.git('config', 'core.sshCommand', 'echo "git@example.org: Permission denied (publickey)." >&2; exit 255;');
    await assert.rejects(push(), refused('signIn'));
  });

  it('is ended where a person cancels it', async () => {
    const cancelling = new AbortController();
    const reached = join(await folder(), 'reached');
    fakeGit(
      await folder(),
      `for a; do [ "$a" = push ] && { mkfifo '${reached}'; exec sleep 300; }; done; exec "$GIT" "$@"`,
    );
    const pushing = push({}, cancelling.signal);
    cancelling.abort();
    await assert.rejects(pushing, refused('cancelled'));
  });
});
