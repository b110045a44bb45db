import * as assert from 'node:assert/strict';
import { choose, declare, OVERVIEW, prompt, readRecord, recordFolder, seeRow, TIMELINE } from './incidentFlow';
import { eventually, openWindow, type EditorWindow } from './harness';

/** No row shows so much. */
const LONG = `printf '%s' '${'image '.repeat(30)}' > /dev/null; (exit 3)`;

/** Commands of the checklist, and those that a person runs, on a laptop with the default side bar. */
describe('the terminal, by keyboard', () => {
  const folder = recordFolder();
  let window: EditorWindow;
  before(async () => {
    const items = [
      { id: 'probe', text: 'Probe the registry', command: 'echo up' },
      { id: 'pull', text: 'Pull an image', command: LONG },
    ];
    window = await openWindow({
      recordFolder: folder,
      settings: { 'incident.checklists': { assess: { mode: 'replace', items } } },
      size: { width: 1366, height: 768 },
    });
    await declare(window, 'Pulls fail');
  });
  after(() => window.close());

  it('runs the command of an item after a look at it', async () => {
    await seeRow(window, OVERVIEW, 'Probe the registry');
    await window.focusRow(OVERVIEW, 'Probe the registry');
    await window.press('Enter');
    const { rows } = await prompt(window, 'Probe the registry');
    assert.match(rows[0]?.ariaLabel ?? '', /echo up/);
    await window.screenshot('terminal-1-item');
    await choose(window, 'Probe the registry', 'Run');
    await eventually(() => {
      const started = readRecord(folder).find((event) => event.type === 'action.started');
      assert.equal(started?.data.text, 'Probe the registry: echo up');
    });
    await eventually(async () => assert.ok((await window.tree(OVERVIEW)).length > 0));
    await window.screenshot('terminal-2-run');
  });

  it('shows all of a long command, and logs how it failed', async () => {
    await window.focusRow(OVERVIEW, 'Pull an image');
    await window.press('Enter');
    const { rows } = await prompt(window, 'Pull an image');
    const seen = rows.map(({ label }) => label).slice(2);
    assert.deepEqual(seen.join(' ').replaceAll(/\s+/g, ''), LONG.replaceAll(/\s+/g, ''));
    await window.screenshot('terminal-3-long');
    await choose(window, 'Pull an image', 'Run');
    await seeRow(window, TIMELINE, /Action failed: Pull an image: printf .*… \(exit status 3\)$/);
    // What failed stays to be done.
    await seeRow(window, OVERVIEW, 'Pull an image');
  });

  it('offers what a person runs as a row, which Enter logs', async () => {
    await window.runCommand('Terminal: Create New Terminal');
    await eventually(async () => {
      // What is typed before the shell is there may be lost.
      await window.type('git push no-such-remote');
      await window.press('Enter');
      await eventually(async () => {
        const rows = await window.tree(OVERVIEW);
        assert.ok(rows.some(({ label }) => label.startsWith('Log it? git push no-such-remote')));
      }, 5000);
    });
    await window.screenshot('terminal-4-offered');
    await window.focusRow(OVERVIEW, 'Log it? git push no-such-remote');
    await window.press('Enter');
    await eventually(() => {
      const texts = readRecord(folder).flatMap((event) => (event.type === 'action.started' ? [event.data.text] : []));
      assert.ok(texts.includes('git push no-such-remote'));
    });
    await window.screenshot('terminal-5-logged');
  });
});
