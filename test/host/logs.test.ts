import * as assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { NewsRow } from '../../src/logs/news';
import { declare, leave, recording, run, types } from './recording';

interface Hit {
  readonly file: string;
  readonly line: number;
  readonly at?: number;
}

const time = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString();
const served = (minutesAgo: number, id: number) => `${time(minutesAgo)} INFO request ${id} served in ${id % 90} ms`;

describe('logs in the window', () => {
  const record = recording();
  let folder = '';
  let log = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'incident-logs-host-'));
    log = join(folder, 'app.log');
    await writeFile(
      `${log}.1`,
      [
        ...Array.from({ length: 30 }, (_, i) => served(90 - i, 1000 + i)),
        `${time(50)} ERROR pool exhausted after 31 s`,
        '',
      ].join('\n'),
    );
    await writeFile(
      log,
      [
        ...Array.from({ length: 30 }, (_, i) => served(40 - i, 2000 + i)),
        `${time(5)} ERROR pool exhausted after 77 s`,
        '',
      ].join('\n'),
    );
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are searched with their rotated files for the first line of a kind, which is shown with what came before', async () => {
    await declare();
    const text = 'ERROR pool exhausted after 77 s';
    const hit = await run<Hit>('incident.findFirstOccurrence', { text, kind: 'like', files: [log], quiet: true });
    assert.deepEqual([hit.file, hit.line], [`${log}.1`, 31]);
    assert.ok(hit.at !== undefined && Math.abs(Date.now() - hit.at - 50 * 60_000) < 60_000);
    const shown = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(shown, /> 31 {2}.*ERROR pool exhausted after 31 s/);
    assert.match(shown, / {2}30 {2}.*request 1029 served/);
    assert.doesNotMatch(shown, /^\* /m, 'a line is marked whose kind came before');
  });

  it('are searched for exactly a text, too', async () => {
    await declare();
    const text = 'pool exhausted after 77 s';
    const hit = await run<Hit>('incident.findFirstOccurrence', { text, kind: 'text', files: [log], quiet: true });
    assert.deepEqual([hit.file, hit.line], [log, 31]);
  });

  it('say where nothing is found, and which file cannot be read', async () => {
    await declare();
    const files = [log, join(folder, 'missing.log')];
    await run('incident.findFirstOccurrence', { text: 'no such line', files, quiet: true });
    assert.match(record.messages.join('\n'), /Not found in the logs\. missing\.log no longer exists\./);
  });

  it('tell which kinds of lines are new since the start', async () => {
    await run('incident.declare', { title: 'Pulls fail', severity: 'SEV-2', startedAt: time(10) });
    await writeFile(
      log,
      `${served(40, 1)}\n${served(30, 2)}\n${served(9, 3)}\n${time(5)} ERROR disk of node-3 is full\n`,
    );
    await rm(`${log}.1`);
    const rows = await run<readonly NewsRow[]>('incident.whatsNewInLogs', { files: [log], quiet: true });
    assert.deepEqual(
      rows.filter(({ kind }) => kind === 'new').map(({ level, count }) => [level, count]),
      [['error', 1]],
    );
  });

  it('record nothing by being read, nor where the prompt is left', async () => {
    await declare();
    const before = await types(record);
    await leave(run('incident.findFirstOccurrence'));
    await run('incident.findFirstOccurrence', { text: 'pool exhausted', files: [log], quiet: true });
    assert.deepEqual(await types(record), before);
  });
});
