// The rows of the view "What Changed?" as its tests read them.
import * as assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { ChangesState } from '../../src/app/changeFinder';
import type { ChangeSet } from '../../src/app/listing';
import type { Judgement, RecordedChange } from '../../src/domain/incident';
import { changeNodes } from '../../src/editor/changes/changeNodes';
import type { Node } from '../../src/editor/kit/node';
import { GRACE, MINUTE, START } from '../helpers/events';
import { changesState, landed, type Found } from '../helpers/foundChanges';

export const NOW = START + 60 * MINUTE;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const TEXTS = ['Pulls from the cache fail'];
export const FLAG: RecordedChange = {
  id: 'e1',
  kind: 'featureFlag',
  text: 'lazy pulls on',
  at: START - 5 * MINUTE,
  by: GRACE,
};

/** A revert after the start, and four changes before it; the one about the cache was written three weeks before. */
export const FOUND: Found = {
  startedAt: START,
  now: NOW,
  texts: TEXTS,
  changes: [
    landed({ sha: 'd', landedAt: START + 10 * MINUTE, subject: 'Revert the cache' }),
    landed({
      sha: 'c',
      landedAt: START - 6 * MINUTE,
      authoredAt: START - 21 * DAY,
      subject: 'Keep layers in the cache',
    }),
    landed({ sha: 'm', landedAt: START - 50 * MINUTE, subject: 'Merge quotas', parents: 2, files: [] }),
    landed({ sha: 'b', landedAt: START - 4 * HOUR, subject: 'Sort the routes', files: [] }),
    landed({ sha: 'a', landedAt: START - 8 * HOUR, subject: 'Log the length', files: [] }),
  ],
  recorded: [FLAG],
};

export function judged(verdict: Judgement['verdict'], why?: string): Judgement {
  const change = { repository: 'registry', commit: 'x', subject: 'x' };
  return { change, verdict, by: GRACE, at: START, ...(why !== undefined && { why }) };
}

export function rowsOf(found: Found, more: Partial<ChangesState> = {}): readonly Node[] {
  const { state, set } = changesState(found, more);
  return nodesOf(state, set, found.texts);
}

export function nodesOf(state: ChangesState, set: ChangeSet, texts: readonly string[] = []): readonly Node[] {
  const situation = { startedAt: state.startedAt, texts };
  return changeNodes(state, { matchedTerms: ({ change }) => set.index.matched(situation, change) }, NOW);
}

export const itemsOf = (nodes: readonly Node[]) => nodes.map((node) => node.toTreeItem());
export const labels = (nodes: readonly Node[]) =>
  itemsOf(nodes).map(({ label }) => (typeof label === 'string' ? label : ''));

export function find(nodes: readonly Node[], label: string): Node {
  const found = nodes.find((node) => node.toTreeItem().label === label);
  assert.ok(found, `no row "${label}" among: ${labels(nodes).join(', ')}`);
  return found;
}

/** The row with this label within the group with that label. */
export function rowOf(nodes: readonly Node[], group: string, label: string): vscode.TreeItem {
  return find(find(nodes, group).children, label).toTreeItem();
}

/** The row with this label, at the top or in a group. */
export function anywhere(nodes: readonly Node[], label: string): vscode.TreeItem {
  return find([...nodes, ...nodes.flatMap(({ children }) => children)], label).toTreeItem();
}

export function tooltipOf({ tooltip }: Pick<vscode.TreeItem, 'tooltip'>): string {
  assert.ok(tooltip !== undefined);
  return typeof tooltip === 'string' ? tooltip : tooltip.value.replace(/\\/g, '').replaceAll('&nbsp;', ' ');
}

export function allOf(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => [node, ...allOf(node.children)]);
}
