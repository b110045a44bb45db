import * as assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { choose, noPrompt, OVERVIEW, prompt, readRecord, recordFolder, seeRow } from './incidentFlow';
import { eventually, openWindow, type EditorWindow } from './harness';

const REVIEW = 'Declare from Alert';
const LINKED = 'Declare from a Link';

/** From an alert that somebody copied, or a link in it, to a declared incident: on a laptop with the default side bar. */
describe('alerts, by keyboard', () => {
  const folder = recordFolder();
  const parent = mkdtempSync(path.join(tmpdir(), 'incident-changes-ui-'));
  const changes = path.join(parent, 'changes.jsonl');
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
    window = await openWindow({
      recordFolder: folder,
      settings: {
        'incident.services': [{ name: 'checkout' }, { name: 'mail' }],
        'incident.changes.sources': [changes],
      },
      size: { width: 1366, height: 768 },
    });
  });
  after(async () => {
    await window.close();
    rmSync(parent, { recursive: true, force: true, maxRetries: 3 });
  });

  const rows = async (title: string) => (await prompt(window, title)).rows.map(({ label }) => label);

  it('are read where they are pasted, shown with all that was found, and declared', async () => {
    await window.runCommand('Incident: Declare from Alert');
    await prompt(window, REVIEW);
    await window.type('{"alerts": [{"status": "firing"');
    await eventually(async () => {
      const { rows } = await prompt(window, REVIEW);
      assert.match(rows[0]?.ariaLabel ?? '', /incomplete JSON/);
    });
    await window.screenshot('alerts-1-incomplete');
    await window.fill(JSON.stringify(alert));
    await eventually(async () => {
      const { rows } = await prompt(window, REVIEW);
      assert.match(rows[0]?.ariaLabel ?? '', /Alertmanager: Connection pool of checkout is empty/);
    });
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
    await window.runCommand('Incident: Declare from Alert');
    await prompt(window, REVIEW);
    await window.fill(JSON.stringify(alert));
    await eventually(async () => assert.match((await prompt(window, REVIEW)).rows[0]?.ariaLabel ?? '', /Alertmanager/));
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
});
