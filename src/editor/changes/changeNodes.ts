import * as vscode from 'vscode';
import type { ChangeFinder, ChangesState } from '../../app/changeFinder';
import type { ListedChange } from '../../app/listing';
import { mainPlace, shortSubject } from '../../changes/headline';
import type { MatchedTerm } from '../../changes/match';
import { CAUSED_BY_CHANGE } from '../../changes/none';
import { suspicionOf, type Suspicion } from '../../changes/suspicion';
import { oneLine, shortened } from '../../reports/plain';
import { changeKindName } from '../../reports/sentences';
import {
  age,
  judgementSentence,
  noneName,
  reasonSentence,
  relativeTime,
  suspicionSentence,
  tellingReasons,
  timesSentence,
  verdictName,
  windowLength,
} from './words';
import { ago } from '../kit/words';
import { eventIcon, eventKindName, eventOrigin } from './eventWords';
import { deployNodes, noticeNodes, sourceNodes, thirdPartyNodes } from './sourceNodes';
import { Node } from '../kit/node';

const { t } = vscode.l10n;
const HOUR = 3_600_000;
/** So many suspects are in sight before anything is opened: a person looks at two or three before the next question. */
const FIRST = 3;
const MOST_ROWS = 500;
const EVEN = 0.5;
const MOST_REASONS = 4;
const MOST_FILES = 12;
const MOST_MERGED = 50;
/** Of a subject, so much is said before its figures. */
const SUBJECT_LENGTH = 120;

/** Tells which words of the incident a change shares, and what came of rehearsing its revert. */
type Words = Pick<ChangeFinder, 'matchedTerms'> & {
  readonly rehearsal?: (listed: ListedChange) => string | undefined;
};
type Draw = (listed: ListedChange, group: string) => Node;

/** The rows of the view: a pure function of what was found. */
export function changeNodes(state: ChangesState, words: Words, now: number): readonly Node[] {
  if (state.phase === 'idle') return [];
  const draw = (listed: ListedChange, group: string) => changeNode(listed, group, state, words);
  return [
    ...noticeNodes(state),
    ...suspectNodes(state, draw),
    ...deployNodes(state),
    ...(state.hasIncident ? [] : timeGroups(state, draw)),
    ...group('after', t('After the start'), 'history', state.after, draw),
    ...group('notDeployed', t('Not deployed'), 'circle-slash', state.notDeployed, draw),
    ...thirdPartyNodes(state, now),
    ...sourceNodes(state, now),
  ];
}

/** The likeliest causes, and a row that has the others below it, in the order of the ranking. */
function suspectNodes(state: ChangesState, draw: Draw): readonly Node[] {
  const { suspects, hasIncident } = state;
  if (suspects.length === 0) return nothingNode(state);
  if (!hasIncident) return [];
  const open = suspects.filter(({ judgement }) => judgement?.verdict !== 'ruledOut');
  const first = open.slice(0, FIRST);
  const others = suspects.filter((listed) => !first.includes(listed));
  const rows = others.slice(0, MOST_ROWS).map((listed) => draw(listed, 'more'));
  const none = noneNode(state);
  const notice =
    open.length > 0
      ? []
      : [
          new Node({
            id: 'changes/allRuledOut',
            label: t('Every change is ruled out'),
            description: t('look further back?'),
            tooltip: t('Enter sets a longer time before the start.'),
            icon: new vscode.ThemeIcon('info'),
            command: { command: 'incident.setChangeWindow', title: t('Set Change Window') },
          }),
        ];
  const likelyNone = (state.none ?? 0) > EVEN;
  const rest = likelyNone ? [] : none;
  const top = likelyNone ? none : [];
  if (others.length === 0) return [...top, ...first.map((listed) => draw(listed, 'suspects')), ...rest];
  return [
    ...top,
    ...notice,
    ...first.map((listed) => draw(listed, 'suspects')),
    new Node({
      id: 'changes/more',
      label: first.length === 0 ? t('{0} ruled out', others.length) : t('{0} more', others.length),
      tooltip: t('The other changes that landed before the start, most suspect first.'),
      children: others.length > MOST_ROWS ? [...rows, moreNode('more', others.length - MOST_ROWS)] : rows,
    }),
    ...rest,
  ];
}

