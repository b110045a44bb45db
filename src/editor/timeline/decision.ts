import * as v from 'valibot';
import * as vscode from 'vscode';
import { lastRecorded } from '../../domain/entries';
import type { Information } from '../../domain/events';
import type { Incident } from '../../domain/incident';
import { shortened } from '../../reports/plain';
import { entrySentence, sourceSentence } from '../../reports/sentences';
import { askLine } from '../kit/prompts/line';
import { pickMany, pickOne, type Choice } from '../kit/prompts/pick';
import { BACK, runSteps, type Answer, type Step } from '../kit/prompts/steps';
import { ago, confirm, label } from '../kit/words';
import { onIncident, type CommandMap } from '../kit/commands';
import { readPart, textPart, textsPart, timePart } from '../kit/arguments';
import { perform, type Kit } from '../kit/kit';
import { logDecision as logADecision } from '../../app/operations/log';
import { TEXT } from '../../app/operations/schemas';

const { t } = vscode.l10n;

/** How many recent entries are suggested as information. */
const SUGGESTIONS = 12;
const LABEL_LENGTH = 90;

export interface DecisionAnswers {
  readonly decision?: string;
  readonly at?: number;
  readonly information?: readonly Information[];
  readonly tradeoff?: string | null;
}

export function decisionCommands(kit: Kit): CommandMap<'incident.logDecision'> {
  return { 'incident.logDecision': onIncident((incident, argument) => logDecision(kit, incident, argument)) };
}

async function logDecision(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const answers = await askDecision(kit, incident, givenAnswers(kit, argument), DRAFT);
  if (await recordDecision(kit, incident, answers)) kit.drafts.clear(DRAFT);
}

const DRAFT = 'logDecision';

/** Records what was answered; false where the decision was left open. */
export async function recordDecision(
  kit: Kit,
  { id }: Incident,
  { decision, at, information, tradeoff }: DecisionAnswers = {},
): Promise<boolean> {
  if (decision === undefined) return false;
  const after = await perform(kit, logADecision, {
    incident: id,
    decision,
    information: [...(information ?? [])],
    tradeoff: tradeoff ?? null,
    occurredAt: at,
  });
  confirm(t('Decision logged: {0}', label(lastRecorded(after, 'decision.logged')?.data.decision ?? '')));
  return true;
}

/** What an argument says of a decision. Throws Refused. */
export function givenAnswers(kit: Kit, argument: unknown): DecisionAnswers {
  const decision = textPart(argument, 'decision');
  const at = timePart(argument, 'occurredAt', kit.now());
  const information = textsPart(argument, 'information');
  const tradeoff = readPart(argument, 'tradeoff', v.nullable(TEXT));
  return {
    ...(decision !== undefined && { decision }),
    ...(at !== undefined && { at }),
    ...(information !== undefined && { information: information.map((text) => ({ text })) }),
    ...(tradeoff !== undefined && { tradeoff }),
  };
}

/**
 * Asks for what `known` leaves out of a decision: the decision, the information it rests on, and the tradeoff. What is
 * `proposed` stands in the prompts, to be changed. What is typed is kept under `draft` until the caller has recorded it.
 */
export function askDecision(
  kit: Kit,
  incident: Incident,
  known: DecisionAnswers,
  draft: string,
  proposed: Proposed = {},
): Promise<DecisionAnswers | undefined> {
  const asks: readonly [part: 'decision' | 'information' | 'tradeoff', ask: AskStep][] = [
    ['decision', (state, ask) => askWhat(kit, state, ask, proposed.decision)],
    ['information', (state, ask) => askInformation(kit, incident, state, ask, proposed.information ?? [])],
    ['tradeoff', (state, ask) => askTradeoff(kit, state, ask)],
  ];
  const open = asks.filter(([name]) => known[name] === undefined);
  const steps = open.map(([name, ask], index): Step<DecisionAnswers> => {
    const position = { step: index + 1, total: open.length };
    return (state) => ask(state, { title: t('Log Decision'), draft: `${draft}.${name}`, position });
  });
  return runSteps(known, steps);
}

