import * as vscode from 'vscode';
import { actionsInProgress, runningTime, type Incident } from '../../domain/incident';
import { stageAfter } from '../../domain/stages';
import { formatDuration } from '../../domain/time';
import { oneLine } from '../../reports/plain';
import { dueWords, updateClocks } from '../kit/clockWords';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { label, stageName } from '../kit/words';
import type { CommandId, CommandMap } from '../kit/commands';
import { run } from '../kit/register';
import type { Kit } from '../kit/kit';

const { t } = vscode.l10n;

export function quickActionCommands(kit: Kit): CommandMap<'incident.quickActions'> {
  return { 'incident.quickActions': () => quickActions(kit) };
}

/** One pick with all that makes sense now, the likeliest first. */
async function quickActions(kit: Kit): Promise<undefined> {
  await kit.store.load();
  const { shown, incidents } = kit.store.state;
  const now = kit.now();
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
    choices: shown === undefined ? without(incidents.size) : within(shown, now),
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
    ...(known > 0 ? [{ icon: 'history', label: t('Open past incident'), value: 'incident.openPast' as const }] : []),
    { icon: 'cloud-download', label: t('Import record'), value: 'incident.importRecord' },
  ];
}

function within(incident: Incident, now: number): Choice<CommandId>[] {
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
  offer('incident.addFollowUp', 'tasklist', t('Add follow-up'));

  heading(t('Stages'));
  const next = stageAfter(incident.activeStages.at(-1) ?? 'start');
  if (status === 'open' && next !== undefined)
    offer('incident.nextStage', 'arrow-down', t('Next stage'), stageName(next));
  offer('incident.goToStage', 'arrow-small-right', t('Go to stage'));
  offer('incident.checkItem', 'checklist', t('Check or uncheck checklist item'));
  offer('incident.addChecklistItem', 'add', t('Add checklist item'));

  heading(t('Investigate and mitigate'));
  if (status === 'open') offer('incident.chooseMitigation', 'debug-step-back', t('Choose mitigation'));
  offer('incident.openDashboard', 'dashboard', t('Open dashboards and runbooks'));
  offer('incident.openPast', 'history', t('Open past incident'), t('those like this one first'));

  heading(t('People'));
  offer('incident.assessImpact', 'graph', t('Assess impact'));
  const promised = updateClocks(incident).map((clock) => `${label(clock.audience)} ${dueWords(clock, now)}`);
  offer('incident.postUpdate', 'megaphone', t('Post status update'), promised.join(' · '));
  if (promised.length > 0) offer('incident.snoozeUpdate', 'bell-slash', t('Snooze update'));
  offer('incident.askForHelp', 'live-share', t('Ask for help'));
  offer('incident.join', 'person-add', t('Join'), t('“I am here”, and how it stands'));
  offer('incident.handOver', 'arrow-swap', t('Hand over'), t('or continue in the morning'));
  offer('incident.copySummary', 'copy', t('Copy summary'), t('three lines for a chat'));

  heading(t('Facts'));
  offer('incident.assignRole', 'person-add', t('Assign role'));
  offer('incident.setSeverity', 'warning', t('Set severity'), label(incident.severity));
  offer('incident.setStartTime', 'clock', t('Set start time'));
  offer('incident.setTitle', 'edit', t('Set title'), label(incident.title));

  heading(t('Incident'));
  if (status === 'open') offer('incident.resolve', 'pass', t('Resolve'), t('no more customer impact'));
  if (status !== 'closed') offer('incident.close', 'archive', t('Close'));
  if (status !== 'open') offer('incident.reopen', 'debug-restart', t('Reopen'));
  if (incident.followUps.length > 0) {
    const open = incident.followUps.filter(({ done }) => done === undefined).length;
    offer('incident.editFollowUp', 'tasklist', t('Edit follow-up'), t('{0} open', open));
  }
  offer('incident.openTimeline', 'go-to-file', t('Open timeline'));
  offer('incident.amendEntry', 'edit', t('Amend entry'));
  offer('incident.retractEntry', 'discard', t('Retract entry'));
  offer('incident.switch', 'arrow-swap', t('Switch to another incident'));
  offer('incident.declare', 'flame', t('Declare another incident'));
  offer('incident.exportRecord', 'export', t('Export record'), t('one file, to pass on'));
  offer('incident.importRecord', 'cloud-download', t('Import record'));
  offer('incident.revealRecord', 'folder-opened', t('Reveal record folder'));
  return choices;
}
