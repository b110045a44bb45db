import * as vscode from 'vscode';
import type { Node, NodeTree } from '../node';
import { Slot } from './slot';

/** The views of package.json, and how VS Code shows each. */
const VIEWS = {
  'incident.overview': { manageCheckboxStateManually: true, showCollapseAll: true },
  // Several changes can be reverted together.
  'incident.changes': { showCollapseAll: true, canSelectMany: true },
  'incident.timeline': {},
  'incident.followUps': { manageCheckboxStateManually: true },
  'incident.past': { showCollapseAll: true },
} as const;

export type ViewId = keyof typeof VIEWS;

/** All views, there at once; the features that fill them are loaded when VS Code asks for the first row. */
export class Views implements vscode.Disposable {
  private readonly views: Readonly<Record<ViewId, LaterView>>;

  constructor(load: () => Promise<unknown>) {
    const made = Object.entries(VIEWS).map(([id, options]) => [id, new LaterView(id, options, load)]);
    this.views = Object.fromEntries(made) as Record<ViewId, LaterView>;
  }

  /** Fills a view with the rows of a tree from now on. */
  fill(id: ViewId, tree: NodeTree): vscode.TreeView<Node> {
    return this.views[id].fill(tree);
  }

  /** The rows that are selected in a view, as long as it can be seen. */
  selected(id: ViewId): readonly Node[] {
    return this.views[id].selected;
  }

  dispose(): void {
    for (const view of Object.values(this.views)) view.dispose();
  }
}

class LaterView implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Node>;
  private readonly slot: Slot<NodeTree>;
  private tree: NodeTree | undefined;

  constructor(id: string, options: Partial<vscode.TreeViewOptions<Node>>, load: () => Promise<unknown>) {
    this.slot = new Slot(load);
    this.view = vscode.window.createTreeView(id, { ...options, treeDataProvider: this });
  }

  fill(tree: NodeTree): vscode.TreeView<Node> {
    this.tree = tree;
    tree.onDidChangeTreeData(() => this.changed.fire(undefined));
    this.slot.fill(tree);
    return this.view;
  }

  get selected(): readonly Node[] {
    return this.view.visible ? this.view.selection : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.toTreeItem();
  }

  async getChildren(node?: Node): Promise<Node[]> {
    return (await this.slot.get()).getChildren(node);
  }

  getParent(node: Node): Node | undefined {
    return this.tree?.getParent(node);
  }

  dispose(): void {
    this.view.dispose();
    this.changed.dispose();
  }
}
