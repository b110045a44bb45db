import * as vscode from 'vscode';
import { actionsInProgress, type Incident } from '../../domain/incident';
import type { QuickAction } from '../kit/feature';
import { label } from '../kit/words';

const { t } = vscode.l10n;

/** What the timeline offers: what is logged most, and what changes an entry. */
export function timelineQuickActions(incident: Incident | undefined): readonly QuickAction[] {
  if (incident === undefined) return [];
  const running = actionsInProgress(incident)
    .map(({ text }) => label(text))
    .join(' · ');
  return [
    ...(running === ''
      ? []
      : [
          {
            command: 'incident.finishAction',
            icon: 'check',
            label: t('Finish action'),
            description: running,
            rank: 'now',
          } as const,
        ]),
    { command: 'incident.logAction', icon: 'play', label: t('Log action'), rank: 'usual' },
    {
      command: 'incident.logDecision',
      icon: 'law',
      label: t('Log decision'),
      description: t('with its tradeoff'),
      rank: 'usual',
    },
    { command: 'incident.addNote', icon: 'note', label: t('Add note'), rank: 'usual' },
    { command: 'incident.addEvidence', icon: 'pinned', label: t('Add selection as evidence'), rank: 'more' },
    { command: 'incident.openTimeline', icon: 'go-to-file', label: t('Open timeline'), rank: 'more' },
    { command: 'incident.amendEntry', icon: 'edit', label: t('Amend entry'), rank: 'more' },
    { command: 'incident.retractEntry', icon: 'discard', label: t('Retract entry'), rank: 'more' },
  ];
}
