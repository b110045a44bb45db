import type { Senders } from './composer/composer';
import { handoverSender } from './handover';
import { helpSender } from './help';
import type { CommandMap } from '../kit/commands';
import type { MessagesKit } from './messagesKit';
import { updateSender } from './updates';

/** What ends the texts that are edited before they are sent. */
export function draftCommands(kit: MessagesKit): CommandMap<'incident.sendDraft' | 'incident.discardDraft'> {
  const senders: Senders = {
    update: updateSender(kit),
    help: helpSender(kit),
    handover: handoverSender(kit),
  };
  return {
    'incident.sendDraft': (argument) => kit.composer.send(argument, senders),
    'incident.discardDraft': (argument) => kit.composer.discard(argument),
  };
}
