import * as vscode from 'vscode';
import type { ChangeFinder, ChangesState } from '../../app/changeFinder';
import type { ListedChange } from '../../app/listing';
import type { MatchedTerm } from '../../changes/match';
import { oneLine, shortened } from '../../reports/plain';
import { changeKindName } from '../../reports/sentences';
import { briefTimes, firstReason, reasonSentence, tellingReasons, timesSentence, windowLength } from './words';
import { ago } from '../kit/words';
import { deployNodes, noticeNodes, sourceNodes, thirdPartyNodes } from './sourceNodes';
import { Node } from '../kit/node';

const { t } = vscode.l10n;
const HOUR = 3_600_000;
/** How many suspects stand out; the others are in the groups by time. */
const BEST = 5;
const MOST_ROWS = 500;
const MOST_REASONS = 4;
const MOST_FILES = 12;
const MOST_MERGED = 50;

/** Tells which words of the incident a change shares. */
type Words = Pick<ChangeFinder, 'matchedTerms'>;
type Draw = (listed: ListedChange, group: string) => Node;

/** The rows of the view: a pure function of what was found. */
export function changeNodes(state: ChangesState, words: Words, now: number): readonly Node[] {
  if (state.phase === 'idle') return [];
  const draw = (listed: ListedChange, group: string) => changeNode(listed, group, state, words);
  return [
    ...noticeNodes(state),
    ...suspectGroup(state, draw),
    ...deployNodes(state),
    ...timeGroups(state, draw),
    ...group('after', t('After the start'), 'history', state.after, draw),
    ...group('notDeployed', t('Not deployed'), 'circle-slash', state.notDeployed, draw),
    ...thirdPartyNodes(state, now),
    ...sourceNodes(state, now),
  ];
}

function suspectGroup(state: ChangesState, draw: Draw): readonly Node[] {
  const { suspects, hasIncident, phase } = state;
  if (suspects.length === 0) return nothingNode(state);
  if (!hasIncident) return [];
  const judged = suspects.filter(({ judgement }) => judgement?.verdict === 'suspect');
  const open = suspects.filter(({ judgement }) => judgement === undefined).slice(0, Math.max(0, BEST - judged.length));
  const best = [...judged, ...open];
  return [
    new Node({
      id: 'changes/suspects',
      label: t('Suspects'),
      description:
        phase === 'refining'
          ? t('reading diffs…')
          : best.length === 0
            ? t('all that landed is ruled out')
            : String(best.length),
      tooltip: t('The likeliest causes, with the reasons that can be checked.'),
      icon: new vscode.ThemeIcon('search'),
      expanded: true,
      children: best.map((listed) => draw(listed, 'suspects')),
    }),
  ];
}

/** Said only once it is known: of a repository that could be read to its end. */
function nothingNode({ phase, stopped, hours, hasIncident, repositories }: ChangesState): readonly Node[] {
  if (phase !== 'ready' || stopped === true || !repositories.some((outcome) => 'facts' in outcome)) return [];
  const length = windowLength(hours);
  return [
    new Node({
      id: 'changes/nothing',
      label: hasIncident ? t('Nothing landed in the {0} before', length) : t('Nothing landed in the last {0}', length),
      tooltip: t('Enter chooses a longer time.'),
      icon: new vscode.ThemeIcon('info'),
      command: { command: 'incident.setChangeWindow', title: t('Set Change Window') },
    }),
  ];
}

/** Groups by the time before the start, which stay in the order in which things landed. */
function timeGroups({ suspects, startedAt, hasIncident }: ChangesState, draw: Draw): readonly Node[] {
  type Bounds = readonly [id: string, before: string, ago: string, from: number, to: number];
  const bounds: readonly Bounds[] = [
    ['hour', t('Last hour before'), t('Last hour'), -Infinity, 1],
    ['hours', t('1 to 6 hours before'), t('1 to 6 hours ago'), 1, 6],
    ['day', t('6 to 24 hours before'), t('6 to 24 hours ago'), 6, 24],
    ['days', t('1 to 3 days before'), t('1 to 3 days ago'), 24, 72],
    ['week', t('3 to 7 days before'), t('3 to 7 days ago'), 72, 168],
    ['older', t('More than 7 days before'), t('More than 7 days ago'), 168, Infinity],
  ];
  return bounds.flatMap(([id, before, ago, from, to]) => {
    const within = suspects
      .filter(({ at }) => (startedAt - at) / HOUR >= from && (startedAt - at) / HOUR < to)
      .sort((a, b) => b.at - a.at);
    return group(id, hasIncident ? before : ago, 'clock', within, draw, !hasIncident);
  });
}

function group(
  id: string,
  name: string,
  icon: string,
  changes: readonly ListedChange[],
  draw: Draw,
  expanded = false,
): readonly Node[] {
  if (changes.length === 0) return [];
  const rows = changes.slice(0, MOST_ROWS).map((listed) => draw(listed, id));
  return [
    new Node({
      id: `changes/${id}`,
      label: name,
      description: String(changes.length),
      icon: new vscode.ThemeIcon(icon),
      expanded,
      children: changes.length > MOST_ROWS ? [...rows, moreNode(id, changes.length - MOST_ROWS)] : rows,
    }),
  ];
}

function moreNode(groupId: string, count: number): Node {
  return new Node({
    id: `changes/${groupId}/more`,
    label: t('{0} more', count),
    tooltip: t('Enter opens What Changed?, which lists all of them.'),
    icon: new vscode.ThemeIcon('ellipsis'),
    command: { command: 'incident.whatChanged', title: t('What Changed?') },
  });
}

