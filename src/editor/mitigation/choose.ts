import * as vscode from 'vscode';
import type { Information } from '../../domain/events';
import type { Incident } from '../../domain/incident';
import { MITIGATIONS, suspectsOf, type Mitigation, type Suspect } from '../../domain/mitigation';
import { shortened } from '../../reports/plain';
import { changeSentence, sourceSentence } from '../../reports/sentences';
import { Refusal } from '../kit/failures';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { runSteps, type Answer } from '../kit/prompts/steps';
import { label } from '../kit/words';
import type { ChangeTools } from '../changes/commands';
import { askDecision, givenAnswers, recordDecision } from '../timeline/decision';
import type { CommandMap } from '../kit/commands';
import { run } from '../kit/register';
import { part, shownIncident, textPart } from '../kit/arguments';

const { t } = vscode.l10n;
const DRAFT = 'chooseMitigation';
/** How many pieces of evidence are named in a decision. */
const NAMED = 3;

export function mitigationCommands(tools: ChangeTools): CommandMap<'incident.chooseMitigation'> {
  return { 'incident.chooseMitigation': (argument) => chooseMitigation(tools, argument) };
}

/** A way to stem the bleeding. */
interface Option {
  /** Stable, for what was typed about it. */
  readonly key: string;
  /** As a decision reads. */
  readonly decision: string;
}

const EVIDENCE = ['kept', 'none'] as const;
type Evidence = (typeof EVIDENCE)[number];

interface Chosen {
  readonly option?: Option;
  /** Whether evidence was kept before the mitigation, which may wipe it. */
  readonly evidence?: Evidence;
}

async function chooseMitigation(tools: ChangeTools, argument: unknown): Promise<undefined> {
  const incident = await shownIncident(tools);
  if (incident === undefined) return;
  const answers = givenAnswers(tools, argument);
  const suspects = suspectsOf(
    incident,
    tools.finder.state.suspects.map(({ key }) => key),
  );
  const choices = optionChoices(tools, suspects);
  const chosen = await runSteps<Chosen>(given(argument, choices), [
    async (state) => (state.option === undefined ? await askOption(tools, choices, state) : state),
    async (state) => (state.evidence === undefined ? await askEvidence(tools, incident, state) : state),
  ]);
  if (chosen?.option === undefined) return;
  const { option, evidence } = chosen;
  const now = tools.store.state.incidents.get(incident.id) ?? incident;
  const information = [...suspects.map(suspectInformation), evidenceInformation(now, evidence ?? 'none')];
  const known = {
    // An option that an argument names needs no wording to be asked for.
    ...(textPart(argument, 'option') !== undefined && { decision: option.decision }),
    ...answers,
    ...(answers.information !== undefined && { information: [...information, ...answers.information] }),
  };
  const proposed = { decision: option.decision, information };
  const decided = await askDecision(tools, now, known, `${DRAFT}.${option.key}`, proposed);
  if (await recordDecision(tools, now, decided)) tools.drafts.clear(DRAFT);
}

/** What an argument `{option, evidence}` says; an option that is not listed is one of its own. Throws Refusal. */
function given(argument: unknown, choices: readonly Choice<Option>[]): Chosen {
  const name = textPart(argument, 'option');
  const named = choices.find(({ value }) => value?.key === name || value?.key === `own.${name ?? ''}`)?.value;
  const option = named ?? (name === undefined ? undefined : { key: 'typed', decision: name });
  const said = part(argument, 'evidence');
  const evidence = EVIDENCE.find((each) => each === said);
  if (said !== undefined && evidence === undefined) {
    throw new Refusal(t('The argument “{0}” must be one of: {1}.', 'evidence', EVIDENCE.join(', ')));
  }
  return { ...(option !== undefined && { option }), ...(evidence !== undefined && { evidence }) };
}

/** The team's own options first: they are prepared for. Then the general ones. */
function optionChoices({ settings }: ChangeTools, suspects: readonly Suspect[]): readonly Choice<Option>[] {
  const heading = (name: string) => ({ label: name, kind: vscode.QuickPickItemKind.Separator });
  const own = settings.mitigations().map(({ name, how }): Choice<Option> => {
    const detail = how === undefined ? {} : { detail: label(shortened(how, 200)) };
    return { icon: 'star', label: label(name), ...detail, value: { key: `own.${name}`, decision: name } };
  });
  return [
    ...(own.length === 0 ? [] : [heading(t('Your own')), ...own]),
    heading(t('The simplest first')),
    ...MITIGATIONS.map((each) => generalChoice(each, suspects)),
  ];
}

const ICONS: Readonly<Record<Mitigation, string>> = {
  rollBack: 'discard',
  switchOff: 'circle-slash',
  shiftTraffic: 'arrow-swap',
  scale: 'layers',
  restart: 'refresh',
  hotfix: 'tools',
};

