import * as vscode from 'vscode';
import { checkItem } from '../../app/operations/stages';
import { itemsOf, type ListedItem } from '../../domain/checklist';
import type { Incident } from '../../domain/incident';
import { isStage, type StageId } from '../../domain/stages';
import { wrapped } from '../../reports/plain';
import { checklistsOf } from '../kit/checklists';
import { Refusal } from '../kit/failures';
import { perform, type Kit } from '../kit/kit';
import { inform } from '../kit/notices';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { run } from '../kit/register';
import { part, subjectOf } from '../kit/subject';
import { confirm, inMessage, label } from '../kit/words';
import { finish, finishAs, logged } from './actions';
import { runInTerminal, type End } from './runInTerminal';

const { t } = vscode.l10n;

interface Runnable {
  readonly stage: StageId;
  readonly item: ListedItem;
  readonly command: string;
}

/**
 * Runs the command of a checklist item in a terminal, once a person has seen it: an action that ends with the command; what
 * succeeds ticks the item. Gives the exit status, where it is known.
 */
export async function runItem(kit: Kit, incident: Incident, argument: unknown): Promise<number | undefined> {
  const runnable = runnableOf(kit, incident, argument);
  const { stage, item, command } = runnable;
  const answer = part(argument, 'run') === true ? 'run' : await choose(runnable);
  if (answer === 'check') await run('incident.checkItem', { incident: incident.id, stage, item: item.id });
  if (answer !== 'run') return undefined;
  // Said before it is done: somebody else may be on it.
  const text = `${item.text}: ${command}`;
  const action = await logged(kit, { incident: incident.id, text });
  if (action === undefined) return undefined;
  const end = await runInTerminal(command);
  await recordEnd(kit, { incident: incident.id, action }, runnable, end);
  return end.kind === 'exit' ? end.status : undefined;
}

function runnableOf(kit: Kit, incident: Incident, argument: unknown): Runnable {
  const subject = subjectOf(argument);
  const [stage, id] =
    subject?.kind === 'item' ? [subject.stage, subject.item] : [part(argument, 'stage'), part(argument, 'item')];
  if (typeof stage === 'string' && isStage(stage)) {
    const items = itemsOf(incident, stage, checklistsOf(kit.settings), kit.settings.waitingRules());
    const item = items.find((each) => each.id === id);
    if (item?.command !== undefined) return { stage, item, command: item.command };
  }
  throw new Refusal(t('This item has no command. See the setting incident.checklists.'));
}

const SEPARATOR: Choice<never> = { label: '', kind: vscode.QuickPickItemKind.Separator };
/** What a row of a pick shows of a text. Characters. */
const WIDTH = 72;

/** Shows the command, all of it, and what can be done with the item. */
async function choose({ item, command }: Runnable): Promise<'run' | 'check' | undefined> {
  const isDone = item.tick !== undefined;
  const lines = wrapped(command, WIDTH);
  const isShort = lines.length === 1;
  const answer = await pickOne<'run' | 'check'>({
    title: label(item.text),
    placeholder: t('Run this command?'),
    choices: [
      {
        ...{ icon: 'terminal', label: isDone ? t('Run Again') : t('Run'), value: 'run' },
        ...(isShort && { detail: label(command) }),
      },
      isDone
        ? { icon: 'circle-large-outline', label: t('Uncheck'), value: 'check' }
        : { icon: 'pass-filled', label: t('Check Without Running'), value: 'check' },
      ...(isShort
        ? []
        : [SEPARATOR, ...lines.map((line): Choice<never> => ({ label: label(line), alwaysShow: true }))]),
    ],
  });
  return typeof answer === 'string' ? answer : undefined;
}

async function recordEnd(
  kit: Kit,
  of: { readonly incident: string; readonly action: string },
  { stage, item }: Runnable,
  end: End,
): Promise<void> {
  if (end.kind === 'closed') {
    await finishAs(kit, of, 'abandoned', t('the terminal was closed before it ended'));
    return;
  }
  if (end.kind === 'unknown') {
    const finishIt = t('Finish Action');
    void inform(
      t('VS Code can’t tell how “{0}” ends in this shell. Finish the action yourself.', inMessage(item.text)),
      finishIt,
    ).then((choice) => (choice === finishIt ? run('incident.finishAction', of) : undefined));
    return;
  }
  await finish(kit, { ...of, status: end.status });
  if (end.status !== 0) return;
  await perform(kit, checkItem, { incident: of.incident, stage, item: item.id, text: item.text, checked: true });
  confirm(t('Done: {0}', label(item.text)));
}
