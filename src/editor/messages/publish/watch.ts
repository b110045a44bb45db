import { join } from 'node:path';
import type { Incident } from '../../../domain/incident';
import { logError } from '../../kit/log';
import type { MessagesKit } from '../messagesKit';
import { connectionOf, lookAt } from './pages';

/** How often the page is looked at while its incident is shown. Milliseconds. */
const EVERY = 60_000;

let lookedAt = -Infinity;

/** Looks at the page if that was long ago, in one of the windows. What fails is logged: nobody asked for it. */
export function lookSometimes(kit: MessagesKit, incident: Incident): void {
  const setting = kit.settings.statusPage();
  if (setting === undefined || setting.kind === 'webhook' || kit.now() - lookedAt < EVERY) return;
  lookedAt = kit.now();
  const look = async () => {
    const { kind, name } = connectionOf(setting);
    const key = await (await kit.connections()).secretOf(kind, name);
    if (key === undefined) return;
    const services = await kit.services();
    const claimed = services.claim(join(kit.storage, 'statusPage.lock'));
    if (claimed === undefined) return;
    try {
      await lookAt(kit, services.openPage(setting, key, AbortSignal.timeout(EVERY)), setting, incident);
    } finally {
      claimed.release();
    }
  };
  look().catch(logError);
}
