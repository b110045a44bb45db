import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Frame, FrameLocator } from 'playwright-core';
import { declare, noPrompt, readRecord, recordFolder } from './incidentFlow';
import { eventually, openWindow, type EditorWindow } from './harness';

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const HOSTILE = '<img src=x onerror="document.title=1"> \u202egnp.exe [click](command:boom) $(flame)';
/** Minutes before now, and what landed then. */
const LANDED: readonly (readonly [minutes: number, subject: string, file: string])[] = [
  [600, 'Describe the deployment', 'docs/deployment.md'],
  [540, 'Log the length of a request', 'src/log.ts'],
  [480, 'Sort the routes', 'src/routes.ts'],
  [420, 'Retry the upload of a layer', 'src/upload.ts'],
  [360, 'Bound the number of workers', 'src/worker.ts'],
  [300, 'Rename the metrics', 'src/metrics.ts'],
  [240, HOSTILE, 'src/hostile <b>name.ts'],
  [180, 'Check the signature of a layer', 'src/signature.ts'],
  [120, 'Answer health checks sooner', 'src/health.ts'],
  [90, 'Keep pulled layers in the cache for longer', 'src/cache.ts'],
  [60, 'Add a page about quotas', 'docs/quotas.md'],
  [45, 'Validate the names of tags', 'src/tags.ts'],
];

