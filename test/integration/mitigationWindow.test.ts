import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Rehearsal } from '../../src/changes/rehearsal';
import { GitHistory } from '../helpers/gitHistory';
import { mitigationWindow, type MitigationWindow, type Setting } from '../helpers/mitigationWindow';
import { tempFolders } from '../helpers/tempFolders';
import { waitFor } from '../helpers/waitFor';

const at = (hour: number) => `2024-05-01T${String(hour).padStart(2, '0')}:00:00Z`;

/** The commands themselves, on real repositories; VS Code is a stand-in whose prompts the test answers. */
describe('taking a change back in a window', function () {
  this.timeout(30_000);
  const folder = tempFolders();
  let history: GitHistory;
  let remote: string;
  let culprit: string;
  const windows: MitigationWindow[] = [];
  beforeEach(async () => {
    history = new GitHistory();
    history.git('config', 'user.name', 'Ada Example');
    history.git('config', 'user.email', 'ada@example.org');
    history.commit(at(1), 'the root', { 'cart.txt': '1\n' });
    culprit = history.commit(at(2), 'Cache the cart', { 'cart.txt': '2\n' });
    history.commit(at(3), 'Log less', { 'log.txt': 'quiet\n' });
    remote = await folder();
    execFileSync('git', ['init', '-q', '--bare', '-b', 'main', remote]);
    history.git('remote', 'add', 'origin', remote);
    history.git('push', '-q', '-u', 'origin', 'main');
  });
  afterEach(async () => {
    for (const window of windows.splice(0)) await window.dispose();
    history.dispose();
  });

  const open = async (setting: Setting = {}) => {
    const window = await mitigationWindow(history.directory, await folder(), setting);
    windows.push(window);
    return window;
  };
  const openDeployed = (setting: Setting = {}) => open({ branch: 'origin/main', remote: 'origin', ...setting });
  /** Answers picks and questions by their titles, each once; everything else is left with Escape. */
  const answering = (window: MitigationWindow, ...answers: readonly (readonly [title: RegExp, choice: string])[]) => {
    const left = [...answers];
    window.answer = ({ title }) => {
      const [pattern, choice] = left[0] ?? [];
      if (pattern?.test(title) !== true) return undefined;
      left.shift();
      return choice;
    };
  };
  /** Creates the revert, and waits until what it offers next was left. */
  const create = async (window: MitigationWindow, done: () => boolean) => {
    const made = await window.run('incident.createRevert', { key: culprit });
    await waitFor(done, 'what is offered next was answered');
    return made;
  };
  const offers = (window: MitigationWindow) => window.asked.filter(({ title }) => title.endsWith(' created'));
  const state = (directory = history.directory) =>
    ['for-each-ref --format=%(refname)', 'status --porcelain', 'worktree list'].map((asked) =>
      execFileSync('git', asked.split(' '), { cwd: directory, encoding: 'utf8' }),
    );
  const there = () => execFileSync('git', ['for-each-ref', '--format=%(refname)'], { cwd: remote, encoding: 'utf8' });
  const created = /^revert\/.* created$/;
  const revert = () => `revert/${culprit.slice(0, 7)}`;

  describe('its push', () => {
    it('is asked for by remote, address and branch, and what came of it is in the record', async () => {
      const window = await openDeployed();
      answering(window, [created, 'Push to origin'], [/^Push /, 'Push']);
      await create(window, () => offers(window).length === 2);
      const question = window.asked.find(({ title }) => title.startsWith('Push '));
      assert.equal(question?.title, `Push ${revert()} to origin?`);
      assert.ok(question.detail?.includes(remote), question.detail);
      assert.deepEqual(question.choices, ['Push']);
      assert.equal(there(), `refs/heads/main\nrefs/heads/${revert()}\n`);
      const { types, texts, outcomes } = window.entries();
      assert.deepEqual(types.slice(-2), ['action.started', 'action.finished']);
      assert.equal(texts.at(-1), `Push ${revert()} to origin`);
      assert.equal(outcomes.at(-1), 'done: Pushed');
    });

    it('can be taken back until then, and no more after it', async () => {
      const window = await openDeployed();
      answering(window, [created, 'Push to origin'], [/^Push /, 'Push']);
      await create(window, () => offers(window).length === 2);
      const [before, after] = offers(window);
      assert.ok(before?.choices.includes('Delete the branch'));
      assert.ok(!after?.choices.includes('Delete the branch') && !after?.choices.includes('Push to origin'));
    });

    it('that is declined, or left with Escape, pushes and records nothing', async () => {
      const window = await openDeployed();
      answering(window, [created, 'Push to origin']);
      await create(window, () => offers(window).length === 2);
      assert.equal(there(), 'refs/heads/main\n');
      assert.equal(window.entries().types.length, 2);
    });

    it('is refused for the deployed branch before anything is asked', async () => {
      history.git('config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/deployed/*');
      history.git('fetch', '-q');
      const window = await openDeployed({ branchName: 'live', branch: 'origin/deployed/live' });
      answering(window, [/^live created$/, 'Push to origin'], [/^Push /, 'Push']);
      await create(window, () => window.said.length > 0);
      assert.deepEqual(window.said, ['warning: live is the deployed branch: it is never pushed from here.']);
      assert.ok(!window.asked.some(({ title }) => title.startsWith('Push ')));
      assert.equal(there(), 'refs/heads/main\n');
    });

    it('that fails says why, is a failed action, and leaves the branch to try again', async () => {
      history.git('remote', 'set-url', 'origin', '/nowhere/shop.git');
      const window = await openDeployed();
      answering(window, [created, 'Push to origin'], [/^Push /, 'Push']);
      await create(window, () => offers(window).length === 2);
      assert.match(window.said.join(), /^warning: Not pushed: git can’t find the remote \(.+\)\. Check its address/);
      assert.match(window.entries().outcomes.at(-1) ?? '', /^failed: Not pushed: /);
      assert.ok(window.asked.at(-1)?.choices.includes('Push to origin'));
      assert.ok(window.asked.at(-1)?.choices.includes('Delete the branch'));
    });

    it('that is canceled is an abandoned action', async () => {
      const window = await openDeployed();
      window.cancelProgress = true;
      answering(window, [created, 'Push to origin'], [/^Push /, 'Push']);
      await create(window, () => offers(window).length === 2);
      assert.match(window.entries().outcomes.at(-1) ?? '', /^abandoned: Canceled/);
      assert.deepEqual(window.said, []);
    });

    it('is not offered where the deployed branch is no remote’s', async () => {
      const window = await open();
      await create(window, () => offers(window).length === 1);
      assert.deepEqual(window.asked.at(-1)?.choices, ['Open in Worktree Window', 'Copy Commands', 'Delete the branch']);
    });
  });

  it('goes on with the branch that was made, where it is asked for again', async () => {
    const window = await openDeployed();
    const made = await create(window, () => offers(window).length === 1);
    assert.deepEqual(await create(window, () => offers(window).length === 2), made);
    answering(window, [created, 'Delete the branch']);
    await create(window, () => window.entries().outcomes.at(-1) === 'done: Deleted');
    assert.ok(!state()[0]?.includes('revert/'));
    await create(window, () => offers(window).length === 4);
    assert.ok(state()[0]?.includes(`refs/heads/${revert()}\n`));
  });

  it('is of all changes that are selected, from the palette too; one alone may be selected by chance', async () => {
    const window = await open();
    window.selected = [culprit, history.git('rev-parse', 'HEAD')];
    const both = (await window.run('incident.rehearseRevert')) as Rehearsal;
    assert.deepEqual(both.commits.toSorted(), [...window.selected].toSorted());
    window.selected = [culprit];
    assert.equal(await window.run('incident.rehearseRevert'), undefined);
    assert.equal(window.asked.at(-1)?.title, 'Rehearse Revert');
  });

  describe('choosing it as the mitigation', () => {
    const rolling = (choice: string | undefined) => choice?.startsWith('Roll back ') === true;
    /** The window in which the newest change is the likeliest, and the choices that Choose Mitigation gives there. */
    const choices = async (outcome: 'clean' | 'conflicts', none?: number) => {
      const rehearsal = { outcome, conflicts: [{ path: 'a' }], fileCount: 1 } as unknown as Rehearsal;
      const window = await open({ trialOf: () => ({ phase: 'done', rehearsal }), ...(none !== undefined && { none }) });
      window.answer = ({ title, choices }) =>
        title === 'Choose Mitigation'
          ? choices.find(rolling)
          : title.endsWith('Evidence')
            ? 'Nothing to save'
            : undefined;
      await window.run('incident.chooseMitigation');
      return { window, offered: window.asked[0]?.choices.filter(rolling) };
    };

    it('is offered for the likeliest change without anybody having marked it, and starts the action', async () => {
      const hash = history.git('rev-parse', '--short=7', 'HEAD');
      const { window, offered } = await choices('clean');
      assert.deepEqual(offered, [`Roll back ${hash}: reverts cleanly`]);
      assert.deepEqual(window.entries().types, ['decision.logged', 'action.started']);
      assert.match(window.entries().texts.at(-1) ?? '', /^Roll back shop [0-9a-f]{8} Log less$/);
      await waitFor(() => window.said.length > 0, 'the branch is offered');
      assert.equal(window.said.at(-1), `info: ${hash} reverts cleanly.`);
    });

    it('is not where it conflicts, or where it is likelier that no change is the cause', async () => {
      assert.deepEqual((await choices('conflicts')).offered, []);
      assert.deepEqual((await choices('clean', 0.6)).offered, []);
    });
  });

  describe('Open Diff', () => {
    type Side = { readonly path: string; readonly scheme: string } | undefined;
    /** What VS Code is told to show: each side as its path and its text, with the file that the row is named after. */
    async function shown(window: MitigationWindow) {
      const [, title, resources] = window.ran.find(([id]) => id === 'vscode.changes') ?? [];
      assert.ok(Array.isArray(resources));
      const side = async (uri: Side) => {
        if (uri === undefined) return undefined;
        assert.equal(uri.scheme, 'incident-rehearsal');
        return [uri.path, await window.contentOf(uri)];
      };
      const rows = (resources as Side[][]).map(async ([named, ...sides]) => [
        named?.path ?? '',
        await Promise.all(sides.map(side)),
      ]);
      return { title, files: Object.fromEntries(await Promise.all(rows)) as Record<string, unknown> };
    }
    const openDiff = async (commit: string, keys?: readonly string[]) => {
      const window = await open();
      answering(window, [/^Reverts cleanly/, 'Open Diff']);
      await window.run('incident.rehearseRevert', keys === undefined ? { key: commit } : { keys });
      await waitFor(() => window.ran.length > 0, 'the diff was opened');
      return shown(window);
    };

    it('shows what the revert would change, file by file, and writes nothing', async () => {
      const before = state();
      const { title, files } = await openDiff(culprit);
      assert.match(title as string, /^Revert of Cache the cart \(git-history-/);
      assert.deepEqual(files, {
        '/cart.txt': [
          ['/cart.txt', '2\n'],
          ['/cart.txt', '1\n'],
        ],
      });
      assert.deepEqual(state(), before);
    });

    it('has one side of a file that comes or goes, and both names of one that is renamed', async () => {
      const text = 'one\ntwo\nthree\nfour\n';
      history.commit(at(4), 'before', { 'gone.txt': 'gone\n', 'old.txt': text });
      history.git('mv', 'old.txt', 'new.txt');
      history.git('rm', '-q', 'gone.txt');
      const commit = history.commit(at(5), 'after', { 'came.txt': 'came\n' });
      assert.deepEqual((await openDiff(commit)).files, {
        '/came.txt': [['/came.txt', 'came\n'], undefined],
        '/gone.txt': [undefined, ['/gone.txt', 'gone\n']],
        '/old.txt': [
          ['/new.txt', text],
          ['/old.txt', text],
        ],
      });
    });

    it('tells what is no text by what it is', async () => {
      history.commit(at(4), 'before', { 'logo.png': Buffer.from([0, 1]) });
      history.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},lib`);
      history.git('commit', '-q', '-m', 'submodule');
      history.git('update-index', '--add', '--cacheinfo', `160000,${'2'.repeat(40)},lib`);
      history.write('logo.png', Buffer.from([0, 1, 2]));
      history.git('add', 'logo.png');
      history.git('commit', '-q', '-m', 'after');
      const { files } = await openDiff(history.git('rev-parse', 'HEAD'));
      const texts = Object.values(files as Record<string, [string, string][]>).flatMap((sides) =>
        sides.map(([, text]) => text.replace(/[0-9a-f]{40}/, (id) => (/^(.)\1*$/.test(id) ? id : '…'))),
      );
      assert.deepEqual(texts.toSorted(), [
        'Binary file, 2 bytes, …',
        'Binary file, 3 bytes, …',
        `Submodule at commit ${'1'.repeat(40)}`,
        `Submodule at commit ${'2'.repeat(40)}`,
      ]);
    });

    it('shows several reverts as one', async () => {
      const { title, files } = await openDiff('', [culprit, history.git('rev-parse', 'HEAD')]);
      assert.match(title as string, /^Revert of 2 changes \(/);
      assert.deepEqual(Object.keys(files), ['/cart.txt', '/log.txt']);
    });
  });

  describe('in Restricted Mode', () => {
    const refused = async (command: string, argument: unknown, sentence: string) => {
      const window = await openDeployed({ isTrusted: false, check: 'touch ran', branchName: 'revert/x' });
      const commits = history.git('rev-list', 'HEAD~1').split('\n').reverse();
      if (command.includes('isect')) await window.startBisect(commits);
      const [before, entries] = [state(), window.entries().types];
      await assert.rejects(window.run(command, argument), { name: 'Refusal', message: sentence });
      assert.deepEqual([state(), window.entries().types, window.asked], [before, entries, []]);
    };
    const branches = 'Branches and worktrees are off in Restricted Mode. Trust this folder first.';
    const checks = 'Checks are off in Restricted Mode. Trust this folder first.';

    it('no branch is made', () => refused('incident.createRevert', { key: culprit }, branches));

    it('no worktree with a conflict is opened', async () => {
      history.commit(at(4), 'in the way', { 'cart.txt': '3\n' });
      await refused('incident.createRevert', { key: culprit }, branches);
    });

    it('no check runs', () => refused('incident.checkRevert', { key: culprit }, checks));
    it('no bisect runs by command', () => refused('incident.bisect', { by: 'command' }, checks));
    it('no worktree of a bisect is opened', () => refused('incident.openBisectWorktree', undefined, branches));

    it('a rehearsal offers no check', async () => {
      const window = await openDeployed({ isTrusted: false, check: 'touch ran' });
      await window.run('incident.rehearseRevert', { key: culprit });
      await waitFor(() => window.asked.length > 0, 'what is next is offered');
      assert.deepEqual(window.asked.at(-1)?.choices, ['Open Diff', 'Create Revert Branch']);
    });
  });
});
