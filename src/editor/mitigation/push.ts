import { basename } from 'node:path';
import * as vscode from 'vscode';
import { RevertFailed } from '../../app/rehearsalPorts';
import { shortened } from '../../reports/plain';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import { confirmLoss, warn } from '../kit/notices';
import { announced, revertProblem } from './announced';
import type { Tried } from './reverting';

const { t } = vscode.l10n;

/**
 * Pushes a branch after a confirmation that names the remote, its address and the branch; never the deployed branch. Gives whether it
 * was pushed; why not, it says.
 */
export async function pushRevert(
  kit: Kit,
  { remote, root, branch: deployed }: Pick<Tried, 'remote' | 'root' | 'branch'>,
  branch: string,
): Promise<boolean> {
  if (remote === undefined) return false;
  const plan = { remote, branch, deployed };
  const addresses = await kit.reverts.pushAddresses(root, plan).catch(sayWhyNot);
  if (addresses === undefined) return false;
  const detail = [
    ...addresses.slice(0, 3).map((address) => shortened(address, 200)),
    t('From {0}. Nothing else is pushed.', basename(root)),
  ].join('\n');
  if (!(await confirmLoss(t('Push {0} to {1}?', branch, remote), detail, t('Push')))) return false;
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: t('Pushing {0}', branch),
    cancellable: true,
  };
  try {
    await vscode.window.withProgress(options, (_, token) => {
      const cancelling = new AbortController();
      token.onCancellationRequested(() => cancelling.abort());
      return announced(kit, t('Push {0} to {1}', branch, remote), async () => {
        await kit.reverts.push(root, plan, cancelling.signal);
        return { result: undefined, sentence: t('Pushed') };
      });
    });
    return true;
  } catch (error) {
    sayWhyNot(error);
    return false;
  }
}

/** Who canceled it knows. Throws what is no failure of git. */
function sayWhyNot(error: unknown): undefined {
  if (!(error instanceof RevertFailed)) throw error;
  if (error.problem === 'cancelled') return;
  logError(error);
  void warn(revertProblem(error));
}
