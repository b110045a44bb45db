import * as vscode from 'vscode';
import { pastIncidents } from '../../app/shown';
import type { Kit } from '../kit/kit';
import type { Incident } from '../../domain/incident';
import { DOCUMENTS, type DocumentKind } from '../kit/incidentDocuments';
import { documentName, factsOf, mitigationOf, titleOf } from './words';
import { Node, NodeTree } from '../kit/node';

const { t } = vscode.l10n;

/** The view "Past Incidents": the closed ones, the newest first, each with the documents made from its record. */
export class PastView implements vscode.Disposable {
  private readonly tree: NodeTree;

  constructor({ start, store, now }: Kit) {
    this.tree = new NodeTree(async () => {
      await store.load();
      return pastIncidents(store.state.incidents).map((incident) => pastNode(incident, now()));
    });
    start.views.fill('incident.past', this.tree);
  }

  refresh(): void {
    this.tree.refresh();
  }

  dispose(): void {
    this.tree.dispose();
  }
}

/** The row of a past incident, with its documents below it. */
export function pastNode(incident: Incident, now: number): Node {
  const { id } = incident;
  const [title, facts, mitigation] = [titleOf(incident), factsOf(incident, now), mitigationOf(incident)];
  const mitigated = mitigation === undefined ? [] : [t('Mitigated by: {0}', mitigation)];
  return new Node({
    id: `past/${id}`,
    label: title,
    description: facts,
    tooltip: [title, facts, ...mitigated, t('Press Enter to open its post-mortem.')].join('\n'),
    icon: new vscode.ThemeIcon('archive'),
    context: 'incident',
    command: opening(id, 'postmortem'),
    subject: { kind: 'incident', id },
    children: DOCUMENTS.map((kind) => documentNode(incident, kind)),
    spoken: [title, facts, ...mitigated].join(', '),
  });
}

const ICONS: Readonly<Record<DocumentKind, string>> = { postmortem: 'book', timeline: 'list-ordered', brief: 'note' };

function documentNode(incident: Incident, kind: DocumentKind): Node {
  const name = documentName(kind);
  return new Node({
    id: `past/${incident.id}/${kind}`,
    label: name,
    tooltip: t('{0}\n{1}\nPress Enter to open it, read-only.', titleOf(incident), name),
    icon: new vscode.ThemeIcon(ICONS[kind]),
    context: 'document',
    command: opening(incident.id, kind),
    spoken: t('{0} of {1}', name, titleOf(incident)),
  });
}

function opening(id: string, document: DocumentKind): vscode.Command {
  return { command: 'incident.openPast', title: t('Open Past Incident'), arguments: [{ id, document }] };
}
