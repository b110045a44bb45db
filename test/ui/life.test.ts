import * as assert from 'node:assert/strict';
import {
  answer,
  badge,
  choose,
  closeWithoutFollowUp,
  declare,
  firstItem,
  keysOf,
  noPrompt,
  openTallWindow,
  OVERVIEW,
  prompt,
  readRecord,
  recordFolder,
  resolve,
  say,
  seeDetail,
  seeRow,
  seeStages,
  seeStatus,
  status,
  TIMELINE,
  unfold,
} from './incidentFlow';
import { eventually, type EditorWindow } from './harness';

const TITLE = 'Pulls of images fail with 500';
const AUTHOR = 'Tess Ter';

describe('the life of an incident, by keyboard alone', () => {
  const folder = recordFolder();
  let window: EditorWindow;
  before(async () => {
    window = await openTallWindow({ recordFolder: folder });
  });
  after(() => window.close());

  const newest = (): unknown => readRecord(folder).at(-1)?.data;

  it('shows nothing but a welcome before there is one', async () => {
    await window.focusView(OVERVIEW);
    await eventually(async () => assert.match(await window.welcome(OVERVIEW), /No incident is active/));
    assert.equal(await status(window), undefined);
    assert.equal(await badge(window), '');
    await window.screenshot('life-01-welcome');
  });

  /** A pick may be there a moment before its rows are. */
  const preselected = (title: string, row: RegExp) =>
    eventually(async () => {
      const { rows } = await prompt(window, title);
      assert.match(rows.find(({ focused }) => focused)?.ariaLabel ?? '', row);
    });

  it('is declared with the button of the welcome, a title and Enters; one more takes command or not', async () => {
    await window.focusView(OVERVIEW);
    await window.press('Tab', 'Enter');
    const first = await prompt(window, 'Declare an Incident (1/3)');
    assert.match(first.message, /What’s wrong/);
    await window.type(TITLE);
    await window.press('Enter');
    await preselected('Declare an Incident (2/3)', /^Not sure yet, SEV-3 for now/);
    await window.screenshot('life-02-severity');
    await window.press('Enter');
    await preselected('Declare an Incident (3/3)', /^Just now/);
    await window.press('Enter');
    await preselected('Declare an Incident', /^I’m in command/);
    await choose(window, 'Declare an Incident', 'Nobody yet');
    await seeRow(window, OVERVIEW, TITLE);
  });

  it('stands in Assess Impact, the other stages behind the next, and nobody in command', async () => {
    await seeStages(window, 'Assess Impact');
    await unfold(window, 'Next: Communicate', 'Clean-Up');
    const states = (await window.tree(OVERVIEW)).filter(
      ({ level, ariaLabel }) => level === 2 && ariaLabel.startsWith('Stage '),
    );
    assert.deepEqual(
      states.map(({ label, description }) => `${label}: ${description.split(' · ')[0] ?? ''}`),
      [
        'Start: done',
        'Communicate: not started',
        'Intermission: not started',
        'Investigate: not started',
        'Mitigate: not started',
        'Clean-Up: not started',
      ],
    );
    await window.focusRow(OVERVIEW, 'Next: Communicate');
    await window.press('ArrowLeft');
    const active = await seeRow(window, OVERVIEW, 'Assess Impact');
    assert.deepEqual([active.expanded, active.level], [true, 1]);
    assert.match(active.ariaLabel, /^Stage Assess Impact, active, 0 of \d+ checked/);
    assert.equal((await seeDetail(window, 'Roles')).description, 'nobody in command');
    await seeRow(window, OVERVIEW, 'no commander · SEV-3 · <1m');
    await seeStatus(window, /^SEV-3 · Assess Impact · <1m · assessment due in 5m$/);
    await eventually(async () => assert.equal(await badge(window), '1'));
    await window.screenshot('life-03-declared');
  });

  it('has its items ticked with Space and with Enter, and says who did when', async () => {
    await firstItem(window);
    const [first, second] = (await window.tree(OVERVIEW)).filter((row) => row.checked !== undefined);
    assert.ok(first && second);
    assert.equal(first.checked, false);
    await window.focusRow(OVERVIEW, first.label);
    await window.press('Space');
    await eventually(() => assert.equal(readRecord(folder).at(-1)?.type, 'checklistItem.checked'));
    await window.focusRow(OVERVIEW, second.label);
    await window.press('Enter');
    await unfold(window, '+ ', second.label);
    const ticked = await seeRow(window, OVERVIEW, second.label, (row) => row.checked === true);
    assert.match(ticked.description, new RegExp(`^${AUTHOR} · \\d\\d:\\d\\d `));
    assert.ok(ticked.ariaLabel.includes(second.label) && ticked.ariaLabel.includes(AUTHOR), ticked.ariaLabel);
    await window.focusRow(OVERVIEW, second.label);
    await window.press('Space');
    await seeRow(window, OVERVIEW, second.label, (row) => row.checked === false && row.description === '');
    await seeRow(window, OVERVIEW, 'Assess Impact', (row) => /^1\/6 · \d min left$/.test(row.description));
    assert.deepEqual(
      readRecord(folder)
        .slice(2)
        .map((event) => event.type),
      ['checklistItem.checked', 'checklistItem.checked', 'checklistItem.unchecked'],
    );
    await window.screenshot('life-04-ticked');
  });

  it('has actions announced, and finished with their outcome', async () => {
    await say(window, 'Log Action', 'drain registry-3');
    const action = await seeRow(window, OVERVIEW, 'drain registry-3');
    assert.deepEqual([action.description, action.level], [`${AUTHOR} · <1m`, 1]);
    await window.focusRow(OVERVIEW, 'drain registry-3');
    await window.press('Enter');
    await choose(window, 'Finish Action', 'Failed');
    await answer(window, 'Finish Action: failed', 'it does not drain');
    await seeRow(window, TIMELINE, /Action failed: drain registry-3 \(it does not drain\)$/);
    await eventually(async () =>
      assert.ok(!(await window.tree(OVERVIEW)).some((row) => row.label === 'drain registry-3')),
    );
    // The only one in progress is the one that is finished.
    await say(window, 'Log Action', 'drain registry-4');
    await window.runCommand('Incident: Finish Action');
    await choose(window, 'Finish Action', 'Done');
    await answer(window, 'Finish Action: done');
    await seeRow(window, TIMELINE, /Action done: drain registry-4$/);
  });

  it('has a note dated by a time in front of it, understood before Enter', async () => {
    await window.runCommand('Incident: Add Note');
    await prompt(window, 'Add Note');
    await window.type('-10m first 500s');
    await eventually(async () => {
      const { message, severity } = await prompt(window, 'Add Note');
      assert.match(message, /^Dated .*\d\d:\d\d \S+ \(10m ago\)/);
      assert.equal(severity, 'info');
    });
    await window.screenshot('life-05-dated-note');
    await window.press('Enter');
    await noPrompt(window);
    const row = await seeRow(window, TIMELINE, /^(\d+ \w+ )?\d\d:\d\d first 500s$/);
    assert.equal(row.description, AUTHOR);
    assert.match(row.ariaLabel, /^first 500s, .*, by Tess Ter/);
    const note = readRecord(folder).at(-1)!;
    const apart = Date.parse(note.recordedAt) - Date.parse(note.occurredAt ?? '');
    assert.ok(apart >= 600_000 && apart < 700_000, `${apart} ms apart`);
  });

  it('has a decision kept with what it rests on, and its tradeoff', async () => {
    await window.runCommand('Incident: Log Decision');
    await answer(window, 'Log Decision (1/3)', 'roll back to the image of yesterday');
    const { rows } = await prompt(window, 'Log Decision (2/3)');
    const known = rows.map((row) => row.label);
    assert.ok(known.includes('first 500s') && known.some((label) => label.includes('it does not drain')), known.join());
    await window.type('34 % of pulls fail');
    await window.focusQuickRow((row) => row.label === 'first 500s', 'first 500s');
    await window.press('Space');
    await eventually(async () => {
      const { rows: now } = await prompt(window, 'Log Decision (2/3)');
      assert.deepEqual(
        now.filter((row) => row.checked).map((row) => row.label),
        ['34 % of pulls fail', 'first 500s'],
      );
    });
    await window.screenshot('life-06-information');
    await window.press('Enter');
    await prompt(window, 'Log Decision (3/3)');
    await window.type('slower pulls');
    await window.focusQuickRow((row) => row.label === 'slower pulls', 'slower pulls');
    await window.press('Enter');
    await seeRow(window, TIMELINE, /Decision: roll back to the image of yesterday$/);
    const note = readRecord(folder).find((event) => event.type === 'note.added');
    assert.deepEqual(newest(), {
      decision: 'roll back to the image of yesterday',
      information: [{ text: '34 % of pulls fail' }, { text: 'first 500s', entry: note?.id }],
      tradeoff: 'slower pulls',
    });
  });

  it('goes to a stage, and into two at the same time', async () => {
    await window.runCommand('Incident: Go to Stage');
    await choose(window, 'Go to Stage', 'Investigate');
    await seeStages(window, 'Investigate');
    await window.runCommand('Incident: Go to Stage');
    const { rows } = await prompt(window, 'Go to Stage');
    assert.deepEqual(
      rows.filter((row) => row.focused).map((row) => row.label),
      ['Mitigate'],
    );
    await choose(window, 'Go to Stage', 'Mitigate, alongside Investigate');
    await seeStages(window, 'Investigate', 'Mitigate');
    await window.screenshot('life-07-two-stages');
  });

  it('goes on to the next stage, and back', async () => {
    await window.runCommand('Incident: Quick Actions');
    await choose(window, `SEV-3 ${TITLE}`, 'Next stage');
    await seeStages(window, 'Clean-Up');
    await window.runCommand('Incident: Go to Stage');
    await choose(window, 'Go to Stage', 'Mitigate');
    await seeStages(window, 'Mitigate');
  });

  it('has its roles assigned, and handed on', async () => {
    await window.runCommand('Incident: Assign Role');
    await choose(window, 'Assign Role (1/2)', 'Incident Commander');
    await window.pick('Assign Role: Incident Commander (2/2)', AUTHOR);
    await seeDetail(window, 'Roles', (row) => row.description === AUTHOR);
    await eventually(async () => assert.equal(await badge(window), ''));
    await window.runCommand('Incident: Assign Role');
    await choose(window, 'Assign Role (1/2)', 'Incident Commander');
    await prompt(window, 'Assign Role: Incident Commander (2/2)');
    await window.type('Grace <grace@example.org>');
    await choose(window, 'Assign Role: Incident Commander (2/2)', 'Grace <grace@example.org>');
    await seeRow(window, TIMELINE, /Incident Commander: Tess Ter → Grace$/);
    await seeDetail(window, 'Roles', (row) => row.description === 'Grace');
  });

  it('offers what makes sense now in one pick', async () => {
    await window.press(...keysOf('incident.quickActions'));
    const { title, rows } = await prompt(window, `SEV-3 ${TITLE}`);
    assert.equal(title, `SEV-3 ${TITLE}`);
    const labels = rows.map((row) => row.label);
    assert.ok(labels.includes('Log action') && labels.includes('Next stage'), labels.join());
    assert.ok(!labels.includes('Finish action') && !labels.includes('Reopen'), labels.join());
    assert.match(rows.find((row) => row.label === 'Next stage')?.ariaLabel ?? '', /Clean-Up/);
    await window.screenshot('life-08-quick-actions');
    await choose(window, `SEV-3 ${TITLE}`, 'Add note');
    await answer(window, 'Add Note', 'all is calm');
    await seeRow(window, TIMELINE, /all is calm$/);
  });

  it('is resolved, closed and opened again', async () => {
    await resolve(window);
    await seeRow(window, OVERVIEW, /^resolved · SEV-3 · /);
    await seeStages(window, 'Clean-Up');
    await window.runCommand('Incident: Quick Actions');
    const { rows } = await prompt(window, `SEV-3 ${TITLE}`);
    const offered = rows.map((row) => row.label);
    assert.ok(
      offered.includes('Close') && offered.includes('Reopen') && !offered.includes('Next stage'),
      offered.join(),
    );
    await window.press('Escape');
    await window.runCommand('Incident: Close');
    await closeWithoutFollowUp(window);
    await seeRow(window, OVERVIEW, /^closed · SEV-3 · /);
    await eventually(async () => assert.equal(await status(window), undefined));
    await window.runCommand('Incident: Reopen');
    await seeStatus(window, /^SEV-3 ·/);
    await seeRow(window, TIMELINE, /Reopened$/);
  });

  it('reads as a whole in the timeline document', async () => {
    await window.runCommand('Incident: Open Timeline');
    await eventually(async () => {
      const text = await window.editorText();
      for (const part of [`# ${TITLE}`, 'Tradeoff: slower pulls', 'Incident Commander: Tess Ter → Grace', 'Reopened']) {
        assert.ok(text.includes(part), `"${part}" is not in\n${text}`);
      }
    });
    await window.screenshot('life-09-timeline');
    const notifications = await window.notifications();
    // That of the close goes away by itself.
    const others = notifications.filter(({ message }) => message !== `Closed: ${TITLE}`);
    assert.deepEqual(others, [], 'nothing else of this needs a notification');
  });
});

