import * as assert from 'node:assert/strict';
import { colleague, promised } from './colleague';
import {
  answer,
  choose,
  declare,
  noPrompt,
  openTallWindow,
  OVERVIEW,
  prompt,
  readRecord,
  recordFolder,
  resolve,
  seeDetail,
  seeRow,
  seeStages,
  unfoldDetails,
} from './incidentFlow';
import { eventually, type EditorWindow } from './harness';

/** What a commander does from the first alert to the post-mortem, without a mouse. */
describe('an incident from its declaration to its post-mortem, by keyboard', () => {
  const folder = recordFolder();
  let window: EditorWindow;
  before(async () => {
    window = await openTallWindow({ recordFolder: folder });
    await window.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  });
  after(() => window.close());

  const types = (): string[] => readRecord(folder).map(({ type }) => type);
  const seeEvent = (type: string): Promise<void> =>
    eventually(() => assert.ok(types().includes(type), `${type} is not among ${types().join(', ')}`));
  const seeClipboard = (text: RegExp): Promise<void> =>
    eventually(async () => assert.match(await window.page.evaluate(() => navigator.clipboard.readText()), text));
  const seeDraft = (text: RegExp): Promise<void> =>
    eventually(async () => {
      assert.match(await window.editorText(), text);
      assert.ok(await window.page.evaluate(() => document.activeElement?.closest('.monaco-editor') !== null));
    });

  it('is declared, and its impact is assessed', async () => {
    await declare(window, 'Pulls fail');
    await window.runCommand('Incident: Assess Impact');
    await choose(window, 'Assess Impact (1/4)', 'Everyone');
    await answer(window, 'Assess Impact (2/4)', 'every second pull fails');
    await choose(window, 'Assess Impact (3/4)', 'Yes');
    await answer(window, 'Assess Impact (4/4)');
    await unfoldDetails(window);
    await seeDetail(window, 'Impact', ({ description }) => description.startsWith('everyone; every second'));
  });

  it('is told to the customers, in whose draft the impact stands', async () => {
    await window.runCommand('Incident: Post Status Update');
    await choose(window, 'Post Status Update (1/3)', 'customers');
    await choose(window, 'Post Status Update to customers (2/3)', 'investigating');
    await choose(window, 'Next Update to customers (3/3)', '15 minutes');
    await seeDraft(/every second pull fails/);
    await window.press('ControlOrMeta+Enter');
    await seeEvent('nextUpdate.promised');
    await seeClipboard(/^Investigating: Pulls fail\n\nSince [^\n]*every second pull fails\.\n/);
    // It is due on a whole minute: at the end of one, a minute of the fifteen is over at once.
    await seeRow(window, OVERVIEW, /^Update due in 1[45] min/);
  });

  it('shows that the next update is due, without a message to one who types, and leads to it', async () => {
    const [incident] = readRecord(folder);
    await colleague(folder, incident!.incident)(promised(2));
    await seeRow(window, OVERVIEW, /^update due now · /, (row) => row.icon === 'warning');
    await window.screenshot('whole-1-due');
    assert.deepEqual(await window.notifications(), []);
    await window.focusRow(OVERVIEW, 'update due now');
    await window.press('Enter');
    await choose(window, /^Post Status Update to customers/, 'monitoring');
    await choose(window, /^Next Update to customers/, 'No next update');
    await seeDraft(/^Monitoring: Pulls fail/);
    await window.press('ControlOrMeta+Enter');
    await eventually(() => assert.equal(types().filter((type) => type === 'statusUpdate.posted').length, 2));
  });

  it('finds help, and passes the command on', async () => {
    await window.runCommand('Incident: Ask for Help');
    await prompt(window, /^Ask for Help/);
    await window.press('Space', 'Enter');
    await seeDraft(/every second pull fails/);
    await window.press('ControlOrMeta+Enter');
    await seeEvent('help.asked');
    await noPrompt(window);
    await window.runCommand('Incident: Hand Over');
    await prompt(window, /^Hand Over/);
    await window.type('Grace');
    await window.press('Enter');
    await seeDraft(/^Handover to Grace: Pulls fail/);
    await window.press('ControlOrMeta+A');
    await window.type('All is calm; watch the error rate.');
    await window.press('ControlOrMeta+Enter');
    await seeEvent('handover.made');
    await seeDetail(window, 'Roles', ({ description }) => description.includes('Grace'));
    // A browser takes its time for the clipboard.
    await seeClipboard(/^All is calm/);
  });

  it('is told in a chat in three lines', async () => {
    await window.runCommand('Incident: Copy Summary');
    await seeClipboard(/^Pulls fail: [^\n]+\nImpact: everyone[^\n]+\n[^\n]+Grace[^\n]*$/);
  });

  it('is resolved, with a follow-up, and closed after one question: customers were last told something else', async () => {
    await window.runCommand('Incident: Add Follow-Up');
    await answer(window, 'Add Follow-Up', 'alert on failed pulls');
    await seeEvent('followUp.added');
    await resolve(window);
    await seeStages(window, 'Clean-Up');
    await window.screenshot('whole-2-resolved');
    await window.runCommand('Incident: Close');
    const { rows } = await prompt(window, 'Close: Still Open');
    assert.match(rows[0]?.label ?? '', /customers/);
    await choose(window, 'Close: Still Open', 'Close anyway');
    await seeEvent('incident.closed');
    await noPrompt(window);
  });

  it('has a post-mortem in which all of it stands', async () => {
    await window.runCommand('Incident: Write Post-Mortem');
    await seeDraft(/^# Post-Mortem: Pulls fail/);
    await window.screenshot('whole-3-postmortem');
    // The editor draws no more than fits the window.
    await window.press('ControlOrMeta+End');
    await eventually(async () => assert.match(await window.editorText(), /- \[ \] alert on failed pulls/));
    await window.screenshot('whole-4-follow-ups');
    assert.deepEqual(
      (await window.notifications()).filter(({ severity }) => severity === 'error'),
      [],
    );
  });
});
