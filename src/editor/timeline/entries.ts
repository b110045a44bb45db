import * as vscode from 'vscode';
import { hasText, isRetractable, textOf } from '../../domain/amend';
import { ENTRY_KINDS, type EntryKind } from '../../domain/entries';
import type { RecordedEvent } from '../../domain/events';
import type { Entry, Incident } from '../../domain/incident';
import { shortened } from '../../reports/plain';
import { entrySentence } from '../../reports/sentences';
import { Refusal } from '../kit/failures';
import { askLine } from '../kit/prompts/line';
import { pickMany, pickOne } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { showDocument } from '../kit/incidentDocuments';
import type { TimelineView } from './view';
import { confirm, kindName, label, timeOfDay } from '../kit/words';
import { onIncident, type CommandMap } from '../kit/commands';
import { textPart } from '../kit/arguments';
import { part, subjectOf } from '../kit/subject';
import { perform, type Kit } from '../kit/kit';
import { amendEntry, retractEntry } from '../../app/operations/log';

const { t } = vscode.l10n;

export function entryCommands(
  kit: Kit,
  view: TimelineView,
): CommandMap<
  | 'incident.openTimeline'
  | 'incident.amendEntry'
  | 'incident.retractEntry'
  | 'incident.filterTimeline'
  | 'incident.toggleSystemEntries'
  | 'incident.showEarlierEntries'
> {
  return {
    'incident.openTimeline': onIncident((incident) => showDocument(incident, 'timeline')),
    'incident.amendEntry': onIncident((incident, argument) => amend(kit, incident, argument)),
    'incident.retractEntry': onIncident((incident, argument) => retract(kit, incident, argument)),
    'incident.filterTimeline': () => filter(view),
    'incident.toggleSystemEntries': () => {
      view.toggleSystemEntries();
      return Promise.resolve();
    },
    'incident.showEarlierEntries': () => {
      view.showMore();
      return Promise.resolve();
    },
  };
}

/** The entry that a command was called on, or that is picked among those that `fits`. */
async function chooseEntry(
  kit: Kit,
  incident: Incident,
  argument: unknown,
  title: string,
  fits: (event: RecordedEvent) => boolean,
): Promise<Entry | undefined> {
  const subject = subjectOf(argument);
  const isEntry = subject?.kind === 'entry' || subject?.kind === 'action' || subject?.kind === 'followUp';
  const id = isEntry ? subject.id : part(argument, 'entry');
  const candidates = incident.entries.filter((entry) => entry.retraction === undefined && fits(entry.event));
  if (id !== undefined) {
    const named = candidates.find((entry) => entry.id === id);
    if (named === undefined) throw new Refusal(t('This entry can’t be changed, or was already retracted.'));
    return named;
  }
  const now = kit.now();
  const answer = await pickOne({
    title,
    placeholder: t('Which entry? The original stays in the record.'),
    choices: [...candidates].reverse().map((entry) => ({
      label: label(shortened(entrySentence(entry, incident, t), 100)),
      description: `${timeOfDay(entry.at, now)} · ${label(entry.event.author.name)}`,
      value: entry,
    })),
  });
  return answer === BACK ? undefined : answer;
}

async function amend(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const title = t('Amend Entry');
  const entry = await chooseEntry(kit, incident, argument, title, (event) => event.type !== 'newer');
  if (entry === undefined) return;
  const draft = `amend.${entry.id}`;
  const changes = await askChanges(kit, entry, argument, title, draft);
  if (changes === undefined || Object.keys(changes).length === 0) return;
  await perform(kit, amendEntry, { incident: incident.id, entry: entry.id, ...changes });
  kit.drafts.clear(draft);
  confirm(t('Entry amended; the original stays in the record'));
}

interface Changes {
  readonly text?: string;
  readonly tradeoff?: string | null;
  readonly occurredAt?: number;
}

async function askChanges(
  kit: Kit,
  entry: Entry,
  argument: unknown,
  title: string,
  draft: string,
): Promise<Changes | undefined> {
  const before = textOf(entry.event);
  const given = textPart(argument, 'text');
  if (given !== undefined) return given === before ? {} : { text: given };
  const worded = hasText(entry.event);
  const line = await askLine(kit, {
    title,
    prompt: worded
      ? t('What should it say? A time in front changes when it happened.')
      : t('When did it happen? Only the time can be changed here.'),
    placeholder: worded ? '' : '14:05',
    value: before ?? '',
    draft: `${draft}.text`,
    optional: !worded || entry.event.type === 'action.finished',
    check: (typed) => (worded || typed.text === '' ? undefined : t('Enter only a time, such as 14:05 or 10m ago.')),
  });
  if (line === undefined || line === BACK) return undefined;
  const changes: Changes = {
    ...(worded && line.text !== before && { text: line.text }),
    ...(line.at !== undefined && line.at !== entry.at && { occurredAt: line.at }),
  };
  if (entry.event.type !== 'decision.logged') return changes;
  const tradeoff = await askTradeoff(kit, entry.event.data.tradeoff, title, `${draft}.tradeoff`);
  if (tradeoff === undefined) return undefined;
  return tradeoff === entry.event.data.tradeoff ? changes : { ...changes, tradeoff };
}

async function askTradeoff(
  kit: Kit,
  before: string | null,
  title: string,
  draft: string,
): Promise<string | null | undefined> {
  const answer = await pickOne<string | null>({
    title,
    placeholder: t('The tradeoff: keep it, or type a new one'),
    choices: [
      ...(before === null ? [] : [{ label: label(before), description: t('unchanged'), value: before }]),
      { label: t('No tradeoff'), ...(before === null && { description: t('unchanged') }), value: null },
    ],
    value: kit.drafts.get(draft),
    onType: (text) => kit.drafts.keep(draft, text),
    typed: (text) => ({ label: label(text), description: t('as typed'), value: text.trim() }),
  });
  return answer === BACK ? undefined : answer;
}

async function retract(kit: Kit, incident: Incident, argument: unknown): Promise<undefined> {
  const title = t('Retract Entry');
  const entry = await chooseEntry(kit, incident, argument, title, isRetractable);
  if (entry === undefined) return;
  const draft = `retract.${entry.id}`;
  const given = textPart(argument, 'why');
  const line =
    given === undefined
      ? await askLine(kit, {
          title,
          prompt: t('Why retract it? (optional)'),
          placeholder: shortened(entrySentence(entry, incident, t), 60),
          draft,
          optional: true,
        })
      : { text: given, typed: given };
  if (line === undefined || line === BACK) return;
  const why = line.text === '' ? undefined : line.text;
  await perform(kit, retractEntry, { incident: incident.id, entry: entry.id, why });
  kit.drafts.clear(draft);
  confirm(t('Entry retracted; the original stays in the record'));
}

async function filter(view: TimelineView): Promise<undefined> {
  const kinds = await pickMany<EntryKind>({
    title: t('Filter Timeline'),
    placeholder: t('Which entries should the timeline show?'),
    choices: ENTRY_KINDS.map((kind) => ({ label: kindName(kind), value: kind })),
    picked: (kind) => view.shows(kind),
  });
  if (kinds !== undefined && kinds !== BACK) view.showOnly(kinds);
}