/** A row of its own for a cause that is not in the list; it stands first where that is likelier than not. */
function noneNode({ none }: ChangesState): readonly Node[] {
  if (none === undefined) return [];
  return [
    new Node({
      id: 'changes/none',
      label: noneName(),
      description: t('{0}%', Math.round(none * 100)),
      tooltip: t(
        'The chance that the cause is not in this list: load, hardware, a third party, or a change that is not in these repositories. About {0}% of outages are caused by a change; the list moves that only a little. The suspicion of the changes is for the case that one of them is the cause. Enter records a change that is no commit.',
        Math.round(CAUSED_BY_CHANGE * 100),
      ),
      icon: new vscode.ThemeIcon('question'),
      command: { command: 'incident.recordChange', title: t('Record a Change') },
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
      label: hasIncident ? t('No changes in the {0} before', length) : t('No changes in the last {0}', length),
      tooltip: t('Enter sets a longer time.'),
      icon: new vscode.ThemeIcon('info'),
      command: { command: 'incident.setChangeWindow', title: t('Set Change Window') },
    }),
  ];
}

/** Without an incident: groups by how long ago it was, in the order in which things landed. */
function timeGroups({ suspects, startedAt }: ChangesState, draw: Draw): readonly Node[] {
  const bounds: readonly (readonly [id: string, name: string, from: number, to: number])[] = [
    ['hour', t('Last hour'), -Infinity, 1],
    ['hours', t('1 to 6 hours ago'), 1, 6],
    ['day', t('6 to 24 hours ago'), 6, 24],
    ['days', t('1 to 3 days ago'), 24, 72],
    ['week', t('3 to 7 days ago'), 72, 168],
    ['older', t('More than 7 days ago'), 168, Infinity],
  ];
  return bounds.flatMap(([id, name, from, to]) => {
    const within = suspects
      .filter(({ at }) => (startedAt - at) / HOUR >= from && (startedAt - at) / HOUR < to)
      .sort((a, b) => b.at - a.at);
    return group(id, name, 'clock', within, draw, true);
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
    tooltip: t('Enter opens What Changed?, which lists all changes.'),
    icon: new vscode.ThemeIcon('ellipsis'),
    command: { command: 'incident.whatChanged', title: t('What Changed?') },
  });
}

/** One line a change: what it is, then how long before the start and where; all else is in the tooltip and the panel. */
function changeNode(listed: ListedChange, groupId: string, state: ChangesState, words: Words): Node {
  const { change, reference, judgement, event } = listed;
  const subject = shortened(shortSubject(reference.subject, change.files), SUBJECT_LENGTH) || t('(no message)');
  const place = placeOf(listed);
  const children = mergedNodes(listed, groupId, state);
  const isSuspect = groupId === 'suspects' || groupId === 'more';
  const suspicion = isSuspect && listed.share !== undefined ? suspicionOf(listed.share) : undefined;
  const verdict = judgement === undefined ? [] : [verdictName(judgement.verdict)];
  const rehearsal = words.rehearsal?.(listed);
  const where = [
    ...(place === '' ? [] : [place]),
    ...(state.repositories.length > 1 && reference.repository !== undefined ? [oneLine(reference.repository)] : []),
    ...(rehearsal === undefined ? [] : [rehearsal]),
  ];
  const isCommit = reference.commit !== undefined;
  const when = relativeTime(listed.at, state);
  const spokenSuspicion = suspicion === undefined ? [] : [spokenName(suspicion)];
  return new Node({
    id: `changes/${state.incident?.id ?? ''}/${groupId}/${listed.key}`,
    label: subject,
    description: [...verdict, isSuspect ? age(state.startedAt - listed.at) : when, ...where].join(' · '),
    spoken: [...verdict, ...(verdict.length > 0 ? [] : spokenSuspicion), subject, when, ...where].join(', '),
    tooltip: () => tooltip(listed, suspicion, state, words.matchedTerms(listed), rehearsal),
    icon: iconOf(listed, suspicion),
    context: ['change', isCommit ? 'commit' : 'recorded', judgement?.verdict ?? 'open'].join('.'),
    subject: { kind: 'change', key: listed.key },
    ...(children.length > 0 && { children }),
    ...(event?.link !== undefined && {
      command: { command: 'vscode.open', title: t('Open'), arguments: [vscode.Uri.parse(event.link)] },
    }),
    ...(isCommit && {
      command: { command: 'incident.openChange', title: t('Open Changes'), arguments: [{ key: listed.key }] },
    }),
  });
}

