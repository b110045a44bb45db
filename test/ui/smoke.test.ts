import * as assert from 'node:assert/strict';
import { eventually, openWindow, type EditorWindow } from './harness';

for (const edition of ['latest', 'lowest'] as const) {
  describe(`a window of VS Code (${edition})`, () => {
    let window: EditorWindow;
    before(async () => {
      window = await openWindow({ edition });
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
  });
}
