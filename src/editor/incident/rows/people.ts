import * as vscode from 'vscode';
import { actionsInProgress, holdersOf, type Action, type Incident } from '../../../domain/incident';
import { formatDuration } from '../../../domain/time';
import { oneLine } from '../../../reports/plain';
import { timeOfDay } from '../../kit/words';
import { Node } from '../../kit/node';

const { t } = vscode.l10n;

export function rolesNode(incident: Incident, roles: readonly string[], now: number): Node {
  const named = [...new Set([...roles, ...incident.roles.map(({ role }) => role)])];
  const [command] = named;
  const commander = command === undefined ? undefined : holdersOf(incident, command)[0]?.person.name;
  const missing = commander === undefined;
  return new Node({
    id: `${incident.id}/roles`,
    label: t('Roles'),
    description: missing ? t('nobody in command') : oneLine(commander),
    tooltip: missing ? t('Say who is in command, even if it is you alone.') : t('In command: {0}', commander),
    icon: new vscode.ThemeIcon(missing ? 'person-add' : 'organization'),
    expanded: false,
    children: named.map((role) => roleNode(incident, role, now)),
  });
}

function roleNode(incident: Incident, role: string, now: number): Node {
  const holders = holdersOf(incident, role);
  const names = holders.map(({ person }) => oneLine(person.name)).join(', ');
  const since = holders.map(({ person, since: at }) => t('{0} since {1}', person.name, timeOfDay(at, now))).join('\n');
  return new Node({
    id: `${incident.id}/role/${role}`,
    label: oneLine(role),
    description: names === '' ? t('unassigned') : names,
    tooltip: since === '' ? t('Enter assigns the role.') : since,
    icon: new vscode.ThemeIcon(names === '' ? 'circle-large-outline' : 'person'),
    context: 'role',
    command: { command: 'incident.assignRole', title: t('Assign Role'), arguments: [{ role }] },
    subject: { kind: 'role', role },
  });
}

/** What is being done right now, a row each. */
export function actionNodes(incident: Incident, now: number): readonly Node[] {
  return actionsInProgress(incident).map((action) => actionNode(action, now));
}

function actionNode(action: Action, now: number): Node {
  const running = formatDuration(now - action.startedAt);
  return new Node({
    id: `action/${action.id}`,
    label: oneLine(action.text),
    description: `${oneLine(action.by.name)} · ${running}`,
    tooltip: t('{0}\n{1} since {2}. Enter finishes it.', action.text, action.by.name, timeOfDay(action.startedAt, now)),
    icon: new vscode.ThemeIcon('play'),
    context: 'action',
    command: { command: 'incident.finishAction', title: t('Finish Action'), arguments: [{ action: action.id }] },
    subject: { kind: 'action', id: action.id },
    spoken: t('{0}, in progress by {1} for {2}', action.text, action.by.name, running),
  });
}
