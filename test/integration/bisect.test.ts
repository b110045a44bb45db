import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { worktreePorts } from '../../src/adapters/worktrees';
import { standingOf } from '../../src/app/bisect';
import { FollowedWorktree } from '../../src/app/followedWorktree';
import { startBisect, stopBisect, testBisect } from '../../src/app/operations/bisect';
import { declare } from '../../src/app/operations/lifecycle';
import { perform, type OperationContext } from '../../src/app/operations/operation';
import { Refused } from '../../src/app/operations/refused';
import { IncidentStore } from '../../src/app/store';
import { WorktreeFailed } from '../../src/app/worktreePorts';
import { resultOfExit } from '../../src/changes/bisect';
import type { BisectedChange } from '../../src/domain/events';
import type { Bisect } from '../../src/domain/incident';
import { GitHistory } from '../helpers/gitHistory';
import { testPorts } from '../helpers/ports';
import { tempFolders } from '../helpers/tempFolders';

const at = (hour: number) => `2024-05-01T${String(hour).padStart(2, '0')}:00:00Z`;
const { signal } = new AbortController();

describe('a bisect in a real repository', function () {
  this.timeout(30_000);
  const tempFolder = tempFolders();
  const stores: IncidentStore[] = [];
  let history: GitHistory;
  beforeEach(() => (history = new GitHistory()));
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.dispose();
    history.dispose();
  });

  function opened(folder: string): OperationContext & { readonly store: IncidentStore } {
    const ports = testPorts();
    const store = new IncidentStore(folder, ports);
    stores.push(store);
    const rules = { majorSeverities: [], severities: ['SEV-2'], defaultSeverity: 'SEV-2' };
    return { store, now: ports.now, author: ports.author, rules: () => rules };
  }

  /** A history in which the change at this place breaks it. */
  function broken(count: number, culprit: number): { readonly good: string; readonly changes: BisectedChange[] } {
    const good = history.commit(at(0), 'the root', { 'state.txt': 'works\n' });
    const changes = Array.from({ length: count }, (_, i) => {
      const files = { 'state.txt': i >= culprit ? 'broken\n' : 'works\n', 'count.txt': `${i}\n` };
      return { commit: history.commit(at(i + 1), `change ${i}`, files), subject: `change ${i}`, chance: 1 / count };
    });
    return { good, changes };
  }

  const shown = ({ store }: OperationContext): Bisect => {
    const bisect = store.state.shown?.bisect;
    assert.ok(bisect);
    return bisect;
  };

  /** One step by a command, in a worktree of its own. */
  async function step(context: OperationContext, command: string): Promise<void> {
    const standing = standingOf(shown(context));
    assert.ok(standing.kind === 'test');
    const root = history.directory;
    const folder = await worktreePorts.open(root, standing.commit, signal);
    const end = await worktreePorts.check({ folder, root, command, signal, write: () => undefined });
    await worktreePorts.remove(root, folder);
    const result = end.kind === 'exit' ? resultOfExit(end.code) : undefined;
    assert.ok(result);
    await perform(context, testBisect, { result, commit: standing.commit, seconds: end.seconds });
  }

  it('comes to the culprit, confirms it, and leaves the repository as it was', async () => {
    const context = opened(await tempFolder());
    await perform(context, declare, { title: 'Broken', severity: 'SEV-2' });
    const { good, changes } = broken(12, 8);
    const state = () => [
      history.git('for-each-ref'),
      history.git('status', '--porcelain'),
      history.git('worktree', 'list'),
    ];
    const before = state();
    await perform(context, startBisect, { repository: 'cart', good, changes });
    while (shown(context).ended === undefined) await step(context, 'grep -q works state.txt');
    const change = { repository: 'cart', commit: changes[8]!.commit, subject: 'change 8' };
    assert.deepEqual(shown(context).ended, { outcome: 'found', changes: [change] });
    const [hypothesis] = context.store.state.shown?.hypotheses ?? [];
    assert.deepEqual([hypothesis?.verdict, hypothesis?.change], ['confirmed', change]);
    assert.ok(shown(context).results.size <= 4);
    assert.deepEqual(state(), before);
  });

  it('goes on where it stood after a restart', async () => {
    const folder = await tempFolder();
    const context = opened(folder);
    const { id } = await perform(context, declare, { title: 'Broken', severity: 'SEV-2' });
    await perform(context, startBisect, { repository: 'cart', ...broken(9, 2) });
    await step(context, 'grep -q works state.txt');
    const before = standingOf(shown(context));
    await context.store.dispose();
    const again = opened(folder);
    await again.store.load();
    const bisect = again.store.state.incidents.get(id)?.bisect;
    assert.deepEqual(bisect && standingOf(bisect), before);
  });

  it('is one at a time: another one stops it, and nothing is told to one that has ended', async () => {
    const context = opened(await tempFolder());
    await perform(context, declare, { title: 'Broken', severity: 'SEV-2' });
    const line = broken(3, 1);
    await perform(context, startBisect, { repository: 'cart', ...line });
    await perform(context, startBisect, { repository: 'cart', ...line, check: 'npm test' });
    const ended = context.store.state.shown?.entries.flatMap(({ event }) =>
      event.type === 'bisect.ended' ? [event.data.outcome] : [],
    );
    assert.deepEqual(ended, ['stopped']);
    await perform(context, stopBisect, {});
    await assert.rejects(perform(context, testBisect, { result: 'good' }), Refused);
  });

  it('by hand is looked at in one worktree, which goes along with it and is gone with its end', async () => {
    const context = opened(await tempFolder());
    await perform(context, declare, { title: 'Broken', severity: 'SEV-2' });
    const root = history.directory;
    const { good, changes } = broken(9, 4);
    const state = () =>
      ['for-each-ref', 'status --porcelain', 'worktree list'].map((a) => history.git(...a.split(' ')));
    const before = state();
    await perform(context, startBisect, { repository: 'cart', good, changes });
    const worktree = new FollowedWorktree(worktreePorts);
    const looked = new Set<string>();
    let next = standingOf(shown(context));
    for (; next.kind === 'test'; next = standingOf(shown(context))) {
      // Whoever has it open sees the state that is asked for; asking again makes no second one.
      const folder = await worktree.show(root, next.commit, signal);
      assert.equal(await worktree.show(root, next.commit, signal), folder);
      looked.add(folder);
      const works = readFileSync(join(folder, 'state.txt'), 'utf8') === 'works\n';
      await perform(context, testBisect, { result: works ? 'good' : 'bad', commit: next.commit });
      const after = shown(context).ended === undefined ? standingOf(shown(context)) : undefined;
      await worktree.follow(after?.kind === 'test' ? after.commit : undefined, signal);
      if (after?.kind !== 'test') break;
      assert.equal(history.git('-C', folder, 'rev-parse', 'HEAD'), after.commit);
    }
    assert.equal(shown(context).ended?.outcome, 'found');
    const [folder = ''] = looked;
    assert.deepEqual([looked.size, existsSync(folder), state()], [1, false, before]);
  });

  it('is looked at in a new worktree where somebody removed it, and never in one that could not be moved', async () => {
    const root = history.directory;
    const { changes } = broken(3, 1);
    const [first = '', second = ''] = changes.map(({ commit }) => commit);
    const worktree = new FollowedWorktree(worktreePorts);
    await worktree.follow(first, signal); // nobody opened one
    assert.equal(history.git('worktree', 'list').split('\n').length, 1);
    const removed = await worktree.show(root, first, signal);
    await rm(removed, { recursive: true });
    const again = await worktree.show(root, second, signal);
    assert.equal(history.git('-C', again, 'rev-parse', 'HEAD'), second);
    await assert.rejects(worktree.follow('f'.repeat(40), signal), WorktreeFailed);
    assert.equal(existsSync(again), false);
    assert.equal(history.git('worktree', 'list').split('\n').length, 1);
  });

  it('refuses a commit that it does not search', async () => {
    const context = opened(await tempFolder());
    await perform(context, declare, { title: 'Broken', severity: 'SEV-2' });
    await perform(context, startBisect, { repository: 'cart', ...broken(3, 1) });
    await assert.rejects(perform(context, testBisect, { result: 'bad', commit: 'f'.repeat(40) }), Refused);
  });
});
