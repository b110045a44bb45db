import * as assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { startService, text, type FakeService } from '../helpers/chatServers';
import {
  choose,
  declare,
  noPrompt,
  OVERVIEW,
  prompt,
  readRecord,
  recordFolder,
  say,
  seeRow,
  TIMELINE,
} from './incidentFlow';
import { eventually, openWindow, type EditorWindow } from './harness';

const SECRET = 's3cr3t-T0-B0-channel';
const CHANNEL = '#incidents';

/** All files below a folder that hold a text. */
function filesWith(wanted: string, folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesWith(wanted, file);
    return entry.isFile() && statSync(file).size < 50e6 && readFileSync(file).includes(wanted) ? [file] : [];
  });
}

/** What is recorded goes to a channel, on a laptop with the default side bar. */
describe('a chat channel, by keyboard', () => {
  const folder = recordFolder();
  let service: FakeService;
  let window: EditorWindow;
  const lines = () => service.got.map(({ body }) => (body as { blocks: { text: string }[] }).blocks[0]?.text ?? '');

  before(async () => {
    service = await startService(text(200, 'ok'));
    window = await openWindow({
      recordFolder: folder,
      settings: { 'incident.chat': [{ name: CHANNEL, kind: 'slack', post: ['declared', 'decisions', 'resolved'] }] },
      size: { width: 1366, height: 768 },
    });
  });
  after(async () => {
    await window.close();
    await service.stop();
  });

  it('is connected without its address being seen', async () => {
    await window.runCommand('Incident: Connect a Service');
    await prompt(window, `Slack: ${CHANNEL}`);
    await window.type(`${service.address}/services/${SECRET}`);
    await window.screenshot('chat-1-connect');
    await window.press('Enter');
    await noPrompt(window);
  });

  it('gets the first message once somebody has looked at it', async () => {
    await declare(window, 'Checkout fails');
    await seeRow(window, OVERVIEW, `Preview for ${CHANNEL}: 1 waiting`);
    await window.screenshot('chat-2-ready');
    // The message that tells of it goes by itself; the row stays.
    await window.focusRow(OVERVIEW, `Preview for ${CHANNEL}`);
    await window.press('Enter');
    const { rows } = await prompt(window, `First Message to ${CHANNEL}`);
    assert.match(
      rows.map(({ label }) => label).join('\n'),
      /SEV-3 · Checkout fails\n.*: Declared SEV-3: Checkout fails/,
    );
    await window.screenshot('chat-3-preview');
    assert.deepEqual(service.got, []);
    await choose(window, `First Message to ${CHANNEL}`, `Post to ${CHANNEL}`);
    await seeRow(window, TIMELINE, /Declared SEV-3/, ({ description }) => description.endsWith(`in ${CHANNEL}`));
    assert.match(lines().join('\n'), /Declared SEV-3: Checkout fails/);
    await window.screenshot('chat-4-posted');
  });

  it('gets an entry by hand, and waits where the service asks for a pause', async () => {
    await say(window, 'Add Note', 'ask @everyone about the pool');
    service.answer(text(429, '', { 'retry-after': '3600' }), text(200, 'ok'));
    await window.runOnRow(TIMELINE, (await seeRow(window, TIMELINE, /ask @everyone/)).label, 'Post to Chat');
    await seeRow(window, OVERVIEW, `Not in ${CHANNEL} yet: too many requests`);
    await window.screenshot('chat-5-waits');
    await window.focusRow(OVERVIEW, `Not in ${CHANNEL} yet`);
    await window.press('Enter');
    await seeRow(window, TIMELINE, /ask @everyone/, ({ description }) => description.endsWith(`in ${CHANNEL}`));
    assert.match(lines().at(-1) ?? '', /ask ＠everyone about the pool/);
  });

  it('posts after a restart what was recorded before it, and nothing twice', async () => {
    await window.runCommand('Incident: Resolve');
    await choose(window, 'Resolve', 'Just now');
    await eventually(() => assert.ok(readRecord(folder).some(({ type }) => type === 'incident.resolved')));
    await window.killExtensionHost();
    await eventually(() => assert.match(lines().at(-1) ?? '', /Resolved: customer impact has ended/), 60_000);
    assert.equal(lines().filter((line) => line.includes('Declared')).length, 1);
    assert.equal(lines().filter((line) => line.includes('Resolved:')).length, 1);
  });

  it('leaves its address in no file: not in settings, logs, the record or what is kept to be sent', () => {
    const files = [folder, window.host.data.dir].flatMap((each) => filesWith(SECRET, each));
    assert.deepEqual(files, []);
  });
});
