import * as vscode from 'vscode';
import { lastRecorded } from '../../domain/entries';
import type { ChangeReference, Information } from '../../domain/events';
import { changeKey, type Incident } from '../../domain/incident';
import { MITIGATIONS, suspectsOf, type Mitigation, type Suspect } from '../../domain/mitigation';
import { shortened } from '../../reports/plain';
import { changeSentence, sourceSentence } from '../../reports/sentences';
import { showFailure } from '../kit/failures';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { runSteps, type Answer } from '../kit/prompts/steps';
import { confirm, label } from '../kit/words';
import { inform } from '../kit/notices';
import { run } from '../kit/register';
import { actionMayStart } from '../kit/sameAction';
import { choicePart, readPart, textPart, textsPart } from '../kit/arguments';
import { perform, type Kit } from '../kit/kit';
import * as operations from '../../app/operations/log';
import { TEXT } from '../../app/operations/schemas';
import * as v from 'valibot';

const { t } = vscode.l10n;
const DRAFT = 'chooseMitigation';
/** How many pieces of evidence are named in a decision. */
const NAMED = 3;

/** A way to stop the bleeding. */
interface Option {
  /** Stable, for what was typed about it. */
  readonly key: string;
  /** As the decision and the action read. */
  readonly text: string;
  /** What is lost by it. */
  readonly tradeoff?: string;
  /** The change that it takes back, where nobody has marked a suspect. */
  readonly change?: ChangeReference;
}

const EVIDENCE = ['kept', 'none'] as const;
type Evidence = (typeof EVIDENCE)[number];

interface Chosen {
  readonly option?: Option;
  /** Whether evidence was saved before the mitigation, which may wipe it. */
  readonly evidence?: Evidence;
}

/** Two prompts at most: what to do, and whether the evidence is safe. Logs the decision and starts the action. */
export async function chooseMitigation(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const tradeoff = readPart(argument, 'tradeoff', v.nullable(TEXT));
  const more = textsPart(argument, 'information') ?? [];
  const suspects = suspectsOf(
    incident,
    kit.finder.state.suspects.map(({ key }) => key),
  );
  const choices = optionChoices(kit, suspects);
  const chosen = await runSteps<Chosen>(given(argument, choices), [
    async (state) => (state.option === undefined ? await askOption(kit, choices, state) : state),
    async (state) => (state.evidence === undefined ? await askEvidence(kit, incident, state) : state),
  ]);
  if (chosen?.option === undefined) return;
  const { option, evidence } = chosen;
  const title = (name: string) => t('Choose Mitigation: {0} is already on this', name);
  if (!(await actionMayStart(kit, incident.id, option.text, title))) return;
  const now = kit.store.state.incidents.get(incident.id) ?? incident;
  const after = await perform(kit, operations.chooseMitigation, {
    incident: incident.id,
    mitigation: option.text,
    information: [
      ...suspects.map(suspectInformation),
      evidenceInformation(now, evidence ?? 'none'),
      ...more.map((text) => ({ text })),
    ],
    tradeoff: tradeoff === undefined ? (option.tradeoff ?? null) : tradeoff,
  });
  kit.drafts.clear(DRAFT);
  confirm(t('In progress: {0}', label(lastRecorded(after, 'action.started')?.data.text ?? '')));
  const [top] = option.key === 'rollBack' ? suspects.map(({ change }) => change) : [];
  const taken = option.change ?? top;
  if (taken !== undefined) offerRevert(kit, taken).catch(showFailure);
}

/** A rollback of a change that was rehearsed is one key away from its branch. */
async function offerRevert({ finder, rehearser }: Kit, change: ChangeReference): Promise<void> {
  const listed = finder.find(changeKey(change));
  const trial = listed && rehearser.of(listed);
  if (listed === undefined || trial?.phase !== 'done' || trial.rehearsal.outcome !== 'clean') return;
  const create = t('Create Revert Branch');
  const hash = change.commit?.slice(0, 7) ?? '';
  if ((await inform(t('{0} reverts cleanly.', hash), create)) === create)
    await run('incident.createRevert', { key: listed.key });
}

