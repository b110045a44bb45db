import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { LogListener, LogPorts, LogProgress } from '../../app/logPorts';
import { shortened } from '../../reports/plain';
import { Refusal } from '../kit/failures';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import type { LogPages } from './pages';

const { t } = vscode.l10n;

/** The kit, what reads logs, and what shows them. */
export type LogKit = Kit & { readonly logs: LogPorts; readonly pages: LogPages };

/** Reads logs with progress, until it is over or cancelled: then undefined. Throws Refusal. */
export async function reading<T>(
  title: string,
  work: (signal: AbortSignal, listener: LogListener) => Promise<T>,
): Promise<T | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const cancelling = new AbortController();
  try {
    return await vscode.window.withProgress(options, (progress, token) => {
      token.onCancellationRequested(() => cancelling.abort());
      let shown = 0;
      const onProgress = (made: LogProgress) => {
        const percent = percentOf(made);
        progress.report({
          message: `${shortened(basename(made.file), 40)} ${percent}%`,
          increment: Math.max(0, percent - shown),
        });
        shown = Math.max(shown, percent);
      };
      return work(cancelling.signal, { onProgress });
    });
  } catch (error) {
    if (cancelling.signal.aborted) return undefined;
    logError(error);
    throw new Refusal(t('The logs can’t be read: {0}', shortened(error instanceof Error ? error.message : '', 200)));
  }
}

export function percentOf({ done, total }: LogProgress): number {
  return total === 0 ? 0 : Math.min(100, Math.floor((100 * done) / total));
}
