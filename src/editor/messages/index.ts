import type { LoadServices } from '../../app/servicePorts';
import { unpublished } from '../../domain/pages';
import { remindedRoles } from '../../domain/reminded';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import { isShared, type Kit } from '../kit/kit';
import { logError } from '../kit/log';
import { draftsFolder } from '../kit/start/reasons';
import { Composer } from './composer/composer';
import type * as publishing from './publish';
import { messageQuickActions } from './quickActions';
import { windowReminders } from './reminders';

/** Messages to people: status updates, requests for help, handovers; the reminders of what is due; and the status page. */
export function messages(services: LoadServices) {
  return (kit: Kit) => {
    const { store, storage, drafts, now } = kit;
    const composer = new Composer({
      folder: draftsFolder(storage),
      now,
      incident: (id) => store.state.incidents.get(id),
      memory: kit.memory,
      secrets: kit.secrets,
      page: () => kit.settings.statusPage(),
    });
    const tick = () => {
      for (const { onTick } of kit.contributions()) onTick?.();
    };
    const roles = () => remindedRoles(kit.settings.roles());
    const reminders = windowReminders({
      storage,
      drafts,
      now,
      author: kit.author,
      roles,
      isShared: (id) => isShared(kit, id),
      onMoment: tick,
    });
    const own = { ...kit, composer, services };
    // Loaded for the first incident that has to do with a status page.
    let page: typeof publishing | undefined;
    const followPage = () => {
      const { shown } = store.state;
      if (shown === undefined || (shown.pages.size === 0 && unpublished(shown).length === 0)) return;
      if (page !== undefined) page.lookSometimes(own, shown);
      // What is to be seen already comes first.
      else setImmediate(() => void loadPage().catch(logError));
    };
    const loadPage = async () => {
      page = await import('./publish');
      store.changed.fire();
    };
    return {
      commands: onFirstUse(COMMANDS_OF.messages, async () => (await import('./commands')).messageCommands(own)),
      quickActions: messageQuickActions,
      headRows: (incident) => page?.pageRows(incident, kit.settings.statusPage()) ?? [],
      connects: async () => (await import('./publish')).pageConnects(own),
      onState: () => {
        reminders.follow(store.state.shown);
        composer.refresh();
        followPage();
      },
      onTick: followPage,
      dispose: () => {
        reminders.dispose();
        composer.dispose();
      },
    } satisfies Contribution;
  };
}
