import * as vscode from 'vscode';
import type { Trial } from '../../app/revertRehearser';
import type { RehearsalFailed } from '../../app/rehearsalPorts';
import type { Rehearsal } from '../../changes/rehearsal';

const { t } = vscode.l10n;

/** What came of a rehearsal in a few words, for a row; undefined while it is tried, and where it failed. */
export function rehearsalBrief(trial: Trial | undefined): string | undefined {
  return trial?.phase === 'done' ? outcomeBrief(trial.rehearsal) : undefined;
}

/** `Reverts cleanly · 3 files` */
export function outcomeBrief({ outcome, conflicts, fileCount }: Rehearsal): string {
  switch (outcome) {
    case 'clean':
      return fileCount === 1 ? t('Reverts cleanly · 1 file') : t('Reverts cleanly · {0} files', fileCount);
    case 'conflicts':
      return conflicts.length === 1 ? t('Conflicts in 1 file') : t('Conflicts in {0} files', conflicts.length);
    case 'alreadyGone':
      return t('Already reverted');
    case 'empty':
      return t('Nothing to revert');
  }
}

/** Why a revert could not be rehearsed, and what to do. */
export function rehearsalProblem({ problem, commit }: Pick<RehearsalFailed, 'problem' | 'commit'>): string {
  const hash = commit?.slice(0, 8) ?? '';
  switch (problem) {
    case 'gitMissing':
      return t('Can’t rehearse the revert: git isn’t installed.');
    case 'gitTooOld':
      return t('Can’t rehearse the revert: that takes git 2.38 or newer.');
    case 'gitSilent':
      return t('Can’t rehearse the revert: git isn’t answering.');
    case 'unknownCommit':
      return t('Can’t rehearse the revert: {0} isn’t in this clone. Fetch, then try again.', hash);
    case 'notOnBranch':
      return t('Can’t rehearse the revert: {0} isn’t on the deployed branch.', hash);
    case 'shallow':
      return t('Can’t rehearse the revert: this clone is shallow and ends at {0}. Run git fetch --unshallow.', hash);
    case 'partialClone':
      return t(
        'Can’t rehearse the revert: this partial clone lacks file contents. Run git fetch --refetch --no-filter.',
      );
    case 'missingObjects':
      return t('Can’t rehearse the revert: objects are missing from this clone.');
    case 'notARepository':
      return t('Can’t rehearse the revert: git can’t read this repository.');
    case 'failed':
      return t('Can’t rehearse the revert: git failed. The log (Show Log) says why.');
  }
}
