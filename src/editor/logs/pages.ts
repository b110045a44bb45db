import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { LogPage, LogPorts } from '../../app/logPorts';
import type { LinePlace } from '../../logs/news';
import { reading } from './reading';

const { t } = vscode.l10n;
const SCHEME = 'incident-log';
/** Lines before and after the one that is asked for. */
const AROUND = 2000;
const MOST_KEPT = 10;

/** Logs in editors, packed or not and however long: some thousand lines at a time, numbered as in the file. */
export class LogPages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  private readonly pages = new Map<string, LogPage>();

  constructor(private readonly logs: LogPorts) {}

  dispose(): void {
    this.registration.dispose();
  }

  async provideTextDocumentContent(uri: vscode.Uri, token: vscode.CancellationToken): Promise<string> {
    const cancelling = new AbortController();
    token.onCancellationRequested(() => cancelling.abort());
    const page = this.pages.get(uri.toString()) ?? (await this.read(uri, cancelling.signal));
    const width = String(page.firstLine + page.lines.length - 1).length;
    return page.lines.map((line, index) => `${String(page.firstLine + index).padStart(width)}  ${line}`).join('\n');
  }

  /** Shows the page around a line, with the cursor on it. */
  async show(place: LinePlace): Promise<void> {
    const uri = vscode.Uri.from({
      scheme: SCHEME,
      path: `/${basename(place.file)}`,
      query: JSON.stringify([place.file, place.offset, place.line]),
    });
    const page = await reading(t('Reading logs'), (signal, listener) => this.read(uri, signal, listener));
    if (page === undefined) return;
    const document = await vscode.workspace.openTextDocument(uri);
    const at = Math.min(Math.max(0, place.line - page.firstLine), document.lineCount - 1);
    const selection = new vscode.Range(at, 0, at, 0);
    const editor = await vscode.window.showTextDocument(document, { selection, preview: true });
    // The numbers of the file stand in the text: those of the page would only confuse.
    editor.options = { lineNumbers: vscode.TextEditorLineNumbersStyle.Off };
    editor.revealRange(selection, vscode.TextEditorRevealType.InCenter);
  }

  /** Goes on before the first or behind the last line of the page in the active editor. */
  async turn(direction: 'earlier' | 'later'): Promise<void> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const page = uri?.scheme === SCHEME ? this.pages.get(uri.toString()) : undefined;
    if (uri === undefined || page === undefined) return;
    const { file } = placeOf(uri);
    if (direction === 'earlier' ? page.isStart : page.isEnd) {
      void vscode.window.setStatusBarMessage(
        direction === 'earlier' ? t('The log begins here.') : t('The log ends here.'),
        3000,
      );
      return;
    }
    await this.show(
      direction === 'earlier'
        ? { file, offset: page.firstOffset, line: page.firstLine }
        : { file, offset: page.lastOffset, line: page.firstLine + page.lines.length - 1 },
    );
  }

  private async read(
    uri: vscode.Uri,
    signal: AbortSignal,
    listener?: Parameters<LogPorts['page']>[2],
  ): Promise<LogPage> {
    const page = await this.logs.page({ ...placeOf(uri), around: AROUND }, signal, listener);
    this.pages.set(uri.toString(), page);
    const [oldest] = this.pages.keys();
    if (this.pages.size > MOST_KEPT && oldest !== undefined) this.pages.delete(oldest);
    return page;
  }
}

function placeOf({ query }: vscode.Uri): LinePlace {
  const [file, offset, line] = JSON.parse(query) as [string, number, number];
  return { file, offset, line };
}