/** What stands in the prompts of a decision from the start. */
export type Proposed = Pick<DecisionAnswers, 'decision' | 'information'>;

type AskStep = (state: DecisionAnswers, ask: Ask) => Promise<Answer<DecisionAnswers>>;

interface Ask {
  readonly title: string;
  readonly draft: string;
  readonly position: { readonly step: number; readonly total: number };
}

async function askWhat(
  kit: Kit,
  state: DecisionAnswers,
  ask: Ask,
  proposed: string | undefined,
): Promise<Answer<DecisionAnswers>> {
  const line = await askLine(kit, {
    ...ask,
    ...(proposed !== undefined && { value: proposed }),
    prompt: t('What was decided?'),
    placeholder: t('roll back to yesterday’s image'),
  });
  if (line === undefined || line === BACK) return line;
  return { ...state, decision: line.text, ...(line.at !== undefined && { at: line.at }) };
}

async function askInformation(
  kit: Kit,
  incident: Incident,
  state: DecisionAnswers,
  { draft, ...ask }: Ask,
  proposed: readonly Information[],
): Promise<Answer<DecisionAnswers>> {
  const information = await pickMany<Information>({
    ...ask,
    placeholder: t('What is this based on? Select or type it, then press Enter'),
    choices: [
      ...proposed.map((value) => ({ label: label(shortened(value.text, LABEL_LENGTH)), value })),
      ...suggestions(incident, kit.now(), proposed),
    ],
    picked: (value) => proposed.includes(value),
    value: kit.drafts.get(draft),
    onType: (text) => kit.drafts.keep(draft, text),
    typed: (text) => ({ label: label(text), description: t('as typed'), value: { text: text.trim() } }),
  });
  return information === undefined || information === BACK ? information : { ...state, information };
}

/** The newest notes, evidence, results and suspects: what a decision most likely rests on. */
function suggestions(incident: Incident, now: number, proposed: readonly Information[]): Choice<Information>[] {
  const named = new Set(proposed.map(({ entry }) => entry));
  return incident.entries
    .filter(({ id, event, retraction }) => retraction === undefined && isInformative(event) && !named.has(id))
    .slice(-SUGGESTIONS)
    .reverse()
    .map((entry) => {
      const { event } = entry;
      const text =
        event.type === 'evidence.added'
          ? `${sourceSentence(event.data.source, t)}: ${shortened(event.data.text, 200)}`
          : entrySentence(entry, incident, t);
      return {
        label: label(shortened(text, LABEL_LENGTH)),
        description: `${label(event.author.name)} · ${ago(entry.at, now)}`,
        value: { text, entry: entry.id },
      };
    });
}

const INFORMATIVE: ReadonlySet<string> = new Set([
  'note.added',
  'evidence.added',
  'action.finished',
  'change.recorded',
  'suspect.judged',
  'hypothesis.added',
  'hypothesis.judged',
  'bisect.ended',
]);

function isInformative(event: Incident['entries'][number]['event']): boolean {
  return INFORMATIVE.has(event.type);
}

async function askTradeoff(kit: Kit, state: DecisionAnswers, { draft, ...ask }: Ask): Promise<Answer<DecisionAnswers>> {
  const tradeoff = await pickOne<string | null>({
    ...ask,
    placeholder: t('What are you trading off? Type it, or choose none'),
    choices: [{ label: t('No tradeoff'), value: null }],
    value: kit.drafts.get(draft),
    onType: (text) => kit.drafts.keep(draft, text),
    typed: (text) => ({ label: label(text), description: t('as typed'), value: text.trim() }),
  });
  return tradeoff === undefined || tradeoff === BACK ? tradeoff : { ...state, tradeoff };
}
