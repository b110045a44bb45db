import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { outboxDisk } from '../../src/adapters/outbox/outboxDisk';
import { Outbox } from '../../src/app/outbox';
import type { Deed, Outcome, OutboxItem, Sender } from '../../src/app/outboxPorts';
import { deedId } from '../../src/app/outboxRules';
import { waitFor } from '../helpers/waitFor';

const NOON = Date.parse('2026-11-22T12:00:00Z');
const BUSY: Outcome = { kind: 'later', why: { problem: 'busy', detail: 'HTTP 429' }, retryAfter: 30_000 };

describe('the outbox', () => {
  let folder: string;
  let now: number;
  const windows: Outbox[] = [];

  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'outbox-')), 'outbox');
    now = NOON;
  });
  afterEach(() => {
    for (const window of windows.splice(0)) window.dispose();
    rmSync(join(folder, '..'), { recursive: true });
  });

  /** A window of this machine, whose time passes when the test says so. */
  function open(sender: Partial<Sender> & Pick<Sender, 'send'>): Outbox {
    const window = new Outbox({
      disk: outboxDisk(folder, () => now),
      senders: [{ kind: 'chat', ...sender }],
      now: () => now,
      random: () => 0,
      wait: () => ({ dispose: () => undefined }),
      report: (error) => assert.fail(String(error)),
    });
    windows.push(window);
    return window;
  }

  const deed = (text: string, more: Partial<Deed> = {}): Deed => ({
    id: deedId('chat', 'C1', text),
    kind: 'chat',
    lane: 'C1',
    group: 'I1',
    title: text,
    incident: 'I1',
    entries: [text],
    body: { text },
    madeAt: now,
    ...more,
  });

  /** Lets the window work until its deeds stand so. */
  async function until(window: Outbox, wanted: (items: readonly OutboxItem[]) => boolean): Promise<void> {
    await waitFor(async () => {
      await window.look();
      return wanted(window.items);
    }, 'the deeds stand so');
  }
  const all =
    (state: OutboxItem['state'], count = 1) =>
    (items: readonly OutboxItem[]) =>
      items.length === count && items.every((item) => item.state === state);

  const collecting = (outcome: () => Outcome = () => ({ kind: 'sent' })) => {
    const sent: string[][] = [];
    const send = (deeds: readonly Deed[]) => {
      sent.push(deeds.map(({ title }) => title));
      return Promise.resolve(outcome());
    };
    return { sent, send };
  };

  it('sends a deed once, whichever of five windows adds it, and however often', async () => {
    const { sent, send } = collecting();
    const five = Array.from({ length: 5 }, () => open({ send }));
    const news = await Promise.all(five.map((window) => window.add(deed('declared'))));
    assert.deepEqual(
      news.filter((isNew) => isNew),
      [true],
    );
    await Promise.all(five.map((window) => until(window, all('sent'))));
    assert.equal(await open({ send }).add(deed('declared')), false);
    assert.deepEqual(sent, [['declared']]);
  });

  it('keeps the order of a lane, and sends several as one message', async () => {
    const { sent, send } = collecting();
    const window = open({ send, most: 3, gather: 10_000 });
    for (const text of ['one', 'two', 'three', 'four']) {
      await window.add(deed(text, { madeAt: now }));
      now += 1;
    }
    await window.add(deed('of another incident', { madeAt: now, group: 'I2' }));
    await window.look();
    assert.deepEqual(sent, [], 'it waits for what may come within ten seconds');
    now += 20_000;
    await until(window, all('sent', 5));
    assert.deepEqual(sent, [['one', 'two', 'three'], ['four'], ['of another incident']]);
  });

  it('waits as long as the service says, and lets nothing overtake', async () => {
    const outcomes: Outcome[] = [BUSY];
    const { sent, send } = collecting(() => outcomes.shift() ?? { kind: 'sent' });
    const window = open({ send });
    await window.add(deed('first'));
    await until(window, ([item]) => item?.notBefore === now + 30_000);
    now += 1;
    await window.add(deed('second'));
    now += 29_000;
    await window.look();
    assert.deepEqual(sent, [['first']]);
    now += 1000;
    await until(window, all('sent', 2));
    assert.deepEqual(sent, [['first'], ['first'], ['second']]);
  });

  it('goes at once where a person wants it, and all that waited with it in one message', async () => {
    const outcomes: Outcome[] = [BUSY];
    const { sent, send } = collecting(() => outcomes.shift() ?? { kind: 'sent' });
    const window = open({ send, most: 5, gather: 10_000 });
    const deeds = [deed('first'), deed('second', { madeAt: now + 1 })];
    for (const each of deeds) await window.add(each);
    now += 20_000;
    await until(window, (items) => items.length === 2 && items.every(({ notBefore }) => notBefore === now + 30_000));
    await window.again(...deeds.map(({ id }) => id));
    await until(window, all('sent', 2));
    assert.deepEqual(sent.slice(1), [['first', 'second']]);
  });

  it('waits longer after each failure, and gives up after a day', async () => {
    const waits: number[] = [];
    const { send } = collecting(() => ({ kind: 'later', why: { problem: 'unreachable', detail: 'ECONNREFUSED' } }));
    const window = open({ send });
    await window.add(deed('declared'));
    for (;;) {
      const attempts = waits.length + 1;
      await until(window, ([item]) => item?.attempts === attempts && item.state !== 'sending');
      const [item] = window.items;
      if (item?.state === 'refused') break;
      waits.push((item?.notBefore ?? 0) - now);
      now = item?.notBefore ?? assert.fail();
    }
    assert.deepEqual(waits.slice(0, 4), [2000, 4000, 8000, 16_000]);
    assert.equal(Math.max(...waits), 600_000);
    assert.ok(now - NOON > 23 * 3_600_000);
  });

  it('goes on in another window where one was closed', async () => {
    const closed = open({ send: () => Promise.resolve(BUSY) });
    await closed.add(deed('declared'));
    await until(closed, ([item]) => item?.notBefore !== undefined);
    closed.dispose();
    now += 60_000;
    const { sent, send } = collecting();
    await until(open({ send }), all('sent'));
    assert.deepEqual(sent, [['declared']]);
  });

  it('says the doubt where a window crashed while it was sending, and sends it again only when a person says so', async () => {
    const { sent, send } = collecting();
    const window = open({ send });
    const kept = deed('declared');
    await outboxDisk(folder, () => now).add(kept);
    // What a window leaves behind that was killed between sending and noting: no process has this number.
    writeFileSync(join(folder, `${kept.id}.1.try`), JSON.stringify({ pid: 2 ** 30, host: hostname(), at: now }));
    await until(window, all('doubt'));
    // Of a lane the oldest goes first: what is sent once more would come before these.
    for (const text of ['next', 'last']) {
      now += 60_000;
      await window.add(deed(text, { madeAt: now }));
      await until(window, (items) =>
        items.some(({ deed: { entries }, state }) => entries[0] === text && state === 'sent'),
      );
    }
    assert.deepEqual(sent, [['next'], ['last']], 'what comes next does not wait for the answer');
    await window.again(kept.id);
    await until(window, all('sent', 3));
    assert.deepEqual(sent, [['next'], ['last'], ['declared']]);
  });

  it('takes a person’s word that it arrived', async () => {
    const { sent, send } = collecting(() => ({ kind: 'doubt', why: { problem: 'noAnswer', detail: '' } }));
    const window = open({ send });
    await window.add(deed('declared'));
    await until(window, all('doubt'));
    await window.settle(deed('declared').id);
    await until(window, all('sent'));
    assert.equal(sent.length, 1);
  });

  it('leaves alone what another window is sending, until that is surely gone', async () => {
    let answer: (outcome: Outcome) => void = () => undefined;
    const slow = open({ send: () => new Promise((resolve) => (answer = resolve)) });
    await slow.add(deed('declared'));
    await until(slow, all('sending'));
    const { sent, send } = collecting();
    const other = open({ send });
    await other.look();
    assert.ok(all('sending')(other.items));
    // The machine slept: nobody can tell.
    now += 3_600_000;
    await until(other, all('doubt'));
    // It had arrived after all.
    answer({ kind: 'sent' });
    await until(other, all('sent'));
    assert.deepEqual(sent, []);
  });

  it('does not send what is not wanted any more, nor in a lane that is not ready', async () => {
    const { sent, send } = collecting();
    let isReady = false;
    const window = open({ send, isReady: () => isReady, isWanted: ({ title }) => title !== 'retracted' });
    await window.add(deed('retracted'));
    now += 1;
    await window.add(deed('declared'));
    await window.look();
    assert.ok(all('waiting', 2)(window.items));
    isReady = true;
    await until(window, (items) => items.every(({ state }) => state !== 'waiting' && state !== 'sending'));
    assert.deepEqual(sent, [['declared']]);
  });

  it('sends what was dropped when a person wants it after all, and else never', async () => {
    const { sent, send } = collecting();
    let isReady = false;
    const window = open({ send, isReady: () => isReady });
    await window.add(deed('declared'));
    await until(window, all('waiting'));
    await window.drop(deed('declared').id);
    await until(window, all('dropped'));
    isReady = true;
    assert.equal(await window.add(deed('declared')), false);
    assert.equal(await window.add(deed('declared'), true), true);
    await until(window, all('sent'));
    assert.equal(await window.add(deed('declared'), true), false);
    assert.deepEqual(sent, [['declared']]);
  });

  it('leaves nothing of a text behind once it was sent', async () => {
    const { send } = collecting();
    const window = open({ send });
    await window.add(deed('declared'));
    await until(window, all('sent'));
    await waitFor(() => readdirSync(folder).join() === `${deed('declared').id}.done`, 'only the note is left');
    assert.doesNotMatch(readFileSync(join(folder, `${deed('declared').id}.done`), 'utf8'), /"title":"declared"/);
  });

  it('is not stopped by files of strangers', async () => {
    const { sent, send } = collecting();
    const window = open({ send });
    await window.add(deed('declared'));
    for (const name of ['x.deed', `${'0'.repeat(32)}.deed`, `${'1'.repeat(32)}.done`, `${'2'.repeat(32)}.1.try`]) {
      writeFileSync(join(folder, name), '{');
    }
    await until(window, all('sent'));
    assert.deepEqual(sent, [['declared']]);
  });
});
