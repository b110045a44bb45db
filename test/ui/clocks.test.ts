import * as assert from 'node:assert/strict';
import { iso } from '../../src/domain/time';
import { MINUTE } from '../helpers/events';
import { colleague, promised, type Said } from './colleague';
import {
  badge,
  choose,
  noPrompt,
  openTallWindow,
  OVERVIEW,
  prompt,
  readRecord,
  recordFolder,
  seeDetail,
  seeNewest,
  seeNotification,
  seeRow,
  seeStatus,
  unfoldDetails,
} from './incidentFlow';
import { eventually, type EditorWindow } from './harness';

/** An incident of severity 3, declared so many minutes ago. */
const declared = (minutes: number): Said => [
  minutes,
  'incident.declared',
  { title: 'Pulls fail', severity: 'SEV-3', startedAt: iso(Date.now() - (minutes + 10) * MINUTE) },
];
/** Whether the clock stands on the background of a warning. */
function warns(window: EditorWindow): Promise<boolean> {
  return window.page
    .locator('[id$="incident.status"].statusbar-item')
    .evaluate((item) => item.classList.contains('error-kind'));
}

describe('the clock of the assessment', () => {
  const folder = recordFolder();
  let window: EditorWindow;
  before(async () => {
    await colleague(folder)(declared(6));
    window = await openTallWindow({ recordFolder: folder });
  });
  after(() => window.close());

  it('reminds once of what came to be due while the window was closed', async () => {
    await window.focusView(OVERVIEW);
    await seeRow(window, OVERVIEW, 'Assess Impact', (row) => /^1\/6 · time is up$/.test(row.description));
    const reminder = await seeNotification([window], /^Impact assessment overdue; 5 minutes are up/);
    assert.deepEqual([reminder.severity, reminder.buttons], ['info', ['Assess Impact', 'Later']]);
    const item = await seeStatus(window, /·\s+assessment overdue \d+m$/);
    assert.match(item.ariaLabel, /The impact assessment is \d+ minutes? overdue\./);
    await seeRow(window, OVERVIEW, /^assessment overdue \d+m · no commander · SEV-3/, (row) => row.icon === 'warning');
    assert.equal((await seeDetail(window, 'Impact')).description, 'not assessed');
    await window.screenshot('clocks-01-assessment');
  });

  it('leads to the assessment, in which every answer may be skipped or rough', async () => {
    await window.clickButton('Assess Impact');
    const first = await prompt(window, 'Assess Impact (1/4)');
    assert.equal(first.rows.find((row) => row.focused)?.label, 'Skip');
    assert.ok(first.rows.some((row) => row.label === 'Nearly everyone'));
    await window.type('roughly 40%');
    await eventually(async () => {
      const { rows } = await prompt(window, 'Assess Impact (1/4)');
      assert.equal(rows.find((row) => row.focused)?.label, 'About 40% of customers');
    });
    await window.screenshot('clocks-02-share');
    await window.press('Enter');
    await prompt(window, 'Assess Impact (2/4)');
    await window.type('pulls fail with 500');
  });

  it('keeps what was typed through Escape, and offers it again', async () => {
    await window.press('Escape');
    await noPrompt(window);
    assert.equal(readRecord(folder).length, 1);
    await window.runCommand('Incident: Assess Impact');
    assert.equal((await prompt(window, 'Assess Impact (1/4)')).value, 'roughly 40%');
    await window.press('Enter');
    assert.equal((await prompt(window, 'Assess Impact (2/4)')).value, 'pulls fail with 500');
    await window.press('Enter');
    const third = await prompt(window, 'Assess Impact (3/4)');
    assert.deepEqual(
      third.rows.map((row) => row.label),
      ['Skip', 'Yes', 'Probably', 'No'],
    );
    await window.press('Enter');
    const fourth = await prompt(window, 'Assess Impact (4/4)');
    assert.match(fourth.rows.find((row) => row.focused)?.ariaLabel ?? '', /, unchanged · 1\dm ago/);
    await window.press('Enter');
    await seeNewest(folder, { scope: 'share', share: 40, roughly: true, effect: 'pulls fail with 500' });
    await seeDetail(window, 'Impact', (row) => row.description === 'about 40% of customers; pulls fail with 500');
    await seeStatus(window, /^SEV-3 · Assess Impact · \d+m$/);
  });

  it('is asked again from the last answers, and records what is new', async () => {
    await unfoldDetails(window);
    await window.focusRow(OVERVIEW, 'Impact');
    await window.press('Enter');
    const first = await prompt(window, 'Assess Impact (1/4)');
    assert.equal(first.rows.find((row) => row.focused)?.label, 'Unchanged: about 40% of customers');
    await window.press('Enter');
    const second = await prompt(window, 'Assess Impact (2/4)');
    assert.deepEqual([second.value, second.rows.length], ['pulls fail with 500', 1]);
    await window.press('Enter');
    await choose(window, 'Assess Impact (3/4)', 'Yes');
    await prompt(window, 'Assess Impact (4/4)');
    await window.press('Enter');
    await seeNewest(folder, { noticed: 'yes' });
    await noPrompt(window);
    const before = readRecord(folder).length;
    await window.runCommand('Incident: Assess Impact');
    for (const step of [1, 2, 3, 4]) {
      await prompt(window, `Assess Impact (${step}/4)`);
      await window.press('Enter');
    }
    await noPrompt(window);
    assert.equal(readRecord(folder).length, before, 'nothing new, nothing recorded');
    await window.screenshot('clocks-03-assessed');
  });

  it('does not remind again after a reload', async () => {
    await window.reload();
    await seeDetail(window, 'Impact', (row) => row.description.endsWith('customers can tell'));
    assert.deepEqual(await window.notifications(), []);
  });

  it('has what is wrong in its status line and on its icon, until it is settled', async () => {
    await eventually(async () => assert.equal(await badge(window), '1'));
    await window.focusRow(OVERVIEW, 'no commander');
    await window.press('Enter');
    await eventually(async () => assert.equal(await badge(window), ''));
    await seeRow(window, OVERVIEW, /^SEV-3 · /, (row) => row.icon !== 'warning');
    await window.focusRow(OVERVIEW, 'Severity');
    await seeDetail(window, 'Severity', (row) => row.description === 'SEV-3, no reason yet');
  });

  it('has its milestones and figures set from their rows', async () => {
    await unfoldDetails(window);
    await window.focusRow(OVERVIEW, 'Figures so far');
    await window.press('ArrowRight');
    await seeRow(window, OVERVIEW, 'Time to detect', (row) => row.description.startsWith('at most 10m'));
    await window.focusRow(OVERVIEW, 'Time to detect');
    await window.press('Enter');
    await prompt(window, 'Set Milestone: Detected');
    await window.type('-30m');
    await window.press('Enter');
    await seeDetail(window, 'Figures so far', (row) => row.description === 'times out of order');
    await seeRow(window, OVERVIEW, /^Detected \(.*\) is before Started/, (row) => row.icon === 'warning');
    await window.screenshot('clocks-04-out-of-order');
  });
});

