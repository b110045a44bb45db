import * as vscode from 'vscode';
import type { Kit } from '../kit/kit';
import { isRetractable, textOf } from '../../domain/amend';
import { ENTRY_KINDS, kindOf, SYSTEM_KINDS, type EntryKind } from '../../domain/entries';
import type { Entry, Incident } from '../../domain/incident';
import { oneLine, plainText, shortened } from '../../reports/plain';
import { codeSentence, entrySentence } from '../../reports/sentences';
import { formatShort } from '../../reports/times';
import { timeOfDay } from '../kit/words';
import { Node, NodeTree } from '../kit/node';

const { t } = vscode.l10n;

/** How many entries are drawn at first, and more at every asking: a tree of 100,000 rows would not open at once. */
const PAGE = 500;
const HIDDEN_KEY = 'timeline.hidden';
const TOOLTIP_LENGTH = 4000;

/** The view "Timeline": what happened, the newest first. */
export class TimelineView implements vscode.Disposable {
  private readonly tree: NodeTree;
  private readonly view: vscode.TreeView<Node>;
  private most = PAGE;
  private readonly memento: vscode.Memento;

  constructor({ store, now, memory }: Kit) {
    this.memento = memory;
    this.tree = new NodeTree(async () => {
      await store.load();
      const { shown } = store.state;
      return shown === undefined ? [] : timelineNodes(shown, this.hidden(), this.most, now());
    });
    this.view = vscode.window.createTreeView('incident.timeline', { treeDataProvider: this.tree });
    this.describe();
  }

  refresh(): void {
    this.tree.refresh();
  }

  showMore(): void {
    this.most += PAGE;
    this.refresh();
  }

  shows(kind: EntryKind): boolean {
    return !this.hidden().has(kind);
  }

  showOnly(kinds: readonly EntryKind[]): void {
    this.hide(ENTRY_KINDS.filter((kind) => !kinds.includes(kind)));
  }

  toggleSystemEntries(): void {
    const hidden = this.hidden();
    const areHidden = SYSTEM_KINDS.every((kind) => hidden.has(kind));
    const others = [...hidden].filter((kind) => !SYSTEM_KINDS.includes(kind));
    this.hide(areHidden ? others : [...others, ...SYSTEM_KINDS]);
  }

  dispose(): void {
    this.view.dispose();
    this.tree.dispose();
  }

  private hidden(): ReadonlySet<EntryKind> {
    return new Set(this.memento.get<EntryKind[]>(HIDDEN_KEY, []));
  }

  private hide(kinds: readonly EntryKind[]): void {
    void this.memento.update(HIDDEN_KEY, kinds);
    this.describe();
    this.refresh();
  }

  private describe(): void {
    const { size } = this.hidden();
    this.view.description = size === 0 ? '' : t('filtered');
  }
}

/** The rows of the view: a pure function of the incident. */
export function timelineNodes(
  incident: Incident,
  hidden: ReadonlySet<EntryKind>,
  most: number,
  now: number,
): readonly Node[] {
  const shown = incident.entries.filter(({ event }) => !hidden.has(kindOf(event)));
  const rows = shown
    .slice(-most)
    .reverse()
    .map((entry) => entryNode(entry, incident, now));
  return [...rows, ...closingRow(incident, shown.length, most)];
}

function closingRow(incident: Incident, shown: number, most: number): readonly Node[] {
  const hidden = incident.entries.length - shown;
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

function entryNode(entry: Entry, incident: Incident, now: number): Node {
  const { event, retraction } = entry;
  const sentence = oneLine(entrySentence(entry, incident, t));
  const text = retraction === undefined ? sentence : t('(retracted) {0}', sentence);
  const amendable = event.type !== 'newer' && retraction === undefined;
  const time = timeOfDay(entry.at, now);
  return new Node({
    id: `entry/${entry.id}`,
    // The time leads: it is what must still be read where a narrow side bar cuts the rest.
    label: `${formatShort(entry.at, now)} ${shortened(text, 200)}`,
    description: oneLine(event.author.name),
    tooltip: tooltip(entry, text, time),
    icon: new vscode.ThemeIcon(iconOf(entry)),
    context: [
      'entry',
      ...(amendable ? ['amendable'] : []),
      ...(amendable && isRetractable(event) ? ['retractable'] : []),
    ].join('.'),
    subject: { kind: 'entry', id: entry.id },
    spoken: t('{0}, {1}, by {2}', text, time, event.author.name),
  });
}

/** Everything an entry holds. What people typed is appended as text, so no Markdown in it counts. */
function tooltip(
  { event, dated, recordedAt, at, amendments, retraction }: Entry,
  text: string,
  time: string,
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
  line(`${time} · ${event.author.name}`);
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
