import * as assert from 'node:assert/strict';
import { fold } from '../../src/domain/fold';
import { bisectNode } from '../../src/editor/bisect/rows';
import { eventBuilder, INCIDENT } from '../helpers/events';
import { configure, declare, git, last, recording, run, types } from './recording';

describe('a bisect in the window', () => {
  const record = recording();
  afterEach(() => configure('revert.check', undefined));

  it('goes by hand, a state at a time, and confirms the change that it finds', async () => {
    await declare();
    await run('incident.bisect', { by: 'hand' });
    const started = await last(record, 'bisect.started');
    assert.equal(started.data.check, undefined);
    const [change] = started.data.changes;
    assert.ok(change);
    assert.equal(change.commit, git('rev-list', '--max-parents=0', 'HEAD').trim());
    await run('incident.bisectBad');
    assert.deepEqual((await types(record)).slice(-3), ['bisect.tested', 'bisect.ended', 'hypothesis.judged']);
    const { data } = await last(record, 'hypothesis.judged');
    assert.deepEqual([data.verdict, data.change?.commit], ['confirmed', change.commit]);
  });

  it('that could not test what it took for granted supports its answer and no more', async () => {
    await declare();
    await run('incident.bisect', { by: 'hand' });
    await run('incident.bisectSkip');
    assert.equal((await last(record, 'hypothesis.judged')).data.verdict, 'supported');
  });

  it('goes by the check command in a temporary worktree, which is removed', async () => {
    await configure('revert.check', 'test -f README.md && exit 1');
    await declare();
    const ended = await run('incident.bisect', { by: 'command' });
    assert.equal((ended as { outcome?: string } | undefined)?.outcome, 'found');
    const tested = (await record.events()).find(({ type }) => type === 'bisect.tested');
    assert.equal(tested?.type === 'bisect.tested' && tested.data.result, 'bad');
    assert.equal(git('worktree', 'list').trim().split('\n').length, 1);
  });

  it('waits where the check itself does not work, and can be stopped', async () => {
    await configure('revert.check', 'exit 127');
    await declare();
    await run('incident.bisect', { by: 'command' });
    assert.match(record.messages.join('\n'), /Bisect paused: the check itself didn’t work \(exit code 127/);
    assert.ok(!(await types(record)).includes('bisect.tested'));
    await run('incident.stopBisect');
    assert.equal((await last(record, 'bisect.ended')).data.outcome, 'stopped');
    await run('incident.bisectGood');
    assert.match(record.messages.join('\n'), /No bisect is running/);
  });

  it('has no check without a command', async () => {
    await declare();
    await run('incident.bisect', { by: 'command' });
    assert.match(record.messages.join('\n'), /There is no check command/);
    assert.ok(!(await types(record)).includes('bisect.started'));
  });

  it('is one row that says how many steps are left', () => {
    const build = eventBuilder();
    const changes = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((letter) => ({
      ...{ commit: letter.repeat(40), subject: `change ${letter}`, chance: 0.125 },
    }));
    const { bisect } = fold(INCIDENT, [build.declared(), build('bisect.started', { repository: 'cart', changes })]);
    assert.ok(bisect);
    const item = bisectNode(INCIDENT, bisect, false).toTreeItem();
    assert.equal(item.label, 'Bisecting: 3 of about 3 steps left');
    assert.equal(item.description, 'test dddddddd change d');
    assert.equal(bisectNode(INCIDENT, bisect, true).toTreeItem().contextValue, 'bisect.testing');
  });
});
