import * as vscode from 'vscode';
import { statusParts } from '../../domain/attention';
import type { Incident, Instant } from '../../domain/incident';
import { stageAfter } from '../../domain/stages';
import type { QuickAction } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { label, stageName } from '../kit/words';

const { t } = vscode.l10n;

/** What the incident itself offers. */
export function incidentQuickActions(
  kit: Kit,
): (incident: Incident | undefined, now: Instant) => readonly QuickAction[] {
  return (incident, now) => (incident === undefined ? without(kit) : within(kit, incident, now));
}

function without({ store }: Kit): readonly QuickAction[] {
  const isKnown = store.state.incidents.size > 0;
  return [
    { command: 'incident.declare', icon: 'flame', label: t('Declare an incident'), rank: 'now' },
    { command: 'incident.isThisAnIncident', icon: 'question', label: t('Is this an incident?'), rank: 'now' },
    ...(isKnown
      ? [
          {
            command: 'incident.switch',
            icon: 'arrow-swap',
            label: t('Switch to another incident'),
            rank: 'usual',
          } as const,
        ]
      : []),
  ];
}

function within({ settings }: Kit, incident: Incident, now: Instant): readonly QuickAction[] {
  const { status, activeStages, severity, title } = incident;
  const wrong = statusParts(incident, now, settings.waitingRules());
  const isUnled = wrong.some(({ kind }) => kind === 'noCommander');
  const assessment = wrong.find((part) => part.kind === 'overdue' && part.clock.kind === 'assessment');
  const next = stageAfter(activeStages.at(-1) ?? 'start');
  const actions: (QuickAction | false)[] = [
    isUnled && { command: 'incident.takeCommand', icon: 'person-add', label: t('Take command'), rank: 'urgent' },
    {
      command: 'incident.assessImpact',
      icon: 'graph',
      label: t('Assess impact'),
      rank: assessment !== undefined ? 'urgent' : activeStages.includes('assess') ? 'now' : 'more',
    },
    status === 'open' &&
      next !== undefined && {
        command: 'incident.nextStage',
        icon: 'arrow-down',
        label: t('Next stage'),
        description: stageName(next),
        rank: 'usual',
      },
    status === 'open' && {
      command: 'incident.resolve',
      icon: 'pass',
      label: t('Resolve'),
      description: t('customers are back to normal'),
      rank: activeStages.includes('mitigate') ? 'now' : 'usual',
    },
    status === 'resolved' && { command: 'incident.close', icon: 'archive', label: t('Close'), rank: 'now' },
    status !== 'open' && { command: 'incident.reopen', icon: 'debug-restart', label: t('Reopen'), rank: 'usual' },
    {
      command: 'incident.edit',
      icon: 'edit',
      label: t('Edit…'),
      description: label(`${severity} · ${title}`),
      rank: 'usual',
    },
    status === 'open' && { command: 'incident.close', icon: 'archive', label: t('Close'), rank: 'more' },
    { command: 'incident.goToStage', icon: 'arrow-small-right', label: t('Go to stage'), rank: 'more' },
    { command: 'incident.checkItem', icon: 'checklist', label: t('Check or uncheck checklist item'), rank: 'more' },
    { command: 'incident.addChecklistItem', icon: 'add', label: t('Add checklist item'), rank: 'more' },
    { command: 'incident.assignRole', icon: 'person-add', label: t('Assign role'), rank: 'more' },
    { command: 'incident.switch', icon: 'arrow-swap', label: t('Switch to another incident'), rank: 'more' },
    { command: 'incident.declare', icon: 'flame', label: t('Declare another incident'), rank: 'more' },
    { command: 'incident.revealRecord', icon: 'folder-opened', label: t('Reveal record folder'), rank: 'more' },
  ];
  return actions.filter((action) => action !== false);
}
