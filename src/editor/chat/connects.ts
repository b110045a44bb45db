import * as vscode from 'vscode';
import { ChatFailed, type ChatChannel, type ChatPorts } from '../../app/chatPorts';
import type { ServiceKind } from '../../app/connections';
import { CHAT_KINDS, type ChatKind } from '../../chat/message';
import { Refusal } from '../kit/failures';
import type { Kit } from '../kit/kit';
import { channelsOf, connectionNameOf } from './channels';
import { productName, whySentence } from './words';

const { t } = vscode.l10n;

/** What people connect for the chat: a webhook for each channel, or a token for Slack or a server. */
export function chatServices(
  { settings }: Pick<Kit, 'settings'>,
  openChat: () => Promise<ChatPorts>,
): readonly ServiceKind[] {
  const namesOf = (service: string) => () => [
    ...new Set(
      channelsOf(settings)
        .map(connectionNameOf)
        .flatMap(({ kind, name }) => (kind === service ? [name] : [])),
    ),
  ];
  const channelNamed = (name: string) =>
    channelsOf(settings).find((channel) => channel.channel !== undefined && connectionNameOf(channel).name === name);
  const webhooks = CHAT_KINDS.map((kind): ServiceKind => ({
    kind: `${kind}-webhook`,
    title: productName(kind),
    icon: 'comment-discussion',
    asks: 'address',
    hint: HINTS[kind](),
    names: namesOf(`${kind}-webhook`),
    check: async (address) => {
      const problem = (await openChat()).addressProblem(kind, address);
      if (problem === 'notSecure') throw new Refusal(t('A webhook address begins with https://.'));
      if (problem === 'otherHost') throw new Refusal(t('This isn’t a webhook address of {0}.', productName(kind)));
      return new URL(address).hostname;
    },
  }));
  const tokens = (['slack', 'mattermost'] as const).map((kind): ServiceKind => ({
    kind: `${kind}-token`,
    title: t('{0} bot', productName(kind)),
    icon: 'hubot',
    asks: 'token',
    hint: kind === 'slack' ? 'xoxb-…' : t('Access token of a bot account'),
    names: namesOf(`${kind}-token`),
    check: (token, signal, name) => checkToken(channelNamed(name), openChat, token, signal),
  }));
  return [...webhooks, ...tokens];
}

const HINTS: Readonly<Record<ChatKind, () => string>> = {
  slack: () => 'https://hooks.slack.com/services/…',
  mattermost: () => 'https://chat.example.com/hooks/…',
  teams: () => t('Address of a workflow that posts webhook requests to a channel'),
  discord: () => 'https://discord.com/api/webhooks/…',
  webhook: () => 'https://…',
};

async function checkToken(
  channel: ChatChannel | undefined,
  openChat: () => Promise<ChatPorts>,
  token: string,
  signal: AbortSignal,
): Promise<string> {
  if (/[^\x21-\x7e]/.test(token)) throw new Refusal(t('A token has no spaces or special characters.'));
  if (channel === undefined) throw new Refusal(t('The settings name no such service.'));
  try {
    return await (await openChat()).whoIs(channel, token, signal);
  } catch (error) {
    if (!(error instanceof ChatFailed)) throw error;
    throw new Refusal(t('Couldn’t connect {0}: {1}.', productName(channel.kind), whySentence(error.why)));
  }
}
