import * as assert from 'node:assert/strict';
import { fakeStatuspage, type FakePage } from '../helpers/fakePages';
import {
  answer,
  choose,
  declare,
  noPrompt,
  OVERVIEW,
  prompt,
  readRecord,
  recordFolder,
  seeRow,
  TIMELINE,
} from './incidentFlow';
import { eventually, openWindow, type EditorWindow } from './harness';
import { left } from './leaks';

const KEY = 'key-0123456789-nobody-may-see';
const TITLE = 'Publish Update to Statuspage';

/** From a text to the customers' status page and back, on a laptop with the default side bar. */
describe('the status page, by keyboard', () => {
  const folder = recordFolder();
  let page: FakePage;
  let window: EditorWindow;
  before(async () => {
    page = await fakeStatuspage('abc', KEY);
    window = await openWindow({
      recordFolder: folder,
      settings: {
        'incident.publish.statusPage': {
          ...{ kind: 'statuspage', page: 'abc', api: `${page.service.address}/v1` },
          components: { Checkout: 'c1', Search: 'c2' },
        },
      },
      size: { width: 1366, height: 768 },
    });
    await declare(window, 'Checkout fails');
  });
  after(async () => {
    await window.close();
    await page.service.stop();
  });

  const newest = (type: string) => eventually(() => assert.equal(readRecord(folder).at(-1)?.type, type));

  /** Writes an update with this text, from the palette to the draft. */
  async function write(status: string, text: string): Promise<void> {
    await window.runCommand('Incident: Post Status Update');
    await choose(window, /^Post Status Update/, 'customers');
    await choose(window, /^Post Status Update to customers/, status);
    if (status !== 'resolved') await choose(window, /^Next Update to customers/, 'No next update');
    await eventually(async () => assert.equal((await window.tabs())[0], 'Update to customers'));
    // Until the draft stands there whole: a document of the one before may be shown for a moment.
    const head = new RegExp(`^${status}: Checkout fails`, 'i');
    await eventually(async () => {
      assert.match(await window.editorText(), head);
      assert.ok(await window.page.evaluate(() => document.activeElement?.closest('.monaco-editor') !== null));
    });
    await eventually(async () => {
      await window.press('ControlOrMeta+a');
      await window.type(text);
      assert.equal((await window.editorText()).trim(), text);
    });
  }

  it('gets an update exactly as it was shown before', async () => {
    await write('investigating', 'Payments fail for some of you. We are looking.');
    await window.runCommand('Incident: Publish Update');
    await answer(window, /^Statuspage/, KEY);
    await prompt(window, TITLE);
    await eventually(async () => {
      const text = await window.editorText();
      assert.match(text, /Incident +Checkout fails \(new\)\nStatus +investigating\nImpact +minor/);
      assert.match(text, /Payments fail for some of you\. We are looking\./);
    });
    await window.screenshot('statusPage-1-preview');
    await choose(window, TITLE, 'Change components');
    await prompt(window, TITLE);
    await window.press('Space', 'Enter');
    await eventually(async () => assert.match(await window.editorText(), /Components +Checkout: degraded performance/));
    await choose(window, TITLE, 'Publish');
    await newest('statusUpdate.published');
    await noPrompt(window);
    const [incident] = page.incidents;
    assert.deepEqual(
      [
        page.incidents.length,
        incident?.status,
        incident?.impact,
        incident?.components,
        incident?.updates.map(({ body }) => body),
      ],
      [1, 'investigating', 'minor', { c1: 'degraded_performance' }, ['Payments fail for some of you. We are looking.']],
    );
    await seeRow(window, TIMELINE, /Published to Statuspage \(investigating\)$/);
    await eventually(async () =>
      assert.deepEqual(
        (await window.tabs()).filter((tab) => tab.includes('Update')),
        [],
      ),
    );
    await window.screenshot('statusPage-2-published');
  });

  it('keeps what could not be published in sight, and sends it once', async () => {
    await write('identified', 'We know why.');
    page.service.fail('PATCH', { kind: 'answer', status: 422, body: `{"error":["Page is frozen for ${KEY}"]}` });
    await window.runCommand('Incident: Publish Update');
    await choose(window, TITLE, 'Publish');
    await seeRow(window, OVERVIEW, 'Not on Statuspage yet: identified');
    await eventually(async () => {
      const said = (await window.notifications()).map(({ message }) => message);
      assert.ok(said.includes('Statuspage says: Page is frozen for …'), said.join('\n'));
    });
    await window.screenshot('statusPage-3-waits');
    await window.focusRow(OVERVIEW, 'Not on Statuspage yet: identified');
    await window.press('Enter');
    await choose(window, TITLE, 'Publish');
    await newest('statusUpdate.published');
    assert.equal(page.incidents[0]?.updates.filter(({ body }) => body === 'We know why.').length, 1);
  });

  it('is read back: what somebody wrote there becomes an entry, and the next update says what it does', async () => {
    page.edit('p1', 'resolved', 'All payments work again.');
    await write('monitoring', 'We are watching it.');
    await window.runCommand('Incident: Publish Update');
    const { placeholder } = await prompt(window, TITLE);
    assert.match(placeholder, /Ours is resolved there: it makes a new one\.$/);
    await seeRow(window, TIMELINE, /Statuspage says resolved: All payments work again\.$/);
    await seeRow(window, OVERVIEW, 'Statuspage says resolved');
    await eventually(async () => assert.match(await window.editorText(), /Checkout fails \(new\)/));
    await window.screenshot('statusPage-4-elsewhere');
    await window.press('Escape');
    await noPrompt(window);
    // Escape leaves the draft as it was.
    await eventually(async () => assert.match(await window.editorText(), /We are watching it\./));
    assert.equal(page.incidents[0]?.updates.length, 3);
  });

  it('never has its key in the record, the settings, a log or any other file, though it said the key back', () => {
    const { leaks, log } = left(window, KEY, folder, window.workspace);
    assert.match(log, /Page is frozen for …/);
    assert.deepEqual(leaks, []);
  });
});