/** Where it was, or what kind of change it is. */
function placeOf({ change, kind, event }: ListedChange): string {
  if (kind !== undefined) return changeKindName(kind, t);
  if (event === undefined) return oneLine(mainPlace(change));
  const service = event.service === undefined ? [] : [oneLine(event.service)];
  return [eventKindName(event.kind), ...service].join(' · ');
}

function spokenName(suspicion: Suspicion): string {
  return { high: t('High suspicion'), medium: t('Medium suspicion'), low: t('Low suspicion') }[suspicion];
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
        tooltip: t('{0}\n{1}\nPart of this merge. Enter opens the changes of the merge.', subject, sha),
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

/** A verdict, else the suspicion, has a shape of its own; its colour only says the same again. */
function iconOf({ judgement, change, kind, event }: ListedChange, suspicion: Suspicion | undefined): vscode.ThemeIcon {
  if (judgement?.verdict === 'suspect')
    return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  if (judgement?.verdict === 'ruledOut') return new vscode.ThemeIcon('circle-slash');
  switch (suspicion) {
    case 'high':
      return new vscode.ThemeIcon('triangle-up', new vscode.ThemeColor('charts.red'));
    case 'medium':
      return new vscode.ThemeIcon('debug-breakpoint-log', new vscode.ThemeColor('charts.yellow'));
    case 'low':
      return new vscode.ThemeIcon('circle-small-filled', new vscode.ThemeColor('charts.blue'));
    case undefined:
      if (event !== undefined) return new vscode.ThemeIcon(eventIcon(event.kind));
      if (kind !== undefined) return new vscode.ThemeIcon('settings-gear');
      return new vscode.ThemeIcon(change.parents > 1 ? 'git-merge' : 'git-commit');
  }
}

/** Message, reasons and files. All of it is others' text: appended as text, so that no Markdown in it counts. */
function tooltip(
  listed: ListedChange,
  suspicion: Suspicion | undefined,
  state: ChangesState,
  matched: readonly MatchedTerm[],
  rehearsal: string | undefined,
): vscode.MarkdownString {
  const { change, judgement, reference, event } = listed;
  const markdown = new vscode.MarkdownString();
  const line = (text: string) => markdown.appendText(shortened(text, 600)).appendMarkdown('\n\n');
  line(reference.subject);
  if (change.body.trim() !== '') line(change.body);
  if (suspicion !== undefined && listed.share !== undefined) line(suspicionSentence(suspicion, listed.share));
  line(timesSentence(listed, state));
  line(event === undefined ? t('by {0}', change.authorName ?? change.author) : eventOrigin(event));
  if (event?.link !== undefined) line(event.link);
  if (rehearsal !== undefined) line(rehearsal);
  if (judgement !== undefined) {
    line(judgementSentence(judgement));
  }
  const telling = state.hasIncident ? tellingReasons(listed) : []; // its time stands above
  for (const reason of telling.slice(0, MOST_REASONS)) {
    line(`${reason.contribution >= 0 ? '+' : '−'} ${reasonSentence(reason, listed, matched, state)}`);
  }
  for (const { sha, subject } of (change.merged ?? []).slice(0, MOST_FILES)) line(`${sha.slice(0, 8)} ${subject}`);
  for (const file of change.files.slice(0, MOST_FILES)) line(`${file.status} ${file.path}`);
  if (change.fileCount > MOST_FILES) line(t('and {0} more files', change.fileCount - MOST_FILES));
  if (reference.commit !== undefined) line(reference.commit);
  return markdown;
}
