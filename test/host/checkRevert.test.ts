import * as assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { configure, declare, git, last, recording, run, types, workspaceFolder } from './recording';

describe('Check Revert', () => {
  const record = recording();
  let before: string;
  let key: string;
  beforeEach(async () => {
    before = git('rev-parse', 'HEAD');
    writeFileSync(join(workspaceFolder(), 'pool.txt'), 'size 2\n');
    git('add', 'pool.txt');
    git('commit', '--quiet', '--message=Make the pool smaller');
    key = `${basename(workspaceFolder())}@${git('rev-parse', 'HEAD')}`;
    await declare();
    await run('incident.refreshChanges');
  });
  afterEach(async () => {
    await configure('revert.check', undefined);
    git('reset', '--quiet', '--hard', before);
    await run('incident.refreshChanges');
  });

  const worktrees = () => git('worktree', 'list').split('\n').length;

  it('runs the check on the reverted state, records what came of it, and leaves nothing behind', async () => {
    await configure('revert.check', 'test -f README.md && test ! -f pool.txt');
    assert.equal(await run('incident.checkRevert', { key, quiet: true }), true);
    assert.deepEqual((await types(record)).slice(-2), ['action.started', 'action.finished']);
    const passed = (await last(record, 'action.finished')).data;
    assert.equal(passed.outcome, 'done');
    assert.match(passed.result ?? '', /^Passed: /);

    await configure('revert.check', 'exit 3');
    assert.equal(await run('incident.checkRevert', { key, quiet: true }), false);
    const failed = (await last(record, 'action.finished')).data;
    assert.equal(failed.outcome, 'failed');
    assert.match(failed.result ?? '', /^Not passed: .*3/);
    assert.deepEqual(
      [worktrees(), git('status', '--porcelain'), git('branch', '--list').split('\n').length],
      [1, '', 1],
    );
  });

  it('starts nothing without a check command', async () => {
    const known = await types(record);
    await run('incident.checkRevert', { key, quiet: true });
    assert.match(record.messages.join('\n'), /There is no check command/);
    assert.deepEqual(await types(record), known);
  });
});
