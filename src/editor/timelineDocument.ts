import * as vscode from 'vscode';
import type { IncidentStore } from '../app/store';
import type { Incident } from '../domain/incident';
import { shortened } from '../reports/plain';
import { timelineDocument } from '../reports/timeline';

const SCHEME = 'incident-timeline';

/** The address of an incident's timeline: its title for the tab, its id for us. */
function addressOf({ id, title }: Incident): vscode.Uri {
  const name = shortened(title, 60).replace(/[\\/:*?"<>|#%]/g, '-') || id;
  return vscode.Uri.from({ scheme: SCHEME, path: `/${name}.timeline.md`, query: id });
}

/** Opens the whole record of an incident as a read-only document. */
export async function showTimeline(incident: Incident): Promise<void> {
  const document = await vscode.workspace.openTextDocument(addressOf(incident));
  await vscode.window.showTextDocument(document, { preview: false });
}

/** Provides the documents, and follows new entries in those that are open. */
export class TimelineDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.emitter.event;
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  private readonly drawn = new Map<string, Incident>();

  constructor(
    private readonly store: IncidentStore,
    private readonly now: () => number,
  ) {}

  async provideTextDocumentContent(address: vscode.Uri): Promise<string> {
    await this.store.load();
    const incident = this.store.state.incidents.get(address.query);
    if (incident === undefined) return vscode.l10n.t('This incident is not in the record folder.');
    this.drawn.set(address.query, incident);
    return timelineDocument(incident, this.now());
  }

  refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme !== SCHEME) continue;
      if (this.drawn.get(uri.query) !== this.store.state.incidents.get(uri.query)) this.emitter.fire(uri);
    }
  }

  dispose(): void {
    this.registration.dispose();
    this.emitter.dispose();
  }
}
