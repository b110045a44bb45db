import * as v from 'valibot';
import * as vscode from 'vscode';
import { NOTICED, SCOPES, START_PRECISIONS, type ImpactAnswers, type Noticed, type Scope } from '../../domain/events';
import type { Incident } from '../../domain/incident';
import { parseShare } from '../../domain/share';
import { impactSentence, noticedSentence, scopeSentence } from '../../reports/peopleWords';
import { shortened } from '../../reports/plain';
import { Refusal } from '../kit/failures';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK, runSteps, type Answer, type Position } from '../kit/prompts/steps';
import { askStart as askStartTime, type Start } from '../kit/prompts/time';
import { confirm, label } from '../kit/words';
import { onIncident, type CommandMap } from '../kit/commands';
import { askServices } from './services';
import { choicePart, readPart, startPart, textPart } from '../kit/arguments';
import { part } from '../kit/subject';
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
  readonly start?: Start;
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
  const { affected, effect, noticed, start, services } = answers;
  const before = kit.store.state.incidents.get(incident.id)?.entries.length;
  const after = await perform(kit, assess, {
    incident: incident.id,
    ...affected,
    effect,
    noticed,
    startedAt: start?.at,
    startPrecision: start?.precision,
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
  const start = startPart(argument, kit.now());
  const services = readPart(argument, 'services', v.array(v.string()));
  const answers: Assessment = {
    ...(affected !== undefined && { affected }),
    ...(effect !== undefined && { effect }),
    ...(noticed !== undefined && { noticed }),
    ...(start !== undefined && { start }),
    ...(services !== undefined && { services }),
  };
  return Object.keys(answers).length === 0 ? undefined : answers;
}

function affectedFrom(argument: unknown): Affected | undefined {
  const value = part(argument, 'share');
  const share = typeof value === 'number' || typeof value === 'string' ? parseShare(String(value)) : undefined;
  if (share === 'tooLarge' || (value !== undefined && share === undefined)) {
    throw new Refusal(t('“{0}” must be a number from 0 to 100.', 'share'));
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
  if (known === undefined) return { icon: 'debug-step-over', label: t('Skip'), value };
  return { icon: 'history', label: t('Unchanged: {0}', label(shortened(known, LABEL_LENGTH))), value };
}

/** Keeps what is typed, and offers it again. */
function keeping(kit: Kit, { draft, ...ask }: Ask) {
  return { ...ask, value: kit.drafts.get(draft), onType: (text: string) => kit.drafts.keep(draft, text) };
}

/** Keeps what was chosen, which is offered again after Escape; it is forgotten once the assessment is recorded. */
function keepChoice(kit: Kit, { draft }: Pick<Ask, 'draft'>, choice: unknown): void {
  kit.drafts.keep(`${draft}.choice`, JSON.stringify(choice));
}

/** Whether this was chosen before in a prompt that was left. */
function wasChosen(kit: Kit, { draft }: Ask): (choice: unknown) => boolean {
  const left = kit.drafts.get(`${draft}.choice`);
  return (choice) => left !== '' && JSON.stringify(choice) === left;
}

/** What was chosen before, where it reads as this. */
function keptChoice<Schema extends v.GenericSchema>(
  kit: Kit,
  { draft }: Pick<Ask, 'draft'>,
  schema: Schema,
): v.InferOutput<Schema> | undefined {
  const left = kit.drafts.get(`${draft}.choice`);
  if (left === '') return undefined;
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), left);
  return read.success ? read.output : undefined;
}

/** An answer to a question, or none where its part stays as it is. */
interface Given<T> {
  readonly value?: T;
}

async function askAffected(kit: Kit, incident: Incident, state: Assessment, ask: Ask): Promise<Answer<Assessment>> {
  const { impact } = incident;
  const choice = (affected: Affected): Choice<Given<Affected>> => ({
    label: capitalized(scopeSentence(affected, t) ?? ''),
    value: { value: affected },
  });
  const share = { label: t('A percentage'), description: t('type 40 or ~40%') };
  const named: readonly Scope[] = ['one', 'some'];
  const answer = await pickOne<Given<Affected>>({
    ...keeping(kit, ask),
    placeholder: t('Who is affected? Roughly is fine. Choose, or type a percentage: 40 or ~40%'),
    choices: [
      asBefore<Given<Affected>>(impact && scopeSentence(impact, t), {}),
      ...named.map((scope) => choice({ scope })),
      { ...share, value: { value: { scope: 'share' } } },
      choice({ scope: 'everyone', roughly: true }),
      choice({ scope: 'everyone' }),
    ],
    active: wasChosen(kit, ask),
    typed: typedShare,
  });
  if (answer === undefined || answer === BACK) return answer;
  keepChoice(kit, ask, answer);
  return answer.value === undefined ? state : { ...state, affected: answer.value };
}

function typedShare(text: string): Choice<Given<Affected>> | undefined {
  const affected = parseShare(text);
  if (affected === 'tooLarge') return { icon: 'error', label: t('At most 100%') };
  if (affected === undefined) return undefined;
  return {
    label: capitalized(scopeSentence(affected, t) ?? ''),
    description: affected.roughly === true ? t('as typed') : t('put ~ in front for roughly'),
    value: { value: affected },
  };
}

async function askEffect(kit: Kit, incident: Incident, state: Assessment, ask: Ask): Promise<Answer<Assessment>> {
  const known = incident.impact?.effect;
  const left = keeping(kit, ask);
  const answer = await pickOne<Given<string>>({
    ...left,
    value: left.value === '' ? (known ?? '') : left.value,
    placeholder: t('What do customers see? One line, in their words: pulls failing with 500s'),
    choices: [{ ...asBefore<Given<string>>(known, {}), alwaysShow: true }],
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
    unknown: t('Unknown'),
  };
  const answer = await pickOne<Given<Noticed>>({
    ...keeping(kit, ask),
    placeholder: t('Can customers tell?'),
    choices: [
      asBefore<Given<Noticed>>(known && noticedSentence(known, t), {}),
      ...NOTICED.filter((noticed) => noticed !== 'unknown' || known === 'unknown').map((noticed) => ({
        label: labels[noticed],
        value: { value: noticed },
      })),
    ],
    active: wasChosen(kit, ask),
  });
  if (answer === undefined || answer === BACK) return answer;
  keepChoice(kit, ask, answer);
  return answer.value === undefined ? state : { ...state, noticed: answer.value };
}

const START = v.object({ at: v.number(), precision: v.picklist(START_PRECISIONS) });

async function askStart(kit: Kit, incident: Incident, state: Assessment, ask: Ask): Promise<Answer<Assessment>> {
  const earlier = keptChoice(kit, ask, START);
  const start = await askStartTime(kit.now(), {
    ...keeping(kit, ask),
    placeholder: t('When did it really start? Or type a time: 14:05, 20m ago, yesterday 23:10'),
    suggested: earlier ?? { at: incident.startedAt, precision: incident.startPrecision },
    suggestion: earlier === undefined || earlier.at === incident.startedAt ? t('unchanged') : t('chosen before'),
  });
  if (start === undefined || start === BACK) return start;
  keepChoice(kit, ask, start);
  return { ...state, start };
}

async function askAffectedServices(
  kit: Kit,
  incident: Incident,
  state: Assessment,
  { title, position, draft }: Ask,
): Promise<Answer<Assessment>> {
  const services = await askServices(kit, incident, {
    title,
    position,
    kept: keptChoice(kit, { draft }, v.array(v.string())),
    onTick: (ticked) => keepChoice(kit, { draft }, ticked),
  });
  return services === undefined || services === BACK ? services : { ...state, services };
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
