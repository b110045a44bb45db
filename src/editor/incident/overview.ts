import * as vscode from 'vscode';
import { openIncidents } from '../../app/shown';
import type { State } from '../../app/store';
import type { Kit } from '../kit/kit';
import { progressOf, type Checklists } from '../../domain/checklist';
import { isWrong, statusParts } from '../../domain/attention';
import type { Incident } from '../../domain/incident';
import { statusPartWords } from '../../reports/statusWords';
import type { WaitingRules } from '../../domain/waiting';
import type { RecordProblem } from '../../record/folder';
import { oneLine } from '../../reports/plain';
import { setTick } from './stages';
import { failureSentence, showFailure } from '../kit/failures';
import { logError } from '../kit/log';
import type { Settings } from '../kit/settings';
import { Node, NodeTree } from '../kit/node';
import { detailsNode } from './rows/details';
import { headNodes } from './rows/head';
import { actionNodes } from './rows/people';
import { activeStageNode, otherStagesNode, type StageRows } from './rows/stages';
import { problemNodes } from './rows/problems';

const { t } = vscode.l10n;
const DETAILS_KEY = 'overview.details';

/** The view "Incident": what it is, who is on it, what is being done, and the seven stages with their checklists. */
export class OverviewView implements vscode.Disposable {
  private readonly tree: NodeTree;
  private readonly view: vscode.TreeView<Node>;
  private readonly subscriptions: readonly { dispose(): unknown }[];
  /** What was shown last, to tell when another stage became active. */
  private before: Incident | undefined;

  constructor(private readonly kit: Kit) {
    const { store, settings, past, now } = kit;
    this.tree = new NodeTree(async () => {
      await store.load();
      const { shown } = store.state;
      if (shown === undefined) return overviewNodes(store.state, overviewRules(settings), now());
      const features = kit.contributions();
      return overviewNodes(store.state, overviewRules(settings), now(), {
        stageRows: (stage) => features.flatMap(({ stageRows }) => stageRows?.(stage, shown, now()) ?? []),
        detailRows: features.flatMap(({ detailRows }) => detailRows?.(shown, now()) ?? []),
        detailsExpanded: kit.memory.get(DETAILS_KEY, false),
      });
    });
    this.view = vscode.window.createTreeView('incident.overview', {
      treeDataProvider: this.tree,
      manageCheckboxStateManually: true,
      showCollapseAll: true,
    });
    this.subscriptions = [
      this.tree,
      this.view,
      past.changed.on(() => this.refresh()),
      this.view.onDidExpandElement(({ element }) => this.remember(element, true)),
      this.view.onDidCollapseElement(({ element }) => this.remember(element, false)),
      this.view.onDidChangeCheckboxState(({ items }) => void this.tick(items)),
    ];
    this.update();
  }

