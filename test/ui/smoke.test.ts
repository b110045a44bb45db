import * as assert from 'node:assert/strict';
import { eventually, openWindow, type EditorWindow } from './harness';
import { choose, declare, OVERVIEW, recordFolder, seeRow, seeStages } from './incidentFlow';

for (const edition of ['latest', 'lowest'] as const) {
  describe(`a window of VS Code (${edition})`, () => {
    const folder = recordFolder();
    let window: EditorWindow;
    before(async () => {
      window = await openWindow({ edition, recordFolder: folder });
    });
    after(() => window.close());

    it('opens the workspace, and the palette runs commands', async () => {
      await window.runCommand('View: Show Explorer');
      await eventually(async () => {
        assert.ok(
          (await window.statusBar()).some((item) => item.text.startsWith('main')),
          'git has not found the repository',
        );
      });
      await window.screenshot(`smoke-${edition}`);
    });

    it('opens the checklist of a stage that becomes active', async () => {
      await declare(window, 'Pulls fail');
      await window.runCommand('Incident: Go to Stage');
      await choose(window, 'Go to Stage', 'Clean-Up');
      await seeStages(window, 'Clean-Up');
      await seeRow(window, OVERVIEW, 'Tell customers it is over');
      await window.screenshot(`smoke-stage-${edition}`);
    });
  });
}
