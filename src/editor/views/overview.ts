import * as vscode from 'vscode';
import { openIncidents } from '../../app/shown';
import type { IncidentStore, State } from '../../app/store';
import { itemsOf, type Checklists, type ListedItem } from '../../domain/checklist';
import { actionsInProgress, holdersOf, runningTime, type Action, type Incident } from '../../domain/incident';
import { STAGES, stageState, type StageId } from '../../domain/stages';
import { formatDuration } from '../../domain/time';
import { whatWaits } from '../../domain/waiting';
import type { RecordProblem } from '../../record/folder';
import { oneLine } from '../../reports/plain';
import { setTick } from '../commands/stages';
import { statusWord } from '../commands/lifecycle';
import { failureSentence, showFailure } from '../failures';
import type { Settings } from '../settings';
import { ago, stageName, timeOfDay } from '../words';
import { Node, NodeTree } from './node';
import { problemNodes } from './problems';

const { t } = vscode.l10n;

/** The view "Incident": what it is, who is on it, what is being done, and the seven stages with their checklists. */
export class OverviewView implements vscode.Disposable {
  private readonly tree: NodeTree;
  private readonly view: vscode.TreeView<Node>;
  private readonly subscriptions: readonly { dispose(): unknown }[];

  constructor(
    readonly store: IncidentStore,
    private readonly settings: Settings,
    now: () => number,
  ) {
    this.tree = new NodeTree(async () => {
      await store.load();
      return overviewNodes(store.state, settings.checklists(), settings.roles(), now());
    });
    this.view = vscode.window.createTreeView('incident.overview', {
      treeDataProvider: this.tree,
      manageCheckboxStateManually: true,
      showCollapseAll: true,
    });
    this.subscriptions = [
      this.tree,
      this.view,
      this.view.onDidChangeCheckboxState(({ items }) => void this.tick(items)),
    ];
    this.update();
  }

