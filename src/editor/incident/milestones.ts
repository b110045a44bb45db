import * as vscode from 'vscode';
import { MILESTONES, type Milestone } from '../../domain/events';
import { timestamps } from '../../domain/figures';
import type { Incident } from '../../domain/incident';
import { milestoneName } from '../../reports/peopleWords';
import { askLine } from '../kit/prompts/line';
import { pickOne } from '../kit/prompts/pick';
import { BACK, runSteps, type Answer } from '../kit/prompts/steps';
import { askTime } from '../kit/prompts/time';
import { confirm, label, timeOfDay } from '../kit/words';
import { onIncident, type CommandMap } from '../kit/commands';
import { lineFrom, choicePart, timePart } from '../kit/arguments';
import { perform, type Kit } from '../kit/kit';
import { setMilestone as setAMilestone, setSeverity } from '../../app/operations/facts';

const { t } = vscode.l10n;

export function milestoneCommands(kit: Kit): CommandMap<'incident.setMilestone' | 'incident.explainSeverity'> {
  return {
    'incident.setMilestone': onIncident((incident, argument) => setMilestone(kit, incident, argument)),
    'incident.explainSeverity': onIncident((incident, argument) => explainSeverity(kit, incident, argument)),
  };
}

interface Reached {
  readonly milestone?: Milestone;
  readonly at?: number;
}

async function setMilestone(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const milestone = milestoneFrom(argument);
  const at = timePart(argument, 'at', kit.now());
  const reached = await runSteps<Reached>({ ...(milestone !== undefined && { milestone }) }, [
    ...(milestone === undefined ? [(state: Reached) => askMilestone(kit, incident, state)] : []),
    (state) => (at === undefined ? askWhen(kit, incident, state, milestone === undefined) : answered({ ...state, at })),
  ]);
  if (reached?.milestone === undefined || reached.at === undefined) return;
  const name = milestoneName(reached.milestone, t);
  await perform(kit, setAMilestone, { incident: incident.id, milestone: reached.milestone, at: reached.at });
  confirm(`${name}: ${timeOfDay(reached.at, kit.now())}`);
}

function answered<T>(value: T): Promise<Answer<T>> {
  return Promise.resolve(value);
}

function milestoneFrom(argument: unknown): Milestone | undefined {
  return choicePart(argument, 'milestone', MILESTONES);
}

async function askMilestone(kit: Kit, incident: Incident, state: Reached): Promise<Answer<Reached>> {
  const meanings: Record<Milestone, string> = {
    detected: t('someone or something noticed it'),
    acknowledged: t('someone started working on it'),
    mitigated: t('customers are back to normal, even if repairs remain'),
  };
  const milestone = await pickOne<Milestone>({
    title: t('Set Milestone'),
    placeholder: t('What happened?'),
    choices: MILESTONES.map((each) => ({
      label: milestoneName(each, t),
      description: soFar(incident, each, kit.now()) ?? t('not set'),
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
  return known.assumed ? t('{0} (assumed)', timeOfDay(known.at, now)) : timeOfDay(known.at, now);
}

async function askWhen(kit: Kit, incident: Incident, state: Reached, isSecond: boolean): Promise<Answer<Reached>> {
  const known = timestamps(incident).find(({ name }) => name === state.milestone);
  const name = state.milestone === undefined ? '' : milestoneName(state.milestone, t);
  const at = await askTime(kit.now(), {
    title: t('Set Milestone: {0}', name),
    placeholder: t('When? Roughly is fine. Or type a time: 14:05, 20m ago, yesterday 23:10'),
    ...(known !== undefined && {
      suggested: known.at,
      suggestion: known.assumed ? t('assumed') : t('unchanged'),
    }),
    ...(isSecond && { position: { step: 2, total: 2 } }),
  });
  return at === undefined || at === BACK ? at : { ...state, at };
}

async function explainSeverity(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const { id, severity, severityReason } = incident;
  const draft = `explainSeverity.${id}`;
  const line =
    lineFrom(argument, 'why', kit.now()) ??
    (await askLine(kit, {
      title: t('Explain Severity: {0}', severity),
      prompt: t('Why {0}? One line saves the argument later.', severity),
      placeholder: t('a third of pulls fail, and rising'),
      draft,
      ...(severityReason !== undefined && { value: severityReason }),
    }));
  if (line === undefined || line === BACK || line.text === severityReason) return;
  const after = await perform(kit, setSeverity, { incident: id, severity, why: line.text, occurredAt: line.at });
  kit.drafts.clear(draft);
  confirm(t('Why {0}: {1}', label(severity), label(after.severityReason ?? '')));
}
