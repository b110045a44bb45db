import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  answer,
  choose,
  declare,
  noPrompt,
  OVERVIEW,
  prompt,
  readRecord,
  recordFolder,
  say,
  seeNotification,
  seeRow,
  TIMELINE,
} from './incidentFlow';
import { eventually, openWindow, type EditorWindow } from './harness';

/** Two people on two machines, each with an editor and a record of their own, and one remote between them. */
describe('an incident that is shared, by keyboard', () => {
  const [adas, graces] = [recordFolder(), recordFolder()];
  const parent = mkdtempSync(path.join(tmpdir(), 'incident-share-ui-'));
  const remote = path.join(parent, 'incidents.git');
  let ada: EditorWindow;
  let grace: EditorWindow;

  async function openFor(name: string, folder: string): Promise<EditorWindow> {
    const workspace = path.join(parent, name);
    execFileSync('git', ['init', '-q', '-b', 'main', workspace]);
    execFileSync('git', ['-C', workspace, 'config', 'user.name', name]);
    execFileSync('git', ['-C', workspace, 'config', 'user.email', `${name}@example.org`]);
    return openWindow({
      recordFolder: folder,
      workspace,
      settings: { 'incident.share.remote': remote },
      // High enough for the facts under Details.
      size: { width: 1366, height: 1400 },
    });
  }

  before(async () => {
    execFileSync('git', ['init', '-q', '--bare', remote]);
    ada = await openFor('Ada', adas);
    grace = await openFor('Grace', graces);
  });
  after(async () => {
    await ada.close();
    await grace.close();
    rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
  });

  it('is on the remote, and says so', async () => {
    await declare(ada, 'Pulls fail');
    await ada.focusRow(OVERVIEW, 'no commander');
    await ada.press('Enter');
    await seeRow(ada, OVERVIEW, 'SEV-3');
    await ada.runCommand('Incident: Share Incident');
    await noPrompt(ada);
    await eventually(() => {
      const refs = execFileSync('git', ['-C', remote, 'for-each-ref'], { encoding: 'utf8' });
      assert.match(refs, /refs\/incidents\/\d{8}-\d{4}-\w+/);
    });
    const row = await seeRow(ada, OVERVIEW, 'SEV-3', ({ description }) => description === 'shared · 1 person');
    assert.match(row.ariaLabel, /Shared; nobody else is here yet\.$/);
    await ada.screenshot('share-1-shared');
  });

  it('comes to a teammate, who is told and joins it', async () => {
    await eventually(async () => {
      const messages = (await grace.notifications()).map(({ message }) => message);
      assert.match(messages.join('\n'), /^SEV-3 Pulls fail, declared by Ada/m);
    }, 60_000);
    await grace.screenshot('share-2-told');
    await grace.clickButton('Join');
    await choose(grace, 'Join as Grace', 'No role yet');
    await seeRow(grace, OVERVIEW, 'Pulls fail');
    await seeRow(ada, TIMELINE, /Grace joined/, ({ description }) => description === 'new · Grace');
    await seeRow(ada, OVERVIEW, 'SEV-3', ({ description }) => description === 'shared · 2 people');
    await ada.screenshot('share-3-new');
    assert.ok(readRecord(adas).some(({ type, author }) => type === 'responder.joined' && author.name === 'Grace'));
  });

  it('warns before an action that the other one has begun', async () => {
    await say(ada, 'Log Action', 'Restart web-3');
    await seeRow(grace, TIMELINE, /Action: Restart web-3/, ({ description }) => description === 'new · Ada');
    await grace.runCommand('Incident: Log Action');
    await answer(grace, 'Log Action', 'restarting web-3');
    await prompt(grace, 'Log Action: Ada is already on this');
    await grace.screenshot('share-4-warned');
    await choose(grace, 'Log Action: Ada is already on this', 'Leave it to Ada');
    await noPrompt(grace);
    assert.equal(readRecord(graces).filter(({ type }) => type === 'action.started').length, 1);
  });

  it('tells who was in command that the other one took it', async () => {
    await grace.runCommand('Incident: Assign Role');
    await choose(grace, 'Assign Role', 'Incident Commander');
    await choose(grace, 'Assign Role: Incident Commander', 'Grace');
    await noPrompt(grace);
    await seeNotification([ada], /^Grace is Incident Commander of “Pulls fail” now, in your place\.$/);
    await ada.screenshot('share-5-taken');
  });

  it('is handed over, which waits for a word of the other one', async () => {
    await grace.runCommand('Incident: Hand Over');
    await choose(grace, 'Hand Over', 'Ada');
    await noPrompt(grace);
    await grace.runCommand('Incident: Send Draft');
    await choose(grace, 'Hand over to Ada', 'Send anyway');
    await seeRow(grace, OVERVIEW, 'Not confirmed: handover to Ada');
    await grace.screenshot('share-6-handed-over');
    await seeNotification([ada], /^Grace handed “Pulls fail” over to you\. You’re Incident Commander\.$/);
    await seeRow(ada, OVERVIEW, 'Confirm handover');
    await ada.screenshot('share-7-to-confirm');
    await ada.focusRow(OVERVIEW, 'Confirm handover');
    await ada.press('Enter');
    await seeRow(grace, TIMELINE, /Handover confirmed/);
    await eventually(async () => {
      assert.ok(!(await grace.tree(OVERVIEW)).some(({ label }) => label.startsWith('Not confirmed')));
    });
  });

  it('takes up another declaration of the same outage', async () => {
    await declare(grace, 'Images do not load');
    await say(grace, 'Add Note', 'only from registry-3');
    await seeRow(grace, OVERVIEW, 'Same as “Pulls fail”?');
    await grace.screenshot('share-8-same');
    await grace.focusRow(OVERVIEW, 'Same as');
    await grace.press('Enter');
    await prompt(grace, 'Merge: Same Outage?');
    await grace.screenshot('share-9-merge');
    await choose(grace, 'Merge: Same Outage?', 'Pulls fail');
    await seeRow(grace, OVERVIEW, 'Pulls fail');
    await seeRow(ada, TIMELINE, /only from registry-3/, ({ description }) => description === 'new · Grace');
    await ada.screenshot('share-10-merged');
  });
});
