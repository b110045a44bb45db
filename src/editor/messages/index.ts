import { join } from 'node:path';
import { remindedRoles } from '../../domain/reminded';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { Composer } from './composer/composer';
import { messageQuickActions } from './quickActions';
import { windowReminders } from './reminders';

/** Messages to people: status updates, requests for help, handovers; and the reminders of what is due. */
export function messages(kit: Kit) {
  const { store, storage, drafts, now } = kit;
  const composer = new Composer({
    folder: join(storage, 'drafts'),
    now,
    incident: (id) => store.state.incidents.get(id),
    memory: kit.memory,
    secrets: kit.secrets,
  });
  const tick = () => {
    for (const { onTick } of kit.contributions()) onTick?.();
  };
  const roles = () => remindedRoles(kit.settings.roles());
  const reminders = windowReminders({ storage, drafts, now, author: kit.author, roles, onMoment: tick });
  const own = { ...kit, composer };
  return {
    commands: onFirstUse(COMMANDS_OF.messages, async () => (await import('./commands')).messageCommands(own)),
    quickActions: messageQuickActions,
    onState: () => {
      reminders.follow(store.state.shown);
      composer.refresh();
    },
    dispose: () => {
      reminders.dispose();
      composer.dispose();
    },
  } satisfies Contribution;
}
