import assert from 'node:assert/strict';
import { createServer as createTlsServer } from 'node:https';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { chatPorts } from '../../src/adapters/chat';
import { deliver } from '../../src/adapters/deliver';
import { ChatFailed, type ChatChannel, type PostedNote } from '../../src/app/chatPorts';
import { Outbox } from '../../src/app/outbox';
import type { Outcome, Sender } from '../../src/app/outboxPorts';
import { deedId } from '../../src/app/outboxRules';
import { outboxDisk } from '../../src/adapters/outbox/outboxDisk';
import { mattermostLink, slackLink } from '../../src/chat/links';
import { CHAT_KINDS, POSTED_BY_DEFAULT, type ChatMessage } from '../../src/chat/message';
import { broken, half, json, silence, startService, text, type Answer, type FakeService } from '../helpers/chatServers';
import { waitFor } from '../helpers/waitFor';
import { TEST_CERTIFICATE, TEST_KEY } from '../helpers/certificate';

const SECRET = 'T0SECRET/B0SECRET/s3cr3tS3cr3tS3cr3t';
const LINKED = 'q'.repeat(26);
const TOKEN = 'xoxb-1111-2222-s3cr3tS3cr3t';
const never = new AbortController().signal;
const NO_THREAD = { thread: undefined, since: Date.parse('2026-11-22T14:00:00Z') };

const channel = (more: Partial<ChatChannel> = {}): ChatChannel => ({
  name: '#incidents',
  kind: 'slack',
  post: POSTED_BY_DEFAULT,
  incidents: 'all',
  ...more,
});
const message = (...types: string[]): ChatMessage => ({
  head: { id: '20261122-1405-abcdef', title: 'Checkout is failing', severity: 'SEV-2', status: 'open' },
  lines: types.map((type) => ({ entry: 'w-1', type, by: 'Ada', text: type, at: '2026-11-22T14:05:00.000Z' })),
});

/** Nothing that is kept, logged or shown of an outcome may hold a secret. */
function withoutSecrets(outcome: Outcome): Outcome {
  assert.doesNotMatch(JSON.stringify(outcome), /s3cr3t|SECRET/);
  return outcome;
}

