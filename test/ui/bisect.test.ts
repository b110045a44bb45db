import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { choose, declare, noPrompt, OVERVIEW, readRecord, recordFolder, seeRow, TIMELINE } from './incidentFlow';
import { eventually, openWindow, type EditorWindow } from './harness';

const CHANGES = 'incident.changes';
const CULPRIT = 'Keep pulled blobs for longer';

/** From the question which change it was to the answer, on a laptop with the default side bar. */
describe('a bisect, by keyboard', () => {
  const folder = recordFolder();
  const parent = mkdtempSync(path.join(tmpdir(), 'incident-bisect-ui-'));
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
  const repositoryState = () =>
    ['rev-parse HEAD', 'status --porcelain', 'for-each-ref', 'worktree list'].map((asked) => git(...asked.split(' ')));
  /** Whether a temporary folder is a worktree of this repository: other tests may have their own meanwhile. */
  const isWorktree = (name: string) => {
    if (!name.startsWith('incident-check-')) return false;
    try {
      return readFileSync(path.join(tmpdir(), name, '.git'), 'utf8').includes(workspace);
    } catch {
      return false;
    }
  };
  let untouched: readonly string[];
  let window: EditorWindow;

  before('a repository with a culprit in the middle', async () => {
    mkdirSync(workspace);
    execFileSync('git', ['init', '-q', '-b', 'main', workspace]);
    git('config', 'user.name', 'Tess Ter');
    git('config', 'user.email', 'tess@example.org');
    commit('Serve blobs', { 'cache.txt': 'short\n', 'log.txt': 'quiet\n' }, 900);
    commit('Log the pulls', { 'log.txt': 'pulls\n' }, 600);
    commit('Say how to run it', { 'README.md': 'run it\n' }, 540);
    commit(CULPRIT, { 'cache.txt': 'long\n' }, 400);
    commit('Log the pushes', { 'log.txt': 'pulls, pushes\n' }, 120);
    commit('Name the port', { 'port.txt': '5000\n' }, 60);
    commit('Log less', { 'log.txt': 'errors\n' }, 20);
    untouched = repositoryState();
    window = await openWindow({
      ...{ recordFolder: folder, workspace, size: { width: 1366, height: 768 } },
      settings: { 'incident.revert.check': 'grep -q short cache.txt && echo works' },
    });
    await declare(window, 'Blobs of the registry are old');
    await seeRow(window, CHANGES, 'Log less');
  });
  after(async () => {
    await window.close();
    rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
  });

  it('begins by hand, and the row says what to test and how many steps are left', async () => {
    await window.runCommand('Incident: Bisect');
    await choose(window, 'Bisect', 'All ');
    await choose(window, 'Bisect', 'By hand');
    await noPrompt(window);
    await seeRow(window, OVERVIEW, /^Bisecting: \d of about \d steps left$/);
    await window.screenshot('bisect-1-by-hand');
    await window.runCommand('Incident: Bisect: Skip');
    await seeRow(window, TIMELINE, /Bisect: can’t be tested at /);
  });

  it('survives a reload of the window', async () => {
    await window.reload();
    await seeRow(window, OVERVIEW, /^Bisecting: \d of about \d steps left$/);
  });

  it('is led to the culprit by the check command, which confirms the hypothesis', async () => {
    await seeRow(window, CHANGES, 'Log less');
    await window.runCommand('Incident: Bisect');
    await choose(window, /^Bisect: /, 'Continue by command');
    await seeRow(window, TIMELINE, new RegExp(`Hypothesis confirmed: .*${CULPRIT}`));
    await seeRow(window, TIMELINE, new RegExp(`Bisect found the first change that fails: [0-9a-f]{8} ${CULPRIT}`));
    await window.screenshot('bisect-2-found');
    const steps = readRecord(folder).filter(({ type }) => type === 'bisect.tested');
    assert.ok(steps.length >= 3 && steps.length <= 5, `${steps.length} steps`);
  });

  it('leaves the repository as it was, and no worktree', async () => {
    await eventually(() => assert.deepEqual(repositoryState(), untouched));
    assert.deepEqual(readdirSync(tmpdir()).filter(isWorktree), []);
  });
});
