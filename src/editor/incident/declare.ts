import * as vscode from 'vscode';
import { openIncidents } from '../../app/shown';
import { askLine } from '../kit/prompts/line';
import { pickOne } from '../kit/prompts/pick';
import { BACK, runSteps, type Answer, type Position } from '../kit/prompts/steps';
import { askTime } from '../kit/prompts/time';
import type { Severity } from '../kit/settings';
import { confirm, label } from '../kit/words';
import type { CommandMap } from '../kit/commands';
import { run } from '../kit/register';
import { textPart, timePart } from '../kit/arguments';
import { perform, type Kit } from '../kit/kit';
import { declare as declareIncident } from '../../app/operations/lifecycle';

const { t } = vscode.l10n;

interface Declaration {
  readonly title?: string;
  /** A time in front of the title is offered as the start. */
  readonly titleTime?: number;
  readonly severity?: string;
  readonly startedAt?: number;
}

export function declareCommands(kit: Kit): CommandMap<'incident.declare' | 'incident.isThisAnIncident'> {
  return {
    'incident.declare': (argument) => declare(kit, argument),
    'incident.isThisAnIncident': () => isThisAnIncident(),
  };
}

/** Declares an incident, asking for what the argument leaves out; gives its id, or undefined after Escape. */
async function declare(kit: Kit, argument: unknown): Promise<string | undefined> {
  const { settings, drafts, now } = kit;
  const [title, severity] = [textPart(argument, 'title'), textPart(argument, 'severity')];
  const startedAt = timePart(argument, 'startedAt', now());
  const steps = [
    ...(title === undefined ? [(state: Declaration, at: Position) => askTitle(kit, state, at)] : []),
    ...(severity === undefined
      ? [(state: Declaration, at: Position) => askSeverity(settings.severities(), state, at)]
      : []),
    ...(startedAt === undefined ? [(state: Declaration, at: Position) => askStart(now(), state, at)] : []),
  ];
  const given: Declaration = {
    ...(title !== undefined && { title }),
    ...(severity !== undefined && { severity }),
    ...(startedAt !== undefined && { startedAt }),
  };
  const answered = await runSteps(
    given,
    steps.map((step, index) => (state: Declaration) => step(state, { step: index + 1, total: steps.length })),
  );
  if (answered?.title === undefined || answered.severity === undefined) return undefined;
  const { title: named, severity: chosen, startedAt: start } = answered;
  const incident = await perform(kit, declareIncident, { title: named, severity: chosen, startedAt: start });
  drafts.clear('declare');
  await vscode.commands.executeCommand('incident.overview.focus');
  confirm(t('Declared {0}: {1}', label(incident.severity), label(incident.title)));
  kit.declared(incident);
  return incident.id;
}

async function askTitle(kit: Kit, state: Declaration, position: Position): Promise<Answer<Declaration>> {
  const open = openIncidents(kit.store.state.incidents)[0];
  const line = await askLine(kit, {
    title: t('Declare an Incident'),
    prompt:
      open === undefined
        ? t('What is wrong, in a few words? It can be changed later.')
        : t('What is wrong, in a few words? “{0}” stays open beside it.', open.title),
    placeholder: t('Pulls of images fail with 500'),
    draft: 'declare.title',
    position,
  });
  if (line === undefined || line === BACK) return line;
  return { ...state, title: line.text, ...(line.at !== undefined && { titleTime: line.at }) };
}

async function askSeverity(
  severities: readonly Severity[],
  state: Declaration,
  position: Position,
): Promise<Answer<Declaration>> {
  const severity = await pickSeverity(severities, t('Declare an Incident'), undefined, position);
  return severity === undefined || severity === BACK ? severity : { ...state, severity };
}

/** Asks for a severity; `current`, or else the default one, is preselected. */
export function pickSeverity(
  severities: readonly Severity[],
  title: string,
  current?: string,
  position?: Position,
): Promise<Answer<string>> {
  const preselected = current ?? severities.find((severity) => severity.default)?.name;
  return pickOne({
    title,
    placeholder: t('How bad is it? If unsure, take the higher one: it is easy to lower.'),
    choices: severities.map(({ name, meaning }) => ({
      label: label(name),
      description: label(meaning),
      value: name,
    })),
    active: (name) => name === preselected,
    ...(position && { position }),
  });
}

async function askStart(now: number, state: Declaration, position: Position): Promise<Answer<Declaration>> {
  const startedAt = await askTime(now, {
    title: t('Declare an Incident'),
    placeholder: t('When did it start? Roughly is fine. Or type a time: 14:05, -20m, yesterday 23:10'),
    position,
    ...(state.titleTime !== undefined && { suggested: state.titleTime }),
  });
  return startedAt === undefined || startedAt === BACK ? startedAt : { ...state, startedAt };
}

async function isThisAnIncident(): Promise<undefined> {
  const answer = await pickOne({
    title: t('Is This an Incident?'),
    placeholder: t('One yes is enough. If in doubt, it is one: a false alarm costs minutes.'),
    choices: [
      {
        icon: 'flame',
        label: t('Yes: I am on call, and I say it is one'),
        detail: t('That is all it takes.'),
        value: true,
      },
      {
        icon: 'flame',
        label: t('Yes: something new or recurring hurts customers, or may hurt them'),
        detail: t('A disruption or a degradation, noticed by them or not.'),
        value: true,
      },
      {
        icon: 'circle-slash',
        label: t('No: neither is true'),
        detail: t('Fine. Ask again when something changes.'),
        value: false,
      },
    ],
  });
  if (answer === true) await run('incident.declare');
  return undefined;
}
