import * as vscode from 'vscode';
import { Slot } from './slot';

/** The schemes of documents that VS Code may bring back with a window, or that a link may name. */
const SCHEMES = ['incident-postmortem', 'incident-timeline', 'incident-brief', 'incident-text'] as const;

export type DocumentScheme = (typeof SCHEMES)[number];

/** Read-only documents, provided at once; the features that make them are loaded when one is opened. */
export class Documents implements vscode.Disposable {
  private readonly slots: ReadonlyMap<string, Slot<vscode.TextDocumentContentProvider>>;
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registrations: readonly vscode.Disposable[];

  constructor(load: () => Promise<unknown>) {
    this.slots = new Map(SCHEMES.map((scheme) => [scheme, new Slot(load)]));
    const provider: vscode.TextDocumentContentProvider = {
      onDidChange: this.changed.event,
      provideTextDocumentContent: async (uri, token) =>
        (await this.slots.get(uri.scheme)?.get())?.provideTextDocumentContent(uri, token),
    };
    this.registrations = SCHEMES.map((scheme) =>
      vscode.workspace.registerTextDocumentContentProvider(scheme, provider),
    );
  }

  /** Provides the documents of these schemes from now on. */
  fill(schemes: readonly DocumentScheme[], provider: vscode.TextDocumentContentProvider): void {
    for (const scheme of schemes) this.slots.get(scheme)?.fill(provider);
    provider.onDidChange?.((uri) => this.changed.fire(uri));
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
    this.changed.dispose();
  }
}