describe('the panel What Changed?', () => {
  const folder = recordFolder();
  const parent = mkdtempSync(path.join(tmpdir(), 'incident-panel-ui-'));
  let window: EditorWindow;
  let panel: FrameLocator;

  before(async () => {
    window = await openWindow({ recordFolder: folder, workspace: makeWorkspace(parent) });
    await declare(window, 'Pulls from the cache fail');
    await openFromPalette();
    panel = window.webview();
    await eventually(async () => assert.equal(await rows().count(), LANDED.length), 15_000);
  });
  after(async () => {
    await window.close();
    rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
  });

  /** As somebody who never opened it: of all that VS Code lists for these words, the panel comes first. */
  const openFromPalette = async () => {
    await window.press('F1');
    await window.type('What Changed');
    await eventually(async () => {
      const [first] = (await window.quickInput())?.rows ?? [];
      assert.match(first?.ariaLabel ?? '', /^Incident: What Changed\?/);
    });
    await window.screenshot('palette-what-changed');
    await window.press('Enter');
  };
  const rows = () => panel.locator('.row[role=option]');
  const list = () => panel.getByRole('listbox');
  const selected = () => panel.locator('.row[aria-selected=true] .subject');
  const count = () => panel.locator('.count').innerText();
  const seeSelected = (subject: string) =>
    eventually(async () => assert.deepEqual(await selected().allInnerTexts(), [subject]));
  const seeDetails = (text: string | RegExp) =>
    eventually(async () => assert.match(await panel.locator('.details').innerText(), new RegExp(text)));
  const row = (subject: string) => panel.locator('.row', { hasText: subject });

  it('lists what landed, the likeliest cause first, with reasons', async () => {
    await eventually(async () => {
      const first = await rows().first().innerText();
      assert.match(first, /Keep pulled layers in the cache for longer/);
      assert.match(first, /message mentions "cache?"/);
    });
    assert.match(
      await rows().first().innerText(),
      /^▲[^]*high[^]*1h 30m before · [0-9a-f]{8} · Tess Ter · cache\.ts · \+ message mentions/,
    );
    await seeSelected('Keep pulled layers in the cache for longer');
    await seeDetails('src/cache.ts');
    assert.equal(await count(), `${LANDED.length} changes`);
    assert.match(await panel.locator('header').innerText(), /branch main/);
    await window.screenshot('panel-dark');
    assert.deepEqual(await problems(window), []);
  });

  it('leaves the room to the list: a low chart, two lines a row, and no chart where there is no room', async () => {
    const height = async (what: string) => (await panel.locator(what).first().boundingBox())?.height ?? 0;
    assert.ok((await height('.chart')) <= 120, `${await height('.chart')} px`);
    assert.ok((await height('.row')) < 3 * (await height('.row .subject')), 'a row has more than two lines');
    assert.match(await panel.locator('.axis').innerHTML(), />Start \d\d:\d\d<\/text>/);
    await window.page.setViewportSize({ width: 1280, height: 520 });
    await eventually(async () => assert.equal(await panel.locator('.chart').isVisible(), false));
    await panel.getByRole('button', { name: 'Show Chart' }).click();
    await eventually(async () => assert.equal(await panel.locator('.chart').isVisible(), true));
    await window.page.setViewportSize({ width: 1280, height: 900 });
    await list().focus();
  });

  it('shows hostile text as text', async () => {
    const frame = await innerFrame(window);
    assert.equal(await frame.evaluate(() => document.querySelectorAll('img').length), 0);
    const shown = await row('<img src=x').locator('.subject').innerText();
    assert.equal(shown, HOSTILE.replace('\u202e', ''));
  });

  it('is walked through by keys, and shows all about what is selected', async () => {
    // The panel was opened by a command, and has the focus.
    await window.press('Home');
    await seeSelected('Keep pulled layers in the cache for longer');
    await seeDetails('src/cache.ts');
    await seeDetails(/[+]\d+(\.\d)?%/);
    await window.press('End', 'ArrowUp', 'ArrowDown');
    await eventually(async () => {
      const active = await list().getAttribute('aria-activedescendant');
      assert.equal(active, `row-${LANDED.length - 1}`);
    });
  });

  it('selects in the list what is clicked on the axis', async () => {
    const mark = panel.locator('.mark').first();
    const box = (await mark.boundingBox())!;
    await window.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    // Marks lie in the page with the most suspect one last.
    const subject = await rows().last().locator('.subject').innerText();
    await seeSelected(subject);
  });

  it('filters by words, and clears the filter', async () => {
    await panel.getByLabel('Filter', { exact: true }).fill('LAYER');
    await eventually(async () => assert.equal(await count(), `3 of ${LANDED.length} changes`));
    await panel.getByRole('button', { name: 'More Filters' }).click();
    await panel.getByLabel('Path').fill('upload');
    await eventually(async () => assert.equal(await rows().count(), 1));
    await eventually(async () =>
      assert.equal(await panel.locator('.unseen[role=status]').innerText(), `1 of ${LANDED.length} changes`),
    );
    await panel.getByRole('button', { name: 'Clear' }).click();
    await eventually(async () => assert.equal(await rows().count(), LANDED.length));
  });

  it('marks as suspect, asks why one is ruled out, and clears the verdict', async () => {
    await row('Validate the names').click();
    await window.press('s');
    await eventually(() => {
      const last = readRecord(folder).at(-1);
      assert.equal(last?.type === 'suspect.judged' && last.data.verdict, 'suspect');
    });
    await eventually(async () => assert.match(await row('Validate the names').innerText(), /marked as suspect/));
    // A person's verdict stands above the score.
    assert.match(await rows().first().innerText(), /Validate the names/);
    await window.press('r');
    await window.prompt('Rule Out: Validate the names of tags');
    await window.press('Escape');
    await noPrompt(window);
    // The keys go on where they were.
    await eventually(async () => {
      await window.press('End');
      await eventually(
        async () => assert.equal(await panel.locator('.row').last().getAttribute('aria-selected'), 'true'),
        500,
      );
    });
    await row('Validate the names').click();
    await panel.getByRole('button', { name: 'Clear Verdict' }).click();
    await eventually(() => {
      const last = readRecord(folder).at(-1);
      assert.equal(last?.type === 'suspect.judged' && last.data.verdict, 'undecided');
    });
    await panel.getByRole('button', { name: 'Mark as Suspect' }).click();
    await eventually(async () => assert.match(await row('Validate the names').innerText(), /marked as suspect/));
  });

  it('proposes another start by keys, and takes it only after asking', async () => {
    const start = panel.getByRole('slider');
    await start.focus();
    await window.press('ArrowLeft', 'Shift+ArrowLeft');
    assert.match((await start.getAttribute('aria-valuetext')) ?? '', /11 min earlier/);
    await window.press('Escape');
    assert.equal(await start.getAttribute('aria-valuenow'), '0');
    await window.press('ArrowLeft', 'ArrowLeft', 'ArrowLeft', 'Enter');
    await window.prompt('Set Start Time');
    await window.press('Escape');
    await noPrompt(window);
    await eventually(async () => assert.equal(await start.getAttribute('aria-valuenow'), '0'));
    // The focus has come back to the start.
    await eventually(async () => {
      await window.press('ArrowLeft');
      assert.notEqual(await start.getAttribute('aria-valuenow'), '0');
    });
    await start.focus();
    await window.press('Escape', 'ArrowLeft', 'ArrowLeft', 'Enter');
    await window.pick('Set Start Time', 'It started');
    await eventually(() => {
      const last = readRecord(folder).at(-1)!;
      assert.ok(last.type === 'startTime.set');
      assert.equal(Date.parse(last.data.to), Date.parse(last.data.from) - 120_000);
    });
    await eventually(async () => assert.equal(await start.getAttribute('aria-valuenow'), '0'));
  });

  it('proposes another start when the start line is dragged', async () => {
    const start = panel.getByRole('slider');
    const { mouse } = window.page;
    // What is still found out about the changes moves the chart: where the grip was gone when the button went down, once more.
    await eventually(async () => {
      const grip = (await panel.locator('.handle').boundingBox())!;
      const [x, y] = [grip.x + grip.width / 2, grip.y + grip.height / 2];
      await mouse.move(x, y);
      await mouse.down();
      await mouse.move(x - 80, y, { steps: 4 });
      try {
        await eventually(async () => assert.match(await panel.locator('.readout').innerText(), /min earlier/), 3000);
      } catch (error) {
        await mouse.up();
        throw error;
      }
    });
    await mouse.up();
    await window.prompt('Set Start Time');
    await window.press('Escape');
    await noPrompt(window);
    await eventually(async () => assert.equal(await start.getAttribute('aria-valuenow'), '0'));
  });

  it('keeps what was chosen while it is hidden, and when the window is loaded again', async () => {
    await panel.getByLabel('Filter', { exact: true }).fill('layer');
    await row('Retry the upload').click();
    await seeSelected('Retry the upload of a layer');
    await window.runCommand('File: New Untitled Text File');
    await eventually(async () => assert.equal(await window.page.locator('iframe.webview.ready').count(), 0));
    await window.runCommand('View: Open Previous Editor');
    const seeAllAgain = async () => {
      await seeSelected('Retry the upload of a layer');
      assert.equal(await panel.getByLabel('Filter', { exact: true }).inputValue(), 'layer');
      assert.equal(await count(), `3 of ${LANDED.length} changes`);
    };
    await eventually(seeAllAgain, 15_000);
    await window.tabSaved('What Changed?');
    await window.setSettings({ 'workbench.colorTheme': 'Default High Contrast' });
    // VS Code saves every five seconds which tab is in front: it may have been the other one.
    await window.runCommand('Incident: What Changed?');
    await eventually(seeAllAgain, 20_000);
    await panel.getByRole('button', { name: 'Clear' }).click();
    await window.screenshot('panel-high-contrast');
  });

  it('has nothing that keeps people with disabilities from using it, in wide and narrow columns', async () => {
    assert.deepEqual(await problems(window), []);
    await window.page.setViewportSize({ width: 640, height: 800 });
    assert.deepEqual(await problems(window), []);
    await window.screenshot('panel-narrow');
    const width = await (await innerFrame(window)).evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.equal(width, 0, 'it scrolls sideways');
  });
});

