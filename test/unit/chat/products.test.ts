import assert from 'node:assert/strict';
import fc from 'fast-check';
import { literal, literalWithin, withoutCalls, withoutLinks } from '../../../src/chat/literal';
import { CHAT_KINDS, type ChatKind, type ChatLine, type ChatMessage } from '../../../src/chat/message';
import { MOST_LINES, payloadFor, previewOf } from '../../../src/chat/products';
import { slackText } from '../../../src/chat/slackText';

const line = (text: string, more: Partial<ChatLine> = {}): ChatLine => ({
  entry: 'w-1',
  type: 'note.added',
  by: 'Ada',
  text,
  at: '2026-11-22T14:05:00.000Z',
  ...more,
});
const message = (...lines: ChatLine[]): ChatMessage => ({
  head: { id: '20261122-1405-abcdef', title: 'Checkout is failing', severity: 'SEV-2', status: 'open' },
  lines,
});
const sent = (kind: ChatKind, made: ChatMessage, inThread?: boolean) =>
  JSON.stringify(payloadFor(kind, made, inThread));

// What each product takes, by its documentation:
// Slack: docs.slack.dev/reference/block-kit/blocks/markdown-block, docs.slack.dev/messaging/formatting-message-text
// Mattermost: developers.mattermost.com/integrate/webhooks/incoming
// Teams: learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using, adaptivecards.io/explorer
// Discord: discord.com/developers/docs/resources/webhook#execute-webhook, …/resources/message#embed-object-embed-limits
describe('a message to a chat', () => {
  const severity = message(line('Severity: SEV-1 (was SEV-2)'), line('Action: restart', { when: '13:50 UTC' }));

  it('is a block of Markdown for Slack, which unfurls nothing', () => {
    assert.deepEqual(payloadFor('slack', severity), {
      text: 'SEV-2 · Checkout is failing: Ada: Severity: SEV-1 (was SEV-2)',
      blocks: [
        {
          type: 'markdown',
          text: '**SEV-2 · Checkout is failing**\n- **Ada:** Severity: SEV-1 (was SEV-2)\n- **Ada:** Action: restart (13:50 UTC)',
        },
      ],
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  it('says in a thread what is new, and not again what it is about', () => {
    assert.doesNotMatch(sent('slack', severity, true).split('"blocks"')[1] ?? '', /Checkout is failing/);
    assert.doesNotMatch(sent('mattermost', severity, true), /Checkout is failing/);
  });

  it('is Markdown for Mattermost', () => {
    assert.deepEqual(payloadFor('mattermost', message(line('Resolved'))), {
      text: '**SEV-2 · Checkout is failing**\n- **Ada:** Resolved',
    });
  });

  it('is an Adaptive Card for Teams, of texts that are never read as Markdown', () => {
    const { type, attachments } = payloadFor('teams', message(line('a *b*'))) as {
      type: string;
      attachments: { contentType: string; content: { type: string; version: string; body: { type: string }[] } }[];
    };
    assert.equal(type, 'message');
    assert.equal(attachments[0]?.contentType, 'application/vnd.microsoft.card.adaptive');
    assert.equal(attachments[0].content.type, 'AdaptiveCard');
    assert.deepEqual(new Set(attachments[0].content.body.map((element) => element.type)), new Set(['RichTextBlock']));
    assert.match(sent('teams', message(line('a *b*'))), /"a \*b\*"/);
  });

  it('is an embed for Discord that mentions nobody', () => {
    assert.deepEqual(payloadFor('discord', message(line('Resolved'))), {
      embeds: [{ title: 'SEV-2 · Checkout is failing', description: '- **Ada:** Resolved' }],
      allowed_mentions: { parse: [] },
    });
  });

  it('is plain JSON with the entries for a webhook', () => {
    const made = message(line('Resolved'));
    assert.deepEqual(payloadFor('webhook', made), {
      text: 'SEV-2 · Checkout is failing\nAda: Resolved',
      incident: made.head,
      entries: made.lines,
    });
  });

  it('is shown before the first one as it reads', () => {
    assert.deepEqual(previewOf(severity), [
      'SEV-2 · Checkout is failing',
      'Ada: Severity: SEV-1 (was SEV-2)',
      'Ada: Action: restart (13:50 UTC)',
    ]);
  });

  it('says that it is over', () => {
    const { head } = severity;
    assert.match(sent('slack', { head: { ...head, status: 'resolved' }, lines: [line('x')] }), /· resolved\*\*/);
  });
});

describe('texts of others in a chat', () => {
  const CALLS = [
    '@everyone',
    '@here',
    '-@channel',
    'x.@all',
    '<!here>',
    '<!subteam^S1>',
    '<@U123>',
    '<#C1>',
    '<users/1>',
    '<@&42>',
  ];

  it('call nobody', () => {
    for (const call of CALLS) {
      for (const kind of CHAT_KINDS.filter((each) => each !== 'webhook')) {
        const text = sent(kind, message(line(`look ${call} now`, { by: call })));
        assert.doesNotMatch(text, /(?<![\p{L}\p{N}])@|@(?:everyone|here|channel|all)|<[!@#u]/u, `${kind}: ${call}`);
      }
    }
  });

  it('keep the addresses that are in them', () => {
    assert.equal(
      withoutCalls('ask ada@example.com, see https://example.com/a_b', 200),
      'ask ada@example.com, see https://example.com/a_b',
    );
  });

  // Slack links bare hosts and e-mail addresses as well; Mattermost what begins with www or a scheme; Discord http(s).
  const ADDRESSES = [
    'https://evil.example/a_b?c=*d*',
    'HTTP://EVIL.example',
    'www.evil.example',
    'evil.example/login',
    'evil.example:8080',
    'ada@example.com',
    'mailto:ada@example.com',
    'slack://open',
    'обман.рф',
  ];

  it('are code where they could be addresses, in products that read Markdown', () => {
    for (const address of ADDRESSES) {
      for (const around of [
        'see ADDRESS now',
        'ADDRESS',
        '(ADDRESS),',
        '"ADDRESS".',
        'a|ADDRESS',
        '`ADDRESS`',
        'x`ADDRESS',
      ]) {
        const text = literal(around.replace('ADDRESS', address), 200);
        const outside = text.replace(/`[^`]+`/g, '');
        assert.doesNotMatch(outside, /:\/\/|www|example|@|рф|mailto|(?<!\\)`/i, `${around}: ${text}`);
        assert.ok(text.includes(address), text);
      }
    }
    assert.equal(literal('see https://evil.example/a_b, now_now', 200), 'see `https://evil.example/a_b`, now\\_now');
    assert.equal(literal('(ada@example.com)', 200), '(`ada@example.com`)');
    // What people write beside addresses is no code.
    assert.equal(
      literal('at 50.5% since 14:05 UTC, e.g. 3 of 4 pods (v2.3).', 200),
      'at 50.5% since 14:05 UTC, e.g. 3 of 4 pods (v2.3).',
    );
  });

  it('are broken up where they could be addresses, in the notifications and the topic of Slack', () => {
    for (const address of ADDRESSES) {
      const text = withoutLinks(`see ${address} now`, 200);
      assert.ok(!text.includes(address) && text.replaceAll('\u2060', '').includes(address), text);
      assert.doesNotMatch(text, /:\/\/|www\.\w|[\p{L}\p{N}]\.\p{L}|\w@\w/u);
      const { text: notice } = payloadFor('slack', message(line(`see ${address}`))) as { text: string };
      assert.ok(!notice.includes(address), notice);
    }
    assert.equal(withoutLinks(`https://${'a.'.repeat(300)}example`, 250).length <= 250, true);
  });

  it('are no links under another name, and no markup', () => {
    for (const kind of ['slack', 'mattermost', 'discord'] as const) {
      const text = sent(kind, message(line('[pay here](https://evil.example) **bold** `code` ||hidden|| ~~gone~~')));
      assert.doesNotMatch(text, /[^\\]\]\(/, kind);
      assert.match(text, /\\\\\*\\\\\*bold/, kind);
    }
    assert.equal(literal('# heading', 50), '\\# heading');
    assert.equal(literal('1. list', 50), '1\\. list');
  });

  it('fit what each product takes, however many, long and full of signs they are', () => {
    const texts = fc.array(fc.oneof(fc.string({ maxLength: 3000, unit: 'grapheme' }), fc.constant('*'.repeat(5000))), {
      minLength: 1,
      maxLength: MOST_LINES,
    });
    fc.assert(
      fc.property(texts, (all) => {
        const full = { ...message(...all.map((text) => line(text, { by: '_'.repeat(90), when: '13:50 UTC+01:00' }))) };
        full.head = { ...full.head, title: '*'.repeat(3000) };
        const slack = payloadFor('slack', full) as { blocks: { text: string }[] };
        assert.ok((slack.blocks[0]?.text.length ?? 0) <= 12_000);
        assert.ok((payloadFor('mattermost', full) as { text: string }).text.length <= 4000);
        const { embeds } = payloadFor('discord', full) as { embeds: { title: string; description: string }[] };
        assert.ok((embeds[0]?.title.length ?? 0) <= 256 && (embeds[0]?.description.length ?? 0) <= 4096);
        assert.ok(Buffer.byteLength(sent('teams', full)) <= 28_000);
      }),
      { numRuns: 60 },
    );
  });

  it('are shortened until they fit with their backslashes', () => {
    assert.equal(literalWithin('plain', 10), 'plain');
    const made = literalWithin('*'.repeat(100), 21);
    assert.ok(made.length <= 21 && made.endsWith('…'), made);
  });
});

describe('a text of Slack', () => {
  it('reads as people see it', () => {
    const names = (user: string) => ({ U1: 'Grace' })[user] ?? user;
    assert.equal(
      slackText(
        '<@U1> see <https://example.com/a|the graph> in <#C1|ops> &lt;now&gt; <!here> <https://x.example>',
        names,
      ),
      '@Grace see the graph (https://example.com/a) in #ops <now> @here https://x.example',
    );
  });
});
