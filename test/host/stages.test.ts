import * as assert from 'node:assert/strict';
import { fold } from '../../src/domain/fold';
import type { Incident } from '../../src/domain/incident';
import { declare, last, recording, run, types } from './recording';

describe('stages and the end of an incident', () => {
  const record = recording();

  const incident = async (id: string): Promise<Incident> =>
    fold(
      id,
      (await record.events()).filter((event) => event.incident === id),
    );

  it('begins in Assess Impact', async () => {
    const id = await declare();
    assert.deepEqual((await incident(id)).activeStages, ['assess']);
  });

  it('goes to any stage, and on to the next', async () => {
    const id = await declare();
    await run('incident.goToStage', { stage: 'investigate' });
    assert.deepEqual((await last(record, 'stage.entered')).data, { stage: 'investigate' });
    await run('incident.nextStage');
    assert.deepEqual((await incident(id)).activeStages, ['mitigate']);
    await run('incident.goToStage', { stage: 'assess' });
    assert.deepEqual((await incident(id)).activeStages, ['assess']);
  });

  it('is in Investigate and Mitigate at the same time', async () => {
    const id = await declare();
    await run('incident.goToStage', { stage: 'investigate' });
    await run('incident.goToStage', { stage: 'mitigate', alongside: true });
    assert.deepEqual((await incident(id)).activeStages, ['investigate', 'mitigate']);
    await run('incident.nextStage');
    assert.deepEqual((await incident(id)).activeStages, ['cleanUp']);
  });

  it('records no entering of the stage it is in, and none after the last', async () => {
    await declare();
    await run('incident.goToStage', { stage: 'cleanUp' });
    const before = await types(record);
    await run('incident.goToStage', { stage: 'cleanUp' });
    assert.deepEqual(record.messages, []);
    await run('incident.nextStage');
    assert.deepEqual(record.messages, ['warning: Clean-Up is the last stage. Close ends the incident.']);
    assert.deepEqual(await types(record), before);
  });

  it('resolves into Clean-Up, closes, and is opened again', async () => {
    const id = await declare();
    await run('incident.goToStage', { stage: 'mitigate' });
    await run('incident.resolve', { endedAt: '-1m' });
    let now = await incident(id);
    assert.deepEqual([now.status, now.activeStages], ['resolved', ['cleanUp']]);
    await run('incident.close', { whyNoFollowUp: 'it is tracked elsewhere' });
    now = await incident(id);
    assert.equal(now.status, 'closed');
    assert.ok((now.closedAt ?? 0) >= (now.resolvedAt ?? Infinity));
    await run('incident.reopen');
    now = await incident(id);
    assert.equal(now.status, 'open');
    assert.deepEqual([now.resolvedAt, now.closedAt], [undefined, undefined]);
    assert.deepEqual(record.messages, ['info: Closed: Pulls fail']);
    assert.deepEqual(now.activeStages, ['mitigate']);
    assert.deepEqual((await types(record)).slice(-4), [
      'milestone.set',
      'incident.resolved',
      'incident.closed',
      'incident.reopened',
    ]);
  });

  it('closes without being resolved where a reason is given', async () => {
    const id = await declare();
    const why = { whyUnresolved: 'the probe was broken', whyNoFollowUp: 'the probe is mended' };
    await run('incident.close', why);
    assert.deepEqual((await last(record, 'incident.closed')).data, why);
    assert.equal((await incident(id)).status, 'closed');
  });

  it('does not resolve or close twice', async () => {
    await declare('Pulls fail');
    await run('incident.resolve', { endedAt: 'now' });
    await run('incident.resolve', { endedAt: 'now' });
    assert.deepEqual(record.messages, ['warning: “Pulls fail” is already resolved.']);
    await run('incident.close', { whyNoFollowUp: 'none is needed' });
    await run('incident.close');
    assert.deepEqual(record.messages.slice(1), [
      'info: Closed: Pulls fail',
      'warning: “Pulls fail” is already closed.',
    ]);
    assert.deepEqual(await types(record), [
      'incident.declared',
      'milestone.set',
      'incident.resolved',
      'incident.closed',
    ]);
  });

  it('writes to the incident that the window was switched to', async () => {
    const first = await declare('First');
    const second = await declare('Second');
    await run('incident.addNote', { text: 'of the second' });
    assert.equal((await last(record, 'note.added')).incident, second);
    await run('incident.switch', { id: first });
    await run('incident.addNote', { text: 'of the first' });
    const notes = (await record.events()).filter((event) => event.type === 'note.added');
    assert.deepEqual(
      notes.map((event) => [event.data.text, event.incident]).sort(),
      [
        ['of the first', first],
        ['of the second', second],
      ].sort(),
    );
  });
});
