import type { Senders } from './composer/composer';
import { handoverSender } from './handover';
import { helpSender } from './help';
import type { CommandMap } from '../kit/commands';
import type { Tools } from '../kit/arguments';
import { updateSender } from './updates';

/** What ends the texts that are edited before they are sent. */
export function draftCommands(tools: Tools): CommandMap<'incident.sendDraft' | 'incident.discardDraft'> {
  const senders: Senders = {
    update: updateSender(tools),
    help: helpSender(tools),
    handover: handoverSender(tools),
  };
  return {
    'incident.sendDraft': (argument) => tools.composer.send(argument, senders),
    'incident.discardDraft': (argument) => tools.composer.discard(argument),
  };
}
