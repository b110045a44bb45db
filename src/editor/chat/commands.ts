import * as vscode from 'vscode';
import type { ChatChannel, ChatPorts } from '../../app/chatPorts';
import type { OutboxItem } from '../../app/outboxPorts';
import { headOf, lineOf, type ChatMessage } from '../../chat/message';
import { previewOf } from '../../chat/products';
import type { Entry, Incident } from '../../domain/incident';
import { textPart } from '../kit/arguments';
import type { CommandMap } from '../kit/commands';
import { onIncident } from '../kit/commands';
import { Refusal } from '../kit/failures';
import type { Kit } from '../kit/kit';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { run } from '../kit/register';
import { part, subjectOf } from '../kit/subject';
import { confirm, inMessage, label } from '../kit/words';
import { connectionNameOf } from './channels';
import { importChat } from './importChat';
import { messageOf } from './sender';
import type { ChatSession } from './session';
import { productName, stateSentence } from './words';

const { t } = vscode.l10n;
const MOST_PREVIEWED = 12;

export interface ChatKit extends Kit {
  /** Undefined where the settings name no channel. */
  readonly session: () => Promise<ChatSession | undefined>;
  readonly openChat: () => Promise<ChatPorts>;
}

export function chatCommands(kit: ChatKit): CommandMap<'incident.postToChat' | 'incident.importChat'> {
  return {
    'incident.postToChat': onIncident((incident, argument) => postToChat(kit, incident, argument)),
    'incident.importChat': onIncident((incident, argument) => importChat(kit, incident, argument)),
  };
}

/**
 * Posts an entry to a channel by hand. Without an entry, decides about what waits there: the first message is looked at, what may
 * not have arrived is sent again or settled. Argument: the entry's row, or `{entry, channel, deed: "post" | "again" | "settle" |
 * "drop"}`. Gives whether something was done.
 */
async function postToChat(kit: ChatKit, incident: Incident, argument: unknown): Promise<boolean> {
  const session = await kit.session();
  if (session === undefined) throw new Refusal(t('No chat channel yet. Add one to the setting incident.chat.'));
  const channel = await chooseChannel(session, argument);
  if (channel === undefined) return false;
  if (session.connectionOf(channel) === undefined) {
    const { kind, name } = connectionNameOf(channel);
    if ((await run('incident.connect', { service: kind, name })) !== true) return false;
  }
  const subject = subjectOf(argument);
  const id = subject !== undefined && 'id' in subject ? subject.id : textPart(argument, 'entry');
  const entry = id === undefined ? undefined : incident.entries.find((each) => each.id === id);
  if (id !== undefined && entry === undefined) throw new Refusal(t('This entry isn’t in the record.'));
  return entry === undefined
    ? decide(kit, session, channel, argument)
    : postEntry(kit, session, channel, incident, entry, argument);
}

async function chooseChannel(session: ChatSession, argument: unknown): Promise<ChatChannel | undefined> {
  const channels = session.channels();
  const named = textPart(argument, 'channel');
  const [first] = channels;
  if (first === undefined) return undefined;
  if (named !== undefined) {
    const channel = channels.find(({ name }) => name === named);
    if (channel === undefined)
      throw new Refusal(t('No channel “{0}” in the setting incident.chat.', inMessage(named, 60)));
    return channel;
  }
  if (channels.length === 1) return first;
  const answer = await pickOne({
    title: t('Post to Chat'),
    placeholder: t('Which channel?'),
    choices: channels.map((value) => ({
      icon: 'comment-discussion',
      label: label(value.name),
      description: productName(value.kind),
      value,
    })),
  });
  return answer === BACK ? undefined : answer;
}

async function postEntry(
  kit: ChatKit,
  session: ChatSession,
  channel: ChatChannel,
  incident: Incident,
  entry: Entry,
  argument: unknown,
): Promise<boolean> {
  const isAllowed = await isPosting(kit, channel);
  if (!isAllowed) {
    // What waits for the first look goes out with it.
    const waiting = session
      .openItems(channel)
      .filter(({ deed, state }) => state === 'waiting' && deed.incident === incident.id)
      .map(({ deed }) => deed);
    const before = waiting.length === 0 ? [] : messageOf(kit, waiting).lines;
    const { data } = await kit.secrets.copyOf({ head: headOf(incident), lines: [...before, lineOf(entry, incident)] });
    if ((await preview(channel, data, argument)) !== 'post') return false;
  }
  if (!(await session.post(channel, incident, entry, true))) {
    throw new Refusal(t('Already in {0}, or on its way there.', inMessage(channel.name, 60)));
  }
  if (!isAllowed) await allow(kit, channel);
  confirm(t('Posting to {0}', inMessage(channel.name, 60)));
  return true;
}

