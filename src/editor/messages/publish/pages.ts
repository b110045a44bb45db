import * as vscode from 'vscode';
import { notePage } from '../../../app/operations/pages';
import { pageId, type PageKind, type PageSetting, type StatusPage } from '../../../app/pagePorts';
import { newsOf, openOnPage, type PageFact } from '../../../app/publishing';
import type { ServiceKind } from '../../../app/connections';
import type { Incident } from '../../../domain/incident';
import { unpublished } from '../../../domain/pages';
import { pageName } from '../../../reports/pageWords';
import { perform } from '../../kit/kit';
import { connectionName, serviceKind } from '../../kit/serviceDeeds';
import type { MessagesKit } from '../messagesKit';

const { t } = vscode.l10n;

/** In the store of secrets. */
const KINDS: Readonly<Record<PageKind, string>> = {
  statuspage: 'statuspage',
  instatus: 'instatus',
  webhook: 'page-webhook',
};

/** What people call the page of the settings. */
export function nameOf(setting: PageSetting): string {
  return setting.kind === 'webhook' ? setting.page : pageName(pageId(setting));
}

/** Under which kind and name the page's key is kept. */
export function connectionOf(setting: PageSetting): { readonly kind: string; readonly name: string } {
  return { kind: KINDS[setting.kind], name: connectionName(setting.page, setting.api) };
}

/** What people connect: the status page of the settings. */
export function pageConnects({ settings, services }: MessagesKit): readonly ServiceKind[] {
  const setting = settings.statusPage();
  if (setting === undefined) return [];
  const { kind, name } = connectionOf(setting);
  const isHook = setting.kind === 'webhook';
  return [
    serviceKind(
      {
        ...{ kind, title: isHook ? t('Status page webhook') : nameOf(setting), icon: 'cloud-upload' },
        asks: isHook ? 'address' : 'token',
        hint: isHook
          ? t('the address that takes updates by POST')
          : setting.kind === 'statuspage'
            ? t('API key: your avatar, API info')
            : t('API key: user settings, Developer'),
        names: () => [name],
      },
      async (secret, signal) => (await services()).openPage(setting, secret, signal).title(),
    ),
  ];
}

/** Looks at the page and notes what the record does not tell of; gives the incident with it. Throws ServiceError. */
export async function lookAt(
  kit: MessagesKit,
  page: StatusPage,
  setting: PageSetting,
  incident: Incident,
): Promise<Incident> {
  // A page that knows our mark gives what was published and could not be noted.
  const waiting = unpublished(incident).find((update) => update.page === pageId(setting));
  const known = openOnPage(incident, setting, 'resolved');
  if (known === undefined && waiting === undefined) return incident;
  const publication = waiting && { ours: incident.id, text: waiting.text, status: waiting.status };
  const stands = await page.look({ id: known, publication });
  if (stands === undefined) return incident;
  const now = kit.store.state.incidents.get(incident.id) ?? incident;
  return note(kit, now, newsOf(stands, setting, now));
}

/** Notes what stands on a page. */
export function note(kit: MessagesKit, { id }: Incident, facts: readonly PageFact[]): Promise<Incident> {
  return perform(kit, notePage, { incident: id, facts: facts.map((fact) => ({ ...fact })) });
}
