import * as assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { choose, declare, prompt, readRecord, recordFolder } from './incidentFlow';
import { eventually, openWindow, type EditorWindow } from './harness';

const time = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000).toISOString();

/** From a line that one sees to the first of its kind, on a laptop with the default side bar. */
describe('logs, by keyboard', () => {
  const folder = recordFolder();
  const parent = mkdtempSync(path.join(tmpdir(), 'incident-logs-ui-'));
  const workspace = path.join(parent, 'service');
  let window: EditorWindow;
  before(async () => {
    mkdirSync(workspace);
    const ordinary = (from: number) =>
      Array.from({ length: 25 }, (_, i) => `${time(from - i / 10)} INFO request ${4000 + i} served in ${20 + i} ms`);
    const older = [...ordinary(50), `${time(40)} ERROR pool exhausted after 31 s`];
    const newer = [...ordinary(30), `${time(4)} ERROR pool exhausted after 77 s`];
    writeFileSync(path.join(workspace, 'app.log.1'), `${older.join('\n')}\n`);
    writeFileSync(path.join(workspace, 'app.log'), `${newer.join('\n')}\n`);
    const services = [{ name: 'service', logs: ['app.log'] }];
    window = await openWindow({
      recordFolder: folder,
      workspace,
      settings: { 'incident.services': services },
      size: { width: 1366, height: 768 },
    });
    await declare(window, 'Requests fail');
  });
  after(async () => {
    await window.close();
    rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
  });

  it('lead from a line to the first of its kind in a rotated file, with what came before it', async () => {
    await window.runCommand('Incident: Find First Occurrence');
    await prompt(window, 'Find First Occurrence');
    await window.type('ERROR pool exhausted after 77 s');
    await eventually(async () => {
      const { rows } = await prompt(window, 'Find First Occurrence');
      assert.match(rows[0]?.label ?? '', /^Any line of this kind/);
      assert.match(rows[0]?.ariaLabel ?? '', /pool exhausted after/);
    });
    await window.screenshot('logs-1-kind');
    await window.press('Enter');
    await choose(window, 'Find First Occurrence', 'app.log');
    await prompt(window, /^app\.log\.1:26 · /);
    await eventually(async () => assert.match(await window.editorText(), /> 26 .*ERROR pool exhausted after 31 s/));
    await window.screenshot('logs-2-found');
  });

  it('give evidence and the start of the incident', async () => {
    await choose(window, /^app\.log\.1:26 · /, 'Add to Record');
    await eventually(() => assert.equal(readRecord(folder).at(-1)?.type, 'evidence.added'));
    await choose(window, /^app\.log\.1:26 · /, 'Use as Start Time');
    await eventually(() => {
      const newest = readRecord(folder).at(-1);
      assert.ok(newest?.type === 'startTime.set');
      assert.ok(Math.abs(Date.parse(newest.data.to) - (Date.now() - 40 * 60_000)) < 15 * 60_000);
    });
    await window.press('Escape');
  });

  it('tell what is new since the start', async () => {
    await window.runCommand("Incident: What's New in Logs?");
    await choose(window, 'What’s New in Logs?', 'app.log');
    await eventually(async () => {
      const { rows } = await prompt(window, 'What’s New in Logs?');
      assert.match(rows[0]?.ariaLabel ?? '', /pool exhausted after/);
    });
    await window.screenshot('logs-3-news');
    const labels = async () => (await prompt(window, 'What’s New in Logs?')).rows.map(({ label }) => label);
    const [noise = ''] = (await labels()).filter((label) => label.includes('request'));
    await choose(window, 'What’s New in Logs?', noise);
    await choose(window, /^request/, 'Hide This Noise');
    await eventually(async () => {
      assert.deepEqual((await labels()).slice(1), ['Show Hidden Kinds']);
    });
    await choose(window, 'What’s New in Logs?', 'Show Hidden Kinds');
    await eventually(async () => assert.ok((await labels()).includes(noise)));
    await choose(window, 'What’s New in Logs?', 'pool exhausted');
    await choose(window, /pool exhausted after/, 'Show Last Line');
    await eventually(async () => assert.match(await window.editorText(), /^ ?26 {2}.*pool exhausted after 77 s$/m));
    await window.screenshot('logs-4-page');
  });
});
