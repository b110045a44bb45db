import { basename, relative } from 'node:path';
import * as vscode from 'vscode';
import type { CodeContext, EvidenceSource } from '../../domain/events';
import { logError } from './log';
import { repositoryOf, repositoryRoots } from './repositories';

/** What is selected, and where it is. */
export interface Selected {
  readonly text: string;
  readonly source: EvidenceSource;
}

/** Tells where the code of a repository stands. */
export type CodeOf = (root: string) => Promise<CodeContext | undefined>;

/** What is selected, known at once, and the rest that git is asked for. */
export interface PendingSelection {
  readonly text: string;
  /** `service.log`, with its lines. */
  readonly place: Pick<EvidenceSource, 'kind' | 'name' | 'startLine' | 'endLine'>;
  /** Never rejects. */
  readonly source: Promise<EvidenceSource>;
}

/** What is selected in the active editor, all selections of it, with file, lines and commit; undefined if nothing is. */
export async function selectedInEditor(codeOf: CodeOf): Promise<Selected | undefined> {
  const selected = selectionInEditor(codeOf);
  return selected && { text: selected.text, source: await selected.source };
}

/** As selectedInEditor, without waiting: a prompt can be shown at once. */
export function selectionInEditor(codeOf: CodeOf): PendingSelection | undefined {
  const editor = vscode.window.activeTextEditor;
  const selections = editor?.selections.filter((selection) => !selection.isEmpty) ?? [];
  const [first] = selections;
  if (editor === undefined || first === undefined) return undefined;
  const { document } = editor;
  const text = selections.map((selection) => document.getText(selection)).join('\n');
  const last = selections[selections.length - 1] ?? first;
  const place = {
    kind: 'file' as const,
    name: vscode.workspace.asRelativePath(document.uri),
    startLine: first.start.line + 1,
    endLine: lastLine(last),
  };
  return { text, place, source: withCode(place, document.uri, codeOf) };
}

/** The place within its repository, with the commit. Never rejects. */
async function withCode(place: EvidenceSource, uri: vscode.Uri, codeOf: CodeOf): Promise<EvidenceSource> {
  try {
    const root = await repositoryOf(uri);
    if (root === undefined) return place;
    const code = await codeOf(root);
    return {
      ...place,
      name: pathIn(root, uri.fsPath),
      repository: basename(root),
      ...(code?.commit !== undefined && { commit: code.commit }),
    };
  } catch (error) {
    logError(error);
    return place;
  }
}

/** A selection that ends at the very beginning of a line does not include that line. */
function lastLine({ start, end }: vscode.Selection): number {
  return end.character === 0 && end.line > start.line ? end.line : end.line + 1;
}

/** Paths in the record are written with slashes on every system. */
function pathIn(root: string, path: string): string {
  return relative(root, path).replaceAll('\\', '/');
}

/** Opens what an entry was taken from, at its lines as they are now; false where this window has no such file. */
export async function showSource({ name, repository, startLine, endLine }: EvidenceSource): Promise<boolean> {
  const roots = (await repositoryRoots())
    .filter((root) => basename(root) === repository)
    .map((root) => vscode.Uri.file(root));
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  for (const folder of [...roots, ...folders]) {
    try {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, name));
      const selection = new vscode.Range((startLine ?? 1) - 1, 0, (endLine ?? startLine ?? 1) - 1, 0);
      await vscode.window.showTextDocument(document, { selection });
      return true;
    } catch {
      // Not in this folder.
    }
  }
  return false;
}
