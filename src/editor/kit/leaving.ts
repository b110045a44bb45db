import * as vscode from 'vscode';
import type { Incident } from '../../domain/incident';
import { logError } from './log';
import { confirmLoss, inform, warn } from './notices';
import type { Secrets } from './secrets';

const { t } = vscode.l10n;

/**
 * A text as it may leave this machine: with what looks like a secret masked, even where the record has it as typed, which is said.
 * Never rejects: a text that cannot be checked goes as it is, and that is said, too.
 */
export async function leaving(secrets: Secrets, text: string): Promise<string> {
  try {
    const { data, kinds } = await secrets.copyOf(text);
    if (kinds.length > 0) {
      const { secretNames } = await import('./secretWords');
      void inform(t('Masked before it left the record: {0}', secretNames(kinds)));
    }
    return data;
  } catch (error) {
    logError(error);
    void warn(t('The text couldn’t be checked for secrets. Look through it before you pass it on.'));
    return text;
  }
}

/**
 * Whether the record of an incident may leave as it is, byte for byte, so that it can be merged: secrets that were recorded before
 * they were masked, or kept as typed, go with it, which the person is asked about.
 * @param question what would happen
 * @param button what says yes
 */
export async function mayLeave(
  secrets: Secrets,
  { entries }: Incident,
  question: string,
  button: string,
): Promise<boolean> {
  try {
    const data = entries.map(({ event }) => (event.type === 'newer' ? undefined : event.data));
    const { kinds } = await secrets.copyOf(data);
    if (kinds.length === 0) return true;
    const { secretNames } = await import('./secretWords');
    return await confirmLoss(question, t('Found: {0}. Whoever gets it can read them.', secretNames(kinds)), button);
  } catch (error) {
    logError(error);
    void warn(t('The record couldn’t be checked for secrets. Look through it before you pass it on.'));
    return true;
  }
}
