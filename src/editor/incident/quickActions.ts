import * as vscode from 'vscode';
import { runningTime, type Incident, type Instant } from '../../domain/incident';
import { formatDuration } from '../../domain/time';
import { oneLine } from '../../reports/plain';
import type { CommandMap } from '../kit/commands';
import type { QuickAction } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { run } from '../kit/register';
import { stageName } from '../kit/words';

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
  const answer = await pick(shown, now, first, rest);
  if (answer === undefined) return undefined;
  const chosen = answer === 'more' ? await pick(shown, now, rest, []) : answer;
  if (chosen !== undefined && chosen !== 'more') await run(chosen.command, chosen.argument);
  return undefined;
}

async function pick(
  shown: Incident | undefined,
  now: Instant,
  actions: readonly QuickAction[],
  rest: readonly QuickAction[],
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
    // What is typed is looked for in all of them.
    search: (text) => [...actions, ...rest].filter((action) => fits(action, text)).map(choiceOf),
    choices: [
      ...actions.map(choiceOf),
      ...(rest.length > 0 ? [{ icon: 'ellipsis', label: t('More…'), value: 'more' as const }] : []),
    ],
  });
  return answer === BACK ? undefined : answer;
}

function choiceOf(action: QuickAction): Choice<QuickAction | 'more'> {
  const { icon, label, description } = action;
  return { icon, label, ...(description !== undefined && { description }), value: action };
}

/** Whether a label has all words, in whatever order. */
function fits({ label }: QuickAction, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/);
  return words.every((word) => label.toLowerCase().includes(word));
}
