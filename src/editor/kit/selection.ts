import { basename, relative } from 'node:path';
import * as vscode from 'vscode';
import type { CodeContext, EvidenceSource } from '../../domain/events';
import { repositoryOf, repositoryRoots } from './repositories';

/** What is selected, and where it is. */
export interface Selected {
  readonly text: string;
  readonly source: EvidenceSource;
}

/** Tells where the code of a repository stands. */
export type CodeOf = (root: string) => Promise<CodeContext | undefined>;

/** What is selected in the active editor, all selections of it, with file, lines and commit; undefined if nothing is. */
export async function selectedInEditor(codeOf: CodeOf): Promise<Selected | undefined> {
  const editor = vscode.window.activeTextEditor;
  const selections = editor?.selections.filter((selection) => !selection.isEmpty) ?? [];
  const [first] = selections;
  if (editor === undefined || first === undefined) return undefined;
  const { document } = editor;
  const text = selections.map((selection) => document.getText(selection)).join('\n');
  const last = selections[selections.length - 1] ?? first;
  const root = await repositoryOf(document.uri);
  const code = root === undefined ? undefined : await codeOf(root);
  const name = root === undefined ? vscode.workspace.asRelativePath(document.uri) : pathIn(root, document.uri.fsPath);
  return {
    text,
    source: {
      kind: 'file',
      name,
      startLine: first.start.line + 1,
      endLine: lastLine(last),
      ...(root !== undefined && { repository: basename(root) }),
      ...(code?.commit !== undefined && { commit: code.commit }),
    },
  };
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
