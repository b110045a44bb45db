import * as vscode from 'vscode';
import { remindsAt } from '../../domain/clocks';
import type { Incident, Instant } from '../../domain/incident';
import { clockWords } from '../../reports/statusWords';
import { updateClocks } from '../kit/clockWords';
import type { QuickAction } from '../kit/feature';
import { label } from '../kit/words';

const { t } = vscode.l10n;

/** What messages offer: the update that is overdue first, then what the stage asks for. */
export function messageQuickActions(incident: Incident | undefined, now: Instant): readonly QuickAction[] {
  if (incident === undefined) return [];
  const { activeStages } = incident;
  const due = updateClocks(incident);
  const isOverdue = due.some((clock) => remindsAt(clock) <= now);
  const isIn = (stage: Incident['activeStages'][number], otherwise: QuickAction['rank']) =>
    activeStages.includes(stage) ? 'now' : otherwise;
  return [
    {
      command: 'incident.postUpdate',
      icon: 'megaphone',
      label: t('Post status update'),
      description: due.map((clock) => `${label(clock.audience)}: ${clockWords(clock, now, t)}`).join(' · '),
      rank: isOverdue ? 'urgent' : isIn('communicate', 'usual'),
    },
    ...(due.length === 0
      ? []
      : [
          {
            command: 'incident.snoozeUpdate',
            icon: 'bell-slash',
            label: t('Snooze update'),
            rank: isOverdue ? 'now' : 'more',
          } as const,
        ]),
    {
      command: 'incident.askForHelp',
      icon: 'live-share',
      label: t('Ask for help'),
      rank: isIn('intermission', 'usual'),
    },
    { command: 'incident.join', icon: 'person-add', label: t('Join'), rank: 'more' },
    {
      command: 'incident.handOver',
      icon: 'arrow-swap',
      label: t('Hand over'),
      description: t('or pause until morning'),
      rank: 'more',
    },
    { command: 'incident.copySummary', icon: 'copy', label: t('Copy summary'), rank: 'more' },
  ];
}
