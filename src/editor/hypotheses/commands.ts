import * as vscode from 'vscode';
import * as operations from '../../app/operations/hypotheses';
import { lastRecorded } from '../../domain/entries';
import { HYPOTHESIS_VERDICTS, type HypothesisVerdict } from '../../domain/events';
import type { Hypothesis, Incident } from '../../domain/incident';
import { shortened } from '../../reports/plain';
import { entrySentence, hypothesisVerdictName } from '../../reports/sentences';
import { choicePart, lineFrom, textPart, textsPart } from '../kit/arguments';
import { onIncident, type CommandMap } from '../kit/commands';
import { Refusal } from '../kit/failures';
import { perform, type Kit } from '../kit/kit';
import { askLine } from '../kit/prompts/line';
import { pickMany, pickOne, type Choice } from '../kit/prompts/pick';
import { BACK, runSteps, type Answer } from '../kit/prompts/steps';
import { subjectOf } from '../kit/subject';
import { ago, confirm, label } from '../kit/words';
import { hypothesisText } from './rows';

const { t } = vscode.l10n;
const LABEL_LENGTH = 120;
const TITLE_LENGTH = 60;
/** The newest entries are offered as evidence. */
const MOST_EVIDENCE = 30;

export function hypothesisCommands(kit: Kit): CommandMap<'incident.addHypothesis' | 'incident.judgeHypothesis'> {
  return {
    'incident.addHypothesis': onIncident((incident, argument) => addHypothesis(kit, incident, argument)),
    'incident.judgeHypothesis': onIncident((incident, argument) => judgeHypothesis(kit, incident, argument)),
  };
}

async function addHypothesis(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const line =
    lineFrom(argument, 'text', kit.now()) ??
    (await askLine(kit, {
      title: t('Add Hypothesis'),
      prompt: t('What may be wrong? One line; a change or a condition, never a person.'),
      placeholder: t('the connection pool is exhausted'),
      draft: 'addHypothesis',
    }));
  if (line === undefined || line === BACK) return;
  const after = await perform(kit, operations.addHypothesis, {
    incident: incident.id,
    text: line.text,
    occurredAt: line.at,
  });
  kit.drafts.clear('addHypothesis');
  confirm(t('Hypothesis added: {0}', label(lastRecorded(after, 'hypothesis.added')?.data.text ?? '')));
}

interface Answers {
  readonly hypothesis?: Hypothesis;
  readonly verdict?: HypothesisVerdict;
  readonly reasons?: readonly Reason[];
}

/** Why: something typed, or an entry of the record. */
type Reason = { readonly why: string } | { readonly entry: string };

async function judgeHypothesis(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const { hypotheses } = incident;
  if (hypotheses.length === 0)
    throw new Refusal(t('There is no hypothesis yet. Add one, or mark a change as a suspect.'));
  const given = givenAnswers(incident, argument);
  const answers = await runSteps<Answers>(given, [
    ...(given.hypothesis === undefined
      ? [async (state: Answers) => withAnswer(state, 'hypothesis', await pickHypothesis(kit, hypotheses))]
      : []),
    ...(given.verdict === undefined
      ? [async (state: Answers) => withAnswer(state, 'verdict', await pickVerdict(state))]
      : []),
    ...(given.reasons === undefined
      ? [async (state: Answers) => withAnswer(state, 'reasons', await pickReasons(kit, incident, state))]
      : []),
  ]);
  if (answers?.hypothesis === undefined || answers.verdict === undefined) return;
  const { hypothesis, verdict, reasons = [] } = answers;
  const why = reasons.flatMap((reason) => ('why' in reason ? [reason.why] : [])).join('; ');
  const evidence = reasons.flatMap((reason) => ('entry' in reason ? [reason.entry] : []));
  await perform(kit, operations.judgeHypothesis, {
    incident: incident.id,
    hypothesis: hypothesis.id,
    verdict,
    why: why === '' ? undefined : why,
    evidence: evidence.length === 0 ? undefined : evidence,
  });
  kit.drafts.clear(draftOf(hypothesis));
  confirm(t('Hypothesis {0}: {1}', hypothesisVerdictName(verdict, t), label(hypothesisText(hypothesis))));
}

