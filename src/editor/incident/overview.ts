import * as vscode from 'vscode';
import type { Kit } from '../kit/kit';
import { isWrong, statusParts } from '../../domain/attention';
import type { Incident } from '../../domain/incident';
import { statusPartWords } from '../../reports/statusWords';
import { showFailure } from '../kit/failures';
import { logError } from '../kit/log';
import { NodeTree, type Node } from '../kit/node';
import { SHOWN_KEY } from '../kit/start/reasons';
import { areDifferent } from './sameOutage';

const { t } = vscode.l10n;
const DETAILS_KEY = 'overview.details';

/** What the features say of the state: the first of them that has something to say. */
export function stateDetailOf(kit: Pick<Kit, 'contributions'>, incident: Incident) {
  for (const { stateDetail } of kit.contributions()) {
    const detail = stateDetail?.(incident);
    if (detail !== undefined) return detail;
  }
  return undefined;
}

/** The view "Incident": what it is, who is on it, what is being done, and the seven stages with their checklists. */
export class OverviewView implements vscode.Disposable {
  private readonly tree: NodeTree;
  private readonly view: vscode.TreeView<Node>;
  private readonly subscriptions: readonly { dispose(): unknown }[];
  /** What was shown last, to tell when another stage became active. */
  private before: Incident | undefined;

  constructor(private readonly kit: Kit) {
    const { start, store, settings, past, now } = kit;
    this.tree = new NodeTree(async () => {
      const loadRows = () => import('./rows/overview');
      // Where there is something to go on with, its rows are loaded while the disk is read.
      await Promise.all([store.load(), kit.memory.get(SHOWN_KEY) !== undefined && loadRows()]);
      const { shown, failure } = store.state;
      if (shown === undefined && failure === undefined) return [];
      const { overviewNodes, overviewRules } = await loadRows();
      if (shown === undefined) return overviewNodes(store.state, overviewRules(settings), now());
      const features = kit.contributions();
      return overviewNodes(store.state, overviewRules(settings), now(), {
        stageRows: (stage) => features.flatMap(({ stageRows }) => stageRows?.(stage, shown, now()) ?? []),
        inSight: (stage) => features.flatMap(({ inSight }) => inSight?.(stage, shown, now()) ?? []),
        headRows: features.flatMap(({ headRows }) => headRows?.(shown, now()) ?? []),
        detailRows: features.flatMap(({ detailRows }) => detailRows?.(shown, now()) ?? []),
        stateDetail: stateDetailOf(kit, shown),
        areDifferent: (a, b) => areDifferent(kit.memory, a, b),
        detailsExpanded: kit.memory.get(DETAILS_KEY, false),
      });
    });
    this.view = start.views.fill('incident.overview', this.tree);
    this.subscriptions = [
      this.tree,
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
      const { setTick } = await import('./stages');
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
