import * as vscode from 'vscode';
import * as operations from '../../app/operations/log';
import { RevertFailed, type RevertProblem } from '../../app/rehearsalPorts';
import type { Outcome } from '../../domain/events';
import { actionsInProgress } from '../../domain/incident';
import { shortened } from '../../reports/plain';
import { perform, type Kit } from '../kit/kit';
import type { Tried } from './reverting';

const { t } = vscode.l10n;

/** What came of a piece of work, for its caller and for the record. */
export interface Came<T> {
  readonly result: T;
  readonly sentence: string;
  /** Without it: done. */
  readonly outcome?: Outcome;
}

/** An action that is in the record before the work begins, and afterwards with what came of it; without an open incident, the work alone. */
export async function announced<T>(kit: Kit, text: string, work: () => Promise<Came<T>>): Promise<T> {
  const id = kit.store.state.shown?.status === 'open' ? kit.store.state.shown.id : undefined;
  if (id === undefined) return (await work()).result;
  const started = await perform(kit, operations.logAction, { incident: id, text });
  const action = actionsInProgress(started).findLast((each) => each.text === text)?.id;
  const finish = async (outcome: Outcome, result: string) => {
    if (action !== undefined) await perform(kit, operations.finishAction, { incident: id, action, outcome, result });
  };
  try {
    const { result, sentence, outcome = 'done' } = await work();
    await finish(outcome, sentence);
    return result;
  } catch (error) {
    const isCancelled = error instanceof RevertFailed && error.problem === 'cancelled';
    const why = error instanceof RevertFailed ? revertProblem(error) : String(error);
    await finish(isCancelled ? 'abandoned' : 'failed', why);
    throw error;
  }
}

/** The changes of a revert in a few words. */
export function namesOf({ changes }: Tried): string {
  const [first] = changes;
  const one = first === undefined ? '' : `${first.sha.slice(0, 8)} ${shortened(first.subject, 80)}`.trim();
  return changes.length < 2 ? one : t('{0} and {1} more', one, changes.length - 1);
}

const PROBLEMS: Readonly<Record<RevertProblem, (detail: string) => string>> = {
  branchExists: () => t('A branch of this name exists already.'),
  badBranchName: () => t('Git takes no branch of this name. Check the setting incident.revert.branchName.'),
  noAuthor: () => t('Git doesn’t know who you are. Set user.name and user.email, then try again.'),
  signingFailed: (detail) => t('Signing the commit failed: {0}', detail),
  branchMoved: () => t('The branch isn’t deleted: it has other commits by now.'),
  checkedOut: () => t('The branch isn’t deleted: it is checked out.'),
  deployedBranch: (detail) => t('{0} is the deployed branch: it is never pushed from here.', detail),
  takenThere: () => t('Not pushed: the remote has a branch of this name. Nothing there was changed.'),
  noRemote: (detail) => t('Not pushed: git can’t find the remote ({0}). Check its address with git remote -v.', detail),
  signIn: (detail) =>
    t('Not pushed: git can’t sign in from here ({0}). Push the branch in Source Control or a terminal.', detail),
  offline: (detail) => t('Not pushed: the remote can’t be reached ({0}). The branch is still here; try again.', detail),
  refusedThere: (detail) => t('Not pushed: the remote refused it ({0}). The branch is still here.', detail),
  rejected: (detail) => t('Not pushed: {0}', detail),
  cancelled: () => t('Canceled; the remote may have it already'),
  silent: () => t('Git isn’t answering.'),
  failed: (detail) => t('Git failed: {0}', detail),
};

/** Why a step of a revert failed, and what to do. */
export function revertProblem({ problem, detail }: RevertFailed): string {
  return PROBLEMS[problem](shortened(detail, 300));
}
