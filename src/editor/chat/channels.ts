import * as v from 'valibot';
import type { ChatChannel } from '../../app/chatPorts';
import type { Connection } from '../../app/connections';
import { CHAT_KINDS, POSTED_BY_DEFAULT, POST_KINDS, postKindOf, type PostKind } from '../../chat/message';
import type { Entry, Incident } from '../../domain/incident';
import type { Settings } from '../kit/settings';

const TEXT = v.pipe(v.string(), v.trim(), v.nonEmpty());
const MAYBE_TEXT = v.fallback(v.optional(TEXT), undefined);
/** What is of another form counts as not given. */
const POSTS = v.pipe(
  v.fallback(v.array(v.unknown()), [...POSTED_BY_DEFAULT]),
  v.transform((values) => values.filter((value): value is PostKind => v.is(v.picklist(POST_KINDS), value))),
);
const INCIDENTS = v.fallback(v.union([v.picklist(['all', 'shared']), v.array(TEXT)]), 'all');
const CHANNEL = v.pipe(
  v.object({
    name: TEXT,
    kind: v.picklist(CHAT_KINDS),
    post: POSTS,
    incidents: INCIDENTS,
    channel: MAYBE_TEXT,
    server: MAYBE_TEXT,
  }),
  v.check(
    ({ kind, channel, server }) =>
      channel === undefined || kind === 'slack' || (kind === 'mattermost' && server !== undefined),
  ),
  v.transform(({ channel, server, ...rest }): ChatChannel => {
    return { ...rest, ...(channel !== undefined && { channel }), ...(server !== undefined && { server }) };
  }),
);

/** The channels of the setting `incident.chat`; of two with one name the first. None in a folder that is not trusted. */
export function channelsOf(settings: Pick<Settings, 'listOf'>): readonly ChatChannel[] {
  const why = 'a channel has no name or kind, or a "channel" without the "server" it is on';
  const names = new Set<string>();
  return settings.listOf('chat', CHANNEL, why).filter(({ name }) => !names.has(name) && names.add(name));
}

/** How the connection of a channel is named: a webhook is for one channel, a token for all of its server. */
export function connectionNameOf({ kind, name, channel, server }: ChatChannel): {
  readonly kind: string;
  readonly name: string;
} {
  if (channel === undefined) return { kind: `${kind}-webhook`, name };
  return { kind: `${kind}-token`, name: kind === 'slack' ? 'slack-token' : (server ?? '') };
}

export function connectionOf(channel: ChatChannel, connected: readonly Connection[]): Connection | undefined {
  const { kind, name } = connectionNameOf(channel);
  return connected.find((each) => each.kind === kind && each.name === name);
}

/** Whether the person has seen a first message to the channel. */
export function isAllowed({ name }: ChatChannel, connection: Connection | undefined): boolean {
  return connection?.allowed?.includes(name) === true;
}

/** Whether an entry goes to a channel by itself: only what was recorded after somebody connected it. */
export function isWantedIn(
  channel: ChatChannel,
  connection: Connection | undefined,
  incident: Incident,
  entry: Entry,
  isShared: (incident: string) => boolean,
): boolean {
  const kind = postKindOf(entry);
  if (connection === undefined || kind === undefined || !channel.post.includes(kind)) return false;
  if (entry.retraction !== undefined || entry.recordedAt < connection.since) return false;
  const { incidents } = channel;
  if (incidents === 'all') return true;
  return incidents === 'shared' ? isShared(incident.id) : incidents.includes(incident.severity);
}

/** The lane of a channel in the outbox. */
export function laneOf({ name }: ChatChannel): string {
  return `chat:${name}`;
}
