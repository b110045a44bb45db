import * as vscode from 'vscode';
import { textOf } from '../../domain/amend';
import { dayOf } from '../../domain/days';
import { FOLLOW_UP_KINDS, type EventData, type EvidenceSource } from '../../domain/events';
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
import type { CommandMap } from '../kit/commands';
import { dated, lineFrom, part, shownIncident, subjectOf, textPart, type Tools } from '../kit/arguments';
import { inform } from '../kit/notices';

const { t } = vscode.l10n;
/** What is longer would fill the prompt; it stays readable in the entry. Characters. */
const VALUE_LENGTH = 200;

export function followUpCommands(tools: Tools): CommandMap<'incident.addFollowUp' | 'incident.editFollowUp'> {
  return {
    'incident.addFollowUp': (argument) => addFollowUp(tools, argument),
    'incident.editFollowUp': (argument) => editFollowUp(tools, argument),
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
async function addFollowUp(tools: Tools, argument: unknown): Promise<string | undefined> {
  const incident = await shownIncident(tools);
  if (incident === undefined) return undefined;
  const changes = changesFrom(argument, tools.now());
  const origin = await originOf(tools, incident, argument);
  return record(tools, incident, origin, lineFrom(argument, 'text', tools.now()), changes);
}

/** Asks for a follow-up that comes from nothing in particular; gives its id, undefined after Escape. */
export function askFollowUp(tools: Tools, incident: Incident): Promise<string | undefined> {
  return record(tools, incident, plainOrigin(), undefined, {});
}

async function record(
  tools: Tools,
  { id, followUps }: Incident,
  { draft, prompt, value, source, entry }: Origin,
  given: Line | undefined,
  changes: FollowUpChanges,
): Promise<string | undefined> {
  const line =
    given ??
    (await askLine(tools, {
      title: t('Add Follow-Up'),
      prompt,
      placeholder: t('alert on the share of failed pulls'),
      draft,
      ...(value !== undefined && { value }),
    }));
  if (line === undefined || line === BACK) return undefined;
  const data = { text: line.text, ...(source !== undefined && { source }), ...(entry !== undefined && { entry }) };
  const known = new Set((tools.store.state.incidents.get(id)?.followUps ?? followUps).map((each) => each.id));
  const after = await tools.store.add(id, dated({ type: 'followUp.added', data }, line));
  tools.drafts.clear(draft);
  const added = after.followUps.findLast((each) => each.text === line.text && !known.has(each.id))?.id;
  if (added !== undefined && Object.keys(changes).length > 0) {
    await tools.store.add(id, { type: 'followUp.changed', data: { followUp: added, ...changes } });
  }
  confirm(t('Follow-up kept: {0}', label(line.text)));
  return added;
}

/** The row of an entry, an entry that is named, what is selected in the editor, or nothing in particular. */
async function originOf(tools: Tools, incident: Incident, argument: unknown): Promise<Origin> {
  const subject = subjectOf(argument);
  const entry = subject?.kind === 'entry' ? subject.id : textPart(argument, 'entry');
  if (entry !== undefined) return entryOrigin(incident, entry);
  // The editor's menu passes the file; the palette passes nothing.
  const mayBeSelected = argument instanceof vscode.Uri || argument === undefined;
  const selected = mayBeSelected ? await selectedInEditor(tools.codeOf) : undefined;
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

async function editFollowUp(tools: Tools, argument: unknown): Promise<undefined> {
  const incident = await shownIncident(tools);
  if (incident === undefined) return;
  const given = changesFrom(argument, tools.now());
  const followUp = await chooseFollowUp(tools, incident, argument);
  if (followUp === undefined) return;
  const changes = Object.keys(given).length > 0 ? given : await askChange(tools, incident, followUp);
  if (changes !== undefined) await changeFollowUp(tools, incident, followUp, changes);
}

async function chooseFollowUp(tools: Tools, incident: Incident, argument: unknown): Promise<FollowUp | undefined> {
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
  const now = tools.now();
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
  tools: Pick<Tools, 'store' | 'drafts' | 'now'>,
  { id }: Incident,
  followUp: FollowUp,
  changes: FollowUpChanges,
): Promise<void> {
  const { owner = null, due = null, kind = null, done } = followUp;
  const data: EventData['followUp.changed'] = {
    followUp: followUp.id,
    ...(changes.owner !== undefined && changes.owner !== owner && { owner: changes.owner }),
    ...(changes.due !== undefined && changes.due !== due && { due: changes.due }),
    ...(changes.kind !== undefined && changes.kind !== kind && { kind: changes.kind }),
    ...(changes.done !== undefined && changes.done !== (done !== undefined) && { done: changes.done }),
  };
  if (Object.keys(data).length > 1) await tools.store.add(id, { type: 'followUp.changed', data });
  tools.drafts.clear(`editFollowUp.${followUp.id}`);
  confirm(changeSentence(followUp, data, tools.now()));
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
