import * as vscode from 'vscode';
import { oneLine } from '../../reports/plain';
import { LINK_ICONS, linkKindName, linksOf } from './links';
import type { Service } from '../kit/settings';
import { Node } from '../kit/node';

const { t } = vscode.l10n;
/** More would push the checklist out of sight. */
const MOST = 5;

/** The rows of Investigate that lead to where metrics, runbooks and logs are: those of the affected services, else of all. */
export function serviceLinkNodes(
  incident: { readonly id: string; readonly services: readonly string[] },
  services: readonly Service[],
): readonly Node[] {
  const links = linksOf(services, incident.services);
  const rows = links.slice(0, MOST).map(
    ({ service, kind, name, url }, index) =>
      new Node({
        id: `${incident.id}/links/${index}/${url}`,
        label: oneLine(name) || oneLine(url) || t('(no name)'),
        description: `${oneLine(service)} · ${linkKindName(kind)}`,
        tooltip: t('{0} of {1}\n{2}\nPress Enter to open it.', linkKindName(kind), service, url),
        icon: new vscode.ThemeIcon(LINK_ICONS[kind]),
        context: 'link',
        command: { command: 'incident.openDashboard', title: t('Open'), arguments: [{ url }] },
      }),
  );
  if (links.length <= MOST) return rows;
  return [
    ...rows,
    new Node({
      id: `${incident.id}/links/more`,
      label: t('{0} more dashboards and runbooks', links.length - MOST),
      tooltip: t('Press Enter to list them all.'),
      icon: new vscode.ThemeIcon('ellipsis'),
      command: { command: 'incident.openDashboard', title: t('Open Dashboards and Runbooks') },
    }),
  ];
}
