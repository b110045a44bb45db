// `npm run pictures`: makes the pictures of README and walkthrough anew, from the demo service in a real window.
// No test: what it shows is for people to look at.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeDemoWorkspace } from '../../scripts/demo-workspace.mjs';
import { eventually, openWindow, type EditorWindow } from './harness';
import { answer, choose, noPrompt, OVERVIEW, prompt, recordFolder, resolve, say, seeRow } from './incidentFlow';

const MEDIA = path.resolve(__dirname, '../../media');
/** A laptop, as it comes. */
const SIZE = { width: 1366, height: 768 };
/** In a picture. A dark theme has few. */
const COLOURS = 16;
/** The side bar with its icons. */
const EDITOR = { x: 352, y: 36, width: 1014, height: 624 };
const SIDEBAR = { x: 0, y: 36, width: 354, height: 700 };

function run(program: string, args: readonly string[]): void {
  const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed: ${error?.message ?? stderr}`);
}

describe('the pictures of README and walkthrough', function () {
  this.timeout(600_000);
  const folder = recordFolder();
  const parent = mkdtempSync(path.join(tmpdir(), 'incident-pictures-'));
  const workspace = path.join(parent, 'registry');
  let window: EditorWindow;

  before(async () => {
    mkdirSync(workspace);
    await makeDemoWorkspace(workspace);
    window = await openWindow({ recordFolder: folder, workspace, size: SIZE });
  });
  after(async () => {
    await window.close();
    rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
  });

  const take = async (name: string, clip?: typeof SIDEBAR): Promise<void> => {
    await window.page.mouse.move(SIZE.width - 10, SIZE.height / 2);
    // The cursor that blinks, and what fades in.
    await window.page.waitForTimeout(1500);
    const file = path.join(MEDIA, `${name}.png`);
    await window.page.screenshot({ path: file, animations: 'disabled', ...(clip !== undefined && { clip }) });
    // A fifth of the size, and nobody sees the difference. Both programs are Debian packages (pngquant, webp).
    run('pngquant', ['--speed=1', '--strip', '--nofs', '--force', '--output', file, `${COLOURS}`, '--', file]);
    run('cwebp', ['-quiet', '-lossless', '-z', '9', file, '-o', path.join(MEDIA, `${name}.webp`)]);
    rmSync(file);
  };

  it('shows an incident from its declaration to its follow-ups', async () => {
    await window.runCommand('Incident: Declare');
    await prompt(window, 'Declare an Incident (1/3)');
    await window.type('Every second image pull fails');
    await take('walkthrough/declare', { x: 0, y: 0, width: SIZE.width, height: 300 });
    await window.press('Escape');
    await noPrompt(window);

    await window.runCommand('Incident: Declare');
    await answer(window, 'Declare an Incident (1/3)');
    await choose(window, 'Declare an Incident (2/3)', 'SEV-2');
    await answer(window, 'Declare an Incident (3/3)', '-55m');
    await choose(window, 'Declare an Incident', 'I’m in command');
    await seeRow(window, 'incident.changes', /./);
    await take('readme/declared', SIDEBAR);

    await window.runCommand('Incident: Assess Impact');
    await answer(window, 'Assess Impact (1/', '~50%');
    await answer(window, /^Assess Impact \([23]\//, 'docker pull fails with "manifest unknown"');
    await choose(window, /^Assess Impact \([34]\//, 'Yes');
    for (let rest = await window.quickInput(); rest !== undefined; rest = await window.quickInput()) {
      await window.press('Enter');
      await window.page.waitForTimeout(300);
    }
    await say(window, 'Add Note', '-20m first page: 48 % of the pulls fail since the webhooks were sent anew');
    await say(window, 'Log Action', 'Restarting registry-2');
    await window.runCommand('Incident: What Changed?');
    await eventually(async () => {
      if ((await window.webview().locator('.row[role=option]').count()) === 0) throw new Error('The panel is empty.');
    });
    await take('readme/incident');

    await window.runCommand('Incident: Log Decision');
    await answer(window, 'Log Decision (1/3)', 'Roll back to the last release');
    await prompt(window, /^Log Decision \(2\/3\)/);
    await take('walkthrough/decide', { x: 0, y: 0, width: SIZE.width, height: 300 });
    await window.press('Space', 'Enter');
    await answer(window, /^Log Decision \(3\/3\)/, 'pulls are slower for an hour, but they work');
    await noPrompt(window);

    await window.runCommand('Incident: Post Status Update');
    await choose(window, /^Post Status Update/, 'customers');
    await choose(window, /^Post Status Update to customers/, 'identified');
    await choose(window, /^Next Update to customers/, '30 minutes');
    await eventually(async () => {
      if (!(await window.editorText()).startsWith('Identified')) throw new Error('No draft is open.');
    });
    await take('readme/update', { ...EDITOR, height: 220 });
    await window.press('ControlOrMeta+Enter');
    await seeRow(window, OVERVIEW, /update in/);

    await window.runCommand('Incident: Open Timeline');
    await take('readme/timeline', EDITOR);
    await resolve(window);
    await say(window, 'Add Follow-Up', 'Alert on the share of failed pulls');
    await say(window, 'Add Follow-Up', 'Try the manifest cache in staging before a release');
    await take('readme/cleanUp', SIDEBAR);
  });
});
