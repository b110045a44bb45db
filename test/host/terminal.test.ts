import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { fold } from '../../src/domain/fold';
import { Captured } from '../../src/editor/terminal/captured';
import type { Kit } from '../../src/editor/kit/kit';
import { eventBuilder, INCIDENT, MINUTE, START } from '../helpers/events';
import { configure, declare, last, recording, run, types, until } from './recording';

const { High, Low } = vscode.TerminalShellExecutionCommandLineConfidence;

/** A window that shows an incident, and what is run in its terminals. */
function windowWith({ inProgress = [] as string[], never = [] as string[] } = {}) {
  const build = eventBuilder();
  const incident = fold(INCIDENT, [build.declared(), ...inProgress.map((text) => build('action.started', { text }))]);
  let now = START;
  let redrawn = 0;
  const kit = {
    store: {
      state: { shown: incident, incidents: new Map([[INCIDENT, incident]]) },
      changed: { fire: () => (redrawn += 1) },
    },
    settings: { neverOffered: () => never },
    secrets: { copyOf: (line: string) => Promise.resolve({ data: line.replace('hunter2', '[masked]'), kinds: [] }) },
    now: () => now,
  } as unknown as Kit;
  const captured = new Captured(kit);
  const ran = async (value: string, confidence = High) => {
    const execution = { commandLine: { value, confidence, isTrusted: true } } as vscode.TerminalShellExecution;
    await captured.started(execution);
    return (status?: number) => captured.ended(execution, status);
  };
  return {
    captured,
    ran,
    rows: () => captured.rows(incident, now).map((row) => row.toTreeItem()),
    pass: (milliseconds: number) => (now += milliseconds),
    redrawn: () => redrawn,
  };
}

describe('commands that were run in a terminal', () => {
  it('are offered where they change something, with how they ended and without their secrets', async () => {
    const { ran, rows, pass, redrawn } = windowWith();
    await ran('kubectl get pods');
    assert.equal(redrawn(), 0);
    const end = await ran('kubectl create secret generic x --from-literal=p=hunter2');
    const [row] = rows();
    assert.equal(row?.label, 'Log it? kubectl create secret generic x --from-literal=p=[masked]');
    assert.equal(row.description, 'running');
    await end(1);
    assert.equal(rows()[0]?.description, 'exit status 1');
    pass(31 * MINUTE);
    assert.deepEqual(rows(), []);
  });

  it('are offered once, two at a time, and not where the command was read off the screen or is never wanted', async () => {
    const { ran, rows } = windowWith({ never: ['git push'] });
    for (const line of [
      'git push',
      'helm rollback web 1',
      'helm rollback web 1',
      'docker restart a',
      'docker restart b',
    ])
      await ran(line);
    await ran('terraform apply', Low);
    assert.deepEqual(
      rows().map(({ label }) => label),
      ['Log it? docker restart b', 'Log it? docker restart a'],
    );
  });

  it('are not offered where they were logged before', async () => {
    const { ran, rows } = windowWith({ inProgress: ['Roll back: helm rollback web 1'] });
    await ran('helm rollback web 1');
    assert.deepEqual(rows(), []);
  });
});

describe('commands in real terminals', function () {
  this.timeout(60_000);
  const record = recording();
  /** The web host of the lowest version has no shell integration on every machine; the latest must have it. */
  let integration: vscode.TerminalShellIntegration | undefined;
  before(async () => {
    const terminal = vscode.window.createTerminal({ name: 'mine' });
    const told = until(
      () => terminal.shellIntegration,
      (found) => found !== undefined,
      'the shell tells of its commands',
    );
    integration = await (vscode.version.startsWith('1.100.') ? told.catch(() => undefined) : told);
  });
  after(async () => {
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await configure('checklists', undefined);
  });

  it('of a checklist item are run, logged with their exit status, and tick the item', async () => {
    const items = [
      { id: 'probe', text: 'Probe the registry', command: 'true && echo up' },
      { id: 'fails', text: 'Probe the cache', command: 'sh -c "exit 7"' },
    ];
    await configure('checklists', { assess: { mode: 'extend', items } });
    await declare();
    const runItem = (item: string) => async () =>
      run<number | undefined>('incident.runChecklistItem', { stage: 'assess', item, run: true });
    if (integration === undefined) {
      // The command is run all the same, and a person says how it ended.
      assert.equal(await runItem('probe')(), undefined);
      assert.equal((await last(record, 'action.started')).data.text, 'Probe the registry: true && echo up');
      assert.match(record.messages.join(), /can’t tell how “Probe the registry” ends/);
      return;
    }
    // A shell that starts slowly is taken for one that does not tell; the next one is quicker.
    await until(runItem('fails'), (status) => status === 7, 'the shell tells of its commands');
    const failed = await last(record, 'action.finished');
    assert.deepEqual([failed.data.outcome, failed.data.result], ['failed', 'exit status 7']);
    await until(runItem('probe'), (status) => status === 0, 'the shell tells of its commands');
    const [started, finished, ticked] = (await record.events()).slice(-3);
    assert.ok(started?.type === 'action.started' && finished?.type === 'action.finished');
    assert.equal(started.data.text, 'Probe the registry: true && echo up');
    assert.equal(finished.data.outcome, 'done');
    assert.ok(ticked?.type === 'checklistItem.checked' && ticked.data.item === 'probe');
  });

  it('of a person are logged as the action that they were', async function () {
    if (integration === undefined) this.skip();
    await declare();
    integration.executeCommand('git push no-such-remote');
    await until(
      async () => {
        await run('incident.logCommand', { command: '1' });
        return types(record);
      },
      (all) => all.includes('action.finished'),
      'the command is logged with its end',
    );
    const [started, finished] = (await record.events()).slice(-2);
    assert.ok(started?.type === 'action.started' && started.data.text === 'git push no-such-remote');
    assert.ok(finished?.type === 'action.finished' && finished.data.outcome === 'failed');
  });
});
