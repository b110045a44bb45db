import * as vscode from 'vscode';
import type { Kit } from '../kit/kit';
import { ENTRY_KINDS, HIDDEN_AT_FIRST, SYSTEM_KINDS, type EntryKind } from '../../domain/entries';
import type { Entry } from '../../domain/incident';
import { NodeTree, type Node } from '../kit/node';

const { t } = vscode.l10n;

/** How many entries are drawn at first, and more at every asking: a tree of 100,000 rows would not open at once. */
const PAGE = 500;
const HIDDEN_KEY = 'timeline.hidden';

/** The view "Timeline": what happened, the newest first. */
export class TimelineView implements vscode.Disposable {
  private readonly tree: NodeTree;
  private readonly view: vscode.TreeView<Node>;
  private most = PAGE;
  private readonly memento: vscode.Memento;

  constructor({ start, store, now, memory, contributions }: Kit) {
    this.memento = memory;
    this.tree = new NodeTree(async () => {
      await store.load();
      const { shown } = store.state;
      if (shown === undefined) return [];
      const { timelineNodes } = await import('./rows');
      const isNew = (id: string) => contributions().some((feature) => feature.isNew?.(id) === true);
      const wentTo = (id: string) =>
        contributions()
          .map((feature) => feature.wentTo?.(id))
          .find((where) => where !== undefined);
      const originOf = (entry: Entry) =>
        contributions()
          .map((feature) => feature.originOf?.(entry))
          .find((words) => words !== undefined);
      return timelineNodes(shown, this.hidden(), this.most, now(), { isNew, wentTo, originOf });
    });
    this.view = start.views.fill('incident.timeline', this.tree);
    this.describe();
  }

  refresh(): void {
    this.tree.refresh();
  }

  showMore(): void {
    this.most += PAGE;
    this.refresh();
  }

  shows(kind: EntryKind): boolean {
    return !this.hidden().has(kind);
  }

  showOnly(kinds: readonly EntryKind[]): void {
    this.hide(ENTRY_KINDS.filter((kind) => !kinds.includes(kind)));
  }

  toggleSystemEntries(): void {
    const hidden = this.hidden();
    const areHidden = SYSTEM_KINDS.every((kind) => hidden.has(kind));
    const others = [...hidden].filter((kind) => !SYSTEM_KINDS.includes(kind));
    this.hide(areHidden ? others : [...others, ...SYSTEM_KINDS]);
  }

  dispose(): void {
    this.tree.dispose();
  }

  private hidden(): ReadonlySet<EntryKind> {
    return new Set(this.memento.get<readonly EntryKind[]>(HIDDEN_KEY, HIDDEN_AT_FIRST));
  }

  private hide(kinds: readonly EntryKind[]): void {
    void this.memento.update(HIDDEN_KEY, kinds);
    this.describe();
    this.refresh();
  }

  private describe(): void {
    const isUsual = [...this.hidden()].every((kind) => HIDDEN_AT_FIRST.includes(kind));
    this.view.description = isUsual ? '' : t('filtered');
  }
}