function changeNode(listed: ListedChange, groupId: string, state: ChangesState, words: Words): Node {
  const { change, reference, judgement, kind } = listed;
  const subject = shortened(reference.subject, 120) || t('(no message)');
  const times = briefTimes(listed, state);
  const isBest = groupId === 'suspects';
  const own = mergedNodes(listed, groupId, state);
  const children = isBest ? [reasonNode(listed, state, words), ...broughtNode(listed, own)] : own;
  const description = [
    ...(judgement === undefined ? [] : [verdictName(judgement.verdict)]),
    ...times,
    oneLine(change.authorName ?? change.author),
    ...(state.repositories.length > 1 && reference.repository !== undefined ? [oneLine(reference.repository)] : []),
    ...(kind === undefined ? [] : [changeKindName(kind, t)]),
  ].join(' · ');
  const isCommit = reference.commit !== undefined;
  return new Node({
    id: `changes/${groupId}/${listed.key}`,
    label: subject,
    description,
    tooltip: () => tooltip(listed, state, words.matchedTerms(listed)),
    icon: iconOf(listed),
    context: ['change', isCommit ? 'commit' : 'recorded', judgement?.verdict ?? 'open'].join('.'),
    subject: { kind: 'change', key: listed.key },
    ...(children.length > 0 && { children, expanded: isBest }),
    ...(isCommit && {
      command: { command: 'incident.openChange', title: t('Open Changes'), arguments: [{ key: listed.key }] },
    }),
  });
}

/** In a side bar of the usual width a subject leaves no room beside it: the reason has a row of its own. */
function reasonNode(listed: ListedChange, state: ChangesState, words: Words): Node {
  const [when = ''] = briefTimes(listed, state);
  const reason = firstReason(listed, words.matchedTerms(listed), state);
  return new Node({
    id: `changes/reason/${listed.key}`,
    label: reason ?? when,
    ...(reason !== undefined && { description: when }),
    tooltip: t('What speaks most for it. Enter explains its rank, term by term.'),
    icon: new vscode.ThemeIcon('lightbulb'),
    command: { command: 'incident.explainRanking', title: t('Explain Ranking'), arguments: [{ key: listed.key }] },
    subject: { kind: 'change', key: listed.key },
    context: 'reason',
  });
}

/** The commits that a merge brought with it. */
function mergedNodes({ key, change }: ListedChange, groupId: string, { to }: ChangesState): readonly Node[] {
  const commits = change.merged ?? [];
  const rows = commits.slice(0, MOST_MERGED).map(
    ({ sha, subject, authorName, authoredAt }) =>
      new Node({
        id: `changes/${groupId}/${key}/${sha}`,
        label: shortened(subject, 120) || t('(no message)'),
        description: `${oneLine(authorName)} · ${t('written {0}', ago(authoredAt, to))}`,
        tooltip: t('{0}\n{1}\nCame with this merge. Enter opens the changes of the merge.', subject, sha),
        icon: new vscode.ThemeIcon('git-commit'),
        command: { command: 'incident.openChange', title: t('Open Changes'), arguments: [{ key }] },
        context: 'merged',
      }),
  );
  if (commits.length <= MOST_MERGED) return rows;
  const more = t('{0} more', commits.length - MOST_MERGED);
  return [
    ...rows,
    new Node({ id: `changes/${groupId}/${key}/more`, label: more, icon: new vscode.ThemeIcon('ellipsis') }),
  ];
}

/** Among the suspects, the commits of a merge stay folded: the reasons matter more there. */
function broughtNode({ key }: ListedChange, commits: readonly Node[]): readonly Node[] {
  if (commits.length === 0) return [];
  const label = commits.length === 1 ? t('Its commit') : t('Its commits');
  const description = String(commits.length);
  const icon = new vscode.ThemeIcon('git-merge');
  return [new Node({ id: `changes/merged/${key}`, label, description, icon, children: commits })];
}

function verdictName(verdict: 'suspect' | 'ruledOut'): string {
  return verdict === 'suspect' ? t('suspect') : t('ruled out');
}

function iconOf({ judgement, change, kind }: ListedChange): vscode.ThemeIcon {
  if (judgement?.verdict === 'suspect')
    return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  if (judgement?.verdict === 'ruledOut') return new vscode.ThemeIcon('circle-slash');
  if (kind !== undefined) return new vscode.ThemeIcon('settings-gear');
  return new vscode.ThemeIcon(change.parents > 1 ? 'git-merge' : 'git-commit');
}

/** Message, reasons and files. All of it is others' text: appended as text, so that no Markdown in it counts. */
function tooltip(listed: ListedChange, state: ChangesState, matched: readonly MatchedTerm[]): vscode.MarkdownString {
  const { change, judgement, reference } = listed;
  const markdown = new vscode.MarkdownString();
  const line = (text: string) => markdown.appendText(shortened(text, 600)).appendMarkdown('\n\n');
  line(reference.subject);
  if (change.body.trim() !== '') line(change.body);
  line(timesSentence(listed, state));
  if (judgement !== undefined) {
    const why = judgement.why ?? t('no reason given');
    line(t('{0}: {1}, {2}', judgement.by.name, verdictName(judgement.verdict), why));
  }
  const telling = state.hasIncident ? tellingReasons(listed) : []; // its time is told above
  for (const reason of telling.slice(0, MOST_REASONS)) {
    line(`${reason.contribution >= 0 ? '+' : '−'} ${reasonSentence(reason, listed, matched, state)}`);
  }
  for (const file of change.files.slice(0, MOST_FILES)) line(`${file.status} ${file.path}`);
  if (change.fileCount > MOST_FILES) line(t('and {0} more files', change.fileCount - MOST_FILES));
  if (reference.commit !== undefined) line(reference.commit);
  return markdown;
}