  /** Draws everything anew. */
  refresh(): void {
    this.tree.refresh();
    this.update();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private update(): void {
    const { shown } = this.store.state;
    const waiting = shown === undefined ? [] : whatWaits(shown, this.settings.waitingRules());
    this.view.badge =
      waiting.length === 0 ? undefined : { value: waiting.length, tooltip: t('Nobody is in command of the incident') };
  }

  private async tick(changes: readonly [Node, vscode.TreeItemCheckboxState][]): Promise<void> {
    const { shown } = this.store.state;
    try {
      for (const [{ subject }, state] of changes) {
        if (shown === undefined || subject?.kind !== 'item') continue;
        const { stage, item, text } = subject;
        const ticked = state === vscode.TreeItemCheckboxState.Checked;
        await setTick(this, shown, stage, { id: item, text }, ticked);
      }
    } catch (error) {
      showFailure(error);
      // The box must show what is in the record.
      this.refresh();
    }
  }
}

/** The rows of the view: a pure function of the state. */
export function overviewNodes(
  { shown, problems, failure, incidents }: State,
  checklists: Checklists,
  roles: readonly string[],
  now: number,
): readonly Node[] {
  if (failure !== undefined) return [failureNode(failureSentence(failure))];
  if (shown === undefined) return [];
  return [
    ...facts(shown, now),
    ...problemRow(problems.get(shown.id) ?? [], shown),
    rolesNode(shown, roles, now),
    ...actionsNode(shown, now),
    ...STAGES.map((stage) => stageNode(shown, stage, itemsOf(shown, stage, checklists), now)),
    ...otherOpen(shown, incidents),
  ];
}

function failureNode(sentence: string): Node {
  return new Node({
    id: 'failure',
    label: t('The record cannot be read'),
    tooltip: sentence,
    icon: new vscode.ThemeIcon('error', new vscode.ThemeColor('errorForeground')),
    command: { command: 'incident.reload', title: t('Read Record Again') },
    spoken: sentence,
  });
}

function facts(incident: Incident, now: number): readonly Node[] {
  const { id, severity, startedAt } = incident;
  const title = incident.title === '' ? t('(its declaration is missing from the record)') : oneLine(incident.title);
  const running = formatDuration(runningTime(incident, now));
  const state = incident.status === 'open' ? running : t('{0} after {1}', statusWord(incident), running);
  return [
    new Node({
      id: `${id}/title`,
      label: title,
      tooltip: t('{0}\nDeclared {1}. Enter changes the title.', title, timeOfDay(incident.declaredAt, now)),
      icon: new vscode.ThemeIcon({ open: 'flame', resolved: 'pass-filled', closed: 'archive' }[incident.status]),
      context: 'title',
      command: { command: 'incident.setTitle', title: t('Set Title') },
    }),
    new Node({
      id: `${id}/severity`,
      label: oneLine(severity),
      description: state,
      tooltip: t('Severity {0}, {1}. Enter changes the severity.', severity, state),
      icon: new vscode.ThemeIcon('warning'),
      command: { command: 'incident.setSeverity', title: t('Set Severity') },
      spoken: t('Severity {0}, {1}', severity, state),
    }),
    new Node({
      id: `${id}/start`,
      label: t('Since {0}', timeOfDay(startedAt, now)),
      tooltip: t('Started {0}, {1}. Enter changes the start time.', timeOfDay(startedAt, now), ago(startedAt, now)),
      icon: new vscode.ThemeIcon('clock'),
      command: { command: 'incident.setStartTime', title: t('Set Start Time') },
    }),
  ];
}

function problemRow(problems: readonly RecordProblem[], incident: Incident): readonly Node[] {
  const children = problemNodes(problems, incident);
  if (children.length === 0) return [];
  return [
    new Node({
      id: `${incident.id}/problems`,
      label: t('Not all of the record could be read'),
      description: String(children.length),
      icon: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
      children,
    }),
  ];
}

function rolesNode(incident: Incident, roles: readonly string[], now: number): Node {
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

function actionsNode(incident: Incident, now: number): readonly Node[] {
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

function stageNode(incident: Incident, stage: StageId, items: readonly ListedItem[], now: number): Node {
  const state = stageState(stage, incident.activeStages, incident.enteredStages);
  const icons = { done: 'pass-filled', active: 'circle-large-filled', toCome: 'circle-large-outline' };
  const words = { done: t('done'), active: t('active'), toCome: t('to come') };
  const ticked = items.filter((item) => item.tick !== undefined).length;
  const description = `${words[state]} · ${ticked}/${items.length}`;
  const color = state === 'active' ? new vscode.ThemeColor('charts.blue') : undefined;
  return new Node({
    // A stage that becomes active is another row for VS Code, so that it opens whatever was folded before.
    id: `${incident.id}/${stage}/${state}`,
    label: stageName(stage),
    description,
    icon: new vscode.ThemeIcon(icons[state], color),
    context: state === 'active' ? 'stage.active' : 'stage',
    expanded: state === 'active',
    subject: { kind: 'stage', stage },
    children: items.map((item) => itemNode(incident, stage, item, now)),
    spoken: t('Stage {0}, {1}, {2} of {3} checked', stageName(stage), words[state], ticked, items.length),
  });
}

function itemNode(incident: Incident, stage: StageId, { id, text, why, tick }: ListedItem, now: number): Node {
  const by = tick === undefined ? undefined : `${oneLine(tick.by.name)} · ${timeOfDay(tick.at, now)}`;
  const label = oneLine(text);
  return new Node({
    id: `${incident.id}/${stage}/${id}`,
    label,
    ...(by !== undefined && { description: by }),
    tooltip: [label, why, by].filter((line) => line !== undefined).join('\n\n'),
    checked: tick !== undefined,
    context: 'item',
    // VS Code toggles a check box with the mouse alone: Enter and Space run the row's command.
    command: { command: 'incident.checkItem', title: t('Check or Uncheck'), arguments: [{ stage, item: id }] },
    subject: { kind: 'item', stage, item: id, text },
  });
}

function otherOpen(shown: Incident, incidents: State['incidents']): readonly Node[] {
  const others = openIncidents(incidents).filter((incident) => incident.id !== shown.id);
  if (others.length === 0) return [];
  return [
    new Node({
      id: 'others',
      label: t('Other open incidents'),
      description: String(others.length),
      icon: new vscode.ThemeIcon('arrow-swap'),
      children: others.map(
        ({ id, title, severity }) =>
          new Node({
            id: `others/${id}`,
            label: oneLine(title),
            description: oneLine(severity),
            tooltip: t('Enter shows this incident in this window.'),
            icon: new vscode.ThemeIcon('flame'),
            command: { command: 'incident.switch', title: t('Switch'), arguments: [{ id }] },
            subject: { kind: 'incident', id },
          }),
      ),
    }),
  ];
}
