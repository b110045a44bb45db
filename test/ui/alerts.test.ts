import * as assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fakeDeployments, type FakeDeployments } from '../helpers/fakeDeployments';
import { choose, noPrompt, OVERVIEW, prompt, readRecord, recordFolder, seeRow } from './incidentFlow';
import { eventually, openWindow, type EditorWindow } from './harness';

const REVIEW = 'Declare from Alert';
const LINKED = 'Declare from a Link';
const CHANGES = 'incident.changes';
const PROJECT = 'acme/shop';
const TOKEN = 'token-that-holds';

/** From an alert that somebody copied, or a link in it, to a declared incident: on a laptop with the default side bar. */
describe('alerts, by keyboard', () => {
  const folder = recordFolder();
  const parent = mkdtempSync(path.join(tmpdir(), 'incident-changes-ui-'));
  const changes = path.join(parent, 'changes.jsonl');
  let github: FakeDeployments;
  let window: EditorWindow;
  const startsAt = new Date(Date.now() - 26 * 60_000).toISOString();
  const alert = {
    version: '4',
    status: 'firing',
    alerts: [
      {
        status: 'firing',
        labels: { alertname: 'PoolExhausted', service: 'checkout', severity: 'critical', namespace: 'shop' },
        annotations: {
          summary: 'Connection pool of checkout is empty',
          description: 'PoolEmpty: no connection\n    at take (src/pool.ts:44:7)',
        },
        startsAt,
        generatorURL: 'https://prometheus.example.org/graph?g0.expr=pool',
      },
    ],
  };
  before(async () => {
    github = await fakeDeployments(PROJECT, TOKEN);
    window = await openWindow({
      recordFolder: folder,
      beside: [path.join(__dirname, 'githubSignIn')],
      settings: {
        'incident.services': [{ name: 'checkout' }, { name: 'mail' }],
        'incident.changes.sources': [changes, { kind: 'github', repository: PROJECT }],
        'githubSignIn.api': github.service.address,
        'githubSignIn.tokens': ['token-that-expired', TOKEN],
      },
      size: { width: 1366, height: 768 },
    });
  });
  after(async () => {
    await window.close();
    await github.service.stop();
    rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
  });

  const rows = async (title: string) => (await prompt(window, title)).rows.map(({ label }) => label);

  const seeRows = (wanted: RegExp) =>
    eventually(async () => {
      const { rows } = await prompt(window, REVIEW);
      const focused = rows.find((row) => row.focused)?.ariaLabel ?? '';
      assert.match(focused, wanted, rows.map(({ ariaLabel }) => ariaLabel).join(' | '));
    });

  it('can be pasted while a browser still asks whether the clipboard may be read', async () => {
    await window.runCommand('Incident: Declare from Alert');
    await seeRows(/^Paste into an editor…/);
    await window.type('{"alerts": [{"status": "firing"');
    await seeRows(/incomplete JSON/);
    await window.screenshot('alerts-1-incomplete');
    await window.press('Escape');
    await noPrompt(window);
    await window.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await window.page.evaluate((text) => navigator.clipboard.writeText(text), JSON.stringify(alert, undefined, 2));
  });

  it('are read where they are pasted, shown with all that was found, and declared', async () => {
    await window.runCommand('Incident: Declare from Alert');
    await seeRows(/^Clipboard, Alertmanager: Connection pool of checkout is empty/);
    await choose(window, REVIEW, 'Paste into an editor');
    await eventually(async () => assert.match((await window.tabs())[0] ?? '', /^Untitled/));
    await eventually(async () => {
      if ((await window.editorText()).trim() === '') await window.press('ControlOrMeta+V');
      assert.match(await window.editorText(), /PoolExhausted/);
    });
    await window.runCommand('Incident: Declare from Alert');
    await seeRows(/^Untitled-1, Alertmanager: Connection pool of checkout is empty/);
    await window.screenshot('alerts-2-which');
    await window.press('Enter');
    await eventually(async () => {
      const found = await rows(REVIEW);
      assert.deepEqual(
        [found[0], found[1], found[2], found[4], found.at(-1)],
        [
          'Declare this incident',
          'Connection pool of checkout is empty',
          'SEV-1',
          'checkout',
          'Add the alert as evidence',
        ],
      );
    });
    await window.screenshot('alerts-3-found');
    // Each thing can be changed, and Escape in a prompt of it changes nothing.
    await choose(window, REVIEW, 'SEV-1');
    await eventually(async () => assert.ok((await rows(REVIEW)).includes('Not sure yet')));
    await choose(window, REVIEW, 'SEV-2');
    await eventually(async () => assert.ok((await rows(REVIEW)).includes('Declare this incident')));
    await choose(window, REVIEW, 'Connection pool');
    await eventually(async () => assert.deepEqual(await rows(REVIEW), []));
    await window.press('Escape');
    await eventually(async () =>
      assert.deepEqual((await rows(REVIEW)).slice(1, 3), ['Connection pool of checkout is empty', 'SEV-2']),
    );
    await choose(window, REVIEW, 'Declare this incident');
    await choose(window, 'Declare an Incident', 'Nobody yet');
    await noPrompt(window);
    await seeRow(window, OVERVIEW, 'Connection pool of checkout is empty');
    const record = readRecord(folder);
    const [declared] = record;
    assert.ok(declared?.type === 'incident.declared');
    const { title, severity, startPrecision } = declared.data;
    assert.deepEqual([title, severity, startPrecision], [alert.alerts[0]?.annotations.summary, 'SEV-2', 'minute']);
    assert.equal(declared.data.startedAt, startsAt);
    const evidence = record.find(({ type }) => type === 'evidence.added');
    assert.ok(evidence?.type === 'evidence.added');
    assert.match(evidence.data.text, /namespace: shop/);
    assert.match(evidence.data.text, /src\/pool\.ts:44/);
    const services = record.find(({ type }) => type === 'services.set');
    assert.ok(services?.type === 'services.set');
    assert.deepEqual(services.data.to, ['checkout']);
    await window.screenshot('alerts-4-declared');
  });

  it('lead to the incident that was declared from them before', async () => {
    const before = readRecord(folder).length;
    await window.press('ControlOrMeta+A');
    await eventually(async () => {
      const selected = (await window.statusBar()).map(({ text }) => text).join('\n');
      assert.match(selected, /selected/);
    });
    await window.runCommand('Incident: Declare from Alert');
    await seeRows(/^Selection, Alertmanager/);
    await window.press('Enter');
    await eventually(async () => assert.equal((await rows(REVIEW))[0], 'Already declared from this alert'));
    await window.screenshot('alerts-5-again');
    await window.press('Enter');
    await noPrompt(window);
    assert.equal(readRecord(folder).length, before);
  });

  it('ask by a link, and nothing is declared before somebody agrees', async () => {
    const before = readRecord(folder).length;
    const query = new URLSearchParams({ title: 'Mail is stuck', severity: 'P2', service: 'mail', start: startsAt });
    const follow = async (link: string) => {
      await window.runCommand('Developer: Open URL');
      await eventually(async () => assert.notEqual(await window.quickInput(), undefined));
      await window.fill(link);
      await window.press('Enter');
    };
    await follow(`vscode://incident-commander.incident-commander/declare?${query.toString()}`);
    await eventually(async () => {
      const dialog = await window.dialog();
      if (dialog !== undefined) await window.clickButton('Open');
      assert.deepEqual((await rows(LINKED)).slice(0, 3), ['Declare this incident', 'Mail is stuck', 'SEV-2']);
    });
    await window.screenshot('alerts-6-link');
    await window.press('Escape');
    await noPrompt(window);
    assert.equal(readRecord(folder).length, before);
  });

  it('meet what other programs change, as they write it down', async () => {
    const write = (what: string, minutesAgo: number, more: object = {}) => {
      const time = new Date(Date.now() - minutesAgo * 60_000).toISOString();
      appendFileSync(changes, `${JSON.stringify({ time, what, ...more })}\n`);
    };
    write('connection pool of checkout cut to 4', 31, { service: 'checkout', kind: 'environment' });
    await seeRow(window, 'incident.changes', 'connection pool of checkout cut to 4');
    write('turned on the new cache', 40, { link: 'https://flags.example.org/7' });
    write('deployed mail 2.1', 70, { service: 'mail', ref: 'v2.1' });
    await seeRow(window, 'incident.changes', 'turned on the new cache');
    await seeRow(window, 'incident.changes', 'deployed mail 2.1');
    const [first] = (await window.tree('incident.changes')).filter(({ label }) => /pool|cache|deployed/.test(label));
    assert.match(first?.label ?? '', /^connection pool of checkout/);
    await window.screenshot('alerts-7-changes');
    await window.runCommand('Incident: What Changed?');
    const row = window.webview().locator('.row[role=option]').first();
    await eventually(async () => {
      const said = await row.innerText();
      assert.match(said, /connection pool of checkout cut to 4/);
      assert.match(said, /environment/);
      assert.match(said, /touches an affected service/);
    });
    await row.click();
    await eventually(async () =>
      assert.match(await window.webview().locator('.details').innerText(), /from a change source/),
    );
    await window.screenshot('alerts-8-panel');
  });

  it('meet what GitHub deployed, once somebody has signed in, and again where the sign-in has expired', async () => {
    const minutesAgo = (minutes: number) =>
      new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z');
    const deployment = { id: 7, sha: 'a'.repeat(40), environment: 'production', at: minutesAgo(50) };
    github.deployments.push({ ...deployment, statuses: [{ state: 'success', at: minutesAgo(47) }] });
    const run = {
      id: 5,
      name: 'Deploy production',
      sha: 'b'.repeat(40),
      at: minutesAgo(35),
      title: 'Raise the pool size',
    };
    github.runs.push(run);
    const question = (): Promise<string> =>
      eventually(async () => {
        // VS Code drops the command of a row that is drawn anew at this very moment, so Enter is pressed again.
        if ((await window.dialog()) === undefined) {
          await window.focusRow(CHANGES, PROJECT);
          await window.press('Enter');
        }
        return eventually(async () => {
          const dialog = await window.dialog();
          assert.ok(dialog !== undefined, 'nobody is asked');
          return dialog.detail;
        }, 3000);
      });
    const says = (description: string) =>
      seeRow(window, CHANGES, PROJECT, (row) => row.description.startsWith(description));
    await seeRow(window, CHANGES, 'Change sources', ({ description }) => description === 'sign-in needed');
    assert.match(await question(), /Incident Commander.* wants to sign in using GitHub/);
    await window.screenshot('alerts-9-sign-in');
    await window.clickButton('Cancel');
    await says('sign in to GitHub');
    assert.equal(github.service.arrived.length, 0, 'somebody who refused is not signed in');
    await question();
    await window.clickButton('Allow');
    await says('refused the sign-in');
    await window.screenshot('alerts-10-expired');
    assert.match(await question(), /wants you to sign in again/);
    await window.clickButton('Allow');
    await seeRow(window, CHANGES, 'Change sources', ({ description }) => description === '2');
    await seeRow(window, CHANGES, 'Deploy production #5: Raise the pool size');
    await seeRow(window, CHANGES, 'deployed acme/shop main to production');
    assert.deepEqual(github.violations, []);
    await window.screenshot('alerts-11-github');
  });
});
