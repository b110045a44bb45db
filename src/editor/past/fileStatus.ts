import * as vscode from 'vscode';
import type { BranchPorts } from '../../app/branchPorts';
import type { Incident } from '../../domain/incident';
import { shortened } from '../../reports/plain';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import { repositoryOf } from '../kit/repositories';
import { pathIn, touchingFiles } from './checkBranch';
import { titleOf } from './words';

const { t } = vscode.l10n;
const MOST_TITLES = 5;

/** Says in the status bar how many past incidents touched the file that is open. */
export class FileStatus implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'incident.pastOfFile',
    vscode.StatusBarAlignment.Right,
    // Beside what VS Code itself says of the file.
    101,
  );
  private readonly listening = vscode.window.onDidChangeActiveTextEditor(() => this.look());
  private looking = new AbortController();
  /** What commits changed, by repository, as long as the record is the same: git is asked once. */
  private asked = new Map<string, ReturnType<BranchPorts['filesOf']>>();
  private askedFor: ReadonlyMap<string, Incident> | undefined;

  constructor(
    private readonly kit: Kit,
    private readonly branches: BranchPorts,
  ) {
    this.item.name = t('Past Incidents on This File');
    this.look();
  }

  /** Draws it anew, for the file that is open now. */
  look(): void {
    this.looking.abort();
    this.looking = new AbortController();
    const { signal } = this.looking;
    this.draw(vscode.window.activeTextEditor?.document.uri, signal).catch((error: unknown) => {
      if (!signal.aborted) logError(error);
    });
  }

  dispose(): void {
    this.looking.abort();
    this.listening.dispose();
    this.item.dispose();
  }

  private async draw(file: vscode.Uri | undefined, signal: AbortSignal): Promise<void> {
    const root = file?.scheme === 'file' ? await repositoryOf(file) : undefined;
    if (file === undefined || root === undefined) {
      this.item.hide();
      return;
    }
    await this.kit.store.load();
    const path = pathIn(root, file.fsPath);
    const found = await touchingFiles(this.kit, { filesOf: this.filesOnce }, root, [path], signal);
    if (signal.aborted) return;
    if (found.length === 0) {
      this.item.hide();
      return;
    }
    const titles = found.slice(0, MOST_TITLES).map(({ incident }) => shortened(titleOf(incident), 100));
    this.item.text = `$(history) ${found.length === 1 ? t('1 past incident') : t('{0} past incidents', found.length)}`;
    this.item.tooltip = [t('Past incidents that touched this file:'), ...titles].join('\n');
    this.item.command = {
      command: 'incident.checkBranch',
      title: t('Check Branch against Past Incidents'),
      arguments: [{ file: file.fsPath }],
    };
    this.item.show();
  }

  private readonly filesOnce: BranchPorts['filesOf'] = (root, commits) => {
    const { incidents } = this.kit.store.state;
    if (this.askedFor !== incidents) this.asked = new Map();
    this.askedFor = incidents;
    // Of one file to the next the answer is the same: it is not given up with the file.
    const known = this.asked.get(root) ?? this.branches.filesOf(root, commits, new AbortController().signal);
    known.catch(() => this.asked.delete(root));
    this.asked.set(root, known);
    return known;
  };
}
