import * as assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { choose, declare, prompt, readRecord, recordFolder } from './incidentFlow';
import { eventually, openWindow, type EditorWindow } from './harness';

const MINUTE = 60_000;
const NOW = Math.floor(Date.now() / MINUTE) * MINUTE;
const BEGAN = NOW - 40 * MINUTE;

/** From a metric to the start of the incident, on a laptop with the default side bar. */
describe('the start by a metric, by keyboard', () => {
  const folder = recordFolder();
  const parent = mkdtempSync(path.join(tmpdir(), 'incident-metrics-ui-'));
  const workspace = path.join(parent, 'service');
  let window: EditorWindow;
  before(async () => {
    mkdirSync(workspace);
    const rows = Array.from({ length: 300 }, (_, i) => NOW - (300 - i) * MINUTE).map(
      (at, i) => `${new Date(at).toISOString()},${(at < BEGAN ? 2 : 30) + ((i * 7) % 5) / 2}`,
    );
    writeFileSync(path.join(workspace, 'errors.csv'), `time,errors per minute\n${rows.join('\n')}\n`);
    window = await openWindow({ recordFolder: folder, workspace, size: { width: 1366, height: 768 } });
    await declare(window, 'Requests fail');
  });
  after(async () => {
    await window.close();
    rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
  });

  it('is found in the file in the editor, with its bounds and how sure that is', async () => {
    await window.press('Control+p');
    await window.type('errors.csv');
    await eventually(async () => assert.match((await window.quickInput())?.rows[0]?.ariaLabel ?? '', /errors\.csv/));
    await window.press('Enter');
    await eventually(async () => assert.match(await window.editorText(), /errors per minute/));
    await window.runCommand('Incident: Estimate Start from a Metric');
    await prompt(window, 'Estimate Start from a Metric');
    await window.screenshot('metrics-1-which');
    await choose(window, 'Estimate Start from a Metric', 'errors.csv');
    const { rows } = await prompt(window, /^errors per minute rose from 3 to 31/);
    assert.match(rows[0]?.ariaLabel ?? '', /Use as Start Time/);
    await window.screenshot('metrics-2-found');
  });

  it('stands on the axis of the changes as a mark', async () => {
    await choose(window, /^errors per minute rose/, 'Show in What Changed?');
    const panel = window.webview();
    const mark = panel.getByRole('slider', { name: 'Start by the metric' });
    const says = async () => (await mark.getAttribute('aria-valuetext')) ?? '';
    await eventually(async () => assert.match(await says(), /^Start by the metric: /), 15_000);
    assert.equal(await panel.locator('path.metric').count(), 1);
    await window.screenshot('metrics-3-axis');
  });

  it('is dragged along the axis: what it is dragged to is proposed, and Escape leaves it where the metric has it', async () => {
    const panel = window.webview();
    const mark = panel.getByRole('slider', { name: 'Start by the metric' });
    const before = readRecord(folder).length;
    const grip = (await mark.locator('.handle').boundingBox())!;
    const [x, y] = [grip.x + grip.width / 2, grip.y + grip.height / 2];
    await window.page.mouse.move(x, y);
    await window.page.mouse.down();
    await window.page.mouse.move(x - 40, y, { steps: 4 });
    await eventually(async () => assert.match(await panel.locator('.readout').innerText(), /min earlier/));
    await window.screenshot('metrics-dragged');
    await window.page.mouse.up();
    await prompt(window, 'Set Start Time');
    await window.press('Escape');
    await eventually(async () => assert.equal(await mark.getAttribute('aria-valuenow'), '0'));
    assert.equal(readRecord(folder).length, before);
  });

  it('is moved by keys, and is the start once somebody says so', async () => {
    const panel = window.webview();
    const mark = panel.getByRole('slider', { name: 'Start by the metric' });
    const says = async () => (await mark.getAttribute('aria-valuetext')) ?? '';
    await mark.focus();
    await window.press('ArrowRight');
    assert.match(await says(), /1 min later/);
    await window.press('Escape', 'Enter');
    await prompt(window, 'Set Start Time');
    await window.press('Enter');
    await eventually(() => {
      const [evidence, start] = readRecord(folder).slice(-2);
      assert.ok(start?.type === 'startTime.set' && evidence?.type === 'evidence.added');
      assert.deepEqual([Date.parse(start.data.to), start.data.precision], [BEGAN, 'minute']);
      assert.match(evidence.data.text, /^errors per minute: rose from 3 to 31/);
      assert.equal(evidence.data.source.name, 'errors.csv');
    });
    await window.screenshot('metrics-4-start');
  });
});
