import * as vscode from 'vscode';
import { Refusal } from '../kit/failures';
import { pickMany, type Choice } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { LINK_ICONS, linkKindName, linksOf, openLink, requireTrust, type ServiceLink } from './links';
import { label } from '../kit/words';
import type { CommandMap } from '../kit/commands';
import { textPart } from '../kit/arguments';
import type { Kit } from '../kit/kit';
import { inform } from '../kit/notices';

const { t } = vscode.l10n;

export function dashboardCommands(kit: Kit): CommandMap<'incident.openDashboard'> {
  return { 'incident.openDashboard': (argument) => openDashboard(kit, argument) };
}

/** Links are of use before an incident too: without one, those of all services are offered. */
async function openDashboard({ store, settings }: Kit, argument: unknown): Promise<undefined> {
  requireTrust();
  await store.load();
  const services = settings.services();
  const all = linksOf(services, []);
  if (all.length === 0) {
    sayHow();
    return;
  }
  const url = textPart(argument, 'url');
  if (url !== undefined) {
    const named = all.find((link) => link.url === url);
    // Nobody may have any address opened through this command.
    if (named === undefined) throw new Refusal(t('“{0}” isn’t a link of a configured service.', url));
    await openLink(named);
    return;
  }
  const affected = store.state.shown?.services ?? [];
  const concerned = linksOf(services, affected);
  const answer = await pickMany<ServiceLink>({
    title: t('Open Dashboards and Runbooks'),
    placeholder:
      affected.length > 0 && concerned.length === 0
        ? t('The affected services have no links; these are from other services')
        : t('Press Enter to open one, or select several first'),
    choices: grouped(concerned.length > 0 ? concerned : all),
    orFocused: true,
  });
  if (answer === undefined || answer === BACK) return;
  for (const link of answer) await openLink(link);
}

function grouped(links: readonly ServiceLink[]): Choice<ServiceLink>[] {
  return links.flatMap((link, index) => {
    const isFirst = links[index - 1]?.service !== link.service;
    const heading = { label: label(link.service), kind: vscode.QuickPickItemKind.Separator };
    const choice: Choice<ServiceLink> = {
      icon: LINK_ICONS[link.kind],
      label: label(link.name),
      description: `${linkKindName(link.kind)}${link.url === link.name ? '' : ` · ${label(link.url)}`}`,
      value: link,
    };
    return isFirst ? [heading, choice] : [choice];
  });
}

function sayHow(): void {
  const open = t('Open Settings');
  const message = t(
    'No dashboards, runbooks or logs are set up. Add them for each service in the setting incident.services.',
  );
  void inform(message, open).then((choice) => {
    if (choice === open) return vscode.commands.executeCommand('workbench.action.openSettings', 'incident.services');
    return undefined;
  });
}
