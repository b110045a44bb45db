import * as vscode from 'vscode';
import type { StageId } from '../../domain/stages';
import { plainText, shortened } from '../../reports/plain';
import { Drawing } from './drawing';

/** What is longer than this is in the tooltip. Characters. */
const LABEL_LENGTH = 200;
const SPOKEN_LENGTH = 300;
const TOOLTIP_LENGTH = 4000;

/** What a row stands for; commands called on the row take it as their argument. */
export type Subject =
  | { readonly kind: 'stage'; readonly stage: StageId }
  | { readonly kind: 'item'; readonly stage: StageId; readonly item: string; readonly text: string }
  | { readonly kind: 'entry'; readonly id: string }
  | { readonly kind: 'action'; readonly id: string }
  | { readonly kind: 'role'; readonly role: string }
  | { readonly kind: 'change'; readonly key: string }
  | { readonly kind: 'followUp'; readonly id: string }
  | { readonly kind: 'hypothesis'; readonly id: string }
  | { readonly kind: 'terminalCommand'; readonly id: string }
  | { readonly kind: 'incident'; readonly id: string };

export interface NodeOptions {
  /** Stable while the row stands for the same thing; VS Code keeps what is expanded and focused by it. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** A function where it takes work: it is asked for rows that VS Code draws, not for those in closed groups. */
  readonly tooltip?: string | vscode.MarkdownString | (() => vscode.MarkdownString);
  readonly icon?: vscode.ThemeIcon;
  readonly children?: readonly Node[];
  readonly expanded?: boolean;
  readonly checked?: boolean;
  readonly context?: string;
  readonly command?: vscode.Command;
  readonly subject?: Subject;
  /** What a screen reader says where label and description are not enough. */
  readonly spoken?: string;
}

/** A row of one of our trees: plain data, made anew from the snapshot at every change. */
export class Node {
  constructor(private readonly options: NodeOptions) {}

  get id(): string {
    return this.options.id;
  }

  get subject(): Subject | undefined {
    return this.options.subject;
  }

  get children(): readonly Node[] {
    return this.options.children ?? [];
  }

  /** The row for VS Code: whatever people typed, it reads as what it says, and on one line. */
  toTreeItem(): vscode.TreeItem {
    const { id, icon, children, expanded, checked, context, command, spoken } = this.options;
    const label = shortened(this.options.label, LABEL_LENGTH);
    const description = this.options.description && shortened(this.options.description, LABEL_LENGTH);
    const given = typeof this.options.tooltip === 'function' ? this.options.tooltip() : this.options.tooltip;
    const tooltip = given ?? [this.options.label, this.options.description ?? ''].join('\n').trimEnd();
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(label, children === undefined ? None : expanded === true ? Expanded : Collapsed);
    item.id = id;
    item.tooltip = typeof tooltip === 'string' ? plainText(tooltip).slice(0, TOOLTIP_LENGTH) : tooltip;
    if (description !== undefined) item.description = description;
    if (icon !== undefined) item.iconPath = icon;
    if (context !== undefined) item.contextValue = context;
    if (command !== undefined) item.command = command;
    if (checked !== undefined) {
      const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
      item.checkboxState = { state: checked ? Checked : Unchecked, accessibilityInformation: { label } };
    }
    item.accessibilityInformation = {
      label: shortened(spoken ?? (description === undefined ? label : `${label}, ${description}`), SPOKEN_LENGTH),
    };
    return item;
  }
}

/** Shows rows that are a pure function of the state; `draw` gives them anew. */
export class NodeTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.emitter.event;
  private readonly drawing: Drawing<Drawn>;
  private parents: ReadonlyMap<string, Node> = new Map();

  constructor(draw: () => Promise<readonly Node[]>) {
    this.drawing = new Drawing(
      async () => drawnOf(await draw()),
      () => this.emitter.fire(undefined),
    );
  }

  refresh(): void {
    this.drawing.refresh();
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return node.toTreeItem();
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node !== undefined) return [...node.children];
    const { roots, parents } = await this.drawing.show();
    this.parents = parents;
    return [...roots];
  }

  getParent(node: Node): Node | undefined {
    return this.parents.get(node.id);
  }

  async topLevel(): Promise<readonly Node[]> {
    const { roots, parents } = await this.drawing.current();
    this.parents = parents;
    return roots;
  }

  dispose(): void {
    this.emitter.dispose();
  }
}

interface Drawn {
  readonly roots: readonly Node[];
  /** By the id of a row. */
  readonly parents: ReadonlyMap<string, Node>;
}

function drawnOf(roots: readonly Node[]): Drawn {
  const parents = new Map<string, Node>();
  const adopt = (parent: Node) => {
    for (const child of parent.children) {
      parents.set(child.id, parent);
      adopt(child);
    }
  };
  roots.forEach(adopt);
  return { roots, parents };
}
