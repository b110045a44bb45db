import * as vscode from 'vscode';
import { pastIncidents } from '../../app/shown';
import type { IncidentStore } from '../../app/store';
import { runningTime, type Incident } from '../../domain/incident';
import { formatDuration } from '../../domain/time';
import { oneLine } from '../../reports/plain';
import { timeOfDay } from '../words';
import { Node, NodeTree } from './node';

const { t } = vscode.l10n;

/** The view "Past Incidents": the closed ones, the newest first. */
export class PastView implements vscode.Disposable {
  private readonly tree: NodeTree;
  private readonly view: vscode.TreeView<Node>;

  constructor(store: IncidentStore, now: () => number) {
    this.tree = new NodeTree(async () => {
      await store.load();
      return pastIncidents(store.state.incidents).map((incident) => pastNode(incident, now()));
    });
    this.view = vscode.window.createTreeView('incident.past', { treeDataProvider: this.tree });
  }

  refresh(): void {
    this.tree.refresh();
  }

  dispose(): void {
    this.view.dispose();
    this.tree.dispose();
  }
}

function pastNode(incident: Incident, now: number): Node {
  const { id, severity, startedAt } = incident;
  const title = oneLine(incident.title);
  const facts = [oneLine(severity), timeOfDay(startedAt, now), formatDuration(runningTime(incident, now))].join(' · ');
  return new Node({
    id: `past/${id}`,
    label: title,
    description: facts,
    tooltip: t('{0}\n{1}\nEnter shows it in this window.', title, facts),
    icon: new vscode.ThemeIcon('archive'),
    context: 'incident',
    command: { command: 'incident.switch', title: t('Switch'), arguments: [{ id }] },
    subject: { kind: 'incident', id },
  });
}