// The answers are those of the products' documentation:
// docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, discord.com/developers/docs/topics/rate-limits,
// developers.mattermost.com/integrate/webhooks/incoming, learn.microsoft.com/connectors/teams (a workflow answers 202).
describe('a webhook', () => {
  let service: FakeService;
  beforeEach(async () => {
    service = await startService();
  });
  afterEach(() => service.stop());

  const post = async (more: Partial<ChatChannel> = {}, address = `${service.address}/services/${SECRET}`) =>
    withoutSecrets(await chatPorts().post(channel(more), address, message('incident.declared'), NO_THREAD, never));

  it('gets a message of each product once, and what the product calls success is success', async () => {
    service.answer(text(200, 'ok'), text(200, 'ok'), text(202, ''), json({ id: '1' }), text(204, ''));
    for (const kind of CHAT_KINDS) assert.equal((await post({ kind })).kind, 'sent', kind);
    assert.equal(service.got.length, CHAT_KINDS.length);
    assert.ok(
      service.got.every(({ method, headers }) => method === 'POST' && String(headers['content-type']).includes('json')),
    );
    assert.match(service.got[3]?.path ?? '', /\?wait=true$/);
  });

  const cases: readonly (readonly [string, Answer, Outcome['kind'], string])[] = [
    ['is busy', text(429, '', { 'retry-after': '30' }), 'later', 'busy'],
    ['fails', text(500, 'rollup_error'), 'later', 'serverError'],
    ['is down', text(503, ''), 'later', 'serverError'],
    ['has a gateway that gave up', text(504, ''), 'doubt', 'serverError'],
    ['breaks the connection', broken, 'doubt', 'noAnswer'],
    ['refuses what was sent', text(400, 'invalid_payload'), 'refused', 'refused'],
    ['is forbidden', text(403, 'action_prohibited'), 'refused', 'unauthorized'],
    ['was removed', text(404, 'no_service'), 'refused', 'unauthorized'],
    ['redirects elsewhere', text(302, '', { location: 'https://evil.example/x' }), 'refused', 'redirected'],
    ['redirects within', text(307, '', { location: '/other' }), 'refused', 'redirected'],
  ];
  for (const [what, answer, kind, problem] of cases) {
    it(`that ${what} gives “${kind}”, asked once`, async () => {
      service.answer(answer);
      const outcome = await post();
      assert.equal(outcome.kind, kind);
      assert.equal('why' in outcome && outcome.why.problem, problem);
      assert.equal(service.got.length, 1);
    });
  }

  it('that asks for a pause gives how long, in seconds or as a date', async () => {
    service.answer(text(429, '', { 'retry-after': '30' }));
    assert.equal(((await post()) as { retryAfter?: number }).retryAfter, 30_000);
    const date = 'Sun, 22 Nov 2026 14:00:00 GMT';
    service.answer(text(503, '', { date, 'retry-after': 'Sun, 22 Nov 2026 14:02:00 GMT' }));
    assert.equal(((await post()) as { retryAfter?: number }).retryAfter, 120_000);
  });

  it('has taken the message by its status, however the answer ends', async () => {
    service.answer(half(200));
    assert.equal((await post()).kind, 'sent');
  });

  it('that never answers leaves a doubt', async () => {
    service.answer(silence);
    const outcome = await deliver(`${service.address}/${SECRET}`, {
      service: 'chat',
      signal: never,
      json: {},
      patience: 50,
    });
    assert.deepEqual(withoutSecrets(outcome).kind, 'doubt');
  });

  it('that nobody listens at, or that shows a certificate of somebody else, got nothing', async () => {
    const gone = await startService();
    await gone.stop();
    assert.equal((await post({}, `${gone.address}/${SECRET}`)).kind, 'later');
    const impostor = await startService(text(200, 'ok'), (listener) =>
      createTlsServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, listener),
    );
    const outcome = await post({}, `${impostor.address}/${SECRET}`);
    assert.equal(outcome.kind, 'later');
    assert.equal('why' in outcome && outcome.why.problem, 'unreachable');
    assert.deepEqual(impostor.got, []);
    await impostor.stop();
  });

  it('is asked for only where nobody can listen in', async () => {
    const outcome = await post({}, `http://chat.example.com/${SECRET}`);
    assert.equal('why' in outcome && outcome.why.problem, 'badAddress');
  });

  it('says no more of what is wrong than a few plain words', async () => {
    service.answer(text(400, `<html>${SECRET}</html>`));
    assert.deepEqual(await post(), { kind: 'refused', why: { problem: 'refused', detail: 'HTTP 400' } });
  });

  it('is told from an address of another product', () => {
    const ports = chatPorts();
    const addressProblem = (...asked: Parameters<typeof ports.addressProblem>) => ports.addressProblem(...asked);
    assert.equal(addressProblem('slack', 'https://hooks.slack.com/services/T/B/x'), undefined);
    assert.equal(addressProblem('slack', 'https://discord.com/api/webhooks/1/x'), 'otherHost');
    assert.equal(addressProblem('discord', 'https://discord.com.evil.example/api/webhooks/1/x'), 'otherHost');
    assert.equal(addressProblem('teams', 'https://prod-1.westeurope.logic.azure.com/workflows/x'), undefined);
    assert.equal(addressProblem('mattermost', 'https://chat.example.com/hooks/x'), undefined);
    assert.equal(addressProblem('mattermost', 'http://chat.example.com/hooks/x'), 'notSecure');
    assert.equal(addressProblem('webhook', 'https://user:pw@chat.example.com/hooks/x'), 'notSecure');
    assert.equal(addressProblem('webhook', 'not an address'), 'notSecure');
  });
});

