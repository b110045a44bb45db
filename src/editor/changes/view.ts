import * as vscode from 'vscode';
import type { ChangeFinder } from '../../app/changeFinder';
import type { RevertRehearser } from '../../app/revertRehearser';
import type { ListedChange } from '../../app/listing';
import { wait } from '../../app/patience';
import { setContext } from '../kit/context';
import { logError } from '../kit/log';
import { NodeTree, type Node } from '../kit/node';
import { rehearsalBrief } from '../kit/rehearsalWords';
import type { Views } from '../kit/start/views';

/** Milliseconds of reading before the view says so. What is read sooner would only make the title's buttons flicker. */
const QUICK = 300;

/** The view "What Changed?": what landed before the incident, the likeliest first. Reads nothing before it is seen. */
export class ChangesView implements vscode.Disposable {
  private readonly tree: NodeTree;
  private readonly view: vscode.TreeView<Node>;
  private readonly subscriptions: readonly { dispose(): unknown }[];
  /** Ends what tells that changes are being read, or are about to be. */
  private busy: (() => void) | undefined;
  private readonly selection = new vscode.EventEmitter<string>();
  /** A change was selected in the tree. */
  readonly onDidSelect = this.selection.event;

  constructor(
    views: Views,
    private readonly finder: ChangeFinder,
    rehearser: RevertRehearser,
    start: () => Promise<void>,
    now: () => number,
  ) {
    this.tree = new NodeTree(async () => {
      if (!finder.isActive) return [];
      const { changeNodes } = await import('./changeNodes');
      const words = {
        matchedTerms: (listed: ListedChange) => finder.matchedTerms(listed),
        rehearsal: (listed: ListedChange) => rehearsalBrief(rehearser.of(listed)),
      };
      return changeNodes(finder.state, words, now());
    });
    this.view = views.fill('incident.changes', this.tree);
    this.subscriptions = [
      this.tree,
      this.selection,
      finder.changed.on(() => this.update()),
      rehearser.changed.on(() => this.tree.refresh()),
      this.view.onDidChangeSelection(({ selection: [node] }) => {
        if (node?.subject?.kind === 'change') this.selection.fire(node.subject.key);
      }),
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible && !finder.isActive) void start();
      }),
    ];
    if (this.view.visible) void start();
  }

  get isVisible(): boolean {
    return this.view.visible;
  }

  refresh(): void {
    this.tree.refresh();
  }

  /** Selects a change that was selected elsewhere, if its row can be seen. */
  async select(key: string): Promise<void> {
    if (!this.view.visible) return;
    const roots = await this.tree.topLevel();
    const row = [...roots, ...roots.flatMap(({ children }) => children)].find(
      ({ subject }) => subject?.kind === 'change' && subject.key === key,
    );
    if (row !== undefined) await this.view.reveal(row, { select: true, focus: false });
  }

  dispose(): void {
    this.busy?.();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private update(): void {
    const { phase } = this.finder.state;
    this.showBusy(phase === 'reading' || phase === 'refining');
    void this.describe().catch(logError);
    this.tree.refresh();
  }

  private async describe(): Promise<void> {
    const { viewDescription } = await import('./viewDescription');
    this.view.description = viewDescription(this.finder.state);
  }

  /** Tells that changes are being read, and offers to stop it, once it takes a while. */
  private showBusy(isBusy: boolean): void {
    if (!isBusy) {
      this.busy?.();
      this.busy = undefined;
      return;
    }
    if (this.busy !== undefined) return;
    const waiting = wait(QUICK, () => {
      const done = new Promise<void>((resolve) => (this.busy = resolve));
      setContext('incident.changes.reading', true);
      void vscode.window.withProgress({ location: { viewId: 'incident.changes' } }, () => done);
      void done.then(() => setContext('incident.changes.reading', false));
    });
    this.busy = () => waiting.dispose();
  }
}
