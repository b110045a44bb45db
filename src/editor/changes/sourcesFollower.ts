import { dirname } from 'node:path';
import type * as vscode from 'vscode';
import { FolderWatch } from '../../record/watch';
import { logError } from '../kit/log';

/** What other programs write is read as it comes, a little later: one deploy is several lines. Milliseconds. */
const SETTLE = 1500;

/** Follows the files and folders of the setting `incident.changes.sources`. */
export class SourcesFollower implements vscode.Disposable {
  private readonly watch = new FolderWatch(() => this.settle());
  private later: NodeJS.Timeout | undefined;

  constructor(private readonly onChange: () => Promise<void>) {}

  /** Follows these from now on. A file is followed by its folder, as it may not be there yet. */
  follow(paths: readonly string[] = []): void {
    this.watch.set(paths.flatMap((path) => (/\.\w{1,8}$/.test(path) ? [dirname(path)] : [path])));
  }

  dispose(): void {
    clearTimeout(this.later);
    this.watch.dispose();
  }

  private settle(): void {
    this.later ??= setTimeout(() => {
      this.later = undefined;
      void this.onChange().catch(logError);
    }, SETTLE);
  }
}
