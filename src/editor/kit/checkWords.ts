import * as vscode from 'vscode';
import { WorktreeFailed, type CheckEnd, type WorktreeProblem } from '../../app/worktreePorts';
import { shortened } from '../../reports/plain';
import { Refusal } from './failures';
import type { Kit } from './kit';

const { t } = vscode.l10n;

/** The check command, in a folder that is trusted. Throws Refusal with what to do. */
export function checkCommand({ settings }: Pick<Kit, 'settings'>): string {
  if (!vscode.workspace.isTrusted) throw new Refusal(t('Checks are off in Restricted Mode. Trust this folder first.'));
  const command = settings.check();
  if (command === undefined)
    throw new Refusal(t('There is no check command. Set incident.revert.check, for example to npm test.'));
  return command;
}

/** git runs what the configuration of a repository names where it makes branches and worktrees. Throws Refusal with what to do. */
export function checkTrust(): void {
  if (!vscode.workspace.isTrusted)
    throw new Refusal(t('Branches and worktrees are off in Restricted Mode. Trust this folder first.'));
}

/** `exit code 1 after 12 s` */
export function checkEndWords(end: CheckEnd): string {
  const { seconds } = end;
  switch (end.kind) {
    case 'exit':
      return t('exit code {0} after {1} s', end.code, seconds);
    case 'killed':
      return t('killed after {0} s', seconds);
    case 'cancelled':
      return t('canceled after {0} s', seconds);
    case 'deadline':
      return t('gave up after {0} s', seconds);
    case 'notStarted':
      return t('could not be started');
  }
}

/** An error of a worktree as a person reads it; others as they are. */
export function worktreeFailure(error: unknown): unknown {
  if (!(error instanceof WorktreeFailed)) return error;
  const sentences: Record<WorktreeProblem, string> = {
    gitMissing: t('Can’t make a worktree: git isn’t installed.'),
    silent: t('Can’t make a worktree: git isn’t answering.'),
    unknownCommit: t('Can’t make a worktree: {0} isn’t a commit.', shortened(error.detail, 40)),
    failed: t('Can’t make a worktree: {0}', shortened(error.detail, 300)),
  };
  return new Refusal(sentences[error.problem]);
}
