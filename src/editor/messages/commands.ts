import { draftCommands } from './drafts';
import { handoverCommands } from './handover';
import { helpCommands } from './help';
import type { MessagesKit } from './messagesKit';
import { publishCommands } from './publish/publish';
import { updateCommands } from './updates';

/** All commands of messages to people. */
export function messageCommands(kit: MessagesKit) {
  return {
    ...draftCommands(kit),
    ...updateCommands(kit),
    ...helpCommands(kit),
    ...handoverCommands(kit),
    ...publishCommands(kit),
  };
}
