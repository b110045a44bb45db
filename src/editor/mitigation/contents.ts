import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { FileContents, RehearsalPorts } from '../../app/rehearsalPorts';
import { shortened } from '../../reports/plain';
import type { Tried } from './reverting';

const { t } = vscode.l10n;
const SCHEME = 'incident-rehearsal';
const MOST_FILES = 500;

/** The files of rehearsed reverts, as read-only documents: they are nowhere in the repository. */
export class RehearsedContents implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  /** The repositories, by the numbers that addresses have. */
  private readonly roots: string[] = [];

  constructor(private readonly reverts: Pick<RehearsalPorts, 'contents'>) {}

  async provideTextDocumentContent({ path, query }: vscode.Uri): Promise<string> {
    const [index = '', tree = ''] = query.split(':');
    const root = this.roots[Number(index)];
    return root === undefined ? '' : shown(await this.reverts.contents(root, tree, path.slice(1)));
  }

  /** Opens what a revert changes in the multi-file diff editor. */
  async openDiff({ root, rehearsal: { tipTree, tree, files }, changes }: Tried): Promise<void> {
    if (!this.roots.includes(root)) this.roots.push(root);
    const index = this.roots.indexOf(root);
    const at = (path: string, of: string) =>
      vscode.Uri.from({ scheme: SCHEME, path: `/${path}`, query: `${index}:${of}` });
    const resources = files.slice(0, MOST_FILES).map(({ path, oldPath, status }) => {
      const original = status === 'A' ? undefined : at(oldPath ?? path, tipTree);
      const modified = status === 'D' ? undefined : at(path, tree);
      return [modified ?? original, original, modified];
    });
    const [first] = changes;
    const name = changes.length === 1 && first ? shortened(first.subject, 60) : t('{0} changes', changes.length);
    await vscode.commands.executeCommand('vscode.changes', t('Revert of {0} ({1})', name, basename(root)), resources);
  }

  dispose(): void {
    this.registration.dispose();
  }
}

/** A file as a document: what is no text says what tells it from another one, so that the diff shows that it changes. */
function shown(contents: FileContents | undefined): string {
  switch (contents?.kind) {
    case 'text':
      return contents.text;
    case 'binary':
      return t('Binary file, {0} bytes, {1}', contents.bytes, contents.object);
    case 'large':
      return t('Too large to be shown: {0} bytes, {1}', contents.bytes, contents.object);
    case 'submodule':
      return t('Submodule at commit {0}', contents.commit);
    case undefined:
      return '';
  }
}
