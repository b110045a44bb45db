import * as assert from 'node:assert/strict';
import {
  declare,
  OVERVIEW,
  answer,
  choose,
  noPrompt,
  prompt,
  readRecord,
  recordFolder,
  say,
  seeRow,
} from './incidentFlow';
import { eventually, openWindow, type EditorWindow } from './harness';

/** On a laptop with the default side bar, by keyboard. */
describe('hypotheses, by keyboard', () => {
  const folder = recordFolder();
  let window: EditorWindow;
  before(async () => {
    window = await openWindow({ recordFolder: folder, size: { width: 1366, height: 768 } });
    await declare(window, 'Pulls fail');
    await window.runCommand('Incident: Go to Stage');
    await choose(window, 'Go to Stage', 'Investigate');
    await seeRow(window, OVERVIEW, 'Investigate');
  });
  after(() => window.close());

  it('stand under Investigate without unfolding anything', async () => {
    await say(window, 'Add Hypothesis', 'the disk of registry-1 is full');
    await say(window, 'Add Hypothesis', 'the connection pool is exhausted');
    await seeRow(window, OVERVIEW, 'the disk of registry-1 is full', ({ description }) =>
      description.startsWith('open'),
    );
    await seeRow(window, OVERVIEW, 'the connection pool is exhausted');
    await window.screenshot('hypotheses-1-open');
  });

  it('are ruled out from their row with Enter, a verdict and a reason', async () => {
    await window.focusRow(OVERVIEW, 'the disk of registry-1 is full');
    await window.press('Enter');
    await choose(window, 'Judge Hypothesis', 'Ruled out');
    await prompt(window, 'Judge Hypothesis');
    await window.type('41 % used');
    await window.screenshot('hypotheses-2-why');
    await window.press('Enter');
    await noPrompt(window);
    await eventually(() => {
      const newest = readRecord(folder).at(-1);
      assert.ok(newest?.type === 'hypothesis.judged');
      assert.deepEqual([newest.data.verdict, newest.data.why], ['ruledOut', '41 % used']);
    });
    await seeRow(window, OVERVIEW, 'the disk of registry-1 is full', ({ description }) =>
      description.startsWith('ruled out'),
    );
    await window.screenshot('hypotheses-3-ruled-out');
  });

  it('are in the post-mortem with what ruled them out', async () => {
    await window.runCommand('Incident: Write Post-Mortem');
    await eventually(async () => assert.match(await window.editorText(), /^# Post-Mortem: Pulls fail/));
    // What is typed before the search has opened would go into the document; an editor that has no focus yet opens none.
    await eventually(async () => {
      await window.press('ControlOrMeta+F');
      await window.page.locator('.find-widget.visible textarea:focus').waitFor({ timeout: 3000 });
    });
    await window.type('What We Thought');
    await eventually(async () => {
      const text = await window.editorText();
      assert.match(text, /\*\*Hypothesis:\*\* the connection pool is exhausted/);
      assert.match(text, /\*\*Ruled out:\*\* the disk of registry-1 is full \(41 % used\)/);
    });
    await window.screenshot('hypotheses-4-postmortem');
  });

  it('may be added from the palette alone, where an answer is left nothing is recorded', async () => {
    const before = readRecord(folder).length;
    await window.runCommand('Incident: Add Hypothesis');
    await answer(window, 'Add Hypothesis', '');
    await window.press('Escape');
    await noPrompt(window);
    assert.equal(readRecord(folder).length, before);
  });
});
