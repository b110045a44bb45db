import { ChatFailed, type ChatChannel, type ReadMessage, type ThreadOf } from '../../app/chatPorts';
import type { Outcome, Why } from '../../app/outboxPorts';
import { headline, type ChatMessage } from '../../chat/message';
import { payloadFor } from '../../chat/products';
import { withoutLinks } from '../../chat/literal';
import type { LinkedMessage } from '../../chat/links';
import { peopleIn, slackText } from '../../chat/slackText';
import { deliver } from '../deliver';
import { askApi, isJson, listIn, parsed, textIn, type Json } from './api';

/** By this Slack keeps with a message that it was posted from here, and of what. */
const EVENT = 'incident_commander';
const MOST_TOPIC = 250;
const MOST_PAGES = 5;
const MOST_PEOPLE = 50;
/** After these the topic of the channel says something else. */
const OF_TOPIC = /^(?:incident\.|title\.|severity\.set)/;

/** Errors after which Slack did nothing, and will not the next time either, as nobody may. */
const UNAUTHORIZED =
  /^(?:invalid_auth|not_authed|token_\w+|account_inactive|missing_scope|no_permission|org_login_required)$/;
/** Errors after which part of it may have been done. */
const DOUBTFUL = /^(?:fatal_error|internal_error)$/;
const TRANSIENT = /^(?:ratelimited|rate_limited|service_unavailable|request_timeout|team_added_to_org)$/;

/** Slack by its Web API, with the token of a bot. */
export class Slack {
  private readonly names = new Map<string, string>();

  constructor(private readonly base: string) {}

  async whoIs(token: string, signal: AbortSignal): Promise<string> {
    const answer = await this.ask('auth.test', token, signal);
    return [textIn(answer, 'user'), textIn(answer, 'team')].filter((part) => part !== undefined).join(' · ');
  }

  /** Posts below the first message of the incident, or that. Never rejects. */
  async post(
    { channel = '', name }: ChatChannel,
    token: string,
    message: ChatMessage,
    { thread, since }: ThreadOf,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { id } = message.head;
    // Without the right to read there is what this machine remembers.
    const root = thread ?? (await this.root(channel, token, id, since, signal).catch(() => undefined));
    const isEnd = message.lines.some(({ type }) => type === 'incident.resolved');
    let outcome = await deliver(`${this.base}/chat.postMessage`, {
      service: name,
      signal,
      headers: { authorization: `Bearer ${token}` },
      json: {
        channel,
        ...payloadFor('slack', message, root !== undefined),
        ...(root !== undefined && { thread_ts: root, reply_broadcast: isEnd }),
        metadata: { event_type: EVENT, event_payload: { incident: id } },
      },
      read: ({ text }) => readPosted(parsed(text), root),
    });
    if (outcome.kind === 'sent' && root === undefined) {
      // Another machine may have begun a thread at the same time: what follows goes to the first one.
      const first = await this.root(channel, token, id, since, signal).catch(() => undefined);
      if (first !== undefined) outcome = { ...outcome, note: { thread: first } };
    }
    const isNews = root === undefined || message.lines.some(({ type }) => OF_TOPIC.test(type));
    if (outcome.kind === 'sent' && isNews) {
      const topic = withoutLinks(headline(message.head), MOST_TOPIC);
      // The message is there: that the bot may not set the topic does not undo it.
      await this.ask('conversations.setTopic', token, signal, { channel, topic }).catch(() => undefined);
    }
    return outcome;
  }

  async read(
    { channel = '' }: ChatChannel,
    token: string,
    { thread, since, incident }: ThreadOf & { readonly incident: string },
    signal: AbortSignal,
  ): Promise<readonly ReadMessage[]> {
    const root = thread ?? (await this.root(channel, token, incident, since, signal));
    const pinned = listIn(await this.ask('pins.list', token, signal, undefined, { channel }), 'items').map((item) =>
      isJson(item) ? item.message : undefined,
    );
    const replies =
      root === undefined ? [] : await this.pages('conversations.replies', token, signal, { channel, ts: root });
    return this.readable(
      [...pinned, ...replies].filter((message) => !isOurs(message)),
      token,
      signal,
    );
  }

  async readLinked(token: string, { channel = '', message, thread }: LinkedMessage, signal: AbortSignal) {
    const asked = { channel, ts: thread ?? message, oldest: message, latest: message, inclusive: 'true', limit: '10' };
    const found = listIn(await this.ask('conversations.replies', token, signal, undefined, asked), 'messages');
    const wanted = found.filter((each) => textIn(each, 'ts') === message);
    return (await this.readable(wanted, token, signal))[0];
  }

