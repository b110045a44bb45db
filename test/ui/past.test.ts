import * as assert from 'node:assert/strict';
import { iso } from '../../src/domain/time';
import { eventBuilder, INCIDENT, MINUTE } from '../helpers/events';
import { writeFileOf } from '../helpers/record';
import {
  answer,
  choose,
  noPrompt,
  openTallWindow,
  OVERVIEW,
  prompt,
  recordFolder,
  seeDetail,
  seeRow,
  seeStatus,
} from './incidentFlow';
import { eventually, type EditorWindow } from './harness';

const PAST = 'incident.past';
const PULLS = 'Pulls of images fail with 500';
const MAILS = 'Mails to reset passwords do not arrive';

/** Two incidents of last month: one was mitigated by a decision, the other by an action. */
async function writeHistory(folder: string): Promise<void> {
  const began = Date.now() - 40 * 24 * 60 * MINUTE;
  const tell = async (id: string, title: string, how: 'decision' | 'action', what: string) => {
    const build = eventBuilder();
    let told = 0;
    const at = () => ({ recordedAt: iso(began + told++ * 5 * MINUTE) });
    const declared = build(
      'incident.declared',
      { title, severity: 'SEV-2', startedAt: iso(began - 10 * MINUTE) },
      at(),
    );
    const assessed = build('impact.assessed', { scope: 'some', effect: 'Deployments hang' }, at());
    const started = build('action.started', { text: what }, at());
    const information = [{ text: 'it began with the deploy' }];
    const events = [
      declared,
      assessed,
      ...(how === 'decision'
        ? [build('decision.logged', { decision: what, information, tradeoff: null }, at())]
        : [
            started,
            // Files of a writer number their own entries.
            build('action.finished', { action: 'w-3', outcome: 'done' }, at()),
          ]),
      build('incident.resolved', {}, at()),
      build('incident.closed', { whyNoFollowUp: 'all is done' }, at()),
    ];
    await writeFileOf(
      folder,
      'w',
      events.map((event) => ({ ...event, incident: id })),
      id,
    );
  };
  await tell(INCIDENT, PULLS, 'decision', 'Roll back registry to 2026.10.2');
  await tell('20261001-0900-mails1', MAILS, 'action', 'Send mails by the old relay');
}

describe('past incidents, by keyboard alone', () => {
  const folder = recordFolder();
  let window: EditorWindow;
  before(async () => {
    await writeHistory(folder);
    window = await openTallWindow({ recordFolder: folder });
  });
  after(() => window.close());

  /** Waits until the document in front has this name and these parts. */
  const seeDocument = async (tab: RegExp, ...parts: readonly string[]) => {
    await eventually(async () => {
      assert.match((await window.tabs())[0] ?? '', tab);
      const text = await window.editorText();
      for (const part of parts) assert.ok(text.includes(part), `"${part}" is not in\n${text}`);
    });
  };

  it('are offered when one like them is declared, with what mitigated it, and never in the way', async () => {
    await window.runCommand('Incident: Declare');
    await answer(window, 'Declare an Incident (1/3)', 'Image pulls broken: 500');
    await answer(window, 'Declare an Incident (2/3)');
    await answer(window, 'Declare an Incident (3/3)');
    await choose(window, 'Declare an Incident', 'Nobody yet');
    await seeRow(window, OVERVIEW, 'Image pulls broken');
    await noPrompt(window);
    await eventually(async () => {
      const [offer, ...more] = await window.notifications();
      assert.match(
        offer?.message ?? '',
        /This looks like “Pulls of images fail with 500” \(1 month ago\), mitigated by: Roll back registry to 2026\.10\.2/,
      );
      assert.deepEqual([offer?.buttons, more], [['Open'], []]);
    });
    await window.screenshot('past-01-declared');
    await window.runCommand('Notifications: Accept Notification Primary Action');
    await seeDocument(/post-mortem/, PULLS, 'Roll back registry to 2026.10.2');
    await seeStatus(window, /Assess Impact/);
  });

  it('stand in Investigate with what mitigated them; Enter reads one, and the window keeps its own', async () => {
    await window.runCommand('Incident: Go to Stage');
    await choose(window, 'Go to Stage', 'Investigate');
    const row = await seeDetail(window, `Similar: ${PULLS}`);
    assert.equal(row.description, '1 month ago');
    const below = await seeRow(window, OVERVIEW, 'Roll back registry to 2026.10.2');
    assert.equal(below.level, row.level + 1);
    assert.match(
      row.ariaLabel,
      /^Similar past incident: Pulls of images fail with 500, 1 month ago, mitigated by: Roll back/,
    );
    await window.screenshot('past-02-investigate');
    await window.runCommand('View: Close All Editors');
    await window.focusRow(OVERVIEW, 'Similar: ');
    await window.press('Enter');
    await seeDocument(/post-mortem/, PULLS);
    await seeStatus(window, /^SEV-3 · Investigate/);
  });

  it('are found by any word of them, the likest first where none is typed', async () => {
    await window.runCommand('Incident: Open Past Incident');
    const { rows } = await prompt(window, 'Open Past Incident');
    const incidents = rows.filter(({ label }) => !['', 'Similar to the current one', 'Others'].includes(label));
    assert.deepEqual(
      incidents.map(({ label }) => label),
      [PULLS, MAILS],
    );
    assert.match(incidents[1]?.ariaLabel ?? '', /Mitigated by: Send mails by the old relay/);
    await window.screenshot('past-03-pick');
    await window.type('old rel');
    await choose(window, 'Open Past Incident', MAILS);
    await choose(window, MAILS, 'Timeline');
    await seeDocument(/timeline/, `# ${MAILS}`);
    await seeStatus(window, /^SEV-3 · Investigate/);
  });

  it('open in their documents from their view', async () => {
    await window.focusView(PAST);
    await seeRow(window, PAST, PULLS);
    await window.focusRow(PAST, PULLS);
    await window.press('ArrowRight');
    await seeRow(window, PAST, 'Brief');
    await window.screenshot('past-04-view');
    await window.focusRow(PAST, 'Brief');
    await window.press('Enter');
    await seeDocument(/brief/, PULLS);
    await seeStatus(window, /^SEV-3 · Investigate/);
    assert.deepEqual(await window.notifications(), []);
  });
});
