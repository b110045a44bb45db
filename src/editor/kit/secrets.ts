import * as vscode from 'vscode';
import { askOnce } from '../../app/patience';
import type { Masks, SecretKeeper, SecretMode } from '../../app/secretKeeper';
import type { SecretKind } from '../../secrets/kinds';
import { logError } from './log';
import { warn } from './notices';

const { t } = vscode.l10n;

/** Code that has not been loaded by then is asked for anew. Milliseconds. */
const LOADING_MS = 10_000;

/** The check for secrets, as the window uses it: what finds them is loaded with the first text that is checked. */
export interface Secrets {
  readonly mode: () => SecretMode;
  /** Rejects where the check cannot be loaded. */
  readonly keeper: () => Promise<SecretKeeper>;
  /** What is put in place of secrets in what is to be recorded. Never rejects. */
  readonly masksFor: (data: unknown) => Promise<Masks>;
  /** The data as it may leave this machine, and what was masked in it. Rejects where it cannot be checked. */
  readonly copyOf: <T>(data: T) => Promise<{ readonly data: T; readonly kinds: readonly SecretKind[] }>;
}

export function createSecrets(mode: () => SecretMode): Secrets {
  let isSaid = false;
  const sayOnce = (message: string) => {
    if (!isSaid) void warn(message);
    isSaid = true;
  };
  const loaded = askOnce(async () => {
    const { SecretKeeper } = await import('../../app/secretKeeper');
    return new SecretKeeper({
      mode,
      ask: async (kinds) => (await import('./secretWords')).askToMask(kinds),
      onPartlyChecked: () =>
        sayOnce(t('The check for secrets didn’t finish. Entries are recorded, checked by the built-in rules only.')),
      report: logError,
    });
  }, LOADING_MS);
  return {
    mode,
    keeper: loaded.get,
    masksFor: async (data) => {
      if (mode() === 'keep') return (same) => same;
      try {
        return await (await loaded.get()).masksFor(data);
      } catch (error) {
        // An entry is never lost for the sake of the check.
        logError(error);
        sayOnce(t('Entries can’t be checked for secrets and are recorded as typed. Reload the window.'));
        return (same) => same;
      }
    },
    copyOf: async (data) => (mode() === 'keep' ? { data, kinds: [] } : (await loaded.get()).copyOf(data)),
  };
}