// docs.slack.dev/reference/methods: chat.postMessage, conversations.history, .replies, .setTopic, pins.list, users.info, auth.test
describe('Slack with the token of a bot', () => {
  /** A workspace with one channel, as far as the documentation of the methods says. */
  class Workspace {
    messages: Record<string, unknown>[] = [];
    pinned: Record<string, unknown>[] = [];
    topic = '';
    errors: Record<string, string> = {};
    /** So often the history does not have yet what another machine is posting. */
    unseen = 0;
    private clock = 1795356300;

    handle(method: string, asked: URLSearchParams, body: Record<string, unknown>): Record<string, unknown> {
      const error = this.errors[method];
      if (error !== undefined) return { ok: false, error, needed: 'channels:history' };
      switch (method) {
        case 'auth.test':
          return { ok: true, user: 'incident-bot', team: 'Shop' };
        case 'chat.postMessage': {
          const ts = `${(this.clock += 60)}.000100`;
          this.messages.push({ ...body, ts, bot_id: 'B1' });
          return { ok: true, channel: body.channel, ts };
        }
        case 'conversations.history':
          if (this.unseen > 0 && this.unseen-- > 0) return { ok: true, messages: [] };
          return { ok: true, messages: this.messages.filter((each) => each.thread_ts === undefined).reverse() };
        case 'conversations.replies': {
          const ts = asked.get('ts');
          return { ok: true, messages: this.messages.filter((each) => each.ts === ts || each.thread_ts === ts) };
        }
        case 'pins.list':
          return { ok: true, items: this.pinned.map((each) => ({ type: 'message', message: each })) };
        case 'users.info':
          return { ok: true, user: { name: 'grace', real_name: 'Grace Hopper', profile: { display_name: 'Grace' } } };
        case 'conversations.setTopic':
          this.topic = String(body.topic);
          return { ok: true };
        default:
          return { ok: false, error: 'unknown_method' };
      }
    }
  }

  let service: FakeService;
  let workspace: Workspace;
  const bot = channel({ channel: 'C1' });
  beforeEach(async () => {
    workspace = new Workspace();
    service = await startService(({ path, headers, body }, response, request) => {
      const url = new URL(path, 'http://x');
      if (headers.authorization !== `Bearer ${TOKEN}`) {
        json({ ok: false, error: 'invalid_auth' })({} as never, response, request);
        return;
      }
      const answer = workspace.handle(url.pathname.slice(1), url.searchParams, (body ?? {}) as Record<string, unknown>);
      json(answer)({} as never, response, request);
    });
  });
  afterEach(() => service.stop());

  const post = async (types: string[], thread?: string, token = TOKEN) =>
    withoutSecrets(
      await chatPorts(service.address).post(bot, token, message(...types), { ...NO_THREAD, thread }, never),
    );
  const threadOf = (outcome: Outcome) => (outcome.kind === 'sent' ? (outcome.note as PostedNote).thread : undefined);

  it('has one thread an incident, whichever machine begins it, and says there when it is over, and in the channel', async () => {
    const first = await post(['incident.declared']);
    const root = threadOf(first);
    assert.ok(root !== undefined);
    assert.equal(workspace.topic, 'SEV-2 · Checkout is failing');
    // Another machine remembers nothing.
    assert.equal(threadOf(await post(['decision.logged'])), root);
    assert.equal(threadOf(await post(['incident.resolved'], root)), root);
    const [, second, third] = workspace.messages;
    assert.deepEqual([second?.thread_ts, second?.reply_broadcast], [root, false]);
    assert.deepEqual([third?.thread_ts, third?.reply_broadcast], [root, true]);
  });

  it('has one thread for all that follows where two machines begin one in the same moment', async () => {
    workspace.unseen = 1;
    const one = await post(['incident.declared']);
    workspace.unseen = 1;
    const other = await post(['severity.set']);
    assert.equal(workspace.messages.filter((each) => each.thread_ts === undefined).length, 2);
    assert.equal(threadOf(other), threadOf(one));
    assert.equal(threadOf(one), workspace.messages[0]?.ts);
  });

  it('posts though it may neither read nor set the topic', async () => {
    workspace.errors = { 'conversations.history': 'missing_scope', 'conversations.setTopic': 'missing_scope' };
    assert.equal((await post(['incident.declared'])).kind, 'sent');
  });

  it('tells what Slack did not do from what it may have done', async () => {
    const kinds: Record<string, string> = {};
    for (const error of ['ratelimited', 'fatal_error', 'not_in_channel', 'invalid_auth', 'is_archived']) {
      workspace.errors = { 'chat.postMessage': error };
      kinds[error] = (await post(['incident.declared'])).kind;
    }
    assert.deepEqual(kinds, {
      ratelimited: 'later',
      fatal_error: 'doubt',
      not_in_channel: 'refused',
      invalid_auth: 'refused',
      is_archived: 'refused',
    });
  });

  it('doubts a success of which only half came', async () => {
    service.answer(half(200));
    assert.equal((await post(['incident.declared'], '1.1')).kind, 'doubt');
  });

  it('reads pinned messages and the thread, not what was posted from here, with names and times', async () => {
    const root = threadOf(await post(['incident.declared'])) ?? '';
    workspace.messages.push({
      ts: '1795356600.000200',
      thread_ts: root,
      user: 'U1',
      text: 'pool is full &lt;300&gt;, <@U1> looks',
    });
    workspace.pinned = [
      { ts: '1795350000.000100', user: 'U1', text: 'bridge: <https://meet.example/x|call>' },
      { ts: '1795356600.000200', thread_ts: root, user: 'U1', text: 'pool is full &lt;300&gt;, <@U1> looks' },
    ];
    const read = await chatPorts(service.address).read(
      bot,
      TOKEN,
      { ...NO_THREAD, incident: message().head.id },
      never,
    );
    assert.deepEqual(read, [
      { by: 'Grace', at: 1795350000000, text: 'bridge: call (https://meet.example/x)' },
      { by: 'Grace', at: 1795356600000, text: 'pool is full <300>, @Grace looks' },
    ]);
  });

  it('reads the message that a link leads to', async () => {
    const root = threadOf(await post(['incident.declared'])) ?? '';
    workspace.messages.push({ ts: '1795356600.000200', thread_ts: root, user: 'U1', text: 'pool is full' });
    const link = slackLink(`https://shop.slack.com/archives/C1/p1795356600000200?thread_ts=${root}&cid=C1`);
    assert.deepEqual(link, { channel: 'C1', message: '1795356600.000200', thread: root });
    const read = await chatPorts(service.address).readLinked(bot, TOKEN, link, never);
    assert.deepEqual(read, { by: 'Grace', at: 1795356600000, text: 'pool is full' });
    assert.equal(slackLink('https://slack.com.evil.example/archives/C1/p1795356600000200'), undefined);
  });

  it('says who a token speaks for, and what is wrong with one', async () => {
    assert.equal(await chatPorts(service.address).whoIs(bot, TOKEN, never), 'incident-bot · Shop');
    const error = await chatPorts(service.address)
      .whoIs(bot, 'xoxb-wrong-s3cr3t', never)
      .catch((reason: unknown) => reason);
    assert.ok(error instanceof ChatFailed);
    assert.deepEqual(error.why, { problem: 'unauthorized', detail: 'invalid_auth' });
    assert.doesNotMatch(String(error.stack), /s3cr3t/);
  });
});

