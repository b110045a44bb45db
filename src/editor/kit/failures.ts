import * as vscode from 'vscode';
import { Refused, type Reason } from '../../app/operations/refused';
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
  if (error instanceof Refused) return reasonSentence(error.reason);
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
      case 'maybeRecorded':
        return t(
          'This may not be recorded: writing to {0} failed ({1}). Check the timeline before you enter it again: what you typed is kept.',
          error.path,
          reason(error),
        );
      case 'cannotRead':
        return t(
          'The record cannot be read at {0} ({1}). Check the folder or the setting incident.record.folder, then choose Reload Record.',
          error.path,
          reason(error),
        );
    }
  }
  return t('Incident: something went wrong ({0}). Nothing was recorded; the log has the details.', reason(error));
}

const STATUSES = {
  open: () => t('already open'),
  resolved: () => t('already resolved'),
  closed: () => t('already closed'),
};

function reasonSentence(reason: Reason): string {
  switch (reason.kind) {
    case 'notA':
      return wrongType(reason.name, reason.wanted);
    case 'notOneOf':
      return t('“{0}” must be one of: {1}.', reason.name, reason.allowed.join(', '));
    case 'tooLarge':
      return t('“{0}” is too large. The most is {1}.', reason.name, reason.most);
    case 'empty':
      return t('“{0}” is empty.', reason.name);
    case 'inFuture':
      return t('“{0}” is in the future.', reason.name);
    case 'inPast':
      return t('“{0}” must be in the future.', reason.name);
    case 'noIncident':
      return t('No incident is active.');
    case 'unknownIncident':
      return t('This incident isn’t in the record folder. Nothing was recorded.');
    case 'sameIncident':
      return t('An incident can’t be merged into itself.');
    case 'noHandover':
      return t('No handover is waiting to be confirmed.');
    case 'already':
      return t('“{0}” is {1}.', reason.title, STATUSES[reason.status]());
    case 'needsFollowUp':
      return t('Add a follow-up before closing, or say why there is none.');
    case 'unknownAction':
      return t('This action is no longer in progress.');
    case 'unknownEntry':
      return t('This entry isn’t in the record.');
    case 'unknownFollowUp':
      return t('This follow-up no longer exists.');
    case 'unknownHypothesis':
      return t('This hypothesis no longer exists.');
    case 'noBisect':
      return t('No bisect is running.');
    case 'notBisected':
      return t('This bisect doesn’t search that commit.');
    case 'fixedEntry':
      return t('This entry can’t be changed, or was already retracted.');
    case 'noUpdatePromised':
      return t('No update to {0} is due.', reason.audience);
    case 'holdsRole':
      return t('{0} is already {1}.', reason.name, reason.role);
  }
}

function wrongType(name: string, wanted: Extract<Reason, { kind: 'notA' }>['wanted']): string {
  switch (wanted) {
    case 'string':
      return t('“{0}” must be a string.', name);
    case 'number':
      return t('“{0}” must be a number.', name);
    case 'boolean':
      return t('“{0}” must be true or false.', name);
    case 'list':
      return t('“{0}” must be a list.', name);
    case 'time':
      return t('“{0}” must be a time.', name);
    case 'value':
      return t('“{0}” has the wrong type.', name);
  }
}

/** Logs the error and shows its sentence, with a button to the log; what a person can put right needs neither. */
export function showFailure(error: unknown): void {
  if (error instanceof Refusal || error instanceof Refused) {
    void warn(failureSentence(error));
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
