import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  declare,
  noPrompt,
  OVERVIEW,
  readRecord,
  recordFolder,
  say,
  seeDetail,
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
    await ada.runCommand('Incident: Share Incident');
    await noPrompt(ada);
    await eventually(() => {
      const refs = execFileSync('git', ['-C', remote, 'for-each-ref'], { encoding: 'utf8' });
      assert.match(refs, /refs\/incidents\/\d{8}-\d{4}-\w+/);
    });
    await seeDetail(ada, 'Sharing', (row) => row.description === 'shared · 1 person');
    await ada.screenshot('share-1-shared');
  });

  it('comes to a teammate, who is told and opens it', async () => {
    await eventually(async () => {
      const messages = (await grace.notifications()).map(({ message }) => message);
      assert.match(messages.join('\n'), /^SEV-3 Pulls fail, declared by Ada/m);
    }, 60_000);
    await grace.screenshot('share-2-told');
    await grace.clickButton('Open');
    await seeRow(grace, OVERVIEW, 'Pulls fail');
  });

  it('shows what the other does, marked as new', async () => {
    await say(grace, 'Add Note', 'the queue grows');
    await seeRow(ada, TIMELINE, /the queue grows/, ({ description }) => description === 'new · Grace');
    await ada.screenshot('share-3-new');
    assert.ok(readRecord(adas).some(({ type, author }) => type === 'note.added' && author.name === 'Grace'));
    await seeDetail(ada, 'Sharing', (row) => row.description === 'shared · 2 people');
  });
});
