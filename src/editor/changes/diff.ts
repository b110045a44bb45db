import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import type { Change } from '../../changes/change';
import { titleOf } from '../../changes/title';
import { shortened } from '../../reports/plain';
import { Refusal } from '../kit/failures';
import { gitApi } from '../kit/repositories';

const { t } = vscode.l10n;
/** git's name of the tree without files, against which a first commit is shown. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const MOST_FILES = 500;

/** Opens all files of a change in the multi-file diff editor; a merge against its first parent. */
export async function openChanges(root: string, change: Change): Promise<void> {
  const api = await gitApi();
  if (api === undefined) throw new Refusal(t('The built-in git extension is off: it shows the changes.'));
  if (change.files.length === 0) throw new Refusal(t('This change has no files.'));
  const before = change.parents === 0 ? EMPTY_TREE : `${change.sha}^`;
  const at = (path: string, ref: string) => api.toGitUri(vscode.Uri.file(join(root, path)), ref);
  const files = change.files.slice(0, MOST_FILES).map(({ path, oldPath, status }) => {
    const file = vscode.Uri.file(join(root, path));
    const original = status === 'A' ? undefined : at(oldPath ?? path, before);
    const modified = status === 'D' ? undefined : at(path, change.sha);
    return [file, original, modified];
  });
  const title = `${change.sha.slice(0, 8)} ${shortened(titleOf(change), 60)} (${basename(root)})`;
  await vscode.commands.executeCommand('vscode.changes', title, files);
}
