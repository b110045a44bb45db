import * as assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
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
  seeRow,
  seeStatus,
  TIMELINE,
  unfold,
} from './incidentFlow';
import { eventually, type EditorWindow } from './harness';

describe('a damaged record, and settings', () => {
  const folder = recordFolder();
  let window: EditorWindow;
  before(async () => {
    window = await openTallWindow({ recordFolder: folder });
  });
  after(() => window.close());

  it('says what could not be read, and shows the rest', async () => {
    await declare(window, 'Pulls fail');
    await say(window, 'Add Note', 'before the damage');
    await eventually(() => assert.equal(readRecord(folder).at(-1)?.type, 'note.added'));
    const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith('.jsonl'))!;
    appendFileSync(path.join(folder, file), 'this is no entry\n{"v":1,"id":"torn');
    await window.reload();
    await window.focusView(OVERVIEW);
    await seeRow(window, OVERVIEW, 'Pulls fail');
    const row = await seeRow(window, OVERVIEW, 'Some entries couldn’t be read');
    assert.deepEqual([row.description, row.icon], ['2', 'warning']);
    await seeRow(window, TIMELINE, /before the damage$/);
    await eventually(async () => {
      await window.focusRow(OVERVIEW, 'Some entries couldn’t be read');
      await window.press('ArrowRight');
      const labels = (await window.tree(OVERVIEW)).map(({ label }) => label);
      assert.ok(labels.includes('A line is not an entry: it was skipped'), labels.join());
    });
    await seeRow(window, OVERVIEW, 'The last line was never finished: it was skipped');
    await window.screenshot('damaged');
    assert.deepEqual(await window.notifications(), []);
    await say(window, 'Add Note', 'after the damage');
    await seeRow(window, TIMELINE, /after the damage$/);
  });

  it('says why a record folder cannot be used, keeps a title typed then, and goes on once it can', async () => {
    const place = path.join(folder, 'taken');
    writeFileSync(place, 'a file where a folder should be');
    await window.setSettings({ 'incident.record.folder': place });
    await window.focusView(OVERVIEW);
    const row = await seeRow(window, OVERVIEW, 'The record cannot be read');
    assert.equal(row.icon, 'error');
    assert.ok(row.ariaLabel.includes(place), row.ariaLabel);
    await window.runCommand('Incident: Declare');
    await answer(window, 'Declare an Incident (1/3)', 'Pushes fail');
    await answer(window, 'Declare an Incident (2/3)');
    await answer(window, 'Declare an Incident (3/3)');
    await eventually(async () => {
      const [failure] = await window.notifications();
      assert.equal(failure?.severity, 'error');
      assert.ok(failure.message.includes(place), failure.message);
    });
    await window.screenshot('unusable-folder');
    rmSync(place);
    mkdirSync(place);
    await window.runCommand('Incident: Declare');
    assert.equal((await prompt(window, 'Declare an Incident (1/3)')).value, 'Pushes fail');
    await window.press('Enter');
    await answer(window, 'Declare an Incident (2/3)');
    await answer(window, 'Declare an Incident (3/3)');
    await eventually(() => assert.equal(readdirSync(place).length, 1));
    await window.focusView(OVERVIEW);
    await seeRow(window, OVERVIEW, 'Pushes fail');
  });

  it("takes the team's severities, roles and checklists, and leaves out what is malformed", async () => {
    await window.setSettings({
      'incident.record.folder': folder,
      'incident.severities': ['P1', { name: 'P2', meaning: 'Most of it fails', default: true }, 7],
      'incident.roles': ['Captain', 'Scribe'],
      'incident.checklists': {
        assess: { mode: 'replace', items: ['Ask support', { text: 'Look at the map', why: 'It shows regions' }] },
        communicate: { items: ['Tell the partners'] },
        mitigate: 'not an object',
      },
    });
    await window.focusView(OVERVIEW);
    await window.runCommand('Incident: Declare');
    await answer(window, 'Declare an Incident (1/3)', 'Settings');
    const { rows } = await prompt(window, 'Declare an Incident (2/3)');
    assert.deepEqual(
      rows.map(({ label, focused }) => [label, focused]),
      [
        ['Not sure yet', true],
        ['P1', false],
        ['P2', false],
      ],
    );
    await window.press('Enter');
    await answer(window, 'Declare an Incident (3/3)');
    await choose(window, 'Declare an Incident', 'Nobody yet');
    // The default is the severity of whoever is not sure.
    await seeStatus(window, /^P2 ·/);
    await seeRow(window, OVERVIEW, 'Settings');
    await eventually(async () => {
      const items = (await window.tree(OVERVIEW)).filter((row) => row.checked !== undefined).map((row) => row.label);
      assert.deepEqual(items, ['Ask support', 'Look at the map']);
    });
    await window.runCommand('Incident: Assign Role');
    const roles = (await prompt(window, 'Assign Role (1/2)')).rows.map((row) => row.label);
    assert.deepEqual(roles, ['Captain', 'Scribe']);
    await window.press('Escape');
    await noPrompt(window);
    await window.runCommand('Incident: Go to Stage');
    await choose(window, 'Go to Stage', 'Communicate');
    await unfold(window, '+ ', 'Tell the partners');
    await unfold(window, 'Next: ', 'Mitigate');
    await window.focusRow(OVERVIEW, 'Mitigate');
    await window.press('ArrowRight');
    await seeRow(window, OVERVIEW, 'Save evidence before you wipe it');
    await window.screenshot('settings');
    assert.deepEqual(await window.notifications(), []);
  });
});
