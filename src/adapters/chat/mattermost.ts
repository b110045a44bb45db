import type { LinkedMessage } from '../../chat/links';
import type { ChatChannel, ReadMessage, ThreadOf } from '../../app/chatPorts';
import type { Outcome } from '../../app/outboxPorts';
import { literalWithin } from '../../chat/literal';
import { headline, type ChatMessage } from '../../chat/message';
import { payloadFor } from '../../chat/products';
import { deliver } from '../deliver';
import { askApi, isJson, listIn, parsed, textIn, type Json } from './api';
import { detailOf } from './webhooks';

/** The property by which a post says that it was made here, and of which incident. */
const PROPERTY = 'incident_commander';
const MOST_HEADER = 1000;
const OF_HEADER = /^(?:incident\.|title\.|severity\.set)/;

/** Mattermost by version 4 of its API, with the token of a bot or a person. */
export const mattermost = {
  whoIs: async ({ server = '' }: ChatChannel, token: string, signal: AbortSignal): Promise<string> =>
    textIn(await askApi(`${api(server)}/users/me`, 'Mattermost', token, signal), 'username') ?? '',

  /** Posts below the first post of the incident, or that. Never rejects. */
  post: async (
    { server = '', channel = '', name }: ChatChannel,
    token: string,
    message: ChatMessage,
    { thread, since }: ThreadOf,
    signal: AbortSignal,
  ): Promise<Outcome> => {
    const { id } = message.head;
    const root = thread ?? (await rootOf(server, channel, token, id, since, signal).catch(() => undefined));
    const headers = { authorization: `Bearer ${token}` };
    let outcome = await deliver(`${api(server)}/posts`, {
      service: name,
      signal,
      headers,
      json: {
        channel_id: channel,
        message: payloadFor('mattermost', message, root !== undefined).text,
        ...(root !== undefined && { root_id: root }),
        props: { [PROPERTY]: id },
      },
      detail: detailOf,
      read: ({ text }) => {
        const made = root ?? textIn(parsed(text), 'id');
        // A post that was made is said with 201, whatever became of the rest of the answer.
        return { kind: 'sent', ...(made !== undefined && { note: { thread: made } }) };
      },
    });
    if (outcome.kind === 'sent' && root === undefined) {
      // Another machine may have begun a thread at the same time: what follows goes to the first one.
      const first = await rootOf(server, channel, token, id, since, signal).catch(() => undefined);
      if (first !== undefined) outcome = { ...outcome, note: { thread: first } };
    }
    if (outcome.kind === 'sent' && (root === undefined || message.lines.some(({ type }) => OF_HEADER.test(type)))) {
      const header = literalWithin(headline(message.head), MOST_HEADER);
      const address = `${api(server)}/channels/${encodeURIComponent(channel)}/patch`;
      await askApi(address, name, token, signal, { json: { header }, method: 'PUT' }).catch(() => undefined);
    }
    return outcome;
  },

  read: async (
    { server = '', channel = '' }: ChatChannel,
    token: string,
    { thread, since, incident }: ThreadOf & { readonly incident: string },
    signal: AbortSignal,
  ): Promise<readonly ReadMessage[]> => {
    const ask = (path: string, json?: unknown) =>
      askApi(`${api(server)}/${path}`, 'Mattermost', token, signal, json === undefined ? {} : { json });
    const root = thread ?? (await rootOf(server, channel, token, incident, since, signal));
    const pinned = postsIn(await ask(`channels/${encodeURIComponent(channel)}/pinned`));
    const replies = root === undefined ? [] : postsIn(await ask(`posts/${encodeURIComponent(root)}/thread`));
    const found = new Map<string, Json>();
    for (const post of [...pinned, ...replies]) {
      const id = textIn(post, 'id');
      // Those that the server makes itself, such as who joined, have a type.
      if (id !== undefined && incidentOf(post) === undefined && textIn(post, 'type') === undefined) found.set(id, post);
    }
    return readable([...found.values()], ask);
  },

  readLinked: async (
    { server = '' }: ChatChannel,
    token: string,
    { message }: LinkedMessage,
    signal: AbortSignal,
  ): Promise<ReadMessage | undefined> => {
    const ask = (path: string, json?: unknown) =>
      askApi(`${api(server)}/${path}`, 'Mattermost', token, signal, json === undefined ? {} : { json });
    const post = await ask(`posts/${encodeURIComponent(message)}`);
    return isJson(post) ? (await readable([post], ask))[0] : undefined;
  },
};

type Ask = (path: string, json?: unknown) => Promise<unknown>;

/** Posts as people see them, the oldest first. */
async function readable(posts: readonly Json[], ask: Ask): Promise<readonly ReadMessage[]> {
  const users = [...new Set(posts.flatMap((post) => textIn(post, 'user_id') ?? []))];
  const people: unknown = users.length === 0 ? [] : await ask('users/ids', users).catch(() => []);
  const names = new Map(
    (Array.isArray(people) ? people : []).map((person) => [
      textIn(person, 'id') ?? '',
      textIn(person, 'username') ?? '',
    ]),
  );
  return posts
    .flatMap((post) => {
      const [text, user] = [textIn(post, 'message')?.trim(), textIn(post, 'user_id') ?? ''];
      const at = Number(post.create_at);
      return text === undefined || !Number.isFinite(at) ? [] : [{ by: names.get(user) ?? user, at, text }];
    })
    .sort((one, other) => one.at - other.at);
}

function api(server: string): string {
  return `${server.replace(/(?<!\/)\/+$/, '')}/api/v4`;
}

async function rootOf(
  server: string,
  channel: string,
  token: string,
  incident: string,
  since: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const address = `${api(server)}/channels/${encodeURIComponent(channel)}/posts?since=${Math.floor(since)}`;
  const own = postsIn(await askApi(address, 'Mattermost', token, signal)).filter(
    (post) => incidentOf(post) === incident,
  );
  const [first] = own.sort((one, other) => Number(one.create_at) - Number(other.create_at));
  return first === undefined ? undefined : (textIn(first, 'root_id') ?? textIn(first, 'id'));
}

function postsIn(answer: unknown): readonly Json[] {
  const posts = isJson(answer) ? answer.posts : undefined;
  return listIn(answer, 'order').flatMap((id) => {
    const post = isJson(posts) && typeof id === 'string' ? posts[id] : undefined;
    return isJson(post) ? [post] : [];
  });
}

function incidentOf({ props }: Json): string | undefined {
  return textIn(props, PROPERTY);
}
