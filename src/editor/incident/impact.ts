import * as vscode from 'vscode';
import { NOTICED, SCOPES, type ImpactAnswers, type Noticed, type Scope } from '../../domain/events';
import type { Incident } from '../../domain/incident';
import { parseShare } from '../../domain/share';
import { impactSentence, noticedSentence, scopeSentence } from '../../reports/peopleWords';
import { shortened } from '../../reports/plain';
import { Refusal } from '../kit/failures';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK, runSteps, type Answer, type Position } from '../kit/prompts/steps';
import { askTime } from '../kit/prompts/time';
import { confirm, label } from '../kit/words';
import { onIncident, type CommandMap } from '../kit/commands';
import { askServices } from './services';
import { choicePart, part, textPart, timePart } from '../kit/arguments';
import { perform, type Kit } from '../kit/kit';
import { assessImpact as assess } from '../../app/operations/facts';

const { t } = vscode.l10n;

const LABEL_LENGTH = 100;

/** Who is affected: these three belong together. */
type Affected = Pick<ImpactAnswers, 'scope' | 'share' | 'roughly'>;

/** What was answered; a part that is missing stays as it was. */
interface Assessment {
  readonly affected?: Affected;
  readonly effect?: string;
  readonly noticed?: Noticed;
  readonly startedAt?: number;
  readonly services?: readonly string[];
}

export function impactCommands(kit: Kit): CommandMap<'incident.assessImpact'> {
  return { 'incident.assessImpact': onIncident((incident, argument) => assessImpact(kit, incident, argument)) };
}

async function assessImpact(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const draft = `assessImpact.${incident.id}`;
  // Every part may be skipped, so an argument with any of them is a whole answer.
  const answers = given(kit, argument) ?? (await ask(kit, incident, draft));
  if (answers === undefined) return;
  const { affected, effect, noticed, startedAt, services } = answers;
  const before = kit.store.state.incidents.get(incident.id)?.entries.length;
  const after = await perform(kit, assess, {
    incident: incident.id,
    ...affected,
    effect,
    noticed,
    startedAt,
    services: services && [...services],
  });
  kit.drafts.clear(draft);
  confirm(
    after.entries.length === before
      ? t('Impact unchanged')
      : t('Impact: {0}', label(impactSentence(after.impact ?? {}, t))),
  );
}

/** The answers of an argument; undefined where it has none. Throws Refusal. */
function given(kit: Kit, argument: unknown): Assessment | undefined {
  const affected = affectedFrom(argument);
  const effect = textPart(argument, 'effect');
  const noticed = choicePart(argument, 'noticed', NOTICED);
  const startedAt = timePart(argument, 'startedAt', kit.now());
  const services = part(argument, 'services');
  const answers: Assessment = {
    ...(affected !== undefined && { affected }),
    ...(effect !== undefined && { effect }),
    ...(noticed !== undefined && { noticed }),
    ...(startedAt !== undefined && { startedAt }),
    ...(Array.isArray(services) && { services: services.map(String) }),
  };
  return Object.keys(answers).length === 0 ? undefined : answers;
}

function affectedFrom(argument: unknown): Affected | undefined {
  const value = part(argument, 'share');
  const share = typeof value === 'number' || typeof value === 'string' ? parseShare(String(value)) : undefined;
  if (share === 'tooLarge' || (value !== undefined && share === undefined)) {
    throw new Refusal(t('The argument “{0}” must be a number from 0 to 100.', 'share'));
  }
  const scope = choicePart(argument, 'scope', SCOPES);
  const affected = share ?? (scope === undefined ? undefined : { scope });
  return affected && part(argument, 'roughly') === true ? { ...affected, roughly: true } : affected;
}

interface Ask {
  readonly title: string;
  readonly draft: string;
  readonly position: Position;
}

type AskPart = (kit: Kit, incident: Incident, state: Assessment, ask: Ask) => Promise<Answer<Assessment>>;

function ask(kit: Kit, incident: Incident, draft: string): Promise<Assessment | undefined> {
  const asks: readonly [name: string, ask: AskPart][] = [
    ['affected', askAffected],
    ['effect', askEffect],
    ['noticed', askNoticed],
    ['startedAt', askStart],
    ...(kit.settings.services().length > 0 ? [['services', askAffectedServices] as [string, AskPart]] : []),
  ];
  return runSteps<Assessment>(
    {},
    asks.map(([name, askPart], index) => (state) => {
      const position = { step: index + 1, total: asks.length };
      return askPart(kit, incident, state, { title: t('Assess Impact'), draft: `${draft}.${name}`, position });
    }),
  );
}

/** The first choice of every question, which leaves its part as it is. */
function asBefore<T>(known: string | undefined, value: T): Choice<T> {
  if (known === undefined) return { icon: 'debug-step-over', label: t('Skip'), description: t('not known yet'), value };
  return { icon: 'history', label: t('As before: {0}', label(shortened(known, LABEL_LENGTH))), value };
}

