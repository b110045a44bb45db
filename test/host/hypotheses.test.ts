import * as assert from 'node:assert/strict';
import { fold } from '../../src/domain/fold';
import { hypothesisNodes } from '../../src/editor/hypotheses/rows';
import { eventBuilder, INCIDENT, MINUTE, START } from '../helpers/events';
import { declare, last, leave, recording, run, types, until } from './recording';

describe('hypotheses in the window', () => {
  const record = recording();

  it('are one line, and judged with why and evidence from the record', async () => {
    await declare();
    await run('incident.addNote', { text: '300 connections wait' });
    const note = await last(record, 'note.added');
    await run('incident.addHypothesis', { text: ' the pool is exhausted ' });
    const added = await last(record, 'hypothesis.added');
    assert.deepEqual(added.data, { text: 'the pool is exhausted' });
    const verdict = { hypothesis: added.id, verdict: 'supported', why: 'they wait', evidence: [note.id] };
    await run('incident.judgeHypothesis', verdict);
    assert.deepEqual((await last(record, 'hypothesis.judged')).data, verdict);
    assert.deepEqual(record.messages, []);
  });

  it('that are a change are judged as What Changed? judges it', async () => {
    await declare();
    await run('incident.recordChange', { kind: 'featureFlag', text: 'cache v2 switched on', occurredAt: '-5m' });
    const { id } = await last(record, 'change.recorded');
    await run('incident.refreshChanges');
    await until(
      async () => {
        if (!(await types(record)).includes('suspect.judged')) await run('incident.markSuspect', { key: id });
        return types(record);
      },
      (all) => all.includes('suspect.judged'),
      'the change is a suspect',
    );
    await run('incident.judgeHypothesis', { hypothesis: id, verdict: 'ruledOut', why: 'off since noon' });
    const { data } = await last(record, 'suspect.judged');
    assert.deepEqual([data.verdict, data.why, data.change.entry], ['ruledOut', 'off since noon', id]);
    await run('incident.judgeHypothesis', { hypothesis: id, verdict: 'confirmed' });
    assert.equal((await last(record, 'hypothesis.judged')).data.change?.entry, id);
  });

  it('cannot be judged where there are none, or where it is no longer there', async () => {
    await declare();
    const before = await types(record);
    await run('incident.judgeHypothesis');
    await run('incident.judgeHypothesis', { hypothesis: 'x-1', verdict: 'confirmed' });
    assert.deepEqual(await types(record), before);
    assert.match(record.messages.join('\n'), /There is no hypothesis yet[^]*no longer exists|no hypothesis yet/);
  });

  it('are as they were where the prompt is left', async () => {
    await declare();
    await run('incident.addHypothesis', { text: 'the pool is exhausted' });
    const before = await types(record);
    await leave(run('incident.judgeHypothesis'));
    await leave(run('incident.addHypothesis'));
    assert.deepEqual(await types(record), before);
  });

  it('are rows, open ones first, each with its verdict as icon and word', () => {
    const build = eventBuilder();
    const disk = build('hypothesis.added', { text: 'the disk is full' });
    const incident = fold(INCIDENT, [
      build.declared(),
      disk,
      build('hypothesis.judged', { hypothesis: disk.id, verdict: 'ruledOut', why: '41 % used' }),
      build('hypothesis.added', { text: 'the pool $(flame) is\nexhausted' }),
      build('suspect.judged', { change: { entry: 'f-1', subject: 'cache v2 switched on' }, verdict: 'suspect' }),
    ]);
    const items = hypothesisNodes(incident, START + 9 * MINUTE).map((node) => node.toTreeItem());
    assert.deepEqual(
      items.map(({ label, description, contextValue }) => [label, description, contextValue]),
      [
        ['the pool $(flame) is exhausted', 'open · Ada', 'hypothesis.open'],
        ['cache v2 switched on', 'suspect · Ada', 'hypothesis.open'],
        ['the disk is full', 'ruled out · Ada', 'hypothesis.ruledOut'],
      ],
    );
    assert.match(items[2]?.tooltip as string, /ruled out: 41 % used/);
  });
});
