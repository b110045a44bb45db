import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeDemoWorkspace } from '../../scripts/demo-workspace.mjs';
import { eventually, openWindow, type EditorWindow } from './harness';
import { answer, choose, OVERVIEW, readRecord, recordFolder, seeRow, TIMELINE } from './incidentFlow';

const CHANGES = 'incident.changes';
const LAPTOP = { width: 1366, height: 768 };

describe('the first five seconds after Declare, on a laptop with the default side bar', () => {
  const folder = recordFolder();
  const parent = mkdtempSync(path.join(tmpdir(), 'incident-first-ui-'));
  let window: EditorWindow;

  before(async () => {
    const workspace = await makeDemoWorkspace(path.join(parent, 'demo'));
    window = await openWindow({ size: LAPTOP, recordFolder: folder, workspace });
  });
  after(async () => {
    await window.close();
    rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
  });

  it('shows what it is, how it stands, what to do next, and the first suspects without scrolling', async () => {
    await window.runCommand('Incident: Declare');
    await answer(window, 'Declare an Incident (1/3)', 'Checkout is failing with 500s');
    await choose(window, 'Declare an Incident (2/3)', 'Not sure yet');
    await answer(window, 'Declare an Incident (3/3)');
    await choose(window, 'Declare an Incident', 'Nobody yet');
    await seeRow(window, OVERVIEW, 'Checkout is failing with 500s');
    await window.screenshot('first-seconds');
    const inSight = await eventually(async () => {
      const rows = await window.tree(OVERVIEW);
      assert.equal(rows.filter(({ checked }) => checked === false).length, 3);
      return rows.map(({ label }) => label);
    });
    assert.deepEqual(
      inSight.filter((label) => !label.endsWith('?')),
      [
        'Checkout is failing with 500s',
        'no commander · SEV-3 · <1m',
        'Assess Impact',
        '+ 3 more',
        'Next: Communicate',
        'Details',
      ],
    );
    await eventually(async () => {
      const suspects = (await window.tree(CHANGES)).filter(({ ariaLabel }) => /suspi/i.test(ariaLabel));
      assert.ok(suspects.length >= 3, JSON.stringify(await window.tree(CHANGES)));
    });
    assert.ok((await window.tree(TIMELINE)).length > 0);
    await window.screenshot('first-seconds-suspects');
  });

  it('has the focus on the first open item: Space ticks it', async () => {
    const first = await eventually(async () => {
      const item = (await window.tree(OVERVIEW)).find(({ checked }) => checked === false);
      assert.ok(item?.focused);
      return item;
    });
    await window.press('Space');
    await eventually(() => assert.equal(readRecord(folder).at(-1)?.type, 'checklistItem.checked'));
    await eventually(async () => {
      const labels = (await window.tree(OVERVIEW)).map(({ label }) => label);
      assert.ok(!labels.includes(first.label), 'what is done makes room for what is next');
    });
    const entries = (await window.tree(TIMELINE)).map(({ label }) => label);
    assert.ok(!entries.some((label) => /Checked|hidden/.test(label)), entries.join(' | '));
  });

  it('lets one take command from the status line', async () => {
    await window.focusRow(OVERVIEW, 'no commander');
    await window.press('Enter');
    await eventually(() => assert.equal(readRecord(folder).at(-1)?.type, 'role.assigned'));
    await seeRow(window, OVERVIEW, /^SEV-3 · /);
    await window.screenshot('first-seconds-led');
  });
});
