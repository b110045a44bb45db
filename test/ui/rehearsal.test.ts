import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { declare, noPrompt, choose, prompt, readRecord, recordFolder, seeRow, TIMELINE } from './incidentFlow';
import { eventually, openWindow, type EditorWindow } from './harness';

const CHANGES = 'incident.changes';

/** From the suspect to its revert, on a laptop with the default side bar. */
describe('a revert, by keyboard', () => {
  const folder = recordFolder();
  const parent = mkdtempSync(path.join(tmpdir(), 'incident-revert-ui-'));
  const workspace = path.join(parent, 'registry');
  const git = (...args: string[]) => execFileSync('git', ['-C', workspace, ...args], { encoding: 'utf8' }).trim();
  const commit = (subject: string, files: Readonly<Record<string, string>>, minutes: number) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(workspace, name), text);
    const date = new Date(Date.now() - minutes * 60_000).toISOString();
    git('add', '-A');
    execFileSync('git', ['-C', workspace, 'commit', '-qm', subject], {
      env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    });
  };
  let window: EditorWindow;

  before(async () => {
    mkdirSync(workspace);
    execFileSync('git', ['init', '-q', '-b', 'main', workspace]);
    git('config', 'user.name', 'Tess Ter');
    git('config', 'user.email', 'tess@example.org');
    commit('Serve blobs', { 'cache.js': 'one\ntwo\nthree\n', 'log.js': 'quiet\n' }, 600);
    commit('Keep pulled blobs for longer', { 'cache.js': 'one\ntwo for longer\nthree\n' }, 60);
    commit('Log less', { 'log.js': 'silent\n' }, 30);
    window = await openWindow({ recordFolder: folder, workspace, size: { width: 1366, height: 768 } });
    await declare(window, 'Blobs of the cache are old');
    await seeRow(window, CHANGES, 'Keep pulled blobs for longer');
  });
  after(async () => {
    await window.close();
    rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
  });

  it('is rehearsed from the row of the suspect, and nothing is written', async () => {
    const before = git('for-each-ref');
    await window.runOnRow(CHANGES, 'Keep pulled blobs for longer', 'Rehearse Revert');
    await eventually(async () => assert.match(await window.editorText(), /reverts cleanly/i));
    await window.screenshot('rehearsal-1-clean');
    assert.equal(git('for-each-ref'), before);
    assert.equal(git('status', '--porcelain'), '');
  });

  it('of several changes is rehearsed together, chosen in the panel by Shift and an arrow', async () => {
    const before = git('for-each-ref');
    await window.runCommand('Incident: What Changed?');
    const panel = window.webview();
    const row = (subject: string) => panel.locator('.row[role=option]').filter({ hasText: subject });
    const chosen = panel.locator('.row[aria-selected=true]');
    await row('Keep pulled blobs for longer').click();
    // The two are next to each other, whichever stands first.
    const subjects = await panel.locator('.row[role=option]').allInnerTexts();
    const [kept, quieter] = ['Keep pulled blobs', 'Log less'].map((subject) =>
      subjects.findIndex((text) => text.includes(subject)),
    );
    assert.equal(Math.abs(kept! - quieter!), 1, subjects.join(' | '));
    await window.press(kept! < quieter! ? 'Shift+ArrowDown' : 'Shift+ArrowUp');
    await eventually(async () => assert.equal(await chosen.count(), 2));
    await panel.getByRole('button', { name: 'Rehearse Revert of 2 Changes' }).waitFor();
    await window.screenshot('rehearsal-2-several');
    // Shift may still be held.
    await window.press('Shift+V');
    await eventually(async () => {
      const text = await window.editorText();
      assert.match(text, /2 changes/);
      assert.match(text, /Keep pulled blobs for longer/);
      assert.match(text, /Log less/);
      assert.match(text, /Reverts cleanly.*2 files/);
    });
    await window.screenshot('rehearsal-3-together');
    assert.deepEqual([git('for-each-ref'), git('status', '--porcelain')], [before, '']);
  });

  it('is made on a branch of its own, announced and finished in the record', async () => {
    const [head, status] = [git('rev-parse', 'HEAD'), git('status', '--porcelain')];
    await window.runOnRow(CHANGES, 'Keep pulled blobs for longer', 'Create Revert Branch');
    await prompt(window, /created$/);
    await window.screenshot('rehearsal-4-created');
    assert.match(git('for-each-ref', '--format=%(refname)', 'refs/heads/revert'), /^refs\/heads\/revert\/[0-9a-f]{7}$/);
    assert.deepEqual([git('rev-parse', 'HEAD'), git('status', '--porcelain')], [head, status]);
    await seeRow(window, TIMELINE, /Action done: Create branch revert\//);
  });

  it('is gone again with its branch', async () => {
    await choose(window, /created$/, 'Delete the branch');
    await noPrompt(window);
    await eventually(() => assert.equal(git('for-each-ref', 'refs/heads/revert'), ''));
    assert.ok(readRecord(folder).some(({ type }) => type === 'action.finished'));
  });
});
