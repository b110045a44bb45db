import * as vscode from 'vscode';
import { isRetractable, textOf } from '../../domain/amend';
import { HIDDEN_AT_FIRST, kindOf, type EntryKind } from '../../domain/entries';
import type { Entry, Incident } from '../../domain/incident';
import { oneLine, plainText, shortened } from '../../reports/plain';
import { copiedSentence } from '../../reports/mergedWords';
import { codeSentence, entrySentence, writerName } from '../../reports/sentences';
import { clockOrDay } from '../kit/dates';
import type { Origin } from '../kit/feature';
import { Node } from '../kit/node';
import { timeOfDay } from '../kit/words';

const { t } = vscode.l10n;
const TOOLTIP_LENGTH = 4000;

/** What other features know of an entry. */
export interface EntryMarks {
  readonly isNew: (entry: string) => boolean;
  /** Where it went, in a few words. */
  readonly wentTo: (entry: string) => string | undefined;
  /** What is to be said of where it came from. */
  readonly originOf: (entry: Entry) => Origin | undefined;
}

const NO_MARKS: EntryMarks = { isNew: () => false, wentTo: () => undefined, originOf: () => undefined };

/** The rows of the view: a pure function of the incident. */
export function timelineNodes(
  incident: Incident,
  hidden: ReadonlySet<EntryKind>,
  most: number,
  now: number,
  marks: EntryMarks = NO_MARKS,
): readonly Node[] {
  const shown = incident.entries.filter(({ event }) => !hidden.has(kindOf(event)));
  // What is hidden from the first is not missed.
  const missed = incident.entries.filter(({ event }) => {
    const kind = kindOf(event);
    return hidden.has(kind) && !HIDDEN_AT_FIRST.includes(kind);
  }).length;
  const rows = shown
    .slice(-most)
    .reverse()
    .map((entry) => entryNode(entry, incident, now, marks));
  return [...rows, ...closingRow(missed, shown.length, most)];
}

function closingRow(hidden: number, shown: number, most: number): readonly Node[] {
  if (shown > most) {
    return [
      new Node({
        id: 'more',
        label: t('Show earlier entries ({0})', shown - most),
        icon: new vscode.ThemeIcon('ellipsis'),
        command: { command: 'incident.showEarlierEntries', title: t('Show Earlier Entries') },
      }),
    ];
  }
  if (hidden === 0) return [];
  return [
    new Node({
      id: 'hidden',
      label: t('{0} hidden by the filter', hidden),
      icon: new vscode.ThemeIcon('filter'),
      command: { command: 'incident.filterTimeline', title: t('Filter Timeline') },
    }),
  ];
}

const ICONS: Readonly<Record<EntryKind, string>> = {
  lifecycle: 'flame',
  action: 'play-circle',
  decision: 'law',
  note: 'note',
  evidence: 'pinned',
  change: 'git-commit',
  hypothesis: 'lightbulb',
  impact: 'graph',
  update: 'megaphone',
  role: 'person',
  help: 'question',
  followUp: 'tasklist',
  facts: 'edit',
  stage: 'milestone',
  checklist: 'checklist',
  newer: 'unverified',
};

function iconOf({ event, retraction }: Entry): string {
  if (retraction !== undefined) return 'discard';
  if (event.type === 'action.finished') {
    return { done: 'pass', failed: 'error', abandoned: 'circle-slash' }[event.data.outcome];
  }
  if (event.type === 'incident.resolved') return 'pass-filled';
  if (event.type === 'incident.closed') return 'archive';
  return ICONS[kindOf(event)];
}

function entryNode(entry: Entry, incident: Incident, now: number, marks: EntryMarks): Node {
  const { event, retraction } = entry;
  const [isNew, where, origin] = [marks.isNew(entry.id), marks.wentTo(entry.id), marks.originOf(entry)];
  const name = oneLine(writerName(event, t));
  const who = origin?.isUnverified === true ? t('unverified: {0}', name) : name;
  const sentence = oneLine(entrySentence(entry, incident, t));
  const text = retraction === undefined ? sentence : t('(retracted) {0}', sentence);
  const amendable = event.type !== 'newer' && retraction === undefined;
  const time = timeOfDay(entry.at, now);
  return new Node({
    id: `entry/${entry.id}`,
    // The time leads: it is what must still be read where a narrow side bar cuts the rest.
    // So does the dot of a new entry: the word for it comes last, and is cut off first.
    label: `${clockOrDay(entry.at, now)} ${isNew ? '● ' : ''}${shortened(text, 200)}`,
    description: [isNew ? t('new · {0}', who) : who, ...(where === undefined ? [] : [oneLine(where)])].join(' · '),
    tooltip: tooltip(entry, incident, text, time, [origin?.words, where]),
    // Where the name is cut off, the icon still says that it proves nothing.
    icon:
      origin?.isUnverified === true
        ? new vscode.ThemeIcon('unverified', new vscode.ThemeColor('list.warningForeground'))
        : new vscode.ThemeIcon(iconOf(entry)),
    context: [
      'entry',
      ...(amendable ? ['amendable'] : []),
      ...(amendable && isRetractable(event) ? ['retractable'] : []),
    ].join('.'),
    subject: { kind: 'entry', id: entry.id },
    spoken: isNew ? t('New: {0}, {1}, by {2}', text, time, who) : t('{0}, {1}, by {2}', text, time, who),
  });
}

/** Everything an entry holds. What people typed is appended as text, so no Markdown in it counts. */
function tooltip(
  { event, dated, recordedAt, at, amendments, retraction }: Entry,
  incident: Incident,
  text: string,
  time: string,
  facts: readonly (string | undefined)[],
): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  const line = (content: string) => markdown.appendText(shortened(content, TOOLTIP_LENGTH)).appendMarkdown('\n\n');
  line(text);
  if (event.type === 'decision.logged') {
    for (const { text: known } of event.data.information) line(t('Known: {0}', known));
    line(t('Tradeoff: {0}', event.data.tradeoff ?? t('none')));
  }
  if (event.type === 'evidence.added')
    markdown.appendCodeblock(plainText(event.data.text).slice(0, TOOLTIP_LENGTH), 'text');
  line(`${time} · ${writerName(event, t)}`);
  for (const fact of facts) if (fact !== undefined) line(fact);
  const copied = copiedSentence(event, incident, t);
  if (copied !== undefined) line(copied);
  else if (dated) line(t('Recorded {0}', timeOfDay(recordedAt, at)));
  for (const code of event.code ?? []) line(t('Code: {0}', codeSentence(code, t)));
  for (const { by, at: amendedAt, before } of amendments) {
    const was = textOf(before) ?? timeOfDay(Date.parse(before.occurredAt ?? before.recordedAt), amendedAt);
    line(t('Amended by {0}, {1}; before: {2}', by.name, timeOfDay(amendedAt, at), was));
  }
  if (retraction !== undefined)
    line(t('Retracted by {0}: {1}', retraction.by.name, retraction.why ?? t('no reason given')));
  return markdown;
}
