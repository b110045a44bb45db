import * as vscode from 'vscode';
import { actionsInProgress, holdersOf, type Action, type Incident } from '../../../domain/incident';
import { formatDuration } from '../../../domain/time';
import type { Waiting } from '../../../domain/waiting';
import { oneLine } from '../../../reports/plain';
import type { CommandId } from '../../kit/commands';
import { timeOfDay } from '../../kit/words';
import { Node } from '../../kit/node';

const { t } = vscode.l10n;

/** What waits for a person, each leading to what settles it. No row where nothing waits. */
export function waitingNode({ id }: Incident, waiting: readonly Waiting[]): readonly Node[] {
  if (waiting.length === 0) return [];
  return [
    new Node({
      id: `${id}/waiting`,
      label: t('Waiting for'),
      description: waiting.map(waitingWords).join(', '),
      tooltip: waiting.map(waitingSentence).join('\n'),
      icon: new vscode.ThemeIcon('bell-dot'),
      // One quiet row: what is done now needs the room.
      expanded: false,
      children: waiting.map((each) => {
        const { icon, ...command } = settling(each);
        return new Node({
          id: `${id}/waiting/${each.code}`,
          label: waitingSentence(each),
          tooltip: t('{0}. Enter: {1}.', waitingSentence(each), command.title),
          icon: new vscode.ThemeIcon(icon),
          command,
        });
      }),
    }),
  ];
}

/** What is missing, in a word or two. */
function waitingWords(waiting: Waiting): string {
  switch (waiting.code) {
    case 'noCommander':
      return t('a commander');
    case 'noSeverityReason':
      return t('why {0}', oneLine(waiting.severity));
    case 'noUpdate':
      return t('a first update');
  }
}

export function waitingSentence(waiting: Waiting): string {
  switch (waiting.code) {
    case 'noCommander':
      return t('Nobody is in command');
    case 'noSeverityReason':
      return t('No reason given for {0}', oneLine(waiting.severity));
    case 'noUpdate':
      return t('No update since declaring');
  }
}

interface Settling extends vscode.Command {
  readonly command: CommandId;
  readonly icon: string;
}

function settling(waiting: Waiting): Settling {
  switch (waiting.code) {
    case 'noCommander':
      return {
        command: 'incident.assignRole',
        title: t('Assign Role'),
        arguments: [{ role: waiting.role }],
        icon: 'person-add',
      };
    case 'noSeverityReason':
      return { command: 'incident.explainSeverity', title: t('Explain Severity'), icon: 'comment' };
    case 'noUpdate':
      return { command: 'incident.postUpdate', title: t('Post Status Update'), icon: 'megaphone' };
  }
}

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
    description: names === '' ? t('nobody yet') : names,
    tooltip: since === '' ? t('Enter assigns the role.') : since,
    icon: new vscode.ThemeIcon(names === '' ? 'circle-large-outline' : 'person'),
    context: 'role',
    command: { command: 'incident.assignRole', title: t('Assign Role'), arguments: [{ role }] },
    subject: { kind: 'role', role },
  });
}

export function actionsNode(incident: Incident, now: number): readonly Node[] {
  const running = actionsInProgress(incident);
  if (running.length === 0) return [];
  return [
    new Node({
      id: `${incident.id}/actions`,
      label: t('In progress'),
      description: String(running.length),
      icon: new vscode.ThemeIcon('play'),
      expanded: true,
      children: running.map((action) => actionNode(action, now)),
    }),
  ];
}

function actionNode(action: Action, now: number): Node {
  const running = formatDuration(now - action.startedAt);
  return new Node({
    id: `action/${action.id}`,
    label: oneLine(action.text),
    description: `${oneLine(action.by.name)} · ${running}`,
    tooltip: t('{0}\n{1} since {2}. Enter finishes it.', action.text, action.by.name, timeOfDay(action.startedAt, now)),
    icon: new vscode.ThemeIcon('play-circle'),
    context: 'action',
    command: { command: 'incident.finishAction', title: t('Finish Action'), arguments: [{ action: action.id }] },
    subject: { kind: 'action', id: action.id },
    spoken: t('{0}, in progress by {1} for {2}', action.text, action.by.name, running),
  });
}
