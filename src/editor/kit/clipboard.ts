import * as vscode from 'vscode';
import { leaving } from './leaving';
import { logError } from './log';
import type { Secrets } from './secrets';
import { confirm } from './words';
import { warn } from './notices';

const { t } = vscode.l10n;

/** Copies a text; false where the window may not use the clipboard. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await vscode.env.clipboard.writeText(text);
    return true;
  } catch (error) {
    logError(error);
    return false;
  }
}

/** Copies a text that was recorded, its secrets masked, and confirms what was done: whether or not it could be copied, that stays done. */
export async function copyAndConfirm(secrets: Secrets, text: string, done: string): Promise<void> {
  if (await copyText(await leaving(secrets, text))) confirm(t('{0}; the text is on the clipboard', done));
  else void warn(t('{0}, but the text could not be copied to the clipboard.', done));
}
