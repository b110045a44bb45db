import * as vscode from 'vscode';
import type { IncidentStore } from '../../app/store';
import type { Incident, Instant } from '../../domain/incident';
import { shortened } from '../../reports/plain';
import type { Documents } from './start/documents';

/** What can be read of an incident as a whole; the first one tells most. */
export const DOCUMENTS = ['postmortem', 'timeline', 'brief'] as const;
export type DocumentKind = (typeof DOCUMENTS)[number];

interface Kind {
  /** How the names of its tabs end. */
  readonly ending: string;
  readonly maker: () => Promise<(incident: Incident, now: Instant) => string>;
}

const KINDS: Readonly<Record<DocumentKind, Kind>> = {
  postmortem: {
    ending: '.post-mortem.md',
    maker: async () => (await import('../../reports/postmortem')).postmortem,
  },
  timeline: {
    ending: '.timeline.md',
    maker: async () => (await import('../../reports/timeline')).timelineDocument,
  },
  brief: {
    ending: '.brief.md',
    maker: async () => (await import('../../reports/brief')).incidentBrief,
  },
};

/** A scheme each, so that a document is told by its address alone. */
const schemeOf = (kind: DocumentKind) => `incident-${kind}` as const;
const kindOf = (scheme: string): DocumentKind | undefined => DOCUMENTS.find((kind) => schemeOf(kind) === scheme);

/** The address of a document: the incident's title for the tab, its id for us. */
function addressOf({ id, title }: Incident, kind: DocumentKind): vscode.Uri {
  const name = shortened(title, 60).replace(/[\\/:*?"<>|#%]/g, '-') || id;
  return vscode.Uri.from({ scheme: schemeOf(kind), path: `/${name}${KINDS[kind].ending}`, query: id });
}

/** Opens a document made from the record of an incident, read-only. */
export async function showDocument(incident: Incident, kind: DocumentKind): Promise<void> {
  const document = await vscode.workspace.openTextDocument(addressOf(incident, kind));
  await vscode.window.showTextDocument(document, { preview: false });
}

/** Provides the documents, and follows new entries in those that are open. */
export class IncidentDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.emitter.event;
  /** What each open document was made from. */
  private readonly drawn = new Map<string, Incident>();

  constructor(
    private readonly store: IncidentStore,
    private readonly now: () => number,
    documents: Documents,
  ) {
    documents.fill(DOCUMENTS.map(schemeOf), this);
  }

  async provideTextDocumentContent(address: vscode.Uri): Promise<string> {
    const kind = kindOf(address.scheme);
    const [make] = await Promise.all([kind && KINDS[kind].maker(), this.store.load()]);
    const incident = this.store.state.incidents.get(address.query);
    if (incident === undefined || make === undefined) {
      return vscode.l10n.t('This incident is not in the record folder.');
    }
    this.drawn.set(address.toString(), incident);
    return make(incident, this.now());
  }

  refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (kindOf(uri.scheme) === undefined) continue;
      if (this.drawn.get(uri.toString()) !== this.store.state.incidents.get(uri.query)) this.emitter.fire(uri);
    }
  }

  dispose(): void {
    this.emitter.dispose();
  }
}
