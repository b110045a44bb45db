import * as vscode from 'vscode';
import type { ListedItem, StageProgress } from '../../../domain/checklist';
import type { Incident } from '../../../domain/incident';
import type { StageId } from '../../../domain/stages';
import { oneLine } from '../../../reports/plain';
import { assessmentClock, timeLeft } from '../../kit/clockWords';
import type { CommandId } from '../../kit/commands';
import { stageName, timeOfDay } from '../../kit/words';
import { Node } from '../../kit/node';

const { t } = vscode.l10n;

/** A stage with what it is for in front, then what it can go by, then its checklist. */
export function stageNode(
  incident: Incident,
  { stage, state, items, ticked }: StageProgress,
  now: number,
  leads: readonly Node[] = [],
): Node {
  const icons = {
    done: 'pass-filled',
    active: 'circle-large-filled',
    skipped: 'circle-slash',
    notStarted: 'circle-large-outline',
  };
  const words = { done: t('done'), active: t('active'), skipped: t('skipped'), notStarted: t('not started') };
  const clock = stage === 'assess' ? assessmentClock(incident) : undefined;
  const left = clock === undefined ? [] : [timeLeft(clock, now)];
  const color = state === 'active' ? new vscode.ThemeColor('charts.blue') : undefined;
  const spoken = t('Stage {0}, {1}, {2} of {3} checked', stageName(stage), words[state], ticked, items.length);
  return new Node({
    // A stage that becomes active is another row for VS Code, so that it opens whatever was folded before.
    id: `${incident.id}/${stage}/${state}`,
    label: stageName(stage),
    description: [words[state], ...left, `${ticked}/${items.length}`].join(' · '),
    icon: new vscode.ThemeIcon(icons[state], color),
    context: state === 'active' ? 'stage.active' : 'stage',
    expanded: state === 'active',
    subject: { kind: 'stage', stage },
    children: [
      ...stageCommands(stage).map((command) => commandNode(incident, stage, command)),
      ...leads,
      ...items.map((item) => itemNode(incident, stage, item, now)),
    ],
    spoken: [spoken, ...left].join(', '),
  });
}

interface StageCommand {
  readonly command: CommandId;
  readonly title: string;
  readonly icon: string;
}

/** What is done with the tool in a stage: rows, because inline icons cannot be reached by keyboard. */
function stageCommands(stage: StageId): readonly StageCommand[] {
  const commands: Partial<Record<StageId, readonly StageCommand[]>> = {
    assess: [{ command: 'incident.assessImpact', title: t('Assess the impact…'), icon: 'graph' }],
    communicate: [{ command: 'incident.postUpdate', title: t('Post a status update…'), icon: 'megaphone' }],
    intermission: [{ command: 'incident.askForHelp', title: t('Ask for help…'), icon: 'live-share' }],
    investigate: [{ command: 'incident.whatChanged', title: t('See what changed'), icon: 'git-compare' }],
    mitigate: [{ command: 'incident.chooseMitigation', title: t('Choose a mitigation…'), icon: 'debug-step-back' }],
    cleanUp: [
      { command: 'incident.addFollowUp', title: t('Add a follow-up…'), icon: 'tasklist' },
      { command: 'incident.writePostmortem', title: t('Write the post-mortem'), icon: 'book' },
    ],
  };
  return commands[stage] ?? [];
}

function commandNode({ id }: Incident, stage: StageId, { command, title, icon }: StageCommand): Node {
  return new Node({
    id: `${id}/${stage}/${command}`,
    label: title,
    icon: new vscode.ThemeIcon(icon),
    command: { command, title },
  });
}

function itemNode(incident: Incident, stage: StageId, { id, text, why, tick }: ListedItem, now: number): Node {
  const by = tick === undefined ? undefined : `${oneLine(tick.by.name)} · ${timeOfDay(tick.at, now)}`;
  const label = oneLine(text);
  return new Node({
    id: `${incident.id}/${stage}/${id}`,
    label,
    ...(by !== undefined && { description: by }),
    tooltip: [label, why, by].filter((line) => line !== undefined).join('\n\n'),
    checked: tick !== undefined,
    context: 'item',
    // VS Code toggles a check box with the mouse alone: Enter and Space run the row's command.
    command: { command: 'incident.checkItem', title: t('Check or Uncheck'), arguments: [{ stage, item: id }] },
    subject: { kind: 'item', stage, item: id, text },
  });
}
