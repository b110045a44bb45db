import type { ChatPorts, PostedNote } from '../../app/chatPorts';
import type { Deed, Outcome, OutboxItem, Sender } from '../../app/outboxPorts';
import { headOf, type ChatHead, type ChatLine, type ChatMessage } from '../../chat/message';
import { MOST_LINES } from '../../chat/products';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import { channelsOf, connectionNameOf, connectionOf, isAllowed, laneOf } from './channels';

export const KIND = 'chat';
/** What is recorded within this time goes out as one message. Milliseconds. */
export const GATHER = 10_000;
/** Slack takes one message a second and channel; the others as many or more. Milliseconds. */
const GAP = 1100;

/** What is kept of an entry until it is posted. */
export interface ChatBody {
  readonly head: ChatHead;
  readonly line: ChatLine;
}

/** Sends what is to be posted, by whichever window of this machine comes first. */
export function chatSender(
  kit: Pick<Kit, 'connections' | 'outbox' | 'settings' | 'store' | 'now'>,
  openChat: () => Promise<ChatPorts>,
): Sender {
  const channelOf = (lane: string) => channelsOf(kit.settings).find((channel) => laneOf(channel) === lane);
  return {
    kind: KIND,
    most: MOST_LINES,
    gather: GATHER,
    gap: GAP,
    isReady: async (lane) => {
      const channel = channelOf(lane);
      if (channel === undefined) return false;
      return isAllowed(channel, connectionOf(channel, await (await kit.connections()).list()));
    },
    isWanted: ({ incident, entries }) => {
      const known = kit.store.state.incidents.get(incident)?.entries;
      const isRetracted = (id: string) => known?.find((entry) => entry.id === id)?.retraction !== undefined;
      return !entries.every(isRetracted);
    },
    send: async (deeds, signal): Promise<Outcome> => {
      const [first] = deeds;
      const channel = first === undefined ? undefined : channelOf(first.lane);
      if (first === undefined || channel === undefined) return NOT_CONNECTED;
      const { kind, name } = connectionNameOf(channel);
      const asked = [kit.connections().then((all) => all.secretOf(kind, name)), openChat(), kit.outbox()] as const;
      const ready = await Promise.all(asked).catch((error: unknown) => {
        logError(error);
        return undefined;
      });
      // Nothing was sent yet.
      if (ready === undefined) return { kind: 'later', why: { problem: 'unknown', detail: '' } };
      const [secret, chat, { items }] = ready;
      if (secret === undefined) return NOT_CONNECTED;
      const since = kit.store.state.incidents.get(first.incident)?.declaredAt ?? first.madeAt;
      return chat.post(channel, secret, messageOf(kit, deeds), { thread: threadOf(items, first), since }, signal);
    },
  };
}

const NOT_CONNECTED: Outcome = { kind: 'refused', why: { problem: 'notConnected', detail: '' } };

/** The message of some deeds of one incident, which is shown as it stands now. */
export function messageOf({ store }: Pick<Kit, 'store'>, deeds: readonly Deed[]): ChatMessage {
  const bodies = deeds.map(({ body }) => body as ChatBody);
  const kept = bodies[bodies.length - 1]?.head ?? { id: '', title: '', severity: '', status: 'open' };
  const incident = store.state.incidents.get(kept.id);
  // What was masked when it was kept stays masked.
  const { severity, status } = incident === undefined ? kept : headOf(incident);
  return { head: { ...kept, severity, status }, lines: bodies.map(({ line }) => line) };
}

/** The thread that an earlier message of the incident in this channel began. */
export function threadOf(
  items: readonly OutboxItem[],
  { lane, group }: Pick<Deed, 'lane' | 'group'>,
): string | undefined {
  return items
    .filter(({ deed, state }) => state === 'sent' && deed.lane === lane && deed.group === group)
    .map(({ note }) => (note as PostedNote | undefined)?.thread)
    .find((thread) => thread !== undefined);
}
