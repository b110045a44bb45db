import * as vscode from 'vscode';
import { MILESTONES, type Milestone } from '../../domain/events';
import { timestamps } from '../../domain/figures';
import type { Incident } from '../../domain/incident';
import { iso } from '../../domain/time';
import { milestoneName } from '../../reports/peopleWords';
import { Refusal } from '../kit/failures';
import { askLine } from '../kit/prompts/line';
import { pickOne } from '../kit/prompts/pick';
import { BACK, runSteps, type Answer } from '../kit/prompts/steps';
import { askTime } from '../kit/prompts/time';
import { confirm, label, timeOfDay } from '../kit/words';
import type { CommandMap } from '../kit/commands';
import { dated, lineFrom, shownIncident, textPart, timePart, type Tools } from '../kit/arguments';

const { t } = vscode.l10n;

export function milestoneCommands(tools: Tools): CommandMap<'incident.setMilestone' | 'incident.explainSeverity'> {
  return {
    'incident.setMilestone': (argument) => setMilestone(tools, argument),
    'incident.explainSeverity': (argument) => explainSeverity(tools, argument),
  };
}

interface Reached {
  readonly milestone?: Milestone;
  readonly at?: number;
}

async function setMilestone(tools: Tools, argument: unknown): Promise<undefined> {
  const incident = await shownIncident(tools);
  if (incident === undefined) return;
  const milestone = milestoneFrom(argument);
  const at = timePart(argument, 'at', tools.now());
  const reached = await runSteps<Reached>({ ...(milestone !== undefined && { milestone }) }, [
    ...(milestone === undefined ? [(state: Reached) => askMilestone(tools, incident, state)] : []),
    (state) =>
      at === undefined ? askWhen(tools, incident, state, milestone === undefined) : answered({ ...state, at }),
  ]);
  if (reached?.milestone === undefined || reached.at === undefined) return;
  const name = milestoneName(reached.milestone, t);
  if (incident.milestones.get(reached.milestone) !== reached.at) {
    const data = { milestone: reached.milestone, to: iso(reached.at) };
    await tools.store.add(incident.id, { type: 'milestone.set', data });
  }
  confirm(`${name}: ${timeOfDay(reached.at, tools.now())}`);
}

function answered<T>(value: T): Promise<Answer<T>> {
  return Promise.resolve(value);
}

function milestoneFrom(argument: unknown): Milestone | undefined {
  const named = textPart(argument, 'milestone');
  if (named === undefined) return undefined;
  const milestone = MILESTONES.find((each) => each === named);
  if (milestone === undefined) {
    throw new Refusal(t('The argument “{0}” must be one of: {1}.', 'milestone', MILESTONES.join(', ')));
  }
  return milestone;
}

async function askMilestone(tools: Tools, incident: Incident, state: Reached): Promise<Answer<Reached>> {
  const meanings: Record<Milestone, string> = {
    detected: t('somebody or something noticed it'),
    acknowledged: t('somebody took it on'),
    mitigated: t('customers are well again, whatever is left to repair'),
  };
  const milestone = await pickOne<Milestone>({
    title: t('Set Milestone'),
    placeholder: t('What happened?'),
    choices: MILESTONES.map((each) => ({
      label: milestoneName(each, t),
      description: soFar(incident, each, tools.now()) ?? t('not known yet'),
      detail: meanings[each],
      value: each,
    })),
    position: { step: 1, total: 2 },
  });
  return milestone === undefined || milestone === BACK ? milestone : { ...state, milestone };
}

function soFar(incident: Incident, milestone: Milestone, now: number): string | undefined {
  const known = timestamps(incident).find(({ name }) => name === milestone);
  if (known === undefined) return undefined;
  return known.assumed ? t('assumed: {0}', timeOfDay(known.at, now)) : timeOfDay(known.at, now);
}

async function askWhen(tools: Tools, incident: Incident, state: Reached, isSecond: boolean): Promise<Answer<Reached>> {
  const known = timestamps(incident).find(({ name }) => name === state.milestone);
  const name = state.milestone === undefined ? '' : milestoneName(state.milestone, t);
  const at = await askTime(tools.now(), {
    title: t('Set Milestone: {0}', name),
    placeholder: t('When? Roughly is fine. Or type a time: 14:05, -20m, yesterday 23:10'),
    ...(known !== undefined && {
      suggested: known.at,
      suggestion: known.assumed ? t('assumed so far') : t('unchanged'),
    }),
    ...(isSecond && { position: { step: 2, total: 2 } }),
  });
  return at === undefined || at === BACK ? at : { ...state, at };
}

async function explainSeverity(tools: Tools, argument: unknown): Promise<undefined> {
  const incident = await shownIncident(tools);
  if (incident === undefined) return;
  const { id, severity, severityReason } = incident;
  const draft = `explainSeverity.${id}`;
  const line =
    lineFrom(argument, 'why', tools.now()) ??
    (await askLine(tools, {
      title: t('Explain Severity: {0}', severity),
      prompt: t('Why {0}? One line: it spares the argument later.', severity),
      placeholder: t('a third of the pulls fail, and it grows'),
      draft,
      ...(severityReason !== undefined && { value: severityReason }),
    }));
  if (line === undefined || line === BACK || line.text === severityReason) return;
  await tools.store.add(id, dated({ type: 'severity.explained', data: { severity, why: line.text } }, line));
  tools.drafts.clear(draft);
  confirm(t('Why {0}: {1}', label(severity), label(line.text)));
}
