import * as vscode from 'vscode';
import type { ChangesState } from '../../app/changeFinder';
import { suspicionOf } from '../../changes/suspicion';
import { briefWindow } from './words';

const { t } = vscode.l10n;

/** `5 suspects · 3 d`: how many changes are worth a look, and how long before the start they landed at most. */
export function viewDescription({ phase, hours, hasIncident, suspects }: ChangesState): string {
  if (phase === 'idle') return '';
  const length = briefWindow(hours);
  if (!hasIncident) return t('last {0}', length);
  const open = suspects.filter(({ judgement }) => judgement?.verdict !== 'ruledOut');
  const likely = open.filter(
    ({ judgement, share }) => judgement?.verdict === 'suspect' || (share !== undefined && suspicionOf(share) !== 'low'),
  );
  if (suspects.length === 0) return length;
  // Among thousands none may stand out.
  if (likely.length === 0)
    return open.length === 1 ? t('1 change · {0}', length) : t('{0} changes · {1}', open.length, length);
  return likely.length === 1 ? t('1 suspect · {0}', length) : t('{0} suspects · {1}', likely.length, length);
}
