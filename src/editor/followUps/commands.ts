import * as vscode from 'vscode';
import { textOf } from '../../domain/amend';
import { dayOf } from '../../domain/days';
import { FOLLOW_UP_KINDS, type EvidenceSource } from '../../domain/events';
import { inOrderOfUse, isOverdue } from '../../domain/followUps';
import type { FollowUp, Incident } from '../../domain/incident';
import { shortened } from '../../reports/plain';
import { entrySentence, sourceSentence } from '../../reports/sentences';
import { Refusal } from '../kit/failures';
import { dayName, dueSentence, kindWord } from './words';
import { askLine, type Line } from '../kit/prompts/line';
import { pickOne } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { selectedInEditor } from '../kit/selection';
import { confirm, label } from '../kit/words';
import { askChange, readDay, type FollowUpChanges } from './prompts';
import { onIncident, type CommandMap } from '../kit/commands';
import { lineFrom, part, subjectOf, textPart } from '../kit/arguments';
import { perform, type Kit } from '../kit/kit';
import { inform } from '../kit/notices';
import * as operations from '../../app/operations/followUps';

const { t } = vscode.l10n;
/** What is longer would fill the prompt; it stays readable in the entry. Characters. */
const VALUE_LENGTH = 200;

export function followUpCommands(kit: Kit): CommandMap<'incident.addFollowUp' | 'incident.editFollowUp'> {
  return {
    'incident.addFollowUp': onIncident((incident, argument) => addFollowUp(kit, incident, argument)),
    'incident.editFollowUp': onIncident((incident, argument) => editFollowUp(kit, incident, argument)),
  };
}

/** What a follow-up comes from. */
interface Origin {
  /** Where its text is kept until it is recorded. */
  readonly draft: string;
  readonly prompt: string;
  readonly value?: string;
  readonly source?: EvidenceSource;
  readonly entry?: string;
}

/** Gives the id of the new follow-up. */
async function addFollowUp(kit: Kit, incident: Incident, argument: unknown): Promise<string | undefined> {
  const changes = changesFrom(argument, kit.now());
  const origin = await originOf(kit, incident, argument);
  return record(kit, incident, origin, lineFrom(argument, 'text', kit.now()), changes);
}

async function record(
  kit: Kit,
  { id }: Incident,
  { draft, prompt, value, source, entry }: Origin,
  given: Line | undefined,
  changes: FollowUpChanges,
): Promise<string | undefined> {
  const line =
    given ??
    (await askLine(kit, {
      title: t('Add Follow-Up'),
      prompt,
      placeholder: t('alert on the share of failed pulls'),
      draft,
      ...(value !== undefined && { value }),
    }));
  if (line === undefined || line === BACK) return undefined;
  const { followUp: added } = await perform(kit, operations.addFollowUp, {
    incident: id,
    text: line.text,
    source,
    entry,
    ...changes,
    occurredAt: line.at,
  });
  kit.drafts.clear(draft);
  confirm(t('Follow-up kept: {0}', label(line.text)));
  return added;
}

/** The row of an entry, an entry that is named, what is selected in the editor, or nothing in particular. */
async function originOf(kit: Kit, incident: Incident, argument: unknown): Promise<Origin> {
  const subject = subjectOf(argument);
  const entry = subject?.kind === 'entry' ? subject.id : textPart(argument, 'entry');
  if (entry !== undefined) return entryOrigin(incident, entry);
  // The editor's menu passes the file; the palette passes nothing.
  const mayBeSelected = argument instanceof vscode.Uri || argument === undefined;
  const selected = mayBeSelected ? await selectedInEditor(kit.codeOf) : undefined;
  if (selected === undefined) return plainOrigin();
  const { source } = selected;
  return {
    ...plainOrigin(),
    prompt: t('What should be done afterwards about {0}? The place is kept.', sourceSentence(source, t)),
    source,
  };
}

function plainOrigin(): Origin {
  const prompt = t('What should be done afterwards, so that the next one is shorter or does not come?');
  return { draft: 'addFollowUp.plain', prompt };
}

