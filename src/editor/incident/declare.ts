import * as v from 'valibot';
import * as vscode from 'vscode';
import { MOST_TITLE } from '../../app/operations/limits';
import type { TeamRules } from '../../app/operations/operation';
import { precisionOfTime } from '../../domain/when';
import { openIncidents } from '../../app/shown';
import { askLine } from '../kit/prompts/line';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK, runSteps, type Answer, type Position } from '../kit/prompts/steps';
import { askStart as askStartTime, type Start } from '../kit/prompts/time';
import type { Severity } from '../kit/settings';
import { confirm, label } from '../kit/words';
import type { CommandMap } from '../kit/commands';
import { run } from '../kit/register';
import { readPart, startPart, textPart, textsPart } from '../kit/arguments';
import { perform, type Kit } from '../kit/kit';
import { part } from '../kit/subject';
import { declare as declareIncident } from '../../app/operations/lifecycle';
import { SOURCE } from '../../app/operations/schemas';

const { t } = vscode.l10n;

interface Declaration {
  readonly title?: string;
  /** A time in front of the title is offered as the start. */
  readonly titleTime?: Start;
  /** Null: nobody is sure yet. */
  readonly severity?: string | null;
  readonly start?: Start;
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
  const title = textPart(argument, 'title');
  const severity = part(argument, 'severity') === null ? undefined : textPart(argument, 'severity');
  const startedAt = startPart(argument, now());
  const inCommand = readPart(argument, 'inCommand', v.boolean());
  const services = textsPart(argument, 'services');
  const evidence = readPart(argument, 'evidence', v.object({ text: v.string(), source: SOURCE }));
  // Null says that nobody is sure yet.
  const isSeverityGiven = severity !== undefined || part(argument, 'severity') === null;
  const steps = [
    ...(title === undefined ? [(state: Declaration, at: Position) => askTitle(kit, state, at)] : []),
    ...(!isSeverityGiven
      ? [(state: Declaration, at: Position) => askSeverity(settings.severities(), settings.teamRules(), state, at)]
      : []),
    ...(startedAt === undefined ? [(state: Declaration, at: Position) => askStart(now(), state, at)] : []),
  ];
  const given: Declaration = {
    ...(title !== undefined && { title }),
    ...(severity !== undefined && { severity }),
    ...(startedAt !== undefined && { start: startedAt }),
  };
  const answered = await runSteps(
    given,
    steps.map((step, index) => (state: Declaration) => step(state, { step: index + 1, total: steps.length })),
  );
  if (answered?.title === undefined) return undefined;
  const incident = await perform(kit, declareIncident, {
    title: answered.title,
    severity: answered.severity ?? undefined,
    startedAt: answered.start?.at,
    startPrecision: answered.start?.precision,
    inCommand,
    services: services && [...services],
    evidence,
  });
  drafts.clear('declare');
  await vscode.commands.executeCommand('incident.overview.focus');
  confirm(t('Declared {0}: {1}', label(incident.severity), label(incident.title)));
  // The focus goes to the checklist first, so that it comes back there after the prompt, and is never taken from it.
  await kit.declared(incident);
  // It is declared: whatever the answer, nothing of it is lost.
  const isByHand = steps.length > 0 || part(argument, 'askCommander') === true;
  if (isByHand && inCommand === undefined) await askWhoLeads(incident.id);
  return incident.id;
}

async function askWhoLeads(incident: string): Promise<void> {
  const leads = await pickOne({
    title: t('Declare an Incident'),
    placeholder: t('Declared. Who is in command? Press Escape to decide later.'),
    choices: [
      { icon: 'person', label: t('I’m in command'), value: true },
      { icon: 'circle-large-outline', label: t('Nobody yet'), value: false },
    ],
  });
  if (leads === true) await run('incident.takeCommand', { incident });
}

async function askTitle(kit: Kit, state: Declaration, position: Position): Promise<Answer<Declaration>> {
  const open = openIncidents(kit.store.state.incidents)[0];
  const line = await askLine(kit, {
    title: t('Declare an Incident'),
    prompt:
      open === undefined
        ? t('What’s wrong, in a few words? You can change it later.')
        : t('What’s wrong, in a few words? “{0}” stays open.', open.title),
    placeholder: t('Image pulls failing with 500s'),
    draft: 'declare.title',
    position,
    most: MOST_TITLE,
  });
  if (line === undefined || line === BACK) return line;
  const { text: title, typed, at } = line;
  if (at === undefined) return { ...state, title };
  return { ...state, title, titleTime: { at, precision: precisionOfTime(typed, kit.now()) } };
}

async function askSeverity(
  severities: readonly Severity[],
  { defaultSeverity }: TeamRules,
  state: Declaration,
  position: Position,
): Promise<Answer<Declaration>> {
  const severity = await pickOne<string | null>({
    title: t('Declare an Incident'),
    placeholder: SEVERITY_ADVICE(),
    choices: [
      { label: t('Not sure yet'), description: t('{0} for now', label(defaultSeverity)), value: null },
      ...severityChoices(severities),
    ],
    position,
  });
  return severity === undefined || severity === BACK ? severity : { ...state, severity };
}

const SEVERITY_ADVICE = () => t('How bad is it? If in doubt, pick the higher one; you can lower it later.');

function severityChoices(severities: readonly Severity[]): Choice<string>[] {
  return severities.map(({ name, meaning }) => ({ label: label(name), description: label(meaning), value: name }));
}

/** Asks for a severity; the one that it has now is preselected. */
export function pickSeverity(severities: readonly Severity[], title: string, current: string): Promise<Answer<string>> {
  return pickOne({
    title,
    placeholder: SEVERITY_ADVICE(),
    choices: severityChoices(severities),
    active: (name) => name === current,
  });
}

async function askStart(now: number, state: Declaration, position: Position): Promise<Answer<Declaration>> {
  const start = await askStartTime(now, {
    title: t('Declare an Incident'),
    placeholder: t('When did it start? Roughly is fine. Or type: 14:05, 20m ago, yesterday 23:10'),
    position,
    ...(state.titleTime !== undefined && { suggested: state.titleTime }),
  });
  return start === undefined || start === BACK ? start : { ...state, start };
}

async function isThisAnIncident(): Promise<undefined> {
  const answer = await pickOne({
    title: t('Is This an Incident?'),
    placeholder: t('One yes is enough. If in doubt, it is: a false alarm costs minutes.'),
    choices: [
      {
        icon: 'flame',
        label: t('Yes: I’m on call and I say it is'),
        detail: t('That’s all it takes.'),
        value: true,
      },
      {
        icon: 'flame',
        label: t('Yes: something new or recurring hurts customers, or may'),
        detail: t('A disruption or degradation, whether they notice or not.'),
        value: true,
      },
      {
        icon: 'circle-slash',
        label: t('No: neither'),
        detail: t('Fine. Check again if something changes.'),
        value: false,
      },
    ],
  });
  if (answer === true) await run('incident.declare');
  return undefined;
}
