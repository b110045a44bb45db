import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { fold } from '../../src/domain/fold';
import { suspectsOf } from '../../src/domain/mitigation';
import { eventBuilder, INCIDENT } from '../helpers/events';
import { configure, declare, last, leave, recording, run, types, until } from './recording';

describe('choosing a mitigation', () => {
  const record = recording();
  /** The newest decision; its action follows it. */
  const decision = async () => {
    const found = (await record.events()).findLast(({ type }) => type === 'decision.logged');
    assert.ok(found?.type === 'decision.logged');
    return found;
  };

  it('becomes a decision with what it is based on, and an action in progress, in one append', async () => {
    await declare();
    await run('incident.chooseMitigation', { option: 'restart', evidence: 'none', information: [], tradeoff: null });
    assert.deepEqual((await decision()).data, {
      decision: 'Restart',
      information: [{ text: 'No evidence to save' }],
      tradeoff: null,
    });
    assert.deepEqual((await last(record, 'action.started')).data, { text: 'Restart' });
  });

  it('names the suspect that a rollback takes back, and the evidence that was kept before it', async () => {
    await declare();
    const document = await vscode.workspace.openTextDocument({ content: 'ERROR pool exhausted' });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, 0, 5);
    await run('incident.addEvidence');
    const evidence = await last(record, 'evidence.added');
    await run('incident.recordChange', { kind: 'configuration', text: 'a larger pool', occurredAt: '-5m' });
    const change = await last(record, 'change.recorded');
    await run('incident.refreshChanges');
    await until(
      async () => {
        if (!(await types(record)).includes('suspect.judged')) await run('incident.markSuspect', { key: change.id });
        return types(record);
      },
      (all) => all.includes('suspect.judged'),
      'the change is a suspect',
    );
    const judged = await last(record, 'suspect.judged');
    const answers = { information: ['34 % of pulls fail'], tradeoff: 'fewer pulls at once' };
    await run('incident.chooseMitigation', { option: 'rollBack', evidence: 'kept', ...answers });
    assert.deepEqual((await decision()).data, {
      decision: 'Roll back a larger pool',
      information: [
        { text: 'Suspect: a larger pool', entry: judged.id },
        { text: `Evidence saved: ${evidence.data.source.name}:1`, entry: evidence.id },
        { text: '34 % of pulls fail' },
      ],
      tradeoff: 'fewer pulls at once',
    });
  });

  it("takes the team's own options, and any other", async () => {
    await configure('mitigations', [{ name: 'Fail over to Oslo', how: 'runbooks/oslo.md' }]);
    try {
      await declare();
      const answers = { evidence: 'none', information: [], tradeoff: null };
      await run('incident.chooseMitigation', { option: 'Fail over to Oslo', ...answers });
      assert.equal((await decision()).data.decision, 'Fail over to Oslo');
      await run('incident.chooseMitigation', { option: 'unplug registry-3', ...answers });
      assert.equal((await decision()).data.decision, 'unplug registry-3');
    } finally {
      await configure('mitigations', undefined);
    }
  });

  it('refuses what is no answer about the evidence', async () => {
    await declare();
    await run('incident.chooseMitigation', { option: 'restart', evidence: 'maybe' });
    assert.deepEqual(record.messages, ['warning: “evidence” must be one of: kept, none.']);
    assert.deepEqual(await types(record), ['incident.declared']);
  });

  it('records nothing where it is left', async () => {
    await declare();
    await leave(run('incident.chooseMitigation', { option: 'restart' }));
    assert.deepEqual(await types(record), ['incident.declared']);
  });
});

describe('the suspects of an incident', () => {
  const build = eventBuilder();
  const commit = (letter: string) => ({ repository: 'pallet', commit: letter.repeat(40), subject: `Change ${letter}` });
  const judge = (letter: string, verdict: 'suspect' | 'ruledOut' | 'undecided') =>
    build('suspect.judged', { change: commit(letter), verdict });
  const events = [build.declared(), judge('a', 'suspect'), judge('b', 'suspect'), judge('c', 'ruledOut')];
  const names = (ranked: readonly string[], ...more: ReturnType<typeof judge>[]) =>
    suspectsOf(fold(INCIDENT, [...events, ...more]), ranked).map(({ change }) => change.subject);
  const key = (letter: string) => `pallet@${letter.repeat(40)}`;

  it('stand in the order of their rank, and without one the last judged first', () => {
    assert.deepEqual(names([key('a'), key('c'), key('b')]), ['Change a', 'Change b']);
    assert.deepEqual(names([key('b'), key('a')]), ['Change b', 'Change a']);
    assert.deepEqual(names([key('a')]), ['Change a', 'Change b']);
    assert.deepEqual(names([]), ['Change b', 'Change a']);
  });

  it('are none that were taken back', () => {
    assert.deepEqual(names([], judge('b', 'undecided')), ['Change a']);
  });
});
