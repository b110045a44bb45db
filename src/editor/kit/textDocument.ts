import * as vscode from 'vscode';
import type { Documents } from './start/documents';

const SCHEME = 'incident-text';
const MOST_KEPT = 20;

/** Short texts that are shown once and never saved: read-only documents kept in memory. */
export function provideTexts(documents: Documents): void {
  documents.fill([SCHEME], {
    provideTextDocumentContent: ({ path, query }) => texts.get(`${path}?${query}`) ?? '',
  });
}

const texts = new Map<string, string>();
let count = 0;

/** Shows a text in a read-only editor; the extension of its name says what kind of text it is. */
export async function showText(title: string, text: string, extension: 'txt' | 'md' = 'txt'): Promise<void> {
  const path = `/${title.replace(/[\\/:*?"<>|#%]/g, '-')}.${extension}`;
  const query = String(++count);
  texts.set(`${path}?${query}`, text);
  const [oldest] = texts.keys();
  if (texts.size > MOST_KEPT && oldest !== undefined) texts.delete(oldest);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: SCHEME, path, query }));
  await vscode.window.showTextDocument(document, { preview: true });
}