// api.mattermost.com: CreatePost, GetPostsForChannel, GetPinnedPosts, GetPostThread, GetUsersByIds, PatchChannel
describe('Mattermost with a token', () => {
  let service: FakeService;
  let posts: Record<string, unknown>[];
  let header: unknown;
  beforeEach(async () => {
    posts = [];
    header = undefined;
    const listed = (found: Record<string, unknown>[]) =>
      json({
        order: found.map(({ id }) => id).reverse(),
        posts: Object.fromEntries(found.map((each) => [String(each.id), each] as const)) as Record<string, unknown>,
      });
    service = await startService((got, response, request) => {
      const { method, path, body } = got;
      const answer = (): ReturnType<typeof json> => {
        if (path === '/api/v4/users/me') return json({ username: 'incident-bot' });
        if (path === '/api/v4/users/ids') return json([{ id: 'u1', username: 'grace' }]);
        if (method === 'GET' && path === `/api/v4/posts/${LINKED}`) return json(posts.find(({ id }) => id === LINKED));
        if (path.endsWith('/pinned')) return listed(posts.filter((each) => each.is_pinned === true));
        if (path.endsWith('/thread')) return listed(posts);
        if (path.includes('/posts?since=')) return listed(posts);
        if (path.endsWith('/patch')) {
          header = (body as { header: string }).header;
          return json({});
        }
        if (method !== 'POST' || path !== '/api/v4/posts') return json({ message: 'Not found' }, 404);
        const made = {
          ...(body as object),
          id: `p${posts.length + 1}`,
          create_at: 1795356300000 + posts.length,
          user_id: 'bot',
        };
        posts.push(made);
        return json(made, 201);
      };
      answer()(got, response, request);
    });
  });
  afterEach(() => service.stop());
  const bot = () => channel({ kind: 'mattermost', server: `${service.address}/`, channel: 'c1' });

  it('has one thread an incident, and the header says how it stands', async () => {
    const post = (...types: string[]) => chatPorts().post(bot(), TOKEN, message(...types), NO_THREAD, never);
    assert.deepEqual(withoutSecrets(await post('incident.declared')), { kind: 'sent', note: { thread: 'p1' } });
    assert.deepEqual(withoutSecrets(await post('decision.logged')), { kind: 'sent', note: { thread: 'p1' } });
    assert.equal(posts[1]?.root_id, 'p1');
    assert.equal(header, 'SEV-2 · Checkout is failing');
    assert.equal(await chatPorts().whoIs(bot(), TOKEN, never), 'incident-bot');
  });

  it('reads the post that a link leads to, of its own server alone', async () => {
    posts.push({ id: LINKED, user_id: 'u1', create_at: 1795356400000, message: 'pool is full' });
    const link = mattermostLink(`${service.address}/shop/pl/${LINKED}`, `${service.address}/`);
    assert.deepEqual(link, { message: LINKED });
    const read = await chatPorts().readLinked(bot(), TOKEN, link, never);
    assert.deepEqual(read, { by: 'grace', at: 1795356400000, text: 'pool is full' });
    assert.equal(mattermostLink(`https://evil.example/shop/pl/${LINKED}`, service.address), undefined);
  });

  it('reads pinned posts and the thread, with names and times', async () => {
    await chatPorts().post(bot(), TOKEN, message('incident.declared'), NO_THREAD, never);
    posts.push({ id: 'p2', root_id: 'p1', user_id: 'u1', create_at: 1795356400000, message: 'pool is full', type: '' });
    posts.push({
      id: 'p3',
      user_id: 'u1',
      create_at: 1795356500000,
      message: 'grace joined',
      type: 'system_join_channel',
    });
    const read = await chatPorts().read(bot(), TOKEN, { ...NO_THREAD, incident: message().head.id }, never);
    assert.deepEqual(read, [{ by: 'grace', at: 1795356400000, text: 'pool is full' }]);
  });
});

