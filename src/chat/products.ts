import { literal, literalWithin, withoutCalls, withoutLinks } from './literal';
import { headline, type ChatKind, type ChatLine, type ChatMessage } from './message';

/** How many entries go into one message at most. */
export const MOST_LINES = 20;
/** A line is short: what else an entry says is in the record. Characters. */
const MOST_LINE = 480;
const MOST_TITLE = 200;
const MOST_NAME = 40;
/** Of what a notification shows. Characters. */
const MOST_NOTICE = 600;
/** However many lines there are, each says something. Characters. */
const LEAST_LINE = 16;

/** Slack's block of Markdown takes 12,000 characters. */
const SLACK_MOST = 12_000;
/** Servers before Mattermost 5 take no more. */
const MATTERMOST_MOST = 4000;
/** Of an embed's description Discord takes 4096 characters. */
const DISCORD_MOST = 4096;
const DISCORD_TITLE = 256;
/** Teams takes messages of about 28 KB. */
const TEAMS_MOST = 12_000;

/** The message as the product renders it best: what is sent as JSON to its webhook. `inThread`: below one that says what it is about. */
export function payloadFor(kind: ChatKind, message: ChatMessage, inThread = false): Readonly<Record<string, unknown>> {
  return PRODUCTS[kind](message, inThread);
}

/** The message as people read it before it is sent the first time. */
export function previewOf({ head, lines }: ChatMessage): readonly string[] {
  return [withoutCalls(headline(head), MOST_TITLE), ...lines.map((line) => plainLine(line, MOST_LINE))];
}

const PRODUCTS: Readonly<
  Record<ChatKind, (message: ChatMessage, inThread: boolean) => Readonly<Record<string, unknown>>>
> = {
  slack: (message, inThread) => ({
    // What notifications and screen readers get; here `<`, `>` and `&` are markup.
    text: previewOf(message)
      .slice(0, 2)
      .map((line) => withoutLinks(line, MOST_NOTICE))
      .join(': ')
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;'),
    blocks: [{ type: 'markdown', text: markdown(message, SLACK_MOST, inThread) }],
    unfurl_links: false,
    unfurl_media: false,
  }),
  mattermost: (message, inThread) => ({ text: markdown(message, MATTERMOST_MOST, inThread) }),
  teams: ({ head, lines }) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          msteams: { width: 'Full' },
          body: [
            richText([{ text: withoutCalls(headline(head), MOST_TITLE), weight: 'Bolder', size: 'Medium' }]),
            ...lines.map((line) => {
              const most = Math.min(MOST_LINE, Math.floor(TEAMS_MOST / lines.length));
              return richText([
                { text: `${nameOf(line)}: `, weight: 'Bolder' },
                { text: withoutCalls(line.text, most) + whenOf(line) },
              ]);
            }),
          ],
        },
      },
    ],
  }),
  discord: ({ head, lines }) => ({
    embeds: [
      {
        title: literalWithin(headline(head), DISCORD_TITLE),
        description: joined(lines, DISCORD_MOST),
      },
    ],
    // Nobody is called, whatever a text says.
    allowed_mentions: { parse: [] },
  }),
  webhook: (message) => ({
    text: previewOf(message).join('\n'),
    incident: message.head,
    entries: message.lines,
  }),
};

/** A text that is never read as Markdown: nothing in it is a link but what is one by a property. */
function richText(runs: readonly Readonly<Record<string, string>>[]): unknown {
  return { type: 'RichTextBlock', inlines: runs.map((run) => ({ type: 'TextRun', ...run })) };
}

function markdown({ head, lines }: ChatMessage, most: number, inThread: boolean): string {
  const title = inThread ? '' : `**${literal(headline(head), MOST_TITLE)}**\n`;
  return title + joined(lines, most - title.length);
}

function joined(lines: readonly ChatLine[], most: number): string {
  const each = Math.floor(most / lines.length) - 1;
  const words = (line: ChatLine) => {
    const [start, end] = [`- **${literal(line.by, MOST_NAME)}:** `, whenOf(line)];
    const left = Math.max(LEAST_LINE, each - start.length - end.length);
    return start + literalWithin(line.text, Math.min(MOST_LINE, left)) + end;
  };
  return lines.map(words).join('\n');
}

function plainLine(line: ChatLine, most: number): string {
  return `${nameOf(line)}: ${withoutCalls(line.text, most)}${whenOf(line)}`;
}

function nameOf({ by }: ChatLine): string {
  return withoutCalls(by, MOST_NAME);
}

function whenOf({ when }: ChatLine): string {
  return when === undefined ? '' : ` (${when})`;
}