for (const theme of ['light', 'high-contrast'] as const) {
  describe(`an incident in a ${theme} theme`, () => {
    it('is declared, ticked, worked on, resolved and closed', async () => {
      const window = await openTallWindow({ theme });
      try {
        await declare(window, TITLE);
        const item = await firstItem(window);
        await window.focusRow(OVERVIEW, item);
        await window.press('Space');
        await unfold(window, '+ ', item);
        await say(window, 'Log Action', 'drain registry-3');
        await window.runCommand('Incident: Log Decision');
        await answer(window, 'Log Decision (1/3)', 'roll back');
        await answer(window, 'Log Decision (2/3)');
        await choose(window, 'Log Decision (3/3)', 'No tradeoff');
        await seeRow(window, TIMELINE, /Decision: roll back$/);
        await window.runCommand('Incident: Add Note');
        await prompt(window, 'Add Note');
        await window.type('25:99 when?');
        await eventually(async () => assert.equal((await prompt(window, 'Add Note')).severity, 'error'));
        await window.screenshot(`theme-${theme}-prompt`);
        await window.press('Escape');
        await resolve(window);
        await seeStages(window, 'Clean-Up');
        await window.screenshot(`theme-${theme}`);
        await window.runCommand('Incident: Close');
        await closeWithoutFollowUp(window);
        await eventually(async () => assert.equal(await status(window), undefined));
      } finally {
        await window.close();
      }
    });
  });
}
