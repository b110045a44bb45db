import * as vscode from 'vscode';
import { dayOf } from '../../domain/days';
import { isOverdue } from '../../domain/followUps';
import type { Incident, Instant } from '../../domain/incident';
import type { Kit } from '../kit/kit';
import { showFailure } from '../kit/failures';
import { NodeTree, type Node } from '../kit/node';

const { t } = vscode.l10n;

/** The view "Follow-Ups": what is to be done after the incident, the open ones first, in the order in which they are due. */
export class FollowUpsView implements vscode.Disposable {
  private readonly tree: NodeTree;
  private readonly view: vscode.TreeView<Node>;
  private drawnOn = '';

  constructor(private readonly kit: Kit) {
    const { start, store, now } = kit;
    this.tree = new NodeTree(async () => {
      await store.load();
      const { shown } = store.state;
      if (shown === undefined || shown.followUps.length === 0) return [];
      const { followUpNodes } = await import('./rows');
      return followUpNodes(shown, now());
    });
    this.view = start.views.fill('incident.followUps', this.tree);
    this.view.onDidChangeCheckboxState(({ items }) => void this.tick(items));
    this.refresh();
  }

  refresh(): void {
    this.drawnOn = dayOf(this.kit.now());
    const { shown } = this.kit.store.state;
    this.view.description = shown === undefined ? '' : summary(shown, this.kit.now());
    this.tree.refresh();
  }

  /** Draws anew what a new day makes overdue. */
  followTime(): void {
    if (dayOf(this.kit.now()) !== this.drawnOn) this.refresh();
  }

  dispose(): void {
    this.tree.dispose();
  }

  private async tick(changes: readonly [Node, vscode.TreeItemCheckboxState][]): Promise<void> {
    const { shown } = this.kit.store.state;
    try {
      const { changeFollowUp } = await import('./commands');
      for (const [{ subject }, state] of changes) {
        const followUp = subject?.kind === 'followUp' && shown?.followUps.find(({ id }) => id === subject.id);
        if (shown === undefined || followUp === undefined || followUp === false) continue;
        await changeFollowUp(this.kit, shown, followUp, { done: state === vscode.TreeItemCheckboxState.Checked });
      }
    } catch (error) {
      showFailure(error);
      // The box must show what is in the record.
      this.refresh();
    }
  }
}

/** `3 open, 1 overdue`; empty where there is none. */
function summary({ followUps }: Incident, now: Instant): string {
  if (followUps.length === 0) return '';
  const open = followUps.filter(({ done }) => done === undefined).length;
  const overdue = followUps.filter((followUp) => isOverdue(followUp, dayOf(now))).length;
  if (open === 0) return t('all done');
  return overdue === 0 ? t('{0} open', open) : t('{0} open, {1} overdue', open, overdue);
}