function entryOrigin(incident: Incident, id: string): Origin {
  const entry = incident.entries.find((each) => each.id === id);
  if (entry === undefined) throw new Refusal(t('There is no entry “{0}”.', id));
  const { event } = entry;
  const sentence = entrySentence(entry, incident, t);
  const text = textOf(event) ?? '';
  return {
    draft: `addFollowUp.${id}`,
    prompt: t('What should be done afterwards about “{0}”?', shortened(sentence, VALUE_LENGTH)),
    value: shortened(text === '' ? sentence : text, VALUE_LENGTH),
    entry: id,
    ...(event.type === 'evidence.added' && { source: event.data.source }),
  };
}

async function editFollowUp(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const given = changesFrom(argument, kit.now());
  const followUp = await chooseFollowUp(kit, incident, argument);
  if (followUp === undefined) return;
  const changes = Object.keys(given).length > 0 ? given : await askChange(kit, incident, followUp);
  if (changes !== undefined) await changeFollowUp(kit, incident, followUp, changes);
}

async function chooseFollowUp(kit: Kit, incident: Incident, argument: unknown): Promise<FollowUp | undefined> {
  const { followUps } = incident;
  const subject = subjectOf(argument);
  const id = subject?.kind === 'followUp' ? subject.id : textPart(argument, 'followUp');
  if (id !== undefined) {
    const named = followUps.find((each) => each.id === id);
    if (named === undefined) throw new Refusal(t('There is no such follow-up any more.'));
    return named;
  }
  if (followUps.length === 0) {
    void inform(t('There is no follow-up yet. Add Follow-Up makes one.'));
    return undefined;
  }
  const now = kit.now();
  const answer = await pickOne({
    title: t('Edit Follow-Up'),
    placeholder: t('Which one?'),
    choices: inOrderOfUse(followUps).map((each) => ({
      icon: isOverdue(each, dayOf(now)) ? 'warning' : each.done === undefined ? 'circle-large-outline' : 'pass-filled',
      label: label(shortened(each.text, 100)),
      description: label(
        [
          each.done === undefined ? dueSentence(each, now) : t('done'),
          each.owner,
          each.kind === undefined ? undefined : kindWord(each.kind),
        ]
          .filter((fact) => fact !== undefined)
          .join(' · '),
      ),
      value: each,
    })),
  });
  return answer === BACK ? undefined : answer;
}

/** Records what differs from what is so already. */
export async function changeFollowUp(
  kit: Kit,
  { id }: Incident,
  followUp: FollowUp,
  changes: FollowUpChanges,
): Promise<void> {
  await perform(kit, operations.changeFollowUp, { incident: id, followUp: followUp.id, ...changes });
  kit.drafts.clear(`editFollowUp.${followUp.id}`);
  confirm(changeSentence(followUp, changes, kit.now()));
}

function changeSentence({ text }: FollowUp, { due, done }: FollowUpChanges, now: number): string {
  const named = label(shortened(text, 60));
  const today = dayOf(now);
  if (done !== undefined) return done ? t('Done: {0}', named) : t('Open again: {0}', named);
  if (due === undefined || due === null) return t('Kept: {0}', named);
  return due < today
    ? t('Due {0}, which is past already: {1}', dayName(due, today), named)
    : t('Due {0}: {1}', dayName(due, today), named);
}

/** What an argument says of a follow-up; null takes a part away. Throws Refusal. */
function changesFrom(argument: unknown, now: number): FollowUpChanges {
  const [due, kind, done] = [part(argument, 'due'), part(argument, 'kind'), part(argument, 'done')];
  const owner = part(argument, 'owner') === null ? null : textPart(argument, 'owner');
  const knownKind = kind === null ? null : FOLLOW_UP_KINDS.find((each) => each === kind);
  if (kind !== undefined && knownKind === undefined) {
    throw new Refusal(t('The argument “{0}” must be one of: {1}.', 'kind', FOLLOW_UP_KINDS.join(', ')));
  }
  if (done !== undefined && typeof done !== 'boolean') {
    throw new Refusal(t('The argument “{0}” must be true or false.', 'done'));
  }
  return {
    ...(owner !== undefined && { owner }),
    ...(due !== undefined && { due: due === null ? null : readDay(textPart(argument, 'due') ?? '', now) }),
    ...(knownKind !== undefined && { kind: knownKind }),
    ...(done !== undefined && { done }),
  };
}