/** What a person decides of what is waiting, in doubt or given up. */
async function decide(kit: ChatKit, session: ChatSession, channel: ChatChannel, argument: unknown): Promise<boolean> {
  const items = session.openItems(channel);
  const outbox = await kit.outbox();
  const doubtful = items.filter(({ state }) => state !== 'waiting');
  const [worst] = doubtful;
  if (worst !== undefined) {
    const deed = await chooseDeed(channel, worst, doubtful, kit.now(), argument);
    if (deed === undefined) return false;
    const same = doubtful.filter(({ state }) => state === worst.state).map(({ deed: each }) => each.id);
    if (deed === 'again') await outbox.again(...same);
    else for (const each of same) await (deed === 'settle' ? outbox.settle(each) : outbox.drop(each));
    return true;
  }
  const [first] = items;
  if (first === undefined) {
    confirm(t('Nothing is waiting for {0}', inMessage(channel.name, 60)));
    return false;
  }
  if (await isPosting(kit, channel)) {
    // They failed, and wait for their next attempt.
    await outbox.again(...items.filter(({ notBefore }) => notBefore !== undefined).map(({ deed }) => deed.id));
    return true;
  }
  const ofIncident = items.filter(({ deed }) => deed.incident === first.deed.incident);
  const answer = await preview(
    channel,
    messageOf(
      kit,
      ofIncident.map(({ deed }) => deed),
    ),
    argument,
  );
  if (answer === undefined) return false;
  if (answer === 'drop') {
    for (const { deed } of items) await outbox.drop(deed.id);
    return true;
  }
  await allow(kit, channel);
  await outbox.look();
  return true;
}

async function isPosting(kit: ChatKit, channel: ChatChannel): Promise<boolean> {
  const { kind, name } = connectionNameOf(channel);
  const connected = await (await kit.connections()).list();
  return connected.some((each) => each.kind === kind && each.name === name && each.allowed?.includes(channel.name));
}

async function allow(kit: ChatKit, channel: ChatChannel): Promise<void> {
  const { kind, name } = connectionNameOf(channel);
  await (await kit.connections()).allow(kind, name, channel.name);
}

/** Shows what goes out, and asks. The argument `{deed}` answers. */
async function preview(
  channel: ChatChannel,
  message: ChatMessage,
  argument: unknown,
): Promise<'post' | 'drop' | undefined> {
  const given = part(argument, 'deed');
  if (given === 'post' || given === 'drop') return given;
  const lines = previewOf(message);
  const more = lines.length - MOST_PREVIEWED;
  const shown = lines.slice(0, MOST_PREVIEWED);
  const rows = [...shown, ...(more > 0 ? [t('and {0} more', more)] : [])].map((line): Choice<'post' | 'drop'> => ({
    label: label(line),
    alwaysShow: true,
  }));
  const answer = await pickOne<'post' | 'drop'>({
    title: t('First Message to {0}', inMessage(channel.name, 60)),
    placeholder: t('{0}: post this, and what follows without asking?', productName(channel.kind)),
    choices: [
      { icon: 'send', label: t('Post to {0}', label(channel.name)), value: 'post' },
      { icon: 'circle-slash', label: t('Don’t Post'), value: 'drop' },
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      ...rows,
    ],
  });
  return answer === BACK ? undefined : answer;
}

type Deed = 'again' | 'settle' | 'drop';

async function chooseDeed(
  channel: ChatChannel,
  worst: OutboxItem,
  items: readonly OutboxItem[],
  now: number,
  argument: unknown,
): Promise<Deed | undefined> {
  const given = part(argument, 'deed');
  if (given === 'again' || given === 'settle' || given === 'drop') return given;
  const rows = items
    .slice(0, MOST_PREVIEWED)
    .map(({ deed }): Choice<Deed> => ({ label: label(deed.title), alwaysShow: true }));
  const isDoubt = worst.state === 'doubt';
  const answer = await pickOne<Deed>({
    title: stateSentence(channel.name, worst, items.length, now),
    placeholder: isDoubt ? t('Look in the channel: is it there?') : t('What now?'),
    choices: [
      ...(isDoubt ? [{ icon: 'check', label: t('It’s There'), value: 'settle' as const }] : []),
      { icon: 'send', label: isDoubt ? t('It Isn’t: Post Again') : t('Post Again'), value: 'again' },
      { icon: 'circle-slash', label: isDoubt ? t('Dismiss') : t('Don’t Post'), value: 'drop' },
      { label: '', kind: vscode.QuickPickItemKind.Separator },
      ...rows,
    ],
  });
  return answer === BACK ? undefined : answer;
}
