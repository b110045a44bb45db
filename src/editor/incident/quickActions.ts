import * as vscode from 'vscode';
import { statusParts } from '../../domain/attention';
import { runningTime, type Incident, type Instant } from '../../domain/incident';
import { stageAfter } from '../../domain/stages';
import { formatDuration } from '../../domain/time';
import { oneLine } from '../../reports/plain';
import type { CommandMap } from '../kit/commands';
import type { QuickAction } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { pickOne } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { run } from '../kit/register';
import { label, stageName } from '../kit/words';

const { t } = vscode.l10n;
/** More are not looked through; the rest is one choice away. */
const MOST = 12;
const RANKS = ['urgent', 'now', 'usual', 'more'] as const;

export function quickActionCommands(kit: Kit): CommandMap<'incident.quickActions'> {
  return { 'incident.quickActions': () => quickActions(kit) };
}

/** One pick with what makes sense now: what is overdue first, then what the stage asks for. */
async function quickActions(kit: Kit): Promise<undefined> {
  await kit.store.load();
  const { shown } = kit.store.state;
  const now = kit.now();
  const all = kit
    .contributions()
    .flatMap(({ quickActions: of }) => of?.(shown, now) ?? [])
    .toSorted((a, b) => RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank));
  const likely = all.filter(({ rank }) => rank !== 'more');
  const first = (likely.length === all.length && all.length <= MOST ? all : likely).slice(0, MOST - 1);
  const rest = all.filter((action) => !first.includes(action));
  const answer = await pick(shown, now, first, rest.length > 0);
  if (answer === undefined) return undefined;
  const chosen = answer === 'more' ? await pick(shown, now, rest, false) : answer;
  if (chosen !== undefined && chosen !== 'more') await run(chosen.command, chosen.argument);
  return undefined;
}

async function pick(
  shown: Incident | undefined,
  now: Instant,
  actions: readonly QuickAction[],
  hasMore: boolean,
): Promise<QuickAction | 'more' | undefined> {
  const answer = await pickOne<QuickAction | 'more'>({
    title: shown === undefined ? t('Incident') : oneLine(`${shown.severity} ${shown.title}`),
    placeholder:
      shown === undefined
        ? t('No incident is active.')
        : t(
            '{0} for {1}. What now?',
            shown.activeStages.map(stageName).join(' + '),
            formatDuration(runningTime(shown, now)),
          ),
    choices: [
      ...actions.map((action) => ({
        icon: action.icon,
        label: action.label,
        ...(action.description !== undefined && { description: action.description }),
        value: action,
      })),
      ...(hasMore ? [{ icon: 'ellipsis', label: t('More…'), value: 'more' as const }] : []),
    ],
  });
  return answer === BACK ? undefined : answer;
}

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
