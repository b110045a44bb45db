import * as vscode from 'vscode';
import { actionsInProgress, runningTime, type Incident } from '../../domain/incident';
import { stageAfter } from '../../domain/stages';
import { formatDuration } from '../../domain/time';
import { oneLine } from '../../reports/plain';
import { pickOne, type Choice } from '../prompts/pick';
import { BACK } from '../prompts/steps';
import { label, stageName } from '../words';
import type { CommandId, CommandMap } from './ids';
import { run } from './register';
import type { Tools } from './tools';

const { t } = vscode.l10n;

export function quickActionCommands(tools: Tools): CommandMap<'incident.quickActions'> {
  return { 'incident.quickActions': () => quickActions(tools) };
}

/** One pick with all that makes sense now, the likeliest first. */
async function quickActions(tools: Tools): Promise<undefined> {
  await tools.store.load();
  const { shown, incidents } = tools.store.state;
  const now = tools.now();
  const answer = await pickOne<CommandId>({
    title: shown === undefined ? t('Incident') : oneLine(`${shown.severity} ${shown.title}`),
    placeholder:
      shown === undefined
        ? t('No incident is active.')
        : t(
            '{0} for {1}. What now?',
            shown.activeStages.map(stageName).join(' + '),
            formatDuration(runningTime(shown, now)),
          ),
    choices: shown === undefined ? without(incidents.size) : within(shown),
  });
  if (answer !== undefined && answer !== BACK) await run(answer);
  return undefined;
}

function without(known: number): Choice<CommandId>[] {
  return [
    { icon: 'flame', label: t('Declare an incident'), value: 'incident.declare' },
    { icon: 'question', label: t('Is this an incident?'), value: 'incident.isThisAnIncident' },
    ...(known > 0
      ? [{ icon: 'arrow-swap', label: t('Switch to another incident'), value: 'incident.switch' as const }]
      : []),
  ];
}

function within(incident: Incident): Choice<CommandId>[] {
  const choices: Choice<CommandId>[] = [];
  const heading = (name: string) => choices.push({ label: name, kind: vscode.QuickPickItemKind.Separator });
  const offer = (value: CommandId, icon: string, text: string, description = '') =>
    choices.push({ icon, label: text, description, value });
  const running = actionsInProgress(incident);
  const { status } = incident;

  heading(t('Record'));
  offer('incident.logAction', 'play', t('Log action'));
  if (running.length > 0) {
    const names = running.map((action) => label(action.text)).join(' · ');
    offer('incident.finishAction', 'check', t('Finish action'), names);
  }
  offer('incident.logDecision', 'law', t('Log decision'), t('with its tradeoff'));
  offer('incident.addNote', 'note', t('Add note'));
  offer('incident.addEvidence', 'pinned', t('Add selection as evidence'));

  heading(t('Stages'));
  const next = stageAfter(incident.activeStages.at(-1) ?? 'start');
  if (status === 'open' && next !== undefined)
    offer('incident.nextStage', 'arrow-down', t('Next stage'), stageName(next));
  offer('incident.goToStage', 'arrow-small-right', t('Go to stage'));
  offer('incident.checkItem', 'checklist', t('Check or uncheck checklist item'));
  offer('incident.addChecklistItem', 'add', t('Add checklist item'));

  heading(t('Facts'));
  offer('incident.assignRole', 'person-add', t('Assign role'));
  offer('incident.setSeverity', 'warning', t('Set severity'), label(incident.severity));
  offer('incident.setStartTime', 'clock', t('Set start time'));
  offer('incident.setTitle', 'edit', t('Set title'), label(incident.title));

  heading(t('Incident'));
  if (status === 'open') offer('incident.resolve', 'pass', t('Resolve'), t('no more customer impact'));
  if (status !== 'closed') offer('incident.close', 'archive', t('Close'));
  if (status !== 'open') offer('incident.reopen', 'debug-restart', t('Reopen'));
  offer('incident.openTimeline', 'go-to-file', t('Open timeline'));
  offer('incident.amendEntry', 'edit', t('Amend entry'));
  offer('incident.retractEntry', 'discard', t('Retract entry'));
  offer('incident.switch', 'arrow-swap', t('Switch to another incident'));
  offer('incident.declare', 'flame', t('Declare another incident'));
  offer('incident.revealRecord', 'folder-opened', t('Reveal record folder'));
  return choices;
}
