import * as vscode from 'vscode';
import type { ShareState } from '../../app/share';
import type { Person } from '../../domain/events';
import { unconfirmedHandover } from '../../domain/handovers';
import { samePerson, type Incident } from '../../domain/incident';
import { whoIsHere } from '../../domain/presence';
import { oneLine } from '../../reports/plain';
import { Node } from '../kit/node';
import { ago } from '../kit/words';
import { stateWords, whatToDo } from './words';

const { t } = vscode.l10n;

/** What is wrong with sharing, where it is seen at once. */
export function failingRows(
  incident: Incident,
  state: Extract<ShareState, { kind: 'failing' }>,
  waiting: number | undefined,
  where: string,
): readonly Node[] {
  const words = stateWords(state, incident, waiting);
  return [
    new Node({
      id: `${incident.id}/sharing/failing`,
      label: words,
      tooltip: t('{0}\n{1}\nEnter tries again.', words, whatToDo(state, where)),
      icon: new vscode.ThemeIcon(
        state.problem === 'offline' ? 'debug-disconnect' : 'warning',
        new vscode.ThemeColor('list.warningForeground'),
      ),
      context: 'sharing',
      command: { command: 'incident.syncNow', title: t('Sync Now') },
      spoken: words,
    }),
  ];
}

/** That whoever was handed the command has not said yet that they have it. */
export function handoverRows(incident: Incident, me: Person | undefined, now: number): readonly Node[] {
  const handover = unconfirmedHandover(incident);
  if (handover?.to === undefined) return [];
  const { to, by, at, role } = handover;
  const [name, who, when] = [oneLine(to.name), oneLine(by.name), ago(at, now)];
  if (me !== undefined && samePerson(to, me)) {
    return [
      new Node({
        id: `${incident.id}/sharing/handover`,
        label: t('Confirm handover'),
        description: t('from {0} · {1}', who, when),
        tooltip: t('{0} handed you the role {1}. Enter confirms that you have it.', who, oneLine(role)),
        icon: new vscode.ThemeIcon('person-add', new vscode.ThemeColor('list.warningForeground')),
        context: 'handover',
        command: { command: 'incident.confirmHandover', title: t('Confirm Handover') },
      }),
    ];
  }
  return [
    new Node({
      id: `${incident.id}/sharing/handover`,
      label: t('Not confirmed: handover to {0}', name),
      description: when,
      tooltip: t('{0} has not confirmed yet. If they said so elsewhere, run Confirm Handover.', name),
      icon: new vscode.ThemeIcon('watch'),
      context: 'handover',
    }),
  ];
}

/** That the incident is shared, and with whom. */
export function shareRows(incident: Incident, state: ShareState, where: string, now: number): readonly Node[] {
  return [
    new Node({
      id: `${incident.id}/sharing`,
      label: t('Sharing'),
      description: stateWords(state, incident, undefined),
      tooltip: t('Shared through {0}: everyone who can read it can read this incident.', where),
      icon: new vscode.ThemeIcon('live-share'),
      context: 'sharing',
      children: whoIsHere(incident).map(
        ({ person, last }, index) =>
          new Node({
            id: `${incident.id}/sharing/${index}`,
            label: oneLine(person.name),
            // The name comes first where there is little room.
            description: ago(last, now),
            tooltip: [person.name, person.email ?? '', t('last entry {0}', ago(last, now))]
              .map(oneLine)
              .filter((line) => line !== '')
              .join('\n'),
            spoken: t('{0}, last entry {1}', oneLine(person.name), ago(last, now)),
            icon: new vscode.ThemeIcon('person'),
          }),
      ),
    }),
  ];
}