  /** Messages as people see them, each once, the oldest first. */
  private async readable(all: readonly unknown[], token: string, signal: AbortSignal): Promise<readonly ReadMessage[]> {
    const found = new Map<string, Json>();
    for (const message of all) {
      const ts = textIn(message, 'ts');
      if (isJson(message) && ts !== undefined) found.set(ts, message);
    }
    const messages = [...found].sort(([one], [other]) => Number(one) - Number(other));
    const people = new Set(
      messages.flatMap(([, each]) => [textIn(each, 'user') ?? '', ...peopleIn(textIn(each, 'text') ?? '')]),
    );
    await this.learn(
      [...people].filter((user) => user !== ''),
      token,
      signal,
    );
    const nameOf = (user: string) => this.names.get(user) ?? user;
    return messages.flatMap(([ts, message]) => {
      const text = slackText(textIn(message, 'text') ?? '', nameOf).trim();
      const user = textIn(message, 'user');
      const by = textIn(message, 'username') ?? (user === undefined ? 'Slack' : nameOf(user));
      return text === '' ? [] : [{ by, at: Math.round(Number(ts) * 1000), text }];
    });
  }

  /** The first message that was posted of an incident, from any machine. */
  private async root(channel: string, token: string, incident: string, since: number, signal: AbortSignal) {
    const asked = { channel, oldest: String(Math.floor(since / 1000) - 60), include_all_metadata: 'true' };
    const all = await this.pages('conversations.history', token, signal, asked);
    const own = all.filter((message) => isOurs(message) && incidentOf(message) === incident);
    const stamps = own.flatMap((message) => textIn(message, 'thread_ts') ?? textIn(message, 'ts') ?? []);
    return stamps.sort((one, other) => Number(one) - Number(other))[0];
  }

  private async pages(method: string, token: string, signal: AbortSignal, asked: Readonly<Record<string, string>>) {
    const all: unknown[] = [];
    let cursor = '';
    for (let page = 0; page < MOST_PAGES; page++) {
      const answer = await this.ask(method, token, signal, undefined, {
        ...asked,
        limit: '200',
        ...(cursor !== '' && { cursor }),
      });
      all.push(...listIn(answer, 'messages'));
      cursor = textIn(isJson(answer) ? answer.response_metadata : undefined, 'next_cursor') ?? '';
      if (cursor === '') break;
    }
    return all;
  }

  /** The names of people by their ids; who cannot be asked for keeps the id. */
  private async learn(users: readonly string[], token: string, signal: AbortSignal): Promise<void> {
    for (const user of users.filter((each) => !this.names.has(each)).slice(0, MOST_PEOPLE)) {
      const answer = await this.ask('users.info', token, signal, undefined, { user }).catch(() => undefined);
      const found = isJson(answer) ? answer.user : undefined;
      const profile = isJson(found) ? found.profile : undefined;
      const name = textIn(profile, 'display_name') ?? textIn(found, 'real_name') ?? textIn(found, 'name');
      if (name === undefined) return;
      this.names.set(user, name);
    }
  }

  private async ask(
    method: string,
    token: string,
    signal: AbortSignal,
    json?: Json,
    query: Readonly<Record<string, string>> = {},
  ): Promise<unknown> {
    const search = new URLSearchParams(query).toString();
    const address = `${this.base}/${method}${search === '' ? '' : `?${search}`}`;
    const answer = await askApi(address, 'Slack', token, signal, json === undefined ? {} : { json });
    if (!isJson(answer)) throw new ChatFailed({ problem: 'unknown', detail: method });
    if (answer.ok !== true) throw new ChatFailed(whyOf(answer));
    return answer;
  }
}

function readPosted(answer: unknown, root: string | undefined): Outcome {
  const ts = textIn(answer, 'ts');
  if (isJson(answer) && answer.ok === true) {
    const thread = root ?? ts;
    return { kind: 'sent', ...(thread !== undefined && { note: { thread } }) };
  }
  // Taken or not, the answer did not come whole.
  if (!isJson(answer) || answer.ok !== false) return { kind: 'doubt', why: { problem: 'noAnswer', detail: '' } };
  const error = textIn(answer, 'error') ?? '';
  const why = whyOf(answer);
  if (DOUBTFUL.test(error)) return { kind: 'doubt', why };
  return { kind: TRANSIENT.test(error) ? 'later' : 'refused', why };
}

function whyOf(answer: Json): Why {
  const said = textIn(answer, 'error') ?? '';
  const error = /^\w{1,60}$/.test(said) ? said : '';
  const needed = textIn(answer, 'needed') ?? '';
  const detail = error === 'missing_scope' && /^[\w:,]{1,80}$/.test(needed) ? `${error} ${needed}` : error;
  if (UNAUTHORIZED.test(error)) return { problem: 'unauthorized', detail };
  if (DOUBTFUL.test(error)) return { problem: 'serverError', detail };
  return { problem: TRANSIENT.test(error) ? 'busy' : 'refused', detail };
}

function isOurs(message: unknown): message is Json {
  return isJson(message) && textIn(message.metadata, 'event_type') === EVENT;
}

function incidentOf({ metadata }: Json): string | undefined {
  return textIn(isJson(metadata) ? metadata.event_payload : undefined, 'incident');
}