function generalChoice(mitigation: Mitigation, suspects: readonly Suspect[]): Choice<Option> {
  const { name, cost } = wordsOf(mitigation);
  const [top, ...others] = mitigation === 'rollBack' ? suspects : [];
  const choice = { icon: ICONS[mitigation], label: name, detail: cost };
  if (top === undefined) return { ...choice, value: { key: mitigation, decision: name } };
  const named = shortened(changeSentence(top.change), 80);
  return {
    ...choice,
    description: label(others.length === 0 ? named : t('{0} and {1} more suspects', named, others.length)),
    value: { key: mitigation, decision: t('Roll back {0}', changeSentence(top.change)) },
  };
}

/** What each one gives, and what it costs. */
function wordsOf(mitigation: Mitigation): { readonly name: string; readonly cost: string } {
  switch (mitigation) {
    case 'rollBack':
      return { name: t('Roll back'), cost: t('To what is known to work: the surest. Costs what came with it.') };
    case 'switchOff':
      return { name: t('Switch a feature off'), cost: t('In seconds, without a deploy. Costs the feature.') };
    case 'shiftTraffic':
      return {
        name: t('Shift or shed traffic'),
        cost: t('Away from what is broken, or less of it. Some are served slower, or not.'),
      };
    case 'scale':
      return { name: t('Scale'), cost: t('More of what runs out. Costs money; a leak fills that too.') };
    case 'restart':
      return { name: t('Restart'), cost: t('Clears a bad state. It may come back, and what is in memory is lost.') };
    case 'hotfix':
      return { name: t('Hotfix'), cost: t('New code under stress: slow and risky. Only where nothing else works.') };
  }
}

async function askOption(
  { drafts }: ChangeTools,
  choices: readonly Choice<Option>[],
  state: Chosen,
): Promise<Answer<Chosen>> {
  const last = drafts.get(`${DRAFT}.option`);
  const typedDraft = `${DRAFT}.typed`;
  const option = await pickOne<Option>({
    title: t('Choose Mitigation'),
    placeholder: t('What stops the bleeding? The simplest will do; the cause can wait. Or type another way'),
    choices,
    active: ({ key }) => key === last,
    value: drafts.get(typedDraft),
    onType: (text) => drafts.keep(typedDraft, text),
    typed: (text) => ({
      label: label(text),
      description: t('as typed'),
      value: { key: 'typed', decision: text.trim() },
    }),
    position: { step: 1, total: 2 },
  });
  if (option === undefined || typeof option === 'symbol') return option;
  drafts.keep(`${DRAFT}.option`, option.key);
  return { ...state, option };
}

/** A rollback or a restart may wipe what the review would need. */
async function askEvidence(tools: ChangeTools, incident: Incident, state: Chosen): Promise<Answer<Chosen>> {
  const pieces = evidenceOf(incident).length;
  const answer = await pickOne<Evidence | 'first'>({
    title: t('Choose Mitigation: Evidence'),
    placeholder: t('Was evidence kept? This may wipe logs, memory and state that explain it later.'),
    choices: [
      {
        icon: 'pass',
        label: t('Yes, kept'),
        description: pieces === 1 ? t('1 piece in the record') : t('{0} pieces in the record', pieces),
        value: 'kept',
      },
      {
        icon: 'pinned',
        label: t('Keep it first'),
        description: t('what is selected in the editor or the terminal'),
        value: 'first',
      },
      { icon: 'circle-slash', label: t('There is none to keep'), value: 'none' },
    ],
    position: { step: 2, total: 2 },
  });
  if (answer === undefined || typeof answer === 'symbol') return answer;
  if (answer !== 'first') return { ...state, evidence: answer };
  await run('incident.addEvidence');
  const after = tools.store.state.incidents.get(incident.id);
  // Without anything selected it said so; the option is offered again the next time.
  return after !== undefined && evidenceOf(after).length > pieces ? { ...state, evidence: 'kept' } : undefined;
}

function evidenceOf({ entries }: Incident) {
  return entries.flatMap(({ event, retraction }) =>
    event.type === 'evidence.added' && retraction === undefined ? [event] : [],
  );
}

function suspectInformation({ change, entry }: Suspect): Information {
  return { text: t('Suspect: {0}', changeSentence(change)), ...(entry !== undefined && { entry }) };
}

function evidenceInformation(incident: Incident, evidence: Evidence): Information {
  if (evidence === 'none') return { text: t('There was no evidence to keep') };
  const kept = evidenceOf(incident);
  const newest = kept.at(-1);
  if (newest === undefined) return { text: t('Evidence was kept, outside of this record') };
  const places = kept.slice(-NAMED).map(({ data }) => sourceSentence(data.source, t));
  const named = kept.length > NAMED ? t('{0} and {1} more', places.join(', '), kept.length - NAMED) : places.join(', ');
  return { text: t('Evidence was kept: {0}', named), entry: newest.id };
}
