import * as assert from 'node:assert/strict';
import { formatDuration } from '../../src/domain/time';
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
  say,
  seeDetail,
  seeNewest,
  seeRow,
  seeStatus,
  TIMELINE,
} from './incidentFlow';
import { colleague } from './colleague';
import { eventually, type EditorWindow } from './harness';
import type { QuickInput } from './screen';

describe('prompts', () => {
  const folder = recordFolder();
  let window: EditorWindow;
  before(async () => {
    window = await openTallWindow({ recordFolder: folder });
  });
  after(() => window.close());

  const recorded = (): string[] => readRecord(folder).map((event) => event.type);

  /** Types a line, and waits until the prompt says this under it. */
  const seeMessage = (title: string, severity: string, message: RegExp): Promise<QuickInput> =>
    eventually(async () => {
      const input = await prompt(window, title);
      assert.equal(input.severity, severity);
      assert.match(input.message, message);
      return input;
    });
  const leave = async (): Promise<void> => {
    await window.press('Escape');
    await noPrompt(window);
  };

  it('of Is This an Incident? lead to Declare with one yes', async () => {
    await window.runCommand('Incident: Is This an Incident?');
    const { rows } = await prompt(window, 'Is This an Incident?');
    assert.equal(rows.length, 3);
    await window.screenshot('prompts-01-is-this-an-incident');
    await choose(window, 'Is This an Incident?', 'No');
    await noPrompt(window);
    await window.runCommand('Incident: Is This an Incident?');
    await choose(window, 'Is This an Incident?', 'Yes: something new or recurring');
    await prompt(window, 'Declare an Incident (1/3)');
  });

  it('keep a title through Escape, and offer it again', async () => {
    await prompt(window, 'Declare an Incident (1/3)');
    await window.type('Pulls fail');
    await leave();
    await window.runCommand('Incident: Declare');
    assert.equal((await prompt(window, 'Declare an Incident (1/3)')).value, 'Pulls fail');
    await window.press('Enter');
    await prompt(window, 'Declare an Incident (2/3)');
    await leave();
    await window.runCommand('Incident: Declare');
    assert.equal((await prompt(window, 'Declare an Incident (1/3)')).value, 'Pulls fail');
  });

  it('go back with the answers still there', async () => {
    await answer(window, 'Declare an Incident (1/3)');
    await choose(window, 'Declare an Incident (2/3)', 'SEV-2');
    await prompt(window, 'Declare an Incident (3/3)');
    await back();
    await prompt(window, 'Declare an Incident (2/3)');
    await back();
    assert.equal((await prompt(window, 'Declare an Incident (1/3)')).value, 'Pulls fail');
    await window.press('Enter');
    await choose(window, 'Declare an Incident (2/3)', 'SEV-2');
  });

  it('say what is wrong with a start, and take any that can be read', async () => {
    await prompt(window, 'Declare an Incident (3/3)');
    await window.type('25:99');
    await seeFirstRow(/Can’t read “25:99” as a time/);
    await window.press('Enter');
    assert.equal((await prompt(window, 'Declare an Incident (3/3)')).value, '25:99');
    await window.screenshot('prompts-02-unreadable-start');
    await window.fill('2099-01-01 10:00');
    await seeFirstRow(/is still to come/);
    await window.fill('yesterday 02:10');
    await seeFirstRow(/^yesterday 02:10 /);
    await window.press('Enter');
    await choose(window, 'Declare an Incident', 'Nobody yet');
    await seeRow(window, OVERVIEW, 'Pulls fail');
    await seeDetail(window, /^Start$/, (row) => row.description.startsWith('yesterday 02:10'));
    const yesterday = new Date();
    yesterday.setDate(yesterday.getDate() - 1);
    const hours = formatDuration(Date.now() - yesterday.setHours(2, 10, 0, 0)).replace(/ \d+m$/, '');
    await seeStatus(window, new RegExp(`^SEV-2 · Assess Impact · ${hours}`));
  });

  it('forget a title that was recorded', async () => {
    await window.runCommand('Incident: Declare');
    const { value, message } = await prompt(window, 'Declare an Incident (1/3)');
    assert.equal(value, '');
    assert.match(message, /“Pulls fail” stays open\./);
    await leave();
    assert.deepEqual(recorded(), ['incident.declared']);
  });

  it('say what is wrong with a time in front, and keep the text', async () => {
    await window.runCommand('Incident: Add Note');
    await prompt(window, 'Add Note');
    await window.type('25:99 first 500s');
    await seeMessage('Add Note', 'error', /Can’t read “25:99” as a time/);
    await window.press('Enter');
    assert.equal((await seeMessage('Add Note', 'error', /“25:99”/)).value, '25:99 first 500s');
    await window.fill('2099-01-01 10:00 first 500s');
    await seeMessage('Add Note', 'error', /2099-01-01 10:00 is still to come: it is \d\d:\d\d/);
    await window.press('Enter');
    assert.equal((await prompt(window, 'Add Note')).value, '2099-01-01 10:00 first 500s');
    await window.screenshot('prompts-03-future');
    await window.fill(' 25:99 is what it said');
    await eventually(async () => assert.equal((await prompt(window, 'Add Note')).severity, undefined));
    await window.press('Enter');
    await noPrompt(window);
    await seeNewest(folder, { text: '25:99 is what it said' });
  });

  it('want a few words', async () => {
    await window.runCommand('Incident: Add Note');
    await answer(window, 'Add Note', '  ');
    await seeMessage('Add Note', 'error', /Enter some text, or press Escape to cancel/);
    await leave();
  });

  it('keep what was typed into each of them through Escape', async () => {
    const typed = { 'Log Action': 'drain registry-3', 'Add Note': '-5m the queue grows', 'Log Decision': 'roll back' };
    for (const [command, text] of Object.entries(typed)) {
      await window.runCommand(`Incident: ${command}`);
      await prompt(window, command);
      await window.fill(text);
      await leave();
    }
    for (const [command, text] of Object.entries(typed)) {
      await window.runCommand(`Incident: ${command}`);
      assert.equal((await prompt(window, command)).value, text);
      await leave();
    }
  });

  it('keep all answers of a decision that is left half way', async () => {
    await window.runCommand('Incident: Log Decision');
    await answer(window, 'Log Decision (1/3)');
    await prompt(window, 'Log Decision (2/3)');
    await window.type('34 % fail');
    await seeChecked('34 % fail');
    await window.press('Enter');
    await prompt(window, 'Log Decision (3/3)');
    await window.type('slower pulls');
    await leave();
    await window.runCommand('Incident: Log Decision');
    await answer(window, 'Log Decision (1/3)');
    await seeChecked('34 % fail');
    await window.press('Enter');
    assert.equal((await prompt(window, 'Log Decision (3/3)')).value, 'slower pulls');
    await choose(window, 'Log Decision (3/3)', 'slower pulls');
    await noPrompt(window);
    await seeNewest(folder, { decision: 'roll back', information: [{ text: '34 % fail' }], tradeoff: 'slower pulls' });
  });

  it('warn of an action that somebody else is on already, with who and since when, and never of one’s own', async () => {
    await say(window, 'Log Action', 'drain the cache of registry-4');
    await say(window, 'Log Action', 'draining cache on registry-4');
    const theirs = colleague(folder, readRecord(folder)[0]?.incident);
    await theirs([2, 'action.started', { text: 'restart the cache of registry-3' }]);
    await seeRow(window, TIMELINE, /restart the cache of registry-3$/);
    const before = recorded();
    await window.runCommand('Incident: Log Action');
    await answer(window, 'Log Action', 'restarting cache on registry-3');
    const { rows } = await prompt(window, 'Log Action: Grace is already on this');
    assert.match(rows[0]?.ariaLabel ?? '', /Leave it to Grace.*restart the cache of registry-3, since .*\d\d:\d\d/);
    await window.screenshot('prompts-04-already');
    await window.press('Enter');
    await noPrompt(window);
    assert.deepEqual(recorded(), before);
    await window.runCommand('Incident: Log Action');
    assert.equal((await prompt(window, 'Log Action')).value, 'restarting cache on registry-3');
    await window.press('Enter');
    await choose(window, 'Log Action: Grace', 'Log anyway');
    await seeRow(window, TIMELINE, /restarting cache on registry-3$/);
    assert.deepEqual(recorded(), [...before, 'action.started']);
  });

  it('keep what was chosen of an assessment that is left half way', async () => {
    await window.runCommand('Incident: Assess Impact');
    await choose(window, 'Assess Impact (1/4)', 'Everyone');
    await answer(window, 'Assess Impact (2/4)', 'pulls fail');
    await choose(window, 'Assess Impact (3/4)', 'Probably');
    await prompt(window, 'Assess Impact (4/4)');
    await leave();
    assert.ok(!recorded().includes('impact.assessed'));
    await window.runCommand('Incident: Assess Impact');
    for (const step of [1, 2, 3, 4]) await answer(window, `Assess Impact (${step}/4)`);
    await noPrompt(window);
    await seeNewest(folder, { scope: 'everyone', effect: 'pulls fail', noticed: 'probably' });
  });

  it('say how much of a title is too long', async () => {
    await window.runCommand('Incident: Edit…');
    await choose(window, 'Edit Incident', 'Title');
    await prompt(window, 'Set Title');
    await window.fill('x'.repeat(203));
    await seeMessage('Set Title', 'error', /^3 characters too long\. The most is 200\.$/);
    await leave();
  });

  it('ask, before an incident is closed that is not resolved, how it stands', async () => {
    await window.runCommand('Incident: Close');
    await choose(window, 'Close', 'Close without resolving');
    await prompt(window, 'Close without Resolving');
    await window.type('a false alarm');
    await leave();
    assert.ok(!recorded().includes('incident.closed'));
    await window.runCommand('Incident: Close');
    await choose(window, 'Close', 'Close without resolving');
    assert.equal((await prompt(window, 'Close without Resolving')).value, 'a false alarm');
    await window.press('Enter');
    const { rows } = await prompt(window, 'Close without a Follow-Up');
    assert.match(rows[0]?.label ?? '', /^4 actions in progress: /);
    await choose(window, 'Close without a Follow-Up', 'No follow-up: a false alarm');
    await seeRow(window, OVERVIEW, /^closed · SEV-2 · /);
    await seeNewest(folder, { whyUnresolved: 'a false alarm', whyNoFollowUp: 'a false alarm' });
  });

  it('show hostile text as what it says', async () => {
    const title = '$(bug) <b>x</b> [y](command:workbench.action.quit)';
    await declare(window, title);
    await seeStatus(window, /^SEV-3 · Assess Impact/);
    await window.runCommand('Incident: Quick Actions');
    const { rows } = await prompt(window, title);
    assert.ok(rows.length > 10);
    await window.screenshot('prompts-05-hostile');
    await leave();
    assert.ok(!(await window.notifications()).some(({ severity }) => severity === 'error'));
  });

  it('are answered in a narrow side bar too, and it stays readable', async () => {
    await window.narrowSidebar();
    await say(window, 'Log Action', 'drain registry-3');
    await seeRow(window, OVERVIEW, 'drain registry-3');
    await window.screenshot('narrow');
  });

  it('are explained by a walkthrough of at most five steps', async () => {
    await window.runCommand('Welcome: Open Walkthrough...');
    await eventually(async () => {
      const { rows } = (await window.quickInput())!;
      assert.ok(rows.some((row) => row.label.includes('Get started with Incident Commander')));
    });
    await window.type('Get started with Incident');
    await window.press('Enter');
    const steps = window.page.locator('.getting-started-step');
    await eventually(async () => {
      const count = await steps.count();
      assert.ok(count > 0 && count <= 5, `${count} steps`);
    });
    await window.screenshot('walkthrough');
  });

  async function back(): Promise<void> {
    await window.press(process.platform === 'darwin' ? 'Control+-' : 'Control+Alt+-');
  }

  async function seeFirstRow(label: RegExp): Promise<void> {
    await eventually(async () => assert.match((await window.quickInput())?.rows[0]?.label ?? '', label));
  }

  async function seeChecked(label: string): Promise<void> {
    await eventually(async () => {
      const { rows } = await prompt(window, 'Log Decision (2/3)');
      assert.ok(
        rows.some((row) => row.label === label && row.checked),
        `"${label}" is not ticked`,
      );
    });
  }
});