function givenAnswers(incident: Incident, argument: unknown): Answers {
  const subject = subjectOf(argument);
  const id = subject?.kind === 'hypothesis' ? subject.id : textPart(argument, 'hypothesis');
  const hypothesis = incident.hypotheses.find((each) => each.id === id);
  if (id !== undefined && hypothesis === undefined) throw new Refusal(t('This hypothesis no longer exists.'));
  const verdict = choicePart(argument, 'verdict', HYPOTHESIS_VERDICTS);
  const [why, evidence] = [textPart(argument, 'why'), textsPart(argument, 'evidence') ?? []];
  return {
    ...(hypothesis !== undefined && { hypothesis }),
    // A call that gives the verdict gives all that it has to say.
    ...(verdict !== undefined && {
      verdict,
      reasons: [...(why === undefined ? [] : [{ why }]), ...evidence.map((entry) => ({ entry }))],
    }),
  };
}

function withAnswer<K extends keyof Answers>(state: Answers, key: K, answer: Answer<Answers[K]>): Answer<Answers> {
  return answer === undefined || answer === BACK ? answer : { ...state, [key]: answer };
}

/** Those without a verdict first. */
function pickHypothesis(kit: Kit, hypotheses: readonly Hypothesis[]): Promise<Answer<Hypothesis>> {
  return pickOne({
    title: t('Judge Hypothesis'),
    placeholder: t('Which hypothesis?'),
    choices: hypotheses
      .toSorted((a, b) => Number(b.verdict === 'open') - Number(a.verdict === 'open'))
      .map((hypothesis) => ({
        label: label(hypothesisText(hypothesis)),
        description: `${hypothesisVerdictName(hypothesis.verdict, t)} · ${ago(hypothesis.at, kit.now())}`,
        value: hypothesis,
      })),
  });
}

function pickVerdict({ hypothesis }: Answers): Promise<Answer<HypothesisVerdict>> {
  const choices: Choice<HypothesisVerdict>[] = [
    { icon: 'circle-slash', label: t('Ruled out'), description: t('it can’t be the cause'), value: 'ruledOut' },
    { icon: 'thumbsup', label: t('Supported'), description: t('something speaks for it'), value: 'supported' },
    { icon: 'verified', label: t('Confirmed'), description: t('it is the cause'), value: 'confirmed' },
    { icon: 'lightbulb', label: t('Open'), description: t('take the verdict back'), value: 'open' },
  ];
  return pickOne({
    title: titleOf(hypothesis),
    placeholder: t('What do you think of it now?'),
    choices: choices.filter(({ value }) => value !== hypothesis?.verdict),
  });
}

function pickReasons(kit: Kit, incident: Incident, { hypothesis }: Answers): Promise<Answer<readonly Reason[]>> {
  const draft = hypothesis === undefined ? 'judgeHypothesis' : draftOf(hypothesis);
  return pickMany<Reason>({
    title: titleOf(hypothesis),
    placeholder: t('Why? Type it or select evidence (optional), then Enter'),
    choices: evidenceOf(kit, incident),
    value: kit.drafts.get(draft),
    onType: (text) => kit.drafts.keep(draft, text),
    typed: (text) => ({ label: label(text), description: t('as typed'), value: { why: text.trim() } }),
  });
}

function evidenceOf(kit: Kit, incident: Incident): Choice<Reason>[] {
  return incident.entries
    .filter(({ event, retraction }) => retraction === undefined && EVIDENCE.has(event.type))
    .slice(-MOST_EVIDENCE)
    .reverse()
    .map((entry) => ({
      label: label(shortened(entrySentence(entry, incident, t), LABEL_LENGTH)),
      description: `${label(entry.event.author.name)} · ${ago(entry.at, kit.now())}`,
      value: { entry: entry.id },
    }));
}

const EVIDENCE: ReadonlySet<string> = new Set([
  ...['note.added', 'evidence.added', 'action.finished', 'change.recorded'],
  ...['bisect.tested', 'bisect.ended'],
]);

function titleOf(hypothesis: Hypothesis | undefined): string {
  return hypothesis === undefined
    ? t('Judge Hypothesis')
    : t('Judge Hypothesis: {0}', shortened(hypothesisText(hypothesis), TITLE_LENGTH));
}

function draftOf({ id }: Hypothesis): string {
  return `judgeHypothesis.${id}`;
}
