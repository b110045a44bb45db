import * as vscode from 'vscode';
import { linkOf, type Alert } from '../../alerts/alert';
import { readLink, type LinkAsked } from '../../alerts/link';
import type { Incident } from '../../domain/incident';
import type { Kit } from '../kit/kit';
import { log } from '../kit/log';
import { warn } from '../kit/notices';
import { pickOne } from '../kit/prompts/pick';
import { run } from '../kit/register';
import { ago, confirm, inMessage, label } from '../kit/words';
import { reviewAlert } from './review';

const { t } = vscode.l10n;

/** What a link asks for, shown in a pick; nothing is done before somebody agrees. */
export async function followLink(kit: Kit, uri: vscode.Uri): Promise<void> {
  const asked = readLink(uri.path, uri.query, kit.now());
  if (asked === undefined) {
    log().warn(`A link was not understood: ${inMessage(uri.toString(), 500)}`);
    void warn(t('This link can’t be read. A link ends in /declare?title=…, /open?id=… or /join?id=….'));
    return;
  }
  await kit.store.load();
  if (kit.store.state.failure !== undefined) throw kit.store.state.failure;
  if (asked.kind === 'declare') {
    await reviewAlert(kit, alertIn(asked), t('Declare from a Link'), placeholderOf(asked));
    return;
  }
  await show(kit, asked.kind, asked.id);
}

function alertIn({ title, severity, startedAt, services, source }: LinkAsked & { kind: 'declare' }): Alert {
  const link = linkOf(source);
  return {
    product: 'text',
    title,
    services,
    labels: source === undefined || link !== undefined ? [] : [{ name: 'source', value: source }],
    count: 1,
    ...(severity !== undefined && { severity }),
    ...(startedAt !== undefined && { startedAt }),
    ...(link !== undefined && { link }),
  };
}

function placeholderOf({ unreadStart }: LinkAsked & { kind: 'declare' }): string {
  return unreadStart === undefined
    ? t('A link asks for this. Enter declares; pick a row to change it; Escape declares nothing.')
    : t('Can’t read the start “{0}” in this link. Pick the start to set it.', inMessage(unreadStart, 40));
}

async function show(kit: Kit, kind: 'open' | 'join', id: string | undefined): Promise<void> {
  const { incidents, shown } = kit.store.state;
  const incident = id === undefined ? shown : incidents.get(id);
  if (incident === undefined) {
    await sayMissing(kit, id);
    return;
  }
  const agreed = await pickOne({
    title: kind === 'open' ? t('Open an Incident') : t('Join an Incident'),
    placeholder:
      kind === 'open' ? t('A link asks to show this incident.') : t('A link asks you to join this incident.'),
    choices: [
      {
        icon: kind === 'open' ? 'arrow-swap' : 'person-add',
        label: label(incident.title),
        description: factsOf(incident, kit.now()),
        value: true,
      },
    ],
  });
  if (agreed !== true) return;
  kit.store.show(incident);
  await vscode.commands.executeCommand('incident.overview.focus');
  if (kind === 'join') await run('incident.join', { incident: incident.id });
  else confirm(t('Showing {0}', label(incident.title)));
}

function factsOf({ severity, status, startedAt }: Incident, now: number): string {
  const statuses = { open: t('open'), resolved: t('resolved'), closed: t('closed') };
  return [label(severity), statuses[status], t('started {0}', ago(startedAt, now))].join(' · ');
}

/** An incident of a colleague comes with the next look at where incidents are shared. */
async function sayMissing(kit: Kit, id: string | undefined): Promise<void> {
  if (id === undefined) {
    void warn(t('No incident is active here. The link needs /join?id=….'));
    return;
  }
  const sync = t('Sync Now');
  const isShared = kit.settings.share() !== undefined;
  const message = t('Incident {0} isn’t in this record yet.', id);
  const advice = isShared
    ? t('If a colleague shares it, sync and follow the link again.')
    : t('Set incident.share.remote to get incidents of colleagues.');
  const choice = await warn(`${message} ${advice}`, ...(isShared ? [sync] : []));
  if (choice === sync) await run('incident.syncNow');
}