describe('the clock of the next update, in two windows', () => {
  const folder = recordFolder();
  const write = colleague(folder);
  let windows: readonly [EditorWindow, EditorWindow];
  before(async () => {
    await write(declared(60), [59, 'impact.assessed', {}]);
    const first = await openTallWindow({ recordFolder: folder });
    windows = [first, await first.secondWindow()];
    for (const window of windows) {
      await window.focusView(OVERVIEW);
      await seeRow(window, OVERVIEW, 'Pulls fail');
    }
  });
  after(() => windows[0].close());

  it('counts down to the promise of a colleague', async () => {
    await write(promised(400));
    for (const window of windows) {
      const item = await seeStatus(window, /· update in 7m$/);
      assert.match(item.ariaLabel, /The next update to customers is due in 7 minutes\./);
      await seeRow(window, OVERVIEW, /· update in 7m$/);
      assert.equal(await warns(window), false);
    }
  });

  it('reminds when it is due, in one of the windows, and warns in both', async () => {
    await write(promised(3));
    const reminder = await seeNotification(windows, /^The update to customers is due\. \(Pulls fail\)/);
    assert.deepEqual([reminder.severity, reminder.buttons], ['info', ['Post', 'Snooze']]);
    for (const window of windows) {
      await seeStatus(window, /·\s+update due now$/);
      assert.equal(await warns(window), true);
      await seeRow(window, OVERVIEW, /^update due now · /, (row) => row.icon === 'warning');
    }
    await windows[0].screenshot('clocks-05-due');
    const shown = await Promise.all(windows.map((window) => window.notifications()));
    assert.equal(shown.flat().length, 1, JSON.stringify(shown));
  });

  it('is snoozed from the reminder, and then shows so without a warning', async () => {
    const counts = await Promise.all(windows.map(async (window) => (await window.notifications()).length));
    const reminded = windows[counts.indexOf(1)]!;
    await reminded.clickButton('Snooze');
    await prompt(reminded, /Snooze/);
    await reminded.press('Enter');
    for (const window of windows) {
      await seeStatus(window, /· update (due now|overdue \dm), snoozed$/);
      assert.equal(await warns(window), false);
    }
    await windows[0].screenshot('clocks-06-snoozed');
    await reminded.reload();
    await seeStatus(reminded, /snoozed$/);
    assert.deepEqual(await reminded.notifications(), []);
  });

  it('shows for how long it is overdue', async () => {
    await write(promised(-185));
    for (const window of windows) {
      await seeStatus(window, /·\s+update overdue 3m$/);
      assert.equal(await warns(window), true);
    }
  });
});
