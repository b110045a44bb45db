import * as vscode from 'vscode';
import { itemsOf, progressOf, type ListedItem, type StageProgress } from '../../domain/checklist';
import { lastRecorded } from '../../domain/entries';
import type { Incident } from '../../domain/incident';
import { isStage, PARALLEL_STAGES, stageAfter, STAGES, type StageId } from '../../domain/stages';
import { Refusal } from '../kit/failures';
import { askLine } from '../kit/prompts/line';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { confirm, label, stageName } from '../kit/words';
import { onIncident, type CommandMap } from '../kit/commands';
import { checklistsOf } from '../kit/checklists';
import { lineFrom, textPart } from '../kit/arguments';
import { part, subjectOf } from '../kit/subject';
import { perform, type Kit } from '../kit/kit';
import { addChecklistItem as addItem, checkItem as checkAnItem, enterStage } from '../../app/operations/stages';

const { t } = vscode.l10n;

export function stageCommands(
  kit: Kit,
): CommandMap<'incident.goToStage' | 'incident.nextStage' | 'incident.checkItem' | 'incident.addChecklistItem'> {
  return {
    'incident.goToStage': onIncident((incident, argument) => goToStage(kit, incident, argument)),
    'incident.nextStage': onIncident((incident, argument) => nextStage(kit, incident, argument)),
    'incident.checkItem': onIncident((incident, argument) => checkItem(kit, incident, argument)),
    'incident.addChecklistItem': onIncident((incident, argument) => addChecklistItem(kit, incident, argument)),
  };
}

interface Destination {
  readonly stage: StageId;
  readonly alongside: boolean;
}

async function goToStage(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const stage = stageOf(argument);
  const { settings } = kit;
  const destination =
    stage === undefined
      ? await pickOne({
          title: t('Go to Stage'),
          placeholder: t('Where are you now? Stages may be skipped, and gone back to.'),
          choices: progressOf(incident, checklistsOf(settings), settings.waitingRules()).flatMap((progress) =>
            destinations(incident, progress),
          ),
          active: (choice) => choice.stage === stageAfter(lastActive(incident)),
        })
      : { stage, alongside: part(argument, 'alongside') === true };
  if (destination !== undefined && destination !== BACK) await enter(kit, incident, destination);
}

/** A stage as a choice; of Investigate and Mitigate, one may be entered while the other stays active. */
function destinations(incident: Incident, { stage, state }: StageProgress): Choice<Destination>[] {
  const name = stageName(stage);
  const icons = {
    done: 'pass-filled',
    active: 'circle-large-filled',
    skipped: 'circle-slash',
    notStarted: 'circle-large-outline',
  };
  const words = { done: t('done'), active: t('active now'), skipped: t('skipped'), notStarted: t('not started') };
  const plain = { icon: icons[state], label: name, description: words[state], value: { stage, alongside: false } };
  const other = incident.activeStages.find((active) => active !== stage && PARALLEL_STAGES.includes(active));
  if (state === 'active' || other === undefined || !PARALLEL_STAGES.includes(stage)) return [plain];
  return [
    plain,
    {
      icon: 'split-horizontal',
      label: t('{0}, alongside {1}', name, stageName(other)),
      value: { stage, alongside: true },
    },
  ];
}

async function nextStage(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const next = stageAfter(stageOf(argument) ?? lastActive(incident));
  if (next === undefined) {
    throw new Refusal(t('{0} is the last stage. Close ends the incident.', stageName('cleanUp')));
  }
  await enter(kit, incident, { stage: next, alongside: false });
}

async function enter(kit: Kit, incident: Incident, { stage, alongside }: Destination): Promise<void> {
  await perform(kit, enterStage, { incident: incident.id, stage, alongside });
  confirm(t('Stage: {0}', stageName(stage)));
}

function lastActive(incident: Incident): StageId {
  return incident.activeStages[incident.activeStages.length - 1] ?? 'start';
}

function stageOf(argument: unknown): StageId | undefined {
  const subject = subjectOf(argument);
  if (subject?.kind === 'stage') return subject.stage;
  const named = textPart(argument, 'stage');
  if (named === undefined) return undefined;
  if (!isStage(named)) throw new Refusal(t('There is no stage “{0}”.', named));
  return named;
}

async function checkItem(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const subject = subjectOf(argument);
  const checklists = checklistsOf(kit.settings);
  const all = inOrderOfUse(incident).flatMap((stage) =>
    itemsOf(incident, stage, checklists, kit.settings.waitingRules()).map((item) => ({ stage, item })),
  );
  const isNamed = ({ stage, item }: { stage: StageId; item: ListedItem }) =>
    subject?.kind === 'item'
      ? subject.stage === stage && subject.item === item.id
      : part(argument, 'stage') === stage && part(argument, 'item') === item.id;
  const answer =
    all.find(isNamed) ??
    (await pickOne({
      title: t('Check or Uncheck Checklist Item'),
      placeholder: t('Which item? Enter ticks it, or takes the tick away.'),
      choices: all.map((each) => ({
        icon: each.item.tick === undefined ? 'circle-large-outline' : 'pass-filled',
        label: label(each.item.text),
        description: stageName(each.stage),
        value: each,
      })),
    }));
  if (answer === undefined || answer === BACK) return;
  await setTick(kit, incident, answer.stage, answer.item, answer.item.tick === undefined);
}

/** Records that an item was checked or unchecked. */
export async function setTick(
  kit: Kit,
  incident: Incident,
  stage: StageId,
  { id, text }: Pick<ListedItem, 'id' | 'text'>,
  checked: boolean,
): Promise<void> {
  await perform(kit, checkAnItem, { incident: incident.id, stage, item: id, text, checked });
}

/** The active stages first: their items are what one most likely wants. */
function inOrderOfUse(incident: Incident): readonly StageId[] {
  const { activeStages } = incident;
  return [...activeStages, ...STAGES.filter((stage) => !activeStages.includes(stage))];
}

async function addChecklistItem(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const stage =
    stageOf(argument) ??
    (await pickOne({
      title: t('Add Checklist Item'),
      placeholder: t('To which stage?'),
      choices: inOrderOfUse(incident).map((each) => ({ label: stageName(each), value: each })),
    }));
  if (stage === undefined || stage === BACK) return;
  const line =
    lineFrom(argument, 'text', kit.now()) ??
    (await askLine(kit, {
      title: t('Add Checklist Item'),
      prompt: t('What has to be done in {0}? It is added to this incident alone.', stageName(stage)),
      draft: 'addChecklistItem',
    }));
  if (line === undefined || line === BACK) return;
  const after = await perform(kit, addItem, { incident: incident.id, stage, text: line.text, occurredAt: line.at });
  kit.drafts.clear('addChecklistItem');
  confirm(t('Added to {0}: {1}', stageName(stage), label(lastRecorded(after, 'checklistItem.added')?.data.text ?? '')));
}
