import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import {
  answer,
  choose,
  declare,
  noPrompt,
  openTallWindow,
  prompt,
  readRecord,
  recordFolder,
  seeRow,
} from './incidentFlow';
import { eventually, type EditorWindow } from './harness';

const CHANGES = 'incident.changes';
const CULPRIT = 'Keep pulled layers in the cache for longer';
/** Minutes before now, and what landed then. */
const LANDED: readonly (readonly [minutes: number, subject: string, file: string])[] = [
  [700, 'Describe the deployment', 'docs/deployment.md'],
  [640, 'Log the length of a request', 'src/log.ts'],
  [580, 'Sort the routes', 'src/routes.ts'],
  [520, 'Retry the upload of a layer', 'src/upload.ts'],
  [460, 'Bound the number of workers', 'src/worker.ts'],
  [300, 'Rename the metrics', 'src/metrics.ts'],
  [240, 'Check the signature of a layer', 'src/signature.ts'],
  [180, 'Answer health checks sooner', 'src/health.ts'],
  [120, 'Add a page about quotas', 'docs/quotas.md'],
  [50, CULPRIT, 'src/cache.ts'],
  [40, 'Validate the names of tags', 'src/tags.ts'],
];

describe('the view What Changed?', () => {
  const folder = recordFolder();
  const parent = mkdtempSync(path.join(tmpdir(), 'incident-changes-ui-'));
  let window: EditorWindow;

  before(async () => {
    const services = [{ name: 'metrics', paths: ['src/metrics.ts'] }];
    window = await openTallWindow({
      recordFolder: folder,
      workspace: makeRepository(path.join(parent, 'registry')),
      settings: { 'incident.services': services },
    });
    await window.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  });
  after(async () => {
    await window.close();
    rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
  });

  /** The rows before the one that has the other suspects below it. */
  const suspects = async () => {
    const rows = (await window.tree(CHANGES)).filter(({ level }) => level === 1);
    return rows.slice(
      0,
      rows.findIndex(({ label }) => label.endsWith(' more')),
    );
  };
  /** The labels of a group's rows, without what is below them. */
  const rowsOf = async (group: string) => {
    const rows = await window.tree(CHANGES);
    const from = rows.findIndex(({ label }) => label === group) + 1;
    const to = rows.findIndex(({ level }, index) => index >= from && level === 1);
    return rows.slice(from, to === -1 ? undefined : to).filter(({ level }) => level === 2);
  };
  const seeSuspect = (subject: string, fits: (description: string) => boolean) =>
    eventually(async () => {
      const found = (await suspects()).find(({ label }) => label === subject);
      assert.ok(found !== undefined && fits(found.description), JSON.stringify(await window.tree(CHANGES)));
      return found;
    });
  const last = () => readRecord(folder).at(-1);

  it('shows what landed in the last day where there is no incident', async () => {
    await window.focusView(CHANGES);
    await seeRow(window, CHANGES, 'Validate the names of tags', ({ description }) =>
      /^4\dm ago · tags\.ts$/.test(description),
    );
    assert.deepEqual(
      (await window.tree(CHANGES)).filter(({ level }) => level === 1).map(({ label }) => label),
      ['Last hour', '1 to 6 hours ago', '6 to 24 hours ago', 'Repositories'],
    );
    assert.equal((await rowsOf('6 to 24 hours ago')).length, 5);
  });

  it('shows the three likeliest causes of an incident, a line each, then the rest in one row', async () => {
    await declare(window, 'Pulls from the cache fail');
    await eventually(async () => assert.equal((await suspects())[0]?.label, CULPRIT));
    await eventually(async () => {
      const rows = (await window.tree(CHANGES)).filter(({ level }) => level === 1).slice(3);
      assert.deepEqual(
        rows.map(({ label }) => label),
        ['8 more', 'None of these changes', 'Repositories'],
      );
    });
    const [first] = await suspects();
    assert.match(first?.description ?? '', /^\d\dm · cache\.ts/);
    assert.match(first?.ariaLabel ?? '', /^High suspicion, Keep pulled layers/);
    assert.equal(first?.icon, 'triangle-up');
    await window.screenshot('changes-suspects');
    await window.focusRow(CHANGES, 'Repositories');
    await window.press('ArrowRight');
    await seeRow(window, CHANGES, 'registry', ({ description }) => description.startsWith('main · '));
    await window.focusRow(CHANGES, '8 more');
    await window.press('ArrowRight');
    await eventually(async () => assert.equal((await rowsOf('8 more')).length, 8));
  });

  it('marks a change as suspect, which then stands first', async () => {
    await window.runOnRow(CHANGES, 'Rename the metrics', 'Mark as Suspect');
    await eventually(() => {
      const newest = last();
      assert.ok(newest?.type === 'suspect.judged' && newest.data.verdict === 'suspect');
      assert.equal(newest.data.change.subject, 'Rename the metrics');
    });
    await eventually(async () => assert.equal((await suspects())[0]?.label, 'Rename the metrics'));
    const row = await seeSuspect('Rename the metrics', (description) => description.startsWith('suspect · '));
    assert.equal(row.icon, 'warning');
  });

  it('asks why a change is ruled out, and no longer counts it among the suspects', async () => {
    await window.runOnRow(CHANGES, CULPRIT, 'Rule Out');
    await answer(window, `Rule Out: ${CULPRIT}`, 'its flag is off');
    await eventually(() => {
      const newest = last();
      assert.ok(newest?.type === 'suspect.judged' && newest.data.verdict === 'ruledOut');
      assert.equal(newest.data.why, 'its flag is off');
    });
    await eventually(async () => assert.ok(!(await suspects()).some(({ label }) => label === CULPRIT)));
    await seeRow(window, CHANGES, CULPRIT, ({ description }) => description.startsWith('ruled out · '));
  });

  it('puts a recorded change among the others', async () => {
    await window.runCommand('Incident: Record a Change');
    await choose(window, 'Record a Change (1/2)', 'feature flag');
    await answer(window, /Record a Change: feature flag/, '-10m lazy pulls on for everybody');
    await seeSuspect('lazy pulls on for everybody', (description) => /^\d+m · feature flag$/.test(description));
  });

  it('weighs the changes of the affected services', async () => {
    await window.runCommand('Incident: Edit…');
    await choose(window, 'Edit Incident', 'Affected services');
    await prompt(window, 'Set Affected Services');
    await window.focusQuickRow(({ label }) => label === 'metrics', 'metrics');
    await window.press('Space', 'Enter');
    await eventually(() => {
      const newest = last();
      assert.deepEqual(newest?.type === 'services.set' && newest.data.to, ['metrics']);
    });
    await window.runOnRow(CHANGES, 'Rename the metrics', 'Explain Ranking');
    await eventually(async () =>
      assert.match(await window.editorText(), /Affected services: touches an affected service/),
    );
  });

  /** A view that is drawn anew at the same moment, or a panel that has just come, may take the keys back once. */
  const openByEnter = (label: string, opened: () => Promise<void>) =>
    eventually(async () => {
      await window.focusRow(CHANGES, label);
      await window.press('Enter');
      await eventually(opened, 8000);
    }, 90_000);

  it('opens all files of a change in one diff editor by Enter on its row', async () => {
    const opened = async () =>
      assert.match((await window.tabs())[0] ?? '', /^[0-9a-f]{8} Rename the metrics \(registry\)/);
    await openByEnter('Rename the metrics', opened);
    await eventually(async () => {
      const shown = await window.page.locator('.multiDiffEntry').first().innerText();
      assert.match(shown, /metrics\.ts[^]*Rename\sthe\smetrics/);
    });
  });

  it('copies the whole hash of a commit', async () => {
    await window.runOnRow(CHANGES, 'Sort the routes', 'Copy Commit Hash');
    const hash = git(path.join(parent, 'registry'), 'log', '--format=%H', '--grep=Sort the routes').trim();
    await eventually(async () => {
      assert.equal(await window.page.evaluate(() => navigator.clipboard.readText()), hash);
    });
  });

  it('begins a decision with the change as its information', async () => {
    await window.runOnRow(CHANGES, 'Rename the metrics', 'Log Decision about Change');
    await answer(window, 'Log Decision (1/2)', 'roll back the metrics');
    await choose(window, 'Log Decision (2/2)', 'No tradeoff');
    await noPrompt(window);
    await eventually(() => {
      const newest = last();
      assert.ok(newest?.type === 'decision.logged');
      assert.match(newest.data.information[0]?.text ?? '', /^registry [0-9a-f]{8} Rename the metrics \(Tess Ter, /);
    });
  });

  it('selects in the panel what is selected in the tree, and the other way round', async () => {
    await window.runCommand('Incident: What Changed?');
    const panel = window.webview();
    await eventually(async () => assert.equal(await panel.locator('.row').count(), LANDED.length + 1));
    // That opens the change above the panel.
    await openByEnter('Rename the metrics', async () => {
      assert.ok(await window.page.locator('.multiDiffEntry').first().isVisible(), 'the change is not in front');
    });
    await window.runCommand('Incident: What Changed?');
    await seeSelected(panel, 'Rename the metrics');
    await panel.locator('.row', { hasText: 'lazy pulls on' }).click();
    await eventually(async () => {
      const selected = (await window.tree(CHANGES)).filter((row) => row.selected);
      assert.deepEqual(
        selected.map(({ label }) => label),
        ['lazy pulls on for everybody'],
      );
    });
  });
});

describe('the view What Changed? of a folder that is not trusted at first', () => {
  const folder = recordFolder();
  const parent = mkdtempSync(path.join(tmpdir(), 'incident-changes-ui-'));
  const repository = path.join(parent, 'registry');
  const page = silentPage();
  let window: EditorWindow;

  before(async () => {
    window = await openTallWindow({
      recordFolder: folder,
      workspace: makeRepository(repository),
      trust: 'restricted',
      settings: { 'incident.statusPages': [await page.address], 'workbench.editor.useModal': 'off' },
    });
  });
  after(async () => {
    await window.close();
    page.close();
    rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
  });

  it('says why git is not run, and fills once the folder is trusted', async () => {
    await window.focusView(CHANGES);
    await seeRow(window, CHANGES, 'Git is off in Restricted Mode');
    assert.equal(page.asked(), 0, 'a status page was asked');
    const editor = window.page.locator('.workspace-trust-editor');
    // A view that is drawn anew at the same moment may miss a key.
    await eventually(async () => {
      await window.focusRow(CHANGES, 'Git is off');
      await window.press('Enter');
      await editor.waitFor({ timeout: 5000 });
    }, 60_000);
    await editor.getByRole('button', { name: 'Trust', exact: true }).first().click();
    await seeRow(window, CHANGES, CULPRIT);
  });

  it('can be stopped while it still reads, and says so', async () => {
    await window.clickViewAction(CHANGES, 'Refresh Changes');
    await window.page.getByRole('button', { name: 'Cancel Loading Changes' }).click();
    await seeRow(
      window,
      CHANGES,
      'Loading was canceled',
      ({ description }) => description === 'list may be incomplete',
    );
    await seeRow(window, CHANGES, CULPRIT);
    const stop = window.page.getByRole('button', { name: 'Cancel Loading Changes' });
    await eventually(async () => assert.equal(await stop.count(), 0));
  });

  it('follows new commits', async () => {
    git(repository, 'commit', '--quiet', '--allow-empty', '--message=Shorten the time in the cache');
    await seeRow(window, CHANGES, 'Shorten the time in the cache');
  });

  it('follows a fetch of the deployed branch while another one is checked out', async () => {
    const [remote, colleague] = [path.join(parent, 'remote.git'), path.join(parent, 'colleague')];
    git(parent, 'clone', '--quiet', '--bare', repository, remote);
    git(repository, 'remote', 'add', 'origin', remote);
    git(repository, 'fetch', '--quiet', 'origin');
    git(repository, 'remote', 'set-head', 'origin', 'main');
    git(repository, 'checkout', '--quiet', '-b', 'a-feature');
    await window.clickViewAction(CHANGES, 'Refresh Changes');
    await seeRow(window, CHANGES, 'registry', ({ description }) => description.startsWith('origin/main · '));
    git(parent, 'clone', '--quiet', remote, colleague);
    const author = ['-c', 'user.name=Col League', '-c', 'user.email=col@example.org', '-c', 'commit.gpgSign=false'];
    git(colleague, ...author, 'commit', '--quiet', '--allow-empty', '--message=Halve the number of workers');
    git(colleague, 'push', '--quiet', 'origin', 'main');
    git(repository, 'fetch', '--quiet', 'origin');
    await seeRow(window, CHANGES, 'Halve the number of workers');
  });
});

/** A status page on this machine that takes questions and answers none. */
function silentPage(): { address: Promise<string>; asked: () => number; close: () => void } {
  let asked = 0;
  const server = createServer(() => asked++);
  const address = new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address, asked: () => asked, close };
}

function seeSelected(panel: FrameLocator, subject: string): Promise<void> {
  return eventually(async () => {
    assert.deepEqual(await panel.locator('.row[aria-selected=true] .subject').allInnerTexts(), [subject]);
  });
}

function git(folder: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
}

function makeRepository(dir: string): string {
  for (const folder of ['docs', 'src']) mkdirSync(path.join(dir, folder), { recursive: true });
  const gitAt = (args: readonly string[], at = Date.now()) => {
    const date = `@${Math.floor(at / 1000)} +0000`;
    execFileSync('git', args, { cwd: dir, env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date } });
  };
  gitAt(['init', '--quiet', '--initial-branch=main']);
  gitAt(['config', 'user.name', 'Tess Ter']);
  gitAt(['config', 'user.email', 'tess@example.org']);
  gitAt(['config', 'commit.gpgSign', 'false']);
  for (const [minutes, subject, file] of LANDED) {
    writeFileSync(path.join(dir, file), `${subject}\n`.repeat(3));
    gitAt(['add', '.']);
    gitAt(['commit', '--quiet', `--message=${subject}`], Date.now() - minutes * 60_000);
  }
  return dir;
}