describe('a run with faults', () => {
  it('posts each entry once, in order, and leaves the secret neither on the disk nor in what is reported', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chat-'));
    const service = await startService();
    // What must not happen twice happened with each that was answered with success.
    service.answer(
      text(429, '', { 'retry-after': '1' }),
      text(500, `${SECRET} failed`),
      text(200, 'ok'),
      broken,
      half(200),
      text(404, 'no webhook s3cr3tS3cr3tS3cr3t'),
      text(200, 'ok'),
    );
    let now = Date.parse('2026-11-22T14:05:00Z');
    const reported: string[] = [];
    const address = `${service.address}/services/${SECRET}`;
    const sender: Sender = {
      kind: 'chat',
      send: (deeds, signal) =>
        chatPorts().post(channel(), address, message(...deeds.map(({ title }) => title)), NO_THREAD, signal),
    };
    const outbox = new Outbox({
      disk: outboxDisk(join(folder, 'outbox'), () => now),
      senders: [sender],
      now: () => now,
      random: () => 0,
      wait: () => ({ dispose: () => undefined }),
      report: (error) => reported.push(inspect(error, { depth: 9 })),
    });
    try {
      const titles = ['one', 'two', 'three', 'four', 'five'];
      for (const [index, title] of titles.entries()) {
        const id = deedId('chat', title);
        const about = { title, incident: 'i', entries: [title], body: {}, madeAt: now + index };
        await outbox.add({ id, kind: 'chat', lane: 'c', group: 'i', ...about });
      }
      await waitFor(async () => {
        now += 60_000;
        await outbox.look();
        return outbox.items.filter(({ state }) => state !== 'waiting' && state !== 'sending').length === 5;
      }, 'all were tried');
      const states = outbox.items.map(({ deed, state }) => `${deed.entries.join()} ${state}`);
      assert.deepEqual(states, ['one sent', 'two doubt', 'three sent', 'four refused', 'five sent']);
      assert.equal(service.got.length, 7);
      const kept = readdirSync(join(folder, 'outbox')).map((name) =>
        readFileSync(join(folder, 'outbox', name), 'utf8'),
      );
      assert.ok(kept.length > 0);
      assert.doesNotMatch([...kept, ...reported, JSON.stringify(outbox.items)].join('\n'), /SECRET|s3cr3t/);
    } finally {
      outbox.dispose();
      await service.stop();
      rmSync(folder, { recursive: true });
    }
  });
});
