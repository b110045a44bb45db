import * as vscode from 'vscode';
import { RecordError } from '../../record/errors';
import { log, logError } from './log';
import { complain, warn } from './notices';

const { t } = vscode.l10n;

/** Something that a person can put right: shown as it is. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** What failed, why, and what to do: the sentence that a person reads. */
export function failureSentence(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  if (error instanceof RecordError) {
    switch (error.failure) {
      case 'diskFull':
        return t(
          'Not recorded: the disk is full ({0}). Free some space and run the command again: what you typed is kept and will be offered.',
          error.path,
        );
      case 'cannotWrite':
        return t(
          'Not recorded: the record cannot be written at {0} ({1}). Check the folder or the setting incident.record.folder, then run the command again: what you typed is kept.',
          error.path,
          reason(error),
        );
      case 'cannotRead':
        return t(
          'The record cannot be read at {0} ({1}). Check the folder or the setting incident.record.folder, then choose Read Record Again.',
          error.path,
          reason(error),
        );
    }
  }
  return t('Incident: something went wrong ({0}). Nothing was recorded; the log has the details.', reason(error));
}

/** Logs the error and shows its sentence, with a button to the log; what a person can put right needs neither. */
export function showFailure(error: unknown): void {
  if (error instanceof Refusal) {
    void warn(error.message);
    return;
  }
  logError(error);
  const showLog = t('Show Log');
  void complain(failureSentence(error), showLog).then((choice) => {
    if (choice === showLog) log().show();
  });
}

function reason(error: unknown): string {
  const root = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return root instanceof Error ? root.message : String(root);
}
