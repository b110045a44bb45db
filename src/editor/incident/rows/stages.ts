import * as vscode from 'vscode';
import type { ListedItem, StageProgress } from '../../../domain/checklist';
import type { Incident } from '../../../domain/incident';
import { stageAfter, type StageId } from '../../../domain/stages';
import { oneLine } from '../../../reports/plain';
import { assessmentClock, timeLeft } from '../../kit/clockWords';
import type { CommandId } from '../../kit/commands';
import { Node } from '../../kit/node';
import { stageName, timeOfDay } from '../../kit/words';

const { t } = vscode.l10n;

/** How many open items of an active stage are in sight: with more, those of What Changed? would not be. */
export const ITEMS_IN_SIGHT = 3;

/** What a feature has to show below a stage. */
export type StageRows = (stage: StageId) => readonly Node[];

/** An active stage: the next open items of its checklist, then what else there is to it. */
export function activeStageNode(
  incident: Incident,
  progress: StageProgress,
  now: number,
  { inSight: others, stageRows }: { readonly inSight: StageRows; readonly stageRows: StageRows },
): Node {
  const { stage, items, ticked, next } = progress;
  const left = timeLeftWords(incident, stage, now);
  const inSight = next.slice(0, ITEMS_IN_SIGHT);
  const rest = [...next.slice(ITEMS_IN_SIGHT), ...items.filter(({ tick }) => tick !== undefined)];
  const more = [...stageCommands(incident, stage), ...stageRows(stage), ...itemNodes(incident, stage, rest, now)];
  const done = inSight.length === 0 && items.length > 0 ? [allDoneNode(incident, stage)] : [];
  return new Node({
    // A stage that becomes active is another row for VS Code, so that it opens whatever was folded before.
    id: `${incident.id}/${stage}/active`,
    label: stageName(stage),
    description: [`${ticked}/${items.length}`, ...left].join(' · '),
    icon: new vscode.ThemeIcon('circle-large-filled', new vscode.ThemeColor('charts.blue')),
    context: 'stage.active',
    expanded: true,
    subject: { kind: 'stage', stage },
    children: [
      ...itemNodes(incident, stage, inSight, now),
      ...done,
      ...others(stage),
      ...(more.length === 0 ? [] : [moreNode(incident, stage, more, rest.length)]),
    ],
    spoken: [t('Stage {0}, active, {1} of {2} checked', stageName(stage), ticked, items.length), ...left].join(', '),
  });
}

function timeLeftWords(incident: Incident, stage: StageId, now: number): readonly string[] {
  const clock = stage === 'assess' ? assessmentClock(incident) : undefined;
  return clock === undefined ? [] : [timeLeft(clock, now)];
}

/** Where all is ticked, the way on. */
function allDoneNode({ id }: Incident, stage: StageId): Node {
  const after = stageAfter(stage);
  return new Node({
    id: `${id}/${stage}/allDone`,
    label: after === undefined ? t('All done. Close the incident') : t('All done. Go to {0}', stageName(after)),
    icon: new vscode.ThemeIcon('pass-filled'),
    command:
      after === undefined
        ? { command: 'incident.close', title: t('Close') }
        : { command: 'incident.goToStage', title: t('Go to Stage'), arguments: [{ stage: after }] },
  });
}

function moreNode({ id }: Incident, stage: StageId, children: readonly Node[], items: number): Node {
  return new Node({
    id: `${id}/${stage}/more`,
    label: items === 0 ? t('More') : t('+ {0} more', items),
    children,
    expanded: false,
  });
}

/** All stages but the active ones, behind one row that names the next. */
export function otherStagesNode(
  incident: Incident,
  stages: readonly StageProgress[],
  now: number,
  stageRows: StageRows = () => [],
): Node {
  const others = stages.filter(({ state }) => state !== 'active');
  const next = stageAfter(incident.activeStages.at(-1) ?? 'start');
  return new Node({
    id: `${incident.id}/otherStages`,
    label: next === undefined || incident.status !== 'open' ? t('Other stages') : t('Next: {0}', stageName(next)),
    description:
      next === undefined || incident.status !== 'open'
        ? String(others.length)
        : t('{0} more stages', others.length - 1),
    context: 'otherStages',
    icon: new vscode.ThemeIcon('list-tree'),
    children: others.map((progress) => otherStageNode(incident, progress, now, stageRows)),
    expanded: false,
  });
}

