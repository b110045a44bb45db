import * as vscode from 'vscode';
import { lastRecorded } from '../../domain/entries';
import { OUTCOMES, type Outcome, type Person } from '../../domain/events';
import { actionsInProgress, samePerson, type Action, type Incident } from '../../domain/incident';
import { outcomeName } from '../../reports/sentences';
import { askLine, type Line } from '../kit/prompts/line';
import { pickOne } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { ago, confirm, inMessage, label } from '../kit/words';
import { onIncident, type CommandMap } from '../kit/commands';
import { actionMayStart } from '../kit/sameAction';
import { choicePart, lineFrom, textPart } from '../kit/arguments';
import { part, subjectOf } from '../kit/subject';
import { perform, type Kit } from '../kit/kit';
import { inform } from '../kit/notices';
import * as operations from '../../app/operations/log';

const { t } = vscode.l10n;

export function logCommands(kit: Kit): CommandMap<'incident.logAction' | 'incident.finishAction' | 'incident.addNote'> {
  return {
    'incident.logAction': onIncident((incident, argument) => logAction(kit, incident, argument)),
    'incident.finishAction': onIncident((incident, argument) => finishAction(kit, incident, argument)),
    'incident.addNote': onIncident((incident, argument) => addNote(kit, incident, argument)),
  };
}

async function logAction(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const line =
    lineFrom(argument, 'text', kit.now()) ??
    (await askLine(kit, {
      title: t('Log Action'),
      prompt: t('What are you about to do? Log it before you do it.'),
      placeholder: t('restart the cache on registry-3'),
      draft: 'logAction',
    }));
  if (line === undefined || line === BACK) return;
  const title = (name: string) => t('Log Action: {0} is already on this', name);
  const keep = () => kit.drafts.keep('logAction', line.typed);
  if (!(await actionMayStart(kit, incident.id, line.text, title, keep))) return;
  const after = await perform(kit, operations.logAction, {
    incident: incident.id,
    text: line.text,
    occurredAt: line.at,
  });
  kit.drafts.clear('logAction');
  confirm(t('In progress: {0}', label(lastRecorded(after, 'action.started')?.data.text ?? '')));
}

async function finishAction(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const running = actionsInProgress(incident);
  if (running.length === 0) {
    void inform(t('No action is in progress.'));
    return;
  }
  const action = await chooseAction(kit, running, argument);
  if (action === undefined) return;
  const outcome = await chooseOutcome(action, argument);
  if (outcome === undefined) return;
  const draft = `finishAction.${action.id}`;
  const line: Line | typeof BACK | undefined =
    part(argument, 'outcome') === undefined
      ? await askLine(kit, {
          title: t('Finish Action: {0}', outcomeName(outcome, t)),
          prompt: t('Result of “{0}” (optional)', inMessage(action.text)),
          placeholder: t('error rate back to normal'),
          draft,
          optional: true,
        })
      : { text: textPart(argument, 'result') ?? '', typed: '' };
  if (line === undefined || line === BACK) return;
  await perform(kit, operations.finishAction, {
    incident: incident.id,
    action: action.id,
    outcome,
    result: line.text === '' ? undefined : line.text,
    occurredAt: line.at,
  });
  kit.drafts.clear(draft);
  confirm(t('Action {0}: {1}', outcomeName(outcome, t), label(action.text)));
}

async function chooseAction(kit: Kit, running: readonly Action[], argument: unknown): Promise<Action | undefined> {
  const subject = subjectOf(argument);
  const named = subject?.kind === 'action' ? subject.id : part(argument, 'action');
  const known = running.find((action) => action.id === named);
  if (known !== undefined) return known;
  // One that was named and is over by now stands for no other.
  const [first] = running;
  if (named === undefined && running.length === 1) return first;
  const now = kit.now();
  // One's own come first: they are what one most likely finishes.
  const inOrder = (me: Person) => {
    const mine = ({ by }: Action) => Number(samePerson(by, me));
    return [...running].sort((a, b) => mine(b) - mine(a) || b.startedAt - a.startedAt);
  };
  const answer = await pickOne({
    title: t('Finish Action'),
    placeholder: t('Which action is over?'),
    choices: kit.author().then((me) =>
      inOrder(me).map((action) => ({
        label: label(action.text),
        description: `${label(action.by.name)} · ${ago(action.startedAt, now)}`,
        value: action,
      })),
    ),
  });
  return answer === BACK ? undefined : answer;
}

async function chooseOutcome(action: Action, argument: unknown): Promise<Outcome | undefined> {
  const known = choicePart(argument, 'outcome', OUTCOMES);
  if (known !== undefined) return known;
  const answer = await pickOne<Outcome>({
    title: t('Finish Action'),
    placeholder: t('How did “{0}” end?', inMessage(action.text, 60)),
    choices: [
      { icon: 'check', label: t('Done'), value: 'done' },
      { icon: 'error', label: t('Failed'), value: 'failed' },
      { icon: 'circle-slash', label: t('Abandoned'), value: 'abandoned' },
    ],
  });
  return answer === BACK ? undefined : answer;
}

async function addNote(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const line =
    lineFrom(argument, 'text', kit.now()) ??
    (await askLine(kit, {
      title: t('Add Note'),
      prompt: t('What did you see, hear or suspect? Put a time in front to date it: 14:05, 10m ago, yesterday 23:10.'),
      placeholder: t('14:05 first 500s on registry-3'),
      draft: 'addNote',
    }));
  if (line === undefined || line === BACK) return;
  // The link of a message stands for what it says, when it was said.
  const linked = await kit
    .contributions()
    .map((feature) => feature.readLink?.(line.text))
    .find((reading) => reading !== undefined);
  const text = linked?.text ?? line.text;
  const occurredAt = line.at ?? (linked !== undefined && linked.at <= kit.now() ? linked.at : undefined);
  const after = await perform(kit, operations.addNote, { incident: incident.id, text, occurredAt });
  kit.drafts.clear('addNote');
  confirm(t('Note added: {0}', label(lastRecorded(after, 'note.added')?.data.text ?? '')));
}
