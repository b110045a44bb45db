import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { linksOf } from '../../src/editor/services/links';
import { Settings } from '../../src/editor/kit/settings';
import { serviceLinkNodes } from '../../src/editor/services/rows';
import { configure, recording, run, until } from './recording';

const LOGS = 'https://logs.example.org/search?q=a%2Bb&from=1#top';
const SERVICES = [
  {
    name: 'web',
    paths: ['apps/web/**'],
    dashboards: [{ name: 'Traffic', url: 'https://grafana.example.org/d/web' }],
    runbooks: [
      'README.md#restart',
      '../secret.md',
      'missing.md',
      'command:workbench.action.quit',
      'file:///etc/passwd',
    ],
    logs: [LOGS],
    statusPages: ['https://status.example.org'],
  },
  { name: 'jobs', paths: ['apps/jobs/**'], dashboards: ['http://grafana.example.org/d/jobs'] },
  { name: 'idle', paths: ['apps/idle/**'] },
];

describe('dashboards and runbooks', () => {
  const record = recording();
  const settings = new Settings();
  const opened: unknown[] = [];
  const original = vscode.env.openExternal;

  before('open no browser', () => {
    (vscode.env as { openExternal: unknown }).openExternal = (address: unknown) => {
      opened.push(address);
      return Promise.resolve(true);
    };
  });
  after(() => void ((vscode.env as { openExternal: unknown }).openExternal = original));
  beforeEach(async () => {
    opened.length = 0;
    await configure('services', SERVICES);
  });
  afterEach(() => configure('services', undefined));

  const names = (...affected: string[]) =>
    linksOf(settings.services(), affected).map(({ service, kind, name }) => `${service} ${kind} ${name}`);

  it('are those of the affected services, else of all, by service and kind', () => {
    assert.deepEqual(names('jobs', 'idle'), ['jobs dashboards http://grafana.example.org/d/jobs']);
    assert.deepEqual(names('idle'), []);
    assert.deepEqual(names(), [
      'web dashboards Traffic',
      'web runbooks README.md#restart',
      'web runbooks ../secret.md',
      'web runbooks missing.md',
      'web runbooks command:workbench.action.quit',
      'web runbooks file:///etc/passwd',
      `web logs ${LOGS}`,
      'web statusPages https://status.example.org',
      'jobs dashboards http://grafana.example.org/d/jobs',
    ]);
  });

  it('are opened outside as they were written', async () => {
    await run('incident.openDashboard', { url: LOGS });
    assert.deepEqual(opened, [LOGS]);
    assert.deepEqual(record.messages, []);
  });

  it('are opened in an editor where they are files of the workspace', async () => {
    await run('incident.openDashboard', { url: 'README.md#restart' });
    await until(
      () => vscode.window.activeTextEditor?.document.uri.path ?? '',
      (path) => path.endsWith('/README.md'),
      'the runbook is open',
    );
    assert.deepEqual(opened, []);
  });

  for (const [url, sentence] of [
    ['../secret.md', '“../secret.md” isn’t in the workspace.'],
    ['missing.md', '“missing.md” isn’t in the workspace.'],
    [
      'command:workbench.action.quit',
      'Can’t open “command:workbench.action.quit”: only http, https and workspace paths are allowed.',
    ],
    ['file:///etc/passwd', 'Can’t open “file:///etc/passwd”: only http, https and workspace paths are allowed.'],
    ['https://elsewhere.example.org', '“https://elsewhere.example.org” isn’t a link of a configured service.'],
  ] as const) {
    it(`are not opened where they lead to ${url}`, async () => {
      await run('incident.openDashboard', { url });
      assert.equal(record.messages.length, 1);
      assert.ok(
        record.messages[0]?.startsWith('warning: ') && record.messages[0].includes(sentence),
        record.messages[0],
      );
      assert.deepEqual(opened, []);
    });
  }

  it('are not opened in Restricted Mode, and it is said why', async () => {
    const trusted = Object.getOwnPropertyDescriptor(vscode.workspace, 'isTrusted');
    assert.ok(trusted);
    Object.defineProperty(vscode.workspace, 'isTrusted', { configurable: true, get: () => false });
    try {
      await run('incident.openDashboard', { url: LOGS });
    } finally {
      Object.defineProperty(vscode.workspace, 'isTrusted', trusted);
    }
    assert.equal(record.messages.length, 1);
    assert.match(
      record.messages[0] ?? '',
      /^warning: Links can’t be opened in Restricted Mode\. Trust this folder first\.$/,
    );
    assert.deepEqual(opened, []);
  });

  it('say how they are named where there is none', async () => {
    await configure('services', undefined);
    await run('incident.openDashboard');
    assert.equal(record.messages.length, 1);
    assert.match(
      record.messages[0] ?? '',
      /^info: No dashboards, .* Add them for each service in the setting incident\.services\.$/,
    );
  });

  it('are rows of the details, the first ones of many', () => {
    const rows = serviceLinkNodes({ id: 'i', services: ['web'] }, settings.services()).map((node) => node.toTreeItem());
    assert.deepEqual(
      [rows[0]?.label, rows[0]?.description, rows[0]?.command?.command],
      ['Traffic', 'web · dashboard', 'incident.openDashboard'],
    );
    const all = serviceLinkNodes({ id: 'i', services: [] }, settings.services()).map((node) => node.toTreeItem());
    assert.deepEqual([all.length, all.at(-1)?.label], [6, '4 more dashboards and runbooks']);
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  });

  it('have their status pages looked at with the changes', () => {
    assert.deepEqual(settings.changes().statusPages, ['https://status.example.org']);
  });
});
