import * as assert from 'node:assert/strict';
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
  seeRow,
  TIMELINE,
} from './incidentFlow';
import { eventually, type EditorWindow } from './harness';

const FOLLOW_UPS = 'incident.followUps';

describe('mitigation and follow-ups, by keyboard', () => {
  const folder = recordFolder();
  let window: EditorWindow;
  before(async () => {
    window = await openTallWindow({ recordFolder: folder });
    await declare(window, 'Pulls fail');
  });
  after(() => window.close());

  const recorded = (): string[] => readRecord(folder).map((event) => event.type);

  it('have no view while there are none', async () => {
    await eventually(async () => assert.match((await views()).join(), /Timeline/));
    assert.doesNotMatch((await views()).join(), /Follow-Ups/);
  });

  it('are kept with the place that is selected', async () => {
    await window.runCommand('Go to File...');
    await eventually(async () => assert.ok(await window.quickInput()));
    await window.type('service.log');
    await window.focusQuickRow((row) => row.label === 'service.log', 'service.log');
    await window.press('Enter');
    await eventually(async () => assert.match(await window.editorText(), /connection refused/));
    await selectLastLine();
    await window.runCommand('Incident: Add Follow-Up');
    await prompt(window, 'Add Follow-Up');
    await window.type('say which connection is refused');
    await eventually(async () => {
      const { rows } = await prompt(window, 'Add Follow-Up');
      assert.deepEqual(
        rows.map(({ ariaLabel }) => ariaLabel),
        ['links to service.log:2', 'without the link'].map((what) => `say which connection is refused, ${what}`),
      );
    });
    await window.press('Escape');
    await noPrompt(window);
    await window.runCommand('Incident: Add Follow-Up');
    assert.equal((await prompt(window, 'Add Follow-Up')).value, 'say which connection is refused');
    await window.press('Enter');
    await window.focusView(FOLLOW_UPS);
    const row = await seeRow(window, FOLLOW_UPS, 'say which connection is refused');
    assert.deepEqual([row.description, row.checked], ['no owner', false]);
    const added = readRecord(folder).at(-1)!;
    assert.ok(added.type === 'followUp.added');
    const { startLine, endLine, commit, ...file } = added.data.source!;
    assert.deepEqual(
      [file, startLine, endLine],
      [{ kind: 'file', name: 'service.log', repository: 'workspace' }, 2, 2],
    );
    assert.match(commit ?? '', /^[0-9a-f]{40}$/);
  });

  it('are given a due day, and say what cannot be read as one', async () => {
    await edit('Due date');
    await prompt(window, 'Edit Follow-Up: Due Date');
    await window.type('2026-02-30');
    await eventually(async () =>
      assert.match((await window.quickInput())?.rows[0]?.label ?? '', /Can’t read “2026-02-30” as a date/),
    );
    await window.press('Enter');
    await window.fill('2020-02-29');
    await eventually(async () => assert.match((await window.quickInput())?.rows[0]?.ariaLabel ?? '', /already past/));
    await window.press('Enter');
    const overdue = await seeRow(window, FOLLOW_UPS, 'Overdue: say which connection is refused');
    assert.deepEqual([overdue.icon, overdue.description], ['warning', 'no owner · was due Sat 29 Feb 2020']);
    await edit('Due date');
    await choose(window, 'Edit Follow-Up: Due Date', 'Tomorrow');
    await seeRow(window, FOLLOW_UPS, 'say which', ({ description }) => description === 'no owner · due tomorrow');
  });

  it('are given an owner', async () => {
    await edit('Owner');
    await prompt(window, 'Edit Follow-Up: Owner');
    // Enter right behind the last letter means what was typed.
    await window.type('Team Storage');
    await window.press('Enter');
    await seeRow(window, FOLLOW_UPS, 'say which', ({ description }) => description.startsWith('Team Storage · due'));
  });

  it('are ticked with Space, and opened again with Enter', async () => {
    await window.focusRow(FOLLOW_UPS, 'say which');
    await window.press('Space');
    const done = await seeRow(window, FOLLOW_UPS, 'say which', (row) => row.checked === true);
    assert.match(done.description, /^Team Storage · done \d\d:\d\d/);
    await window.press('Enter');
    await seeRow(window, FOLLOW_UPS, 'say which', (row) => row.checked === false);
  });

  it('make a decision and an action of a mitigation, in two prompts', async () => {
    await window.runCommand('View: Focus Active Editor Group');
    await selectLastLine();
    await window.runCommand('Incident: Choose Mitigation');
    const { rows } = await prompt(window, 'Choose Mitigation (1/2)');
    // A revert that was rehearsed meanwhile is offered, too.
    assert.deepEqual(
      rows.map(({ label }) => label).filter((label) => label !== '' && !label.endsWith(': reverts cleanly')),
      ['Roll back', 'Switch a feature off', 'Shift or shed traffic', 'Scale', 'Restart', 'Hotfix'],
    );
    await choose(window, 'Choose Mitigation (1/2)', 'Restart');
    await choose(window, 'Choose Mitigation: Evidence (2/2)', 'Save it first');
    await eventually(() =>
      assert.deepEqual(recorded().slice(-3), ['evidence.added', 'decision.logged', 'action.started']),
    );
    await seeRow(window, TIMELINE, /Decision: Restart$/);
    const evidence = readRecord(folder).find(({ type }) => type === 'evidence.added')!;
    assert.deepEqual(readRecord(folder).findLast(({ type }) => type === 'decision.logged')?.data, {
      decision: 'Restart',
      information: [{ text: 'Evidence saved: service.log:2 at ' + commitOf(evidence), entry: evidence.id }],
      tradeoff: 'loses what is in memory, and the problem may come back',
    });
  });

  it('are missed at the close, with a reason or one that is added then', async () => {
    await edit('Remove');
    await answer(window, 'Retract Entry', 'it is fixed');
    await eventually(async () => assert.doesNotMatch((await views()).join(), /Follow-Ups/));
    await window.runCommand('Incident: Close');
    await choose(window, 'Close', 'Yes: resolve and close');
    await prompt(window, 'Close without a Follow-Up');
    await window.type('nothing to');
    await window.press('Escape');
    await noPrompt(window);
    assert.ok(!recorded().some((type) => type === 'incident.resolved' || type === 'incident.closed'));
    await window.runCommand('Incident: Close');
    await choose(window, 'Close', 'Yes: resolve and close');
    assert.equal((await prompt(window, 'Close without a Follow-Up')).value, 'nothing to');
    await window.fill('');
    await choose(window, 'Close without a Follow-Up', 'Add a follow-up first');
    await answer(window, 'Add Follow-Up', 'alert on failed pulls');
    await choose(window, 'Close: Still Open', 'Close anyway');
    await seeRow(window, OVERVIEW, /^closed · SEV-3 · /);
    assert.deepEqual(recorded().slice(-3), ['followUp.added', 'incident.resolved', 'incident.closed']);
    await window.focusView(FOLLOW_UPS);
    await seeRow(window, FOLLOW_UPS, 'alert on failed pulls');
    assert.deepEqual(
      (await window.notifications()).map(({ message, buttons }) => [message, buttons]),
      [['Closed: Pulls fail', ['Reopen']]],
    );
  });

  /** In the editor that has the focus. */
  async function selectLastLine(): Promise<void> {
    const seeStatus = async (status: RegExp) =>
      assert.match(await window.page.locator('.part.statusbar').innerText(), status);
    // The keys before the editor has the focus go elsewhere.
    await eventually(async () => {
      await window.press('ControlOrMeta+End');
      await seeStatus(/Ln 3, Col 1\b/);
    });
    await window.press('ArrowUp', 'Shift+End');
    await eventually(() => seeStatus(/Ln 2, Col \d+ \(\d+ selected\)/));
  }

  /** The titles of the views in the side bar. */
  function views(): Promise<string[]> {
    return window.page.locator('.part.sidebar .pane-header .title').allInnerTexts();
  }

  async function edit(what: string): Promise<void> {
    await window.runCommand('Incident: Edit Follow-Up');
    await choose(window, 'Edit Follow-Up', 'say which');
    await choose(window, 'Edit Follow-Up', what);
  }
});

function commitOf(event: ReturnType<typeof readRecord>[number]): string {
  assert.ok(event.type === 'evidence.added');
  return (event.data.source.commit ?? '').slice(0, 8);
}