  /** Draws everything anew. */
  refresh(): void {
    this.tree.refresh();
    this.update();
    void this.showActiveStage().catch(logError);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Brings the focus to the next open item of the active stage: Space ticks it. */
  async focusNextItem(): Promise<void> {
    const rows = await this.tree.topLevel();
    const stage = rows.find(({ subject }) => subject?.kind === 'stage');
    const item = stage?.children.find(({ subject }) => subject?.kind === 'item') ?? stage;
    if (item !== undefined) await this.view.reveal(item, { select: true, focus: true });
  }

  private remember({ id }: Node, isExpanded: boolean): void {
    if (id.endsWith('/details')) void this.kit.memory.update(DETAILS_KEY, isExpanded);
  }

  private update(): void {
    const { shown } = this.kit.store.state;
    const rules = this.kit.settings.waitingRules();
    const wrong = shown === undefined ? [] : statusParts(shown, this.kit.now(), rules).filter(isWrong);
    const tooltip = wrong.map((part) => statusPartWords(part, this.kit.now(), t)).join(' · ');
    this.view.badge =
      wrong.length === 0 ? undefined : { value: wrong.length, tooltip: t('Needs attention: {0}', tooltip) };
  }

  /** Brings the stage into view that became active: in a low window its checklist is below the fold. */
  private async showActiveStage(): Promise<void> {
    const [{ shown }, before] = [this.kit.store.state, this.before];
    this.before = shown;
    // Of another incident, what it is comes first.
    if (shown === undefined || shown.id !== before?.id || !this.view.visible) return;
    const entered = shown.activeStages.find((stage) => !before.activeStages.includes(stage));
    if (entered === undefined) return;
    const rows = await this.tree.topLevel();
    const row = rows.find(({ subject }) => subject?.kind === 'stage' && subject.stage === entered);
    const last = row?.children.at(-1);
    // VS Code scrolls as little as it can: first to the end of the checklist, then back to the stage itself.
    for (const each of [last, row])
      if (each !== undefined) await this.view.reveal(each, { select: false, focus: false });
  }

  private async tick(changes: readonly [Node, vscode.TreeItemCheckboxState][]): Promise<void> {
    const { shown } = this.kit.store.state;
    try {
      for (const [{ subject }, state] of changes) {
        if (shown === undefined || subject?.kind !== 'item') continue;
        const { stage, item, text } = subject;
        const ticked = state === vscode.TreeItemCheckboxState.Checked;
        await setTick(this.kit, shown, stage, { id: item, text }, ticked);
      }
    } catch (error) {
      showFailure(error);
      // The box must show what is in the record.
      this.refresh();
    }
  }
}

/** What of the settings the rows depend on. */
export interface OverviewRules {
  readonly checklists: Checklists;
  readonly roles: readonly string[];
  readonly waiting: WaitingRules;
  readonly hasServices: boolean;
}

function overviewRules(settings: Settings): OverviewRules {
  return {
    checklists: settings.checklists(),
    roles: settings.roles(),
    waiting: settings.waitingRules(),
    hasServices: settings.services().length > 0,
  };
}

/** What other features show in the view, and what the window remembers of it. */
export interface OverviewExtras {
  readonly stageRows: StageRows;
  readonly detailRows: readonly Node[];
  readonly detailsExpanded: boolean;
}

const NO_EXTRAS: OverviewExtras = { stageRows: () => [], detailRows: [], detailsExpanded: false };

/**
 * The rows of the view, a pure function of the state: what it is and how it stands, the active stages with what to do next,
 * what is being done, and then, folded, everything else.
 */
export function overviewNodes(
  state: State,
  rules: OverviewRules,
  now: number,
  { stageRows, detailRows, detailsExpanded }: OverviewExtras = NO_EXTRAS,
): readonly Node[] {
  const { shown, problems, failure, incidents } = state;
  if (failure !== undefined) return [failureNode(failureSentence(failure))];
  if (shown === undefined) return [];
  const stages = progressOf(shown, rules.checklists, rules.waiting);
  const more = [...detailRows, ...otherOpen(shown, incidents)];
  return [
    ...headNodes(shown, rules.waiting, now),
    ...problemRow(problems.get(shown.id) ?? [], shown),
    ...stages
      .filter(({ state: is }) => is === 'active')
      .map((progress) => activeStageNode(shown, progress, now, stageRows)),
    ...actionNodes(shown, now),
    otherStagesNode(shown, stages, now, stageRows),
    detailsNode(shown, rules, now, more, detailsExpanded),
  ];
}

function failureNode(sentence: string): Node {
  return new Node({
    id: 'failure',
    label: t('The record cannot be read'),
    tooltip: sentence,
    icon: new vscode.ThemeIcon('error', new vscode.ThemeColor('errorForeground')),
    command: { command: 'incident.reload', title: t('Reload Record') },
    spoken: sentence,
  });
}

function problemRow(problems: readonly RecordProblem[], incident: Incident): readonly Node[] {
  const children = problemNodes(problems, incident);
  if (children.length === 0) return [];
  return [
    new Node({
      id: `${incident.id}/problems`,
      label: t('Some entries couldn’t be read'),
      description: String(children.length),
      icon: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
      children,
    }),
  ];
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
