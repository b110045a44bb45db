import * as v from 'valibot';
import * as vscode from 'vscode';
import { textOf } from '../../domain/amend';
import { dayOf } from '../../domain/days';
import { lastRecorded } from '../../domain/entries';
import { FOLLOW_UP_KINDS, type EvidenceSource } from '../../domain/events';
import { inOrderOfUse, isOverdue } from '../../domain/followUps';
import type { FollowUp, Incident } from '../../domain/incident';
import { shortened } from '../../reports/plain';
import { entrySentence, sourceSentence } from '../../reports/sentences';
import { Refusal } from '../kit/failures';
import { dayName, dueSentence, kindWord } from './words';
import { askLine, type Line } from '../kit/prompts/line';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK, type Answer } from '../kit/prompts/steps';
import { selectionInEditor } from '../kit/selection';
import { confirm, label } from '../kit/words';
import { askChange, readDay, type FollowUpChanges } from './prompts';
import { onIncident, type CommandMap } from '../kit/commands';
import { choicePart, lineFrom, readPart, textPart } from '../kit/arguments';
import { part, subjectOf } from '../kit/subject';
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
  /** What is selected, and would be linked unless the person refuses. */
  readonly place?: string;
  readonly source?: EvidenceSource | Promise<EvidenceSource>;
  readonly entry?: string;
}

/** Gives the id of the new follow-up. */
async function addFollowUp(kit: Kit, incident: Incident, argument: unknown): Promise<string | undefined> {
  const changes = changesFrom(argument, kit.now());
  const origin = originOf(kit, incident, argument);
  const { draft, entry } = origin;
  const line: Answer<FollowUpLine> = lineFrom(argument, 'text', kit.now()) ?? (await askText(kit, origin));
  if (line === undefined || line === BACK) return undefined;
  const { incident: after, followUp: added } = await perform(kit, operations.addFollowUp, {
    incident: incident.id,
    text: line.text,
    source: line.isDetached === true ? undefined : await origin.source,
    entry,
    ...changes,
    occurredAt: line.at,
  });
  kit.drafts.clear(draft);
  confirm(t('Follow-up added: {0}', label(lastRecorded(after, 'followUp.added')?.data.text ?? '')));
  return added;
}

/** A line, and whether the person did not want the selection with it. */
interface FollowUpLine extends Line {
  readonly isDetached?: boolean;
}

/** Asks for the words; where a selection would be linked, whether it is. */
async function askText(kit: Kit, { draft, prompt, value, place }: Origin): Promise<Answer<FollowUpLine>> {
  const title = t('Add Follow-Up');
  if (place === undefined) {
    return askLine(kit, {
      title,
      prompt,
      placeholder: t('alert on the share of failed pulls'),
      draft,
      ...(value !== undefined && { value }),
    });
  }
  const choice = (typed: string, description: string, isDetached: boolean): Choice<FollowUpLine> => {
    const text = typed.trim();
    return { label: label(text), description, value: { text, typed, isDetached } };
  };
  return pickOne<FollowUpLine>({
    title,
    placeholder: t('What should be done afterwards? Links to {0}, unless you choose otherwise', place),
    choices: [],
    value: kit.drafts.get(draft),
    onType: (text) => kit.drafts.keep(draft, text),
    search: (text) => [choice(text, t('links to {0}', label(place)), false), choice(text, t('without the link'), true)],
  });
}

/** The row of an entry, an entry that is named, what is selected in the editor, or nothing in particular. */
function originOf(kit: Kit, incident: Incident, argument: unknown): Origin {
  const subject = subjectOf(argument);
  const entry = subject?.kind === 'entry' ? subject.id : textPart(argument, 'entry');
  if (entry !== undefined) return entryOrigin(incident, entry);
  // The editor's menu passes the file; the palette passes nothing.
  const mayBeSelected = argument instanceof vscode.Uri || argument === undefined;
  const selected = mayBeSelected ? selectionInEditor(kit.codeOf) : undefined;
  if (selected === undefined) return plainOrigin();
  return { ...plainOrigin(), place: sourceSentence(selected.place, t), source: selected.source };
}

function plainOrigin(): Origin {
  const prompt = t('What would prevent or shorten the next one?');
  return { draft: 'addFollowUp.plain', prompt };
}

function entryOrigin(incident: Incident, id: string): Origin {
  const entry = incident.entries.find((each) => each.id === id);
  if (entry === undefined) throw new Refusal(t('No entry “{0}” in the record.', id));
  const { event } = entry;
  const sentence = entrySentence(entry, incident, t);
  const text = textOf(event) ?? '';
  return {
    draft: `addFollowUp.${id}`,
    prompt: t('Follow-up (links to “{0}”)', shortened(sentence, VALUE_LENGTH)),
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
    if (named === undefined) throw new Refusal(t('This follow-up no longer exists.'));
    return named;
  }
  if (followUps.length === 0) {
    void inform(t('No follow-ups yet. Add one first.'));
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
  if (done !== undefined) return done ? t('Done: {0}', named) : t('Reopened: {0}', named);
  if (due === undefined || due === null) return t('Updated: {0}', named);
  return due < today
    ? t('Due {0}, already past: {1}', dayName(due, today), named)
    : t('Due {0}: {1}', dayName(due, today), named);
}

/** What an argument says of a follow-up; null takes a part away. Throws Refusal. */
function changesFrom(argument: unknown, now: number): FollowUpChanges {
  const owner = part(argument, 'owner') === null ? null : textPart(argument, 'owner');
  const due = part(argument, 'due') === null ? null : textPart(argument, 'due');
  const kind = part(argument, 'kind') === null ? null : choicePart(argument, 'kind', FOLLOW_UP_KINDS);
  const done = readPart(argument, 'done', v.boolean());
  return {
    ...(owner !== undefined && { owner }),
    ...(due !== undefined && { due: due === null ? null : readDay(due, now) }),
    ...(kind !== undefined && { kind }),
    ...(done !== undefined && { done }),
  };
}
