import * as vscode from 'vscode';
import { isRetractable, textOf } from '../../domain/amend';
import { HIDDEN_AT_FIRST, kindOf, type EntryKind } from '../../domain/entries';
import type { Entry, Incident } from '../../domain/incident';
import { oneLine, plainText, shortened } from '../../reports/plain';
import { codeSentence, entrySentence, writerName } from '../../reports/sentences';
import { clockOrDay } from '../kit/dates';
import { Node } from '../kit/node';
import { timeOfDay } from '../kit/words';

const { t } = vscode.l10n;
const TOOLTIP_LENGTH = 4000;

/** The rows of the view: a pure function of the incident. */
export function timelineNodes(
  incident: Incident,
  hidden: ReadonlySet<EntryKind>,
  most: number,
  now: number,
  isNew: (entry: string) => boolean = () => false,
  originOf: (entry: Entry) => string | undefined = () => undefined,
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
    .map((entry) => entryNode(entry, incident, now, { isNew: isNew(entry.id), origin: originOf(entry) }));
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

/** What sharing knows of an entry. */
interface Sharing {
  readonly isNew: boolean;
  readonly origin: string | undefined;
}

function entryNode(entry: Entry, incident: Incident, now: number, { isNew, origin }: Sharing): Node {
  const { event, retraction } = entry;
  const sentence = oneLine(entrySentence(entry, incident, t));
  const text = retraction === undefined ? sentence : t('(retracted) {0}', sentence);
  const amendable = event.type !== 'newer' && retraction === undefined;
  const time = timeOfDay(entry.at, now);
  return new Node({
    id: `entry/${entry.id}`,
    // The time leads: it is what must still be read where a narrow side bar cuts the rest.
    label: `${clockOrDay(entry.at, now)} ${shortened(text, 200)}`,
    description: isNew ? t('new · {0}', oneLine(writerName(event, t))) : oneLine(writerName(event, t)),
    tooltip: tooltip(entry, text, time, origin),
    icon: new vscode.ThemeIcon(iconOf(entry)),
    context: [
      'entry',
      ...(amendable ? ['amendable'] : []),
      ...(amendable && isRetractable(event) ? ['retractable'] : []),
    ].join('.'),
    subject: { kind: 'entry', id: entry.id },
    spoken: isNew
      ? t('New: {0}, {1}, by {2}', text, time, writerName(event, t))
      : t('{0}, {1}, by {2}', text, time, writerName(event, t)),
  });
}

/** Everything an entry holds. What people typed is appended as text, so no Markdown in it counts. */
function tooltip(
  { event, dated, recordedAt, at, amendments, retraction }: Entry,
  text: string,
  time: string,
  origin: string | undefined,
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
  if (origin !== undefined) line(origin);
  if (dated) line(t('Recorded {0}', timeOfDay(recordedAt, at)));
  for (const code of event.code ?? []) line(t('Code: {0}', codeSentence(code, t)));
  for (const { by, at: amendedAt, before } of amendments) {
    const was = textOf(before) ?? timeOfDay(Date.parse(before.occurredAt ?? before.recordedAt), amendedAt);
    line(t('Amended by {0}, {1}; before: {2}', by.name, timeOfDay(amendedAt, at), was));
  }
  if (retraction !== undefined)
    line(t('Retracted by {0}: {1}', retraction.by.name, retraction.why ?? t('no reason given')));
  return markdown;
}
