import * as assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configure, declare, recording, run, types } from './recording';

const FUTURE = new Date(Date.now() + 3_600_000).toISOString();

describe('what is refused', () => {
  const record = recording();

  it('makes no link of a title that is quoted in a message', async () => {
    await declare('[Open](command:workbench.action.quit)');
    await run('incident.resolve', { endedAt: 'now' });
    await run('incident.resolve');
    await run('incident.goToStage', { stage: '[x](command:y)' });
    assert.deepEqual(record.messages, [
      'warning: “[Open] (command:workbench.action.quit)” is already resolved.',
      'warning: There is no stage “[x] (command:y)”.',
    ]);
  });

  const declaration = (more: object) => ['incident.declare', { title: 'T', severity: 'SEV-1', ...more }] as const;
  for (const [what, [id, argument], sentence] of [
    ['a start in the future', declaration({ startedAt: FUTURE }), '“startedAt” is in the future.'],
    ['a start that is no time', declaration({ startedAt: '25:99' }), 'Can’t read “25:99” as a time.'],
    [
      'a start that is no date',
      declaration({ startedAt: '2026-99-99T00:00' }),
      '“2026-99-99” is not a date in the calendar.',
    ],
    ['a start that is an object', declaration({ startedAt: {} }), '“startedAt” must be a time.'],
    ['a title that is no text', declaration({ title: 7 }), '“title” must be a string.'],
  ] as const) {
    it(`declares nothing with ${what}`, async () => {
      assert.equal(await run(id, argument), undefined);
      assertSaid(sentence);
      assert.deepEqual(await types(record), []);
    });
  }

  for (const [what, id, argument, sentence] of [
    ['a stage that there is not', 'incident.goToStage', { stage: 'panic' }, 'There is no stage “panic”.'],
    ['a note of the future', 'incident.addNote', { text: 'x', occurredAt: FUTURE }, '“occurredAt” is in the future'],
    ['an action that is no text', 'incident.logAction', { text: ['x'] }, '“text” must be a string.'],
    [
      'a tradeoff that is no text',
      'incident.logDecision',
      { decision: 'x', information: [], tradeoff: 3 },
      '“tradeoff” must be a string.',
    ],
    [
      'information that is no text',
      'incident.logDecision',
      { decision: 'x', information: [{}], tradeoff: null },
      '“information.0” must be a string.',
    ],
    ['an entry that there is not', 'incident.amendEntry', { entry: 'nope', text: 'x' }, 'This entry can’t be changed'],
    ['a start in the future', 'incident.setStartTime', { startedAt: FUTURE }, 'is in the future'],
  ] as const) {
    it(`records nothing with ${what}`, async () => {
      await declare();
      await run(id, argument);
      assertSaid(sentence);
      assert.deepEqual(await types(record), ['incident.declared']);
    });
  }

  it('retracts neither a declaration nor anything twice', async () => {
    await declare();
    await run('incident.addNote', { text: 'wrong' });
    const [declaration, note] = await record.events();
    await run('incident.retractEntry', { entry: declaration?.id, why: 'no' });
    await run('incident.retractEntry', { entry: note?.id, why: 'yes' });
    await run('incident.retractEntry', { entry: note?.id, why: 'again' });
    assert.equal(record.messages.length, 2);
    assert.deepEqual(await types(record), ['incident.declared', 'note.added', 'entry.retracted']);
  });

  it('offers to declare where no incident is active', async () => {
    await run('incident.addNote', { text: 'x' });
    assert.deepEqual(record.messages, ['info: No incident is active.']);
    assert.deepEqual(await types(record), []);
  });

  it('says where the record cannot be read or written, and goes on once it can', async () => {
    const place = join(record.folder, 'taken');
    await writeFile(place, 'a file where a folder should be');
    await configure('record.folder', place);
    assert.equal(await declare(), undefined);
    assertSaid(place, 'error');
    await rm(place);
    assert.notEqual(await declare(), undefined);
    assert.equal(record.messages.length, 1);
    assert.deepEqual(await types(record), ['incident.declared']);
  });

  /** What a person can put right is a warning; what the tool could not do is an error. */
  function assertSaid(sentence: string, severity: 'warning' | 'error' = 'warning'): void {
    assert.equal(record.messages.length, 1, record.messages.join('\n'));
    const [message = ''] = record.messages;
    assert.ok(message.startsWith(`${severity}: `) && message.includes(sentence), message);
  }
});
