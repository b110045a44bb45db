import * as assert from 'node:assert/strict';
import path from 'node:path';
import { fakeGithub, type FakeTracker } from '../helpers/fakeTrackers';
import { declare, noPrompt, prompt, readRecord, recordFolder, say, seeRow, TIMELINE } from './incidentFlow';
import { eventually, openWindow, type EditorWindow } from './harness';

const FOLLOW_UPS = 'incident.followUps';
const PROJECT = 'acme/shop';
const TOKEN = 'token-that-holds';

/** Follow-ups become issues at GitHub, on a laptop with the default side bar. */
describe('issues of follow-ups, by keyboard', () => {
  const folder = recordFolder();
  let github: FakeTracker;
  let window: EditorWindow;
  before(async () => {
    github = await fakeGithub(PROJECT, TOKEN);
    window = await openWindow({
      recordFolder: folder,
      beside: [path.join(__dirname, 'githubSignIn')],
      settings: {
        'incident.tracker': { kind: 'github', project: PROJECT },
        'githubSignIn.api': github.service.address,
        'githubSignIn.tokens': ['token-that-expired', TOKEN],
      },
      size: { width: 1366, height: 768 },
    });
    await declare(window, 'Checkout fails');
    for (const text of ['Alert on a pool that is nearly empty', 'Write the runbook']) {
      await say(window, 'Add Follow-Up', text);
    }
  });
  after(async () => {
    await window.close();
    await github.service.stop();
  });

  const allow = (question: RegExp) =>
    eventually(async () => {
      assert.match((await window.dialog())?.detail ?? '', question);
      await window.clickButton('Allow');
    });
  const create = async () => {
    await window.runCommand('Incident: Create Issues');
    await prompt(window, `Create Issues in ${PROJECT}`);
    await window.press('Enter');
  };

  it('are made once GitHub accepts the sign-in, which can be renewed from what it says', async () => {
    await create();
    await allow(/wants to sign in using GitHub/);
    await eventually(async () => {
      const said = (await window.notifications()).map(({ message }) => message);
      assert.ok(said.includes('GitHub doesn’t accept your sign-in (Bad credentials).'), said.join('\n'));
    });
    await window.screenshot('issues-1-expired');
    assert.equal(github.issues.length, 0);
    await window.clickButton('Sign In Again');
    await allow(/wants you to sign in again/);
    await prompt(window, `Create Issues in ${PROJECT}`);
    await window.screenshot('issues-2-which');
    await window.press('Enter');
    await noPrompt(window);
    await seeRow(window, TIMELINE, new RegExp(`Issue ${PROJECT}#2 created`));
    await window.focusView(FOLLOW_UPS);
    await seeRow(window, FOLLOW_UPS, 'Write the runbook', ({ description }) => description.includes(`${PROJECT}#2`));
    await window.screenshot('issues-3-made');
    assert.deepEqual(
      github.issues.map(({ title }) => title),
      ['Alert on a pool that is nearly empty', 'Write the runbook'],
    );
    assert.equal(readRecord(folder).filter(({ type }) => type === 'followUp.filed').length, 2);
    assert.deepEqual(github.violations, []);
  });

  it('say what GitHub does not take, and are made later', async () => {
    await say(window, 'Add Follow-Up', 'Try the fallback');
    const errors = [{ resource: 'Issue', field: 'labels', code: 'invalid' }];
    github.service.fail('POST', {
      kind: 'answer',
      status: 422,
      body: JSON.stringify({ message: 'Validation Failed', errors }),
    });
    await create();
    await eventually(async () => {
      const said = (await window.notifications()).map(({ message }) => message);
      assert.ok(said.includes('GitHub says: Validation Failed: labels invalid'), said.join('\n'));
    });
    await window.screenshot('issues-4-refused');
    await create();
    await seeRow(window, FOLLOW_UPS, 'Try the fallback', ({ description }) => description.includes(`${PROJECT}#3`));
    assert.equal(github.issues.length, 3);
  });
});
