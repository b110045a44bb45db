import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { declare, git, last, leave, recording, run, types } from './recording';

const MINUTE = 60_000;

describe('the record, through commands with arguments', () => {
  const record = recording();

  it('keeps a declaration with its title, severity and start', async () => {
    const began = Date.now();
    const id = await run<string>('incident.declare', { title: ' Pulls fail ', severity: 'SEV-1', startedAt: '-10m' });
    const event = await last(record, 'incident.declared');
    assert.equal(event.incident, id);
    assert.deepEqual(await types(record), ['incident.declared']);
    const { title, severity, startedAt } = event.data;
    assert.deepEqual({ title, severity }, { title: 'Pulls fail', severity: 'SEV-1' });
    const early = began - 10 * MINUTE - Date.parse(startedAt);
    assert.ok(early <= 0 && early > -MINUTE, `started at ${startedAt}`);
    assert.deepEqual(record.messages, []);
  });

  it('takes the start as ISO time, as milliseconds and as a Date', async () => {
    const at = Date.now() - 42 * MINUTE;
    for (const startedAt of [new Date(at).toISOString(), at, new Date(at)]) {
      await run('incident.declare', { title: 'Pulls fail', severity: 'SEV-1', startedAt });
      assert.equal((await last(record, 'incident.declared')).data.startedAt, new Date(at).toISOString());
    }
  });

  it('signs entries with the user of git', async () => {
    await declare();
    const { author } = await last(record, 'incident.declared');
    assert.deepEqual(author, { name: git('config', 'user.name'), email: git('config', 'user.email') });
  });

  it('is confirmed in the status bar as it stands there, with its secrets masked', async () => {
    await declare();
    // The tests share their `vscode` with the extension.
    const window = vscode.window as unknown as Record<string, unknown>;
    const original = window.setStatusBarMessage;
    const shown: string[] = [];
    window.setStatusBarMessage = (message: string) => shown.push(message);
    try {
      const text = 'they use password=Tr0ub4dor-and-3';
      await run('incident.addNote', { text });
      await run('incident.logAction', { text });
      await run('incident.logDecision', { decision: text, information: [], tradeoff: null });
      await run('incident.addHypothesis', { text });
      await run('incident.addFollowUp', { text });
      await run('incident.setTitle', { title: text });
    } finally {
      window.setStatusBarMessage = original;
    }
    assert.equal(shown.length, 6);
    for (const message of shown) assert.match(message, /: they use password=\S*\[masked/);
  });

  it('keeps actions from their announcement to their outcome', async () => {
    await declare();
    await run('incident.logAction', { text: 'drain registry-3' });
    const started = await last(record, 'action.started');
    assert.deepEqual(started.data, { text: 'drain registry-3' });
    await run('incident.finishAction', { action: started.id, outcome: 'failed', result: 'it does not drain' });
    const { data } = await last(record, 'action.finished');
    assert.deepEqual(data, { action: started.id, outcome: 'failed', result: 'it does not drain' });
  });

  it('finishes the one action in progress without a question which, but no other than the one that was named', async () => {
    await declare();
    await run('incident.logAction', { text: 'drain registry-3' });
    const { id } = await last(record, 'action.started');
    await run('incident.finishAction', { outcome: 'done' });
    assert.equal((await last(record, 'action.finished')).data.action, id);
    await run('incident.logAction', { text: 'drain registry-4' });
    await leave(run('incident.finishAction', { action: id, outcome: 'failed' }));
    assert.equal((await types(record)).filter((type) => type === 'action.finished').length, 1);
  });

  it('says so, and records nothing, where no action is in progress', async () => {
    await declare();
    await run('incident.finishAction');
    assert.deepEqual(record.messages, ['info: No action is in progress.']);
    assert.deepEqual(await types(record), ['incident.declared']);
  });

  it('dates what happened earlier', async () => {
    await declare();
    const at = new Date(Date.now() - 30 * MINUTE).toISOString();
    await run('incident.addNote', { text: 'first 500s', occurredAt: at });
    const note = await last(record, 'note.added');
    assert.equal(note.occurredAt, at);
    assert.ok(note.recordedAt > at);
    assert.deepEqual(note.data, { text: 'first 500s' });
  });

  it('keeps a decision with its information, and tells no tradeoff from one', async () => {
    await declare();
    await run('incident.logDecision', {
      decision: 'Roll back',
      information: ['34 % fail', 'since 13:52'],
      tradeoff: null,
    });
    assert.deepEqual((await last(record, 'decision.logged')).data, {
      decision: 'Roll back',
      information: [{ text: '34 % fail' }, { text: 'since 13:52' }],
      tradeoff: null,
    });
    await run('incident.logDecision', { decision: 'Wait', information: 'disk fills', tradeoff: 'slower pulls' });
    assert.deepEqual((await last(record, 'decision.logged')).data, {
      decision: 'Wait',
      information: [{ text: 'disk fills' }],
      tradeoff: 'slower pulls',
    });
  });

  it('keeps severity, start and title with what they were before', async () => {
    const before = '2020-01-02T03:04:05.000Z';
    await run('incident.declare', { title: 'Pulls fail', severity: 'SEV-3', startedAt: before });
    await run('incident.setSeverity', { severity: 'SEV-1' });
    assert.deepEqual((await last(record, 'severity.set')).data, { from: 'SEV-3', to: 'SEV-1' });
    const earlier = '2020-01-02T02:00:00.000Z';
    await run('incident.setStartTime', { startedAt: earlier });
    assert.deepEqual((await last(record, 'startTime.set')).data, {
      from: before,
      to: earlier,
      precision: 'minute',
    });
    await run('incident.setTitle', { title: 'Pulls and pushes fail' });
    assert.deepEqual((await last(record, 'title.set')).data, { from: 'Pulls fail', to: 'Pulls and pushes fail' });
  });

  it('does not record a change to what is so already', async () => {
    await run('incident.declare', { title: 'Pulls fail', severity: 'SEV-3', startedAt: '2020-01-02T03:04:05Z' });
    await run('incident.setSeverity', { severity: 'SEV-3' });
    await run('incident.setStartTime', { startedAt: '2020-01-02T03:04:05Z' });
    await run('incident.setTitle', { title: 'Pulls fail' });
    assert.deepEqual(await types(record), ['incident.declared']);
  });

  it('hands a role on', async () => {
    await declare();
    await run('incident.assignRole', { role: 'Incident Commander', person: 'Ada <ada@example.org>' });
    const ada = { name: 'Ada', email: 'ada@example.org' };
    assert.deepEqual((await last(record, 'role.assigned')).data, { role: 'Incident Commander', person: ada });
    await run('incident.assignRole', { role: 'Incident Commander', person: 'Grace' });
    assert.deepEqual((await last(record, 'role.assigned')).data, {
      role: 'Incident Commander',
      person: { name: 'Grace' },
      inPlaceOf: ada,
    });
  });

  it('ticks, unticks and adds checklist items', async () => {
    await declare();
    const item = { stage: 'assess', item: 'whoIsAffected' };
    await run('incident.checkItem', item);
    const { data } = await last(record, 'checklistItem.checked');
    assert.deepEqual({ stage: data.stage, item: data.item }, item);
    assert.ok(data.text.length > 0, 'the wording at that time is kept');
    await run('incident.checkItem', item);
    await last(record, 'checklistItem.unchecked');
    await run('incident.addChecklistItem', { stage: 'mitigate', text: 'tell the network team' });
    const added = (await last(record, 'checklistItem.added')).data;
    assert.deepEqual([added.stage, added.text], ['mitigate', 'tell the network team']);
    await run('incident.checkItem', { stage: 'mitigate', item: added.item });
    assert.equal((await last(record, 'checklistItem.checked')).data.text, 'tell the network team');
  });

  it('amends and retracts without touching what was written', async () => {
    await declare();
    await run('incident.addNote', { text: 'the db is slow' });
    const { id } = await last(record, 'note.added');
    await run('incident.amendEntry', { entry: id, text: 'the disk is slow' });
    assert.deepEqual((await last(record, 'entry.amended')).data, { entry: id, text: 'the disk is slow' });
    await run('incident.retractEntry', { entry: id, why: 'wrong host' });
    assert.deepEqual((await last(record, 'entry.retracted')).data, { entry: id, why: 'wrong host' });
    const original = (await record.events()).find((event) => event.id === id);
    assert.deepEqual(original?.data, { text: 'the db is slow' });
  });

  it('writes to one file a session, whatever the number of entries', async () => {
    await declare();
    for (const text of ['one', 'two', 'three']) await run('incident.addNote', { text });
    const events = await record.events();
    assert.equal(new Set(events.map((event) => event.writer)).size, 1);
    assert.deepEqual(
      events.map((event) => event.seq),
      [1, 2, 3, 4],
    );
  });

  it('keeps entries in order and whole when commands come all at once', async () => {
    await declare();
    const texts = Array.from({ length: 20 }, (_, index) => `note ${index}`);
    await Promise.all(texts.map((text) => run('incident.addNote', { text })));
    const notes = (await record.events()).filter((event) => event.type === 'note.added');
    assert.deepEqual(new Set(notes.map((event) => event.data.text)), new Set(texts));
    assert.equal(new Set(notes.map((event) => event.clock)).size, texts.length);
  });
});