/** What an argument `{option, evidence}` says; an option that is not listed is one of its own. Throws Refusal. */
function given(argument: unknown, choices: readonly Choice<Option>[]): Chosen {
  const name = textPart(argument, 'option');
  const named = choices.find(({ value }) => value?.key === name || value?.key === `own.${name ?? ''}`)?.value;
  const option = named ?? (name === undefined ? undefined : { key: 'typed', text: name });
  const evidence = choicePart(argument, 'evidence', EVIDENCE);
  return { ...(option !== undefined && { option }), ...(evidence !== undefined && { evidence }) };
}

/** The team's own options first: they are prepared for. Then the general ones. */
function optionChoices(kit: Kit, suspects: readonly Suspect[]): readonly Choice<Option>[] {
  const heading = (name: string) => ({ label: name, kind: vscode.QuickPickItemKind.Separator });
  const own = kit.settings.mitigations().map(({ name, how }): Choice<Option> => {
    const detail = how === undefined ? {} : { detail: label(shortened(how, 200)) };
    return { icon: 'star', label: label(name), ...detail, value: { key: `own.${name}`, text: name } };
  });
  return [
    ...(own.length === 0 ? [] : [heading(t('Your team’s')), ...own]),
    heading(t('Simplest first')),
    ...MITIGATIONS.flatMap((each) => [
      generalChoice(kit, each, suspects),
      ...(each === 'rollBack' && suspects.length === 0 ? likeliestChoice(kit) : []),
    ]),
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

function generalChoice(kit: Kit, mitigation: Mitigation, suspects: readonly Suspect[]): Choice<Option> {
  const { name, detail, tradeoff } = wordsOf(mitigation);
  const [top, ...others] = mitigation === 'rollBack' ? suspects : [];
  const choice = { icon: ICONS[mitigation], label: name, detail };
  if (top === undefined) return { ...choice, value: { key: mitigation, text: name, tradeoff } };
  const named = shortened(changeSentence(top.change), 80);
  const rehearsed = others.length === 0 ? rehearsedLabel(kit, top.change) : undefined;
  return {
    ...choice,
    ...(rehearsed !== undefined && { label: rehearsed }),
    description: label(others.length === 0 ? named : t('{0} and {1} more suspects', named, others.length)),
    value: { key: mitigation, text: t('Roll back {0}', changeSentence(top.change)), tradeoff },
  };
}

/**
 * The likeliest change, where nobody has marked a suspect and it is known to revert cleanly; none where it is likelier that no change is
 * the cause. It comes after Roll back, which names no change.
 */
function likeliestChoice(kit: Kit): readonly Choice<Option>[] {
  const { suspects, none = 0 } = kit.finder.state;
  const top = suspects.find(({ judgement, change }) => judgement === undefined && change.rolledBackAt === undefined);
  const trial = top && kit.rehearser.of(top);
  if (top === undefined || none > 0.5 || trial?.phase !== 'done' || trial.rehearsal.outcome !== 'clean') return [];
  const { detail, tradeoff } = wordsOf('rollBack');
  const sentence = changeSentence(top.reference);
  return [
    {
      ...{ icon: ICONS.rollBack, detail, label: rehearsedLabel(kit, top.reference) ?? '' },
      description: label(t('{0}, the likeliest change', shortened(sentence, 60))),
      value: { key: `rollBack.${top.key}`, text: t('Roll back {0}', sentence), tradeoff, change: top.reference },
    },
  ];
}

/** Whether a change can be taken back, where that was tried: the first thing to know of a rollback. */
function rehearsedLabel({ finder, rehearser }: Kit, change: ChangeReference): string | undefined {
  const listed = finder.find(changeKey(change));
  const trial = listed && rehearser.of(listed);
  if (trial?.phase !== 'done') return undefined;
  const { outcome, conflicts } = trial.rehearsal;
  const hash = change.commit?.slice(0, 7) ?? '';
  switch (outcome) {
    case 'clean':
      return t('Roll back {0}: reverts cleanly', hash);
    case 'conflicts':
      return conflicts.length === 1
        ? t('Roll back {0}: conflicts in 1 file', hash)
        : t('Roll back {0}: conflicts in {1} files', hash, conflicts.length);
    case 'alreadyGone':
      return t('Roll back {0}: already reverted', hash);
    case 'empty':
      return undefined;
  }
}

/** What each one does, and what it costs. */
function wordsOf(mitigation: Mitigation): {
  readonly name: string;
  readonly detail: string;
  readonly tradeoff: string;
} {
  switch (mitigation) {
    case 'rollBack':
      return {
        name: t('Roll back'),
        detail: t('Back to a known-good version. Safest; loses what shipped with it.'),
        tradeoff: t('loses what shipped with it'),
      };
    case 'switchOff':
      return {
        name: t('Switch a feature off'),
        detail: t('Takes seconds, needs no deploy. Customers lose the feature.'),
        tradeoff: t('customers lose the feature'),
      };
    case 'shiftTraffic':
      return {
        name: t('Shift or shed traffic'),
        detail: t('Away from what is broken, or less of it. Some requests are slower or turned away.'),
        tradeoff: t('some requests are slower or turned away'),
      };
    case 'scale':
      return {
        name: t('Scale'),
        detail: t('More of what runs out. Costs money, and a leak will fill that too.'),
        tradeoff: t('costs money, and a leak will fill that too'),
      };
    case 'restart':
      return {
        name: t('Restart'),
        detail: t('Clears a bad state, which may come back. Loses what is in memory.'),
        tradeoff: t('loses what is in memory, and the problem may come back'),
      };
    case 'hotfix':
      return {
        name: t('Hotfix'),
        detail: t('New code under stress: slow and risky. Only if nothing else works.'),
        tradeoff: t('slow and risky: new code under stress'),
      };
  }
}

async function askOption({ drafts }: Kit, choices: readonly Choice<Option>[], state: Chosen): Promise<Answer<Chosen>> {
  const last = drafts.get(`${DRAFT}.option`);
  const typedDraft = `${DRAFT}.typed`;
  const option = await pickOne<Option>({
    title: t('Choose Mitigation'),
    placeholder: t('What will stop the impact? Pick the simplest, or type it. The cause can wait.'),
    choices,
    active: ({ key }) => key === last,
    value: drafts.get(typedDraft),
    onType: (text) => drafts.keep(typedDraft, text),
    typed: (text) => ({
      label: label(text),
      description: t('as typed'),
      value: { key: 'typed', text: text.trim() },
    }),
    position: { step: 1, total: 2 },
  });
  if (option === undefined || typeof option === 'symbol') return option;
  drafts.keep(`${DRAFT}.option`, option.key);
  return { ...state, option };
}

/** A rollback or a restart may wipe what the review would need. */
async function askEvidence(kit: Kit, incident: Incident, state: Chosen): Promise<Answer<Chosen>> {
  const pieces = evidenceOf(incident).length;
  const answer = await pickOne<Evidence | 'first'>({
    title: t('Choose Mitigation: Evidence'),
    placeholder: t('Evidence saved? This may wipe logs, memory and state you need later.'),
    choices: [
      {
        icon: 'pass',
        label: t('Yes, saved'),
        description: pieces === 1 ? t('1 piece in the record') : t('{0} pieces in the record', pieces),
        value: 'kept',
      },
      {
        icon: 'pinned',
        label: t('Save it first'),
        description: t('the selection in the editor or terminal'),
        value: 'first',
      },
      { icon: 'circle-slash', label: t('Nothing to save'), value: 'none' },
    ],
    position: { step: 2, total: 2 },
  });
  if (answer === undefined || typeof answer === 'symbol') return answer;
  if (answer !== 'first') return { ...state, evidence: answer };
  await run('incident.addEvidence');
  const after = kit.store.state.incidents.get(incident.id);
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
  if (evidence === 'none') return { text: t('No evidence to save') };
  const kept = evidenceOf(incident);
  const newest = kept.at(-1);
  if (newest === undefined) return { text: t('Evidence saved outside this record') };
  const places = kept.slice(-NAMED).map(({ data }) => sourceSentence(data.source, t));
  const named = kept.length > NAMED ? t('{0} and {1} more', places.join(', '), kept.length - NAMED) : places.join(', ');
  return { text: t('Evidence saved: {0}', named), entry: newest.id };
}