/** Keeps what is typed, and offers it again. */
function keeping(kit: Kit, { draft, ...ask }: Ask) {
  return { ...ask, value: kit.drafts.get(draft), onType: (text: string) => kit.drafts.keep(draft, text) };
}

/** An answer of a question, or none where its part stays as it is. */
interface Said<T> {
  readonly value?: T;
}

async function askAffected(kit: Kit, incident: Incident, state: Assessment, ask: Ask): Promise<Answer<Assessment>> {
  const { impact } = incident;
  const choice = (affected: Affected): Choice<Said<Affected>> => ({
    label: capitalized(scopeSentence(affected, t) ?? ''),
    value: { value: affected },
  });
  const share = { label: t('A share of customers'), description: t('or type how many per cent: 40, ~40 %') };
  const named: readonly Scope[] = ['one', 'some'];
  // “Some” and “not known” are rough in themselves.
  const rough: readonly Scope[] = ['one', 'share', 'everyone'];
  const answer = await pickOne<Said<Affected>>({
    ...keeping(kit, ask),
    placeholder: t('Who is affected? Roughly is fine. Choose, or type a share: 40, ~40 %'),
    choices: [
      asBefore<Said<Affected>>(impact && scopeSentence(impact, t), {}),
      ...named.map((scope) => choice({ scope })),
      { ...share, value: { value: { scope: 'share' } } },
      choice({ scope: 'everyone' }),
      { label: t('Not known yet'), value: { value: { scope: 'unknown' } } },
      { label: t('Roughly'), kind: vscode.QuickPickItemKind.Separator },
      ...rough.map((scope) => choice({ scope, roughly: true })),
    ],
    typed: typedShare,
  });
  if (answer === undefined || answer === BACK) return answer;
  return answer.value === undefined ? state : { ...state, affected: answer.value };
}

function typedShare(text: string): Choice<Said<Affected>> | undefined {
  const affected = parseShare(text);
  if (affected === 'tooLarge') return { icon: 'error', label: t('A share is at most 100 %') };
  if (affected === undefined) return undefined;
  return {
    label: capitalized(scopeSentence(affected, t) ?? ''),
    description: affected.roughly === true ? t('as typed') : t('with ~ in front: roughly'),
    value: { value: affected },
  };
}

async function askEffect(kit: Kit, incident: Incident, state: Assessment, ask: Ask): Promise<Answer<Assessment>> {
  const known = incident.impact?.effect;
  const kept = keeping(kit, ask);
  const answer = await pickOne<Said<string>>({
    ...kept,
    value: kept.value === '' ? (known ?? '') : kept.value,
    placeholder: t('What do they experience? One line, in their words: pulls fail with 500'),
    choices: [{ ...asBefore<Said<string>>(known, {}), alwaysShow: true }],
    typed: (text) =>
      text.trim() === known
        ? undefined
        : { label: label(shortened(text, LABEL_LENGTH)), description: t('as typed'), value: { value: text.trim() } },
  });
  if (answer === undefined || answer === BACK) return answer;
  return answer.value === undefined ? state : { ...state, effect: answer.value };
}

async function askNoticed(kit: Kit, incident: Incident, state: Assessment, ask: Ask): Promise<Answer<Assessment>> {
  const known = incident.impact?.noticed;
  const labels: Record<Noticed, string> = {
    yes: t('Yes'),
    probably: t('Probably'),
    no: t('No'),
    unknown: t('Not known'),
  };
  const answer = await pickOne<Said<Noticed>>({
    ...keeping(kit, ask),
    placeholder: t('Would they notice?'),
    choices: [
      asBefore<Said<Noticed>>(known && noticedSentence(known, t), {}),
      ...NOTICED.map((noticed) => ({ label: labels[noticed], value: { value: noticed } })),
    ],
  });
  if (answer === undefined || answer === BACK) return answer;
  return answer.value === undefined ? state : { ...state, noticed: answer.value };
}

async function askStart(kit: Kit, incident: Incident, state: Assessment, ask: Ask): Promise<Answer<Assessment>> {
  const startedAt = await askTime(kit.now(), {
    ...keeping(kit, ask),
    placeholder: t('When did it really start? Or type a time: 14:05, -20m, yesterday 23:10'),
    suggested: incident.startedAt,
    suggestion: t('unchanged'),
  });
  return startedAt === undefined || startedAt === BACK ? startedAt : { ...state, startedAt };
}

async function askAffectedServices(
  kit: Kit,
  incident: Incident,
  state: Assessment,
  { title, position }: Ask,
): Promise<Answer<Assessment>> {
  const services = await askServices(kit, incident, { title, position });
  return services === undefined || services === BACK ? services : { ...state, services };
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