/** Serious and critical findings of axe in the panel. */
async function problems(window: EditorWindow): Promise<string[]> {
  const frame = await innerFrame(window);
  await frame.evaluate(AXE);
  const { violations } = await frame.evaluate<AxeResults>(() =>
    (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary ?? ''}`).join('\n')}`);
}

/** The frame in which the panel's own page is. */
async function innerFrame(window: EditorWindow): Promise<Frame> {
  return eventually(async () => {
    for (const frame of window.page.frames()) {
      if (frame.parentFrame() === null) continue;
      if ((await frame.locator('#panel .chart').count()) === 1) return frame;
    }
    throw new Error('The panel is not there.');
  });
}

function makeWorkspace(parent: string): string {
  const dir = path.join(parent, 'registry');
  mkdirSync(path.join(dir, 'docs'), { recursive: true });
  mkdirSync(path.join(dir, 'src'));
  const git = (args: readonly string[], at = Date.now()) => {
    const date = `@${Math.floor(at / 1000)} +0000`;
    execFileSync('git', args, { cwd: dir, env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date } });
  };
  git(['init', '--quiet', '--initial-branch=main']);
  git(['config', 'user.name', 'Tess Ter']);
  git(['config', 'user.email', 'tess@example.org']);
  git(['config', 'commit.gpgSign', 'false']);
  for (const [minutes, subject, file] of LANDED) {
    writeFileSync(path.join(dir, file), `${subject}\n`.repeat(3));
    git(['add', '.']);
    git(['commit', '--quiet', `--message=${subject}`], Date.now() - minutes * 60_000);
  }
  return dir;
}
