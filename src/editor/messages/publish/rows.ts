import * as vscode from 'vscode';
import { pageId, type PageSetting } from '../../../app/pagePorts';
import type { Incident } from '../../../domain/incident';
import { unpublished } from '../../../domain/pages';
import { pageName, pageStatusName } from '../../../reports/pageWords';
import { updateStatusName } from '../../../reports/peopleWords';
import { clockOrDay } from '../../kit/dates';
import { Node } from '../../kit/node';

const { t } = vscode.l10n;

/** What is wrong with the status page: an update that is not there, or one that somebody wrote there. */
export function pageRows(incident: Incident, setting: PageSetting | undefined): readonly Node[] {
  if (setting === undefined) return [];
  const id = pageId(setting);
  const waiting = unpublished(incident).filter(({ page }) => page === id);
  const state = incident.pages.get(id);
  const [first] = waiting;
  return [
    ...(first === undefined
      ? []
      : [
          new Node({
            id: `${incident.id}/page/waiting`,
            label: t('Not on {0} yet: {1}', pageName(id), updateStatusName(first.status, t)),
            description: first.text,
            tooltip: t('{0}\nEnter publishes it. What is there already isn’t sent again.', first.text),
            icon: new vscode.ThemeIcon('cloud-upload', new vscode.ThemeColor('list.warningForeground')),
            command: {
              command: 'incident.publishUpdate',
              title: t('Publish Update'),
              arguments: [{ incident: incident.id, entry: first.id }],
            },
          }),
        ]),
    ...(state?.elsewhere !== true || incident.status === 'closed'
      ? []
      : [
          new Node({
            id: `${incident.id}/page/elsewhere`,
            label: t('{0} says {1}', pageName(id), pageStatusName(state.status, t)),
            description: t('edited there, {0}', clockOrDay(state.at, state.at)),
            icon: new vscode.ThemeIcon('info'),
          }),
        ]),
  ];
}
