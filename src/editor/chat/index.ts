import * as vscode from 'vscode';
import type { ChatPorts } from '../../app/chatPorts';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import { setContext } from '../kit/context';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import { part } from '../kit/subject';
import type { ChatSession } from './session';

const { t } = vscode.l10n;
/** How long after the start of the window the chat begins. Milliseconds. */
const START_MS = 1000;
/** A link alone, to what may be a message. */
const LINK = /^https?:\/\/\S+\/(?:archives|pl)\/\S+$/;

/** What is recorded goes out to chat channels. Where the setting names none, nothing of this is loaded, and nothing runs. */
export function chat(openChat: () => Promise<ChatPorts>) {
  return (kit: Kit) => {
    let shown: ChatSession | undefined;
    let opening: Promise<ChatSession> | undefined;
    let isReadable = false;
    const open = async () => {
      const { ChatSession } = await import('./session');
      const session = new ChatSession(kit);
      await session.start();
      return (shown = session);
    };
    const session = async () => {
      if (!isConfigured(kit)) return undefined;
      opening ??= open().catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      return opening;
    };
    const follow = () => {
      setContext('incident.hasChat', isConfigured(kit));
      isReadable = kit.settings.chat().some((channel) => typeof part(channel, 'channel') === 'string');
      shown?.follow();
      if (shown === undefined && isStarted) void session().catch(logError);
    };
    let isStarted = false;
    // The window comes first.
    const starting = setTimeout(() => {
      isStarted = true;
      follow();
    }, START_MS);
    return {
      commands: onFirstUse(COMMANDS_OF.chat, async () =>
        (await import('./commands')).chatCommands({ ...kit, session, openChat }),
      ),
      quickActions: (incident) =>
        incident !== undefined && isReadable
          ? [{ command: 'incident.importChat', icon: 'comment-discussion', label: t('Import from chat'), rank: 'more' }]
          : [],
      headRows: (incident) => shown?.headRows(incident) ?? [],
      wentTo: (entry) => shown?.wentTo(entry),
      readLink: (link) =>
        isReadable && LINK.test(link)
          ? import('./readLink').then(({ readLink }) => readLink(kit, openChat, link))
          : undefined,
      connects: async () => (await import('./connects')).chatServices(kit, openChat),
      senders: async () => [(await import('./sender')).chatSender(kit, openChat)],
      onState: follow,
      dispose: () => {
        clearTimeout(starting);
        shown?.dispose();
      },
    } satisfies Contribution;
  };
}

function isConfigured({ settings }: Kit): boolean {
  return settings.chat().length > 0;
}