const STATE_ICONS = {
  done: 'pass-filled',
  active: 'circle-large-filled',
  skipped: 'circle-slash',
  notStarted: 'circle-large-outline',
};

function otherStageNode(
  incident: Incident,
  { stage, state, items, ticked }: StageProgress,
  now: number,
  stageRows: StageRows,
): Node {
  const words = { done: t('done'), active: t('active'), skipped: t('skipped'), notStarted: t('not started') }[state];
  return new Node({
    id: `${incident.id}/${stage}/${state}`,
    label: stageName(stage),
    description: ticked === 0 ? words : `${words} · ${ticked}/${items.length}`,
    icon: new vscode.ThemeIcon(STATE_ICONS[state]),
    context: 'stage',
    expanded: false,
    subject: { kind: 'stage', stage },
    children: [...stageCommands(incident, stage), ...stageRows(stage), ...itemNodes(incident, stage, items, now)],
    spoken: t('Stage {0}, {1}, {2} of {3} checked', stageName(stage), words, ticked, items.length),
  });
}

interface StageCommand {
  readonly command: CommandId;
  readonly title: string;
  readonly icon: string;
}

/** What is done with the tool in a stage: rows, because inline icons cannot be reached by keyboard. */
function stageCommands({ id }: Incident, stage: StageId): readonly Node[] {
  const commands: Partial<Record<StageId, readonly StageCommand[]>> = {
    assess: [{ command: 'incident.assessImpact', title: t('Assess impact…'), icon: 'graph' }],
    communicate: [{ command: 'incident.postUpdate', title: t('Post status update…'), icon: 'megaphone' }],
    intermission: [{ command: 'incident.askForHelp', title: t('Ask for help…'), icon: 'live-share' }],
    investigate: [{ command: 'incident.whatChanged', title: t('See what changed'), icon: 'git-compare' }],
    mitigate: [{ command: 'incident.chooseMitigation', title: t('Choose mitigation…'), icon: 'debug-step-back' }],
    cleanUp: [
      { command: 'incident.addFollowUp', title: t('Add follow-up…'), icon: 'tasklist' },
      { command: 'incident.writePostmortem', title: t('Write post-mortem'), icon: 'book' },
    ],
  };
  return (commands[stage] ?? []).map(
    ({ command, title, icon }) =>
      new Node({
        id: `${id}/${stage}/${command}`,
        label: title,
        icon: new vscode.ThemeIcon(icon),
        command: { command, title },
      }),
  );
}

function itemNodes(incident: Incident, stage: StageId, items: readonly ListedItem[], now: number): readonly Node[] {
  return items.map((item) => itemNode(incident, stage, item, now));
}

function itemNode(incident: Incident, stage: StageId, item: ListedItem, now: number): Node {
  const { id, text, why, tick, command } = item;
  const by = tick === undefined ? undefined : `${oneLine(tick.by.name)} · ${timeOfDay(tick.at, now)}`;
  const label = oneLine(text);
  const description = by ?? (command === undefined ? undefined : `$ ${oneLine(command)}`);
  const runs = command === undefined ? [] : [t('Press Enter to run: {0}', command)];
  const argument = { stage, item: id };
  return new Node({
    id: `${incident.id}/${stage}/${id}`,
    label,
    ...(description !== undefined && { description }),
    tooltip: [label, why, ...runs, by].filter((line) => line !== undefined).join('\n\n'),
    checked: tick !== undefined,
    context: command === undefined ? 'item' : 'item.runnable',
    // VS Code toggles a check box with the mouse alone: Enter and Space run the row's command.
    command:
      command === undefined
        ? { command: 'incident.checkItem', title: t('Check or Uncheck'), arguments: [argument] }
        : { command: 'incident.runChecklistItem', title: t('Run'), arguments: [argument] },
    subject: { kind: 'item', stage, item: id, text },
  });
}
