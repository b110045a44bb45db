import * as assert from 'node:assert/strict';
import { choose, declare, noPrompt, prompt, readRecord, recordFolder } from './incidentFlow';
import { eventually, openWindow, type EditorWindow } from './harness';

const SECRET = 'password=Tr0ub4dor-and-3';

describe('a secret that is about to be recorded, where the team is asked', () => {
  const folder = recordFolder();
  let window: EditorWindow;
  before(async () => {
    window = await openWindow({
      recordFolder: folder,
      settings: { 'incident.secrets': 'ask' },
      size: { width: 1366, height: 768 },
    });
    await declare(window, 'Pulls fail');
  });
  after(() => window.close());

  const notes = () => readRecord(folder).flatMap((event) => (event.type === 'note.added' ? [event.data.text] : []));

  /** Types a note with the secret, sees that it will be asked about, and is asked. */
  async function note(): Promise<void> {
    await window.runCommand('Incident: Add Note');
    await prompt(window, 'Add Note');
    await window.fill(`they use ${SECRET}`);
    await eventually(async () => {
      assert.match((await window.quickInput())?.message ?? '', /Looks like a secret: .+\. You’ll be asked before/);
    });
    await window.screenshot('secrets-1-hint');
    await window.press('Enter');
    await prompt(window, 'This looks like a secret');
  }

  it('is masked if the answer says so, and if there is none', async () => {
    await note();
    await window.screenshot('secrets-2-asked');
    await choose(window, 'This looks like a secret', 'Mask');
    await eventually(() => assert.equal(notes().length, 1));
    await note();
    await window.press('Escape');
    await eventually(() => assert.equal(notes().length, 2));
    for (const text of notes()) {
      assert.ok(!text.includes('Tr0ub4dor'), text);
      assert.match(text, /they use password=.*\[masked/);
    }
  });

  it('is recorded as typed if the answer says so', async () => {
    await note();
    await choose(window, 'This looks like a secret', 'Keep as typed');
    await eventually(() => assert.equal(notes().at(-1), `they use ${SECRET}`));
    await noPrompt(window);
  });
});
