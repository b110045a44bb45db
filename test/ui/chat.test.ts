import * as assert from 'node:assert/strict';
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
import { left } from './leaks';

const SECRET = 's3cr3t-T0-B0-channel';
const CHANNEL = '#incidents';

/** A key that somebody has pasted into an entry. */
const KEY = `ghp_${'a1B2'.repeat(9)}`;

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
    await say(window, 'Add Note', `ask @everyone about the pool, key ${KEY}`);
    // Services say back what they were asked.
    service.answer(text(429, `slow down, ${SECRET}`, { 'retry-after': '3600' }), text(200, 'ok'));
    await window.runOnRow(TIMELINE, (await seeRow(window, TIMELINE, /ask @everyone/)).label, 'Post to Chat');
    await seeRow(window, OVERVIEW, `Not in ${CHANNEL} yet: too many requests`);
    await window.screenshot('chat-5-waits');
    for (const secret of [SECRET, KEY]) {
      const { leaks, outbox } = left(window, secret, folder);
      assert.ok(outbox.length > 0, 'what waits is on the disk');
      assert.deepEqual(leaks, []);
    }
    await window.focusRow(OVERVIEW, `Not in ${CHANNEL} yet`);
    await window.press('Enter');
    await seeRow(window, TIMELINE, /ask @everyone/, ({ description }) => description.endsWith(`in ${CHANNEL}`));
    assert.match(lines().at(-1) ?? '', /ask ＠everyone about the pool, key .*masked GitHub token/);
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

  it('says what is wrong where the address is not valid any more, and leaves it in no file, log, setting or message', async () => {
    service.answer(text(404, `no webhook ${SECRET}`));
    await say(window, 'Add Note', 'the pool is full again');
    await window.runOnRow(TIMELINE, (await seeRow(window, TIMELINE, /full again/)).label, 'Post to Chat');
    const { description, ariaLabel } = await seeRow(window, OVERVIEW, `Not posted to ${CHANNEL}: `);
    await window.screenshot('chat-6-refused');
    const said = (await window.notifications()).map(({ message }) => message);
    assert.doesNotMatch([description, ariaLabel, ...said].join('\n'), new RegExp(SECRET));
    for (const secret of [SECRET, KEY]) {
      const { leaks, outbox } = left(window, secret, folder, window.workspace);
      assert.ok(outbox.length > 0);
      assert.deepEqual(leaks, []);
    }
  });
});
