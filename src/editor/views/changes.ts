import * as vscode from 'vscode';
import type { ChangeFinder, ChangesState, RepositoryOutcome } from '../../app/changeFinder';
import type { ListedChange } from '../../app/listing';
import type { MatchedTerm } from '../../changes/match';
import type { ThirdPartyIncident } from '../../changes/thirdParties';
import { oneLine, plainText, shortened } from '../../reports/plain';
import { changeKindName } from '../../reports/sentences';
import { beforeStart, problemSentence, reasonSentence, timesSentence } from '../changeWords';
import { ago, timeOfDay } from '../words';
import { Node, NodeTree } from './node';

const { t } = vscode.l10n;
const HOUR = 3_600_000;
/** How many suspects stand out; the others are in the groups by time. */
const BEST = 5;
const MOST_ROWS = 500;
const MOST_REASONS = 4;
const MOST_FILES = 12;

/** The view "What Changed?": what landed before the incident, the likeliest first. Reads nothing before it is seen. */
export class ChangesView implements vscode.Disposable {
  private readonly tree: NodeTree;
  private readonly view: vscode.TreeView<Node>;
  private readonly subscriptions: readonly { dispose(): unknown }[];
  private busy: (() => void) | undefined;
  private readonly selection = new vscode.EventEmitter<string>();
  /** A change was selected in the tree. */
  readonly onDidSelect = this.selection.event;

  constructor(
    private readonly finder: ChangeFinder,
    start: () => Promise<void>,
    now: () => number,
  ) {
    this.tree = new NodeTree(() => Promise.resolve(changeNodes(finder.state, finder, now())));
    this.view = vscode.window.createTreeView('incident.changes', {
      treeDataProvider: this.tree,
      showCollapseAll: true,
    });
    this.subscriptions = [
      this.tree,
      this.view,
      this.selection,
      finder.changed.on(() => this.update()),
      this.view.onDidChangeSelection(({ selection: [node] }) => {
        if (node?.subject?.kind === 'change') this.selection.fire(node.subject.key);
      }),
      this.view.onDidChangeVisibility(({ visible }) => {
        if (visible && !finder.isActive) void start();
      }),
    ];
    if (this.view.visible) void start();
  }

  refresh(): void {
    this.tree.refresh();
  }

  /** Selects a change that was selected elsewhere, if its row can be seen. */
  async select(key: string): Promise<void> {
    if (!this.view.visible) return;
    const groups = await this.tree.topLevel();
    const row = groups
      .flatMap((group) => group.children)
      .find(({ subject }) => subject?.kind === 'change' && subject.key === key);
    if (row !== undefined) await this.view.reveal(row, { select: true, focus: false });
  }

  dispose(): void {
    this.busy?.();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private update(): void {
    const { phase } = this.finder.state;
    this.showProgress(phase === 'reading' || phase === 'refining');
    this.view.description = windowSentence(this.finder.state);
    this.tree.refresh();
  }

  /** Progress belongs into the view, not into a notification. */
  private showProgress(busy: boolean): void {
    if (!busy) {
      this.busy?.();
      this.busy = undefined;
      return;
    }
    if (this.busy !== undefined) return;
    void vscode.window.withProgress(
      { location: { viewId: 'incident.changes' } },
      () => new Promise<void>((resolve) => (this.busy = resolve)),
    );
  }
}

function windowSentence({ phase, hours, widened, hasIncident }: ChangesState): string {
  if (phase === 'idle') return '';
  const length = hours < 48 ? t('{0} hours', hours) : t('{0} days', Math.round(hours / 24));
  if (!hasIncident) return t('last {0}', length);
  return widened ? t('{0} before, widened', length) : t('{0} before', length);
}

/** The rows of the view: a pure function of what was found. */
export function changeNodes(
  state: ChangesState,
  finder: Pick<ChangeFinder, 'matchedTerms'>,
  now: number,
): readonly Node[] {
  if (state.phase === 'idle') return [];
  const draw = (listed: ListedChange, group: string) => changeNode(listed, group, state, finder);
  return [
    ...restrictedNode(state),
    ...suspectGroup(state, draw),
    ...timeGroups(state, draw),
    ...group('after', t('After the start'), 'history', state.after, draw),
    ...group('notDeployed', t('Not deployed'), 'circle-slash', state.notDeployed, draw),
    ...thirdPartyGroup(state, now),
    ...sourcesGroup(state, now),
  ];
}

function restrictedNode({ phase }: ChangesState): readonly Node[] {
  if (phase !== 'restricted') return [];
  return [
    new Node({
      id: 'changes/restricted',
      label: t('Git is not run in Restricted Mode'),
      tooltip: t('Trust this folder to see what changed. Enter opens the page for it.'),
      icon: new vscode.ThemeIcon('shield'),
      command: { command: 'workbench.trust.manage', title: t('Manage Workspace Trust') },
    }),
  ];
}

type Draw = (listed: ListedChange, group: string) => Node;

function suspectGroup({ suspects, hasIncident, phase }: ChangesState, draw: Draw): readonly Node[] {
  if (!hasIncident) return [];
  const judged = suspects.filter(({ judgement }) => judgement?.verdict === 'suspect');
  const open = suspects.filter(({ judgement }) => judgement === undefined).slice(0, Math.max(0, BEST - judged.length));
  const best = [...judged, ...open];
  if (best.length === 0) return phase === 'ready' ? [nothingNode()] : [];
  return [
    new Node({
      id: 'changes/suspects',
      label: t('Suspects'),
      description: phase === 'refining' ? t('reading diffs…') : String(best.length),
      tooltip: t('The likeliest causes, with the reasons that can be checked.'),
      icon: new vscode.ThemeIcon('search'),
      expanded: true,
      children: best.map((listed) => draw(listed, 'suspects')),
    }),
  ];
}

function nothingNode(): Node {
  return new Node({
    id: 'changes/nothing',
    label: t('Nothing landed in this time'),
    tooltip: t('Enter chooses a longer time.'),
    icon: new vscode.ThemeIcon('info'),
    command: { command: 'incident.setChangeWindow', title: t('Set Change Window') },
  });
}

/** Groups by the time before the start, which stay in the order in which things landed. */
function timeGroups({ suspects, startedAt, hasIncident }: ChangesState, draw: Draw): readonly Node[] {
  const bounds: readonly [id: string, name: string, from: number, to: number][] = [
    ['hour', t('Last hour before'), -Infinity, 1],
    ['hours', t('1 to 6 hours before'), 1, 6],
    ['day', t('6 to 24 hours before'), 6, 24],
    ['days', t('1 to 3 days before'), 24, 72],
    ['week', t('3 to 7 days before'), 72, 168],
    ['older', t('More than 7 days before'), 168, Infinity],
  ];
  return bounds.flatMap(([id, name, from, to]) => {
    const within = suspects
      .filter(({ at }) => (startedAt - at) / HOUR >= from && (startedAt - at) / HOUR < to)
      .sort((a, b) => b.at - a.at);
    const label = hasIncident ? name : name.replace(t(' before'), t(' ago'));
    return group(id, label, 'clock', within, draw, !hasIncident);
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
  return [
    new Node({
      id: `changes/${id}`,
      label: name,
      description: String(changes.length),
      icon: new vscode.ThemeIcon(icon),
      expanded,
      children: changes.slice(0, MOST_ROWS).map((listed) => draw(listed, id)),
    }),
  ];
}

function changeNode(
  listed: ListedChange,
  groupId: string,
  { startedAt, repositories }: ChangesState,
  finder: Pick<ChangeFinder, 'matchedTerms'>,
): Node {
  const { change, reference, judgement, kind, at } = listed;
  const subject = shortened(reference.subject, 120) || t('(no message)');
  const when = beforeStart(at, startedAt);
  const facts = [
    when,
    oneLine(change.authorName ?? change.author),
    ...(repositories.length > 1 && reference.repository !== undefined ? [oneLine(reference.repository)] : []),
    ...(kind === undefined ? [] : [changeKindName(kind, t)]),
  ];
  const verdict = judgement === undefined ? '' : judgement.verdict === 'suspect' ? t('suspect') : t('ruled out');
  const description = [...(verdict === '' ? [] : [verdict]), ...facts].join(' · ');
  const isCommit = reference.commit !== undefined;
  return new Node({
    id: `changes/${groupId}/${listed.key}`,
    label: subject,
    description,
    tooltip: () => tooltip(listed, startedAt, finder.matchedTerms(listed)),
    icon: iconOf(listed),
    context: ['change', isCommit ? 'commit' : 'recorded', judgement?.verdict ?? 'open'].join('.'),
    subject: { kind: 'change', key: listed.key },
    ...(isCommit && {
      command: { command: 'incident.openChange', title: t('Open Changes'), arguments: [{ key: listed.key }] },
    }),
    spoken: t('{0}, {1}', subject, description),
  });
}

function iconOf({ judgement, change, kind }: ListedChange): vscode.ThemeIcon {
  if (judgement?.verdict === 'suspect')
    return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  if (judgement?.verdict === 'ruledOut') return new vscode.ThemeIcon('circle-slash');
  if (kind !== undefined) return new vscode.ThemeIcon('settings-gear');
  return new vscode.ThemeIcon(change.parents > 1 ? 'git-merge' : 'git-commit');
}

/** Message, reasons and files. All of it is others' text: appended as text, so that no Markdown in it counts. */
function tooltip(listed: ListedChange, startedAt: number, matched: readonly MatchedTerm[]): vscode.MarkdownString {
  const { change, reasons, judgement, reference } = listed;
  const markdown = new vscode.MarkdownString();
  const line = (text: string) => markdown.appendText(shortened(text, 600)).appendMarkdown('\n\n');
  line(reference.subject);
  if (change.body.trim() !== '') line(plainText(change.body));
  line(timesSentence(listed, startedAt));
  if (judgement !== undefined) {
    line(
      t(
        '{0}: {1}, {2}',
        judgement.by.name,
        judgement.verdict === 'suspect' ? t('suspect') : t('ruled out'),
        judgement.why ?? t('no reason given'),
      ),
    );
  }
  for (const reason of reasons.slice(0, MOST_REASONS)) {
    markdown.appendMarkdown(reason.contribution >= 0 ? '$(plus) ' : '$(dash) ');
    line(reasonSentence(reason, listed, matched, startedAt));
  }
  for (const file of change.files.slice(0, MOST_FILES)) line(`${file.status} ${file.path}`);
  if (change.fileCount > MOST_FILES) line(t('and {0} more files', change.fileCount - MOST_FILES));
  if (reference.commit !== undefined) line(reference.commit);
  // Only our own two marks above are icons: appendText escapes those of others.
  markdown.supportThemeIcons = true;
  return markdown;
}

function thirdPartyGroup({ thirdParties, pageProblems }: ChangesState, now: number): readonly Node[] {
  const incidents = thirdParties.map((incident) => thirdPartyNode(incident, now));
  const problems = pageProblems.map(
    ({ address, problem }) =>
      new Node({
        id: `changes/page/${address}`,
        label: oneLine(address),
        description: problemSentence(problem),
        icon: new vscode.ThemeIcon('warning'),
      }),
  );
  if (incidents.length + problems.length === 0) return [];
  return [
    new Node({
      id: 'changes/thirdParties',
      label: t('Third parties'),
      description: String(incidents.length),
      icon: new vscode.ThemeIcon('globe'),
      expanded: incidents.length > 0,
      children: [...incidents, ...problems],
    }),
  ];
}

function thirdPartyNode({ page, name, impact, status, startedAt, link }: ThirdPartyIncident, now: number): Node {
  return new Node({
    id: `changes/third/${page}/${name}/${startedAt}`,
    label: oneLine(name),
    description: [page, impact, status, ago(startedAt, now)].join(' · '),
    tooltip: `${oneLine(name)}\n${page}: ${impact}, ${status}, ${timeOfDay(startedAt, now)}`,
    icon: new vscode.ThemeIcon('globe'),
    ...(link !== undefined && {
      command: { command: 'vscode.open', title: t('Open'), arguments: [vscode.Uri.parse(link)] },
    }),
  });
}

function sourcesGroup({ repositories, phase }: ChangesState, now: number): readonly Node[] {
  if (repositories.length === 0) {
    if (phase !== 'ready') return [];
    return [
      new Node({
        id: 'changes/none',
        label: t('No git repository in this window'),
        icon: new vscode.ThemeIcon('info'),
      }),
    ];
  }
  const problems = repositories.filter((outcome) => 'problem' in outcome).length;
  return [
    new Node({
      id: 'changes/repositories',
      label: t('Repositories'),
      description:
        problems > 0 ? t('{0} of {1} cannot be read', problems, repositories.length) : String(repositories.length),
      icon: new vscode.ThemeIcon(problems > 0 ? 'warning' : 'repo'),
      expanded: problems > 0,
      children: repositories.map((outcome) => repositoryNode(outcome, now)),
    }),
  ];
}

function repositoryNode(outcome: RepositoryOutcome, now: number): Node {
  const id = `changes/repository/${outcome.root}`;
  const name = outcome.root.split(/[\\/]/).pop() ?? outcome.root;
  if ('problem' in outcome) {
    return new Node({
      id,
      label: name,
      description: problemSentence(outcome.problem),
      icon: new vscode.ThemeIcon('warning'),
    });
  }
  const { facts, range } = outcome;
  const fetched = facts.fetchedAt === undefined ? t('never fetched') : t('fetched {0}', ago(facts.fetchedAt, now));
  const lines = [
    t('Branch {0}, {1} changes, {2}', facts.branch, facts.changes.length, fetched),
    ...(range === undefined ? [] : [t('Last good {0}, first bad {1}', range.lastGood?.tag ?? '?', range.firstBad.tag)]),
    ...(facts.cutAt === undefined ? [] : [t('Shallow clone: there is no history before {0}', facts.cutAt.slice(0, 8))]),
  ];
  return new Node({
    id,
    label: oneLine(name),
    description: [
      facts.branch,
      fetched,
      ...(range === undefined ? [] : [`${range.lastGood?.tag ?? '?'}..${range.firstBad.tag}`]),
    ]
      .map(oneLine)
      .join(' · '),
    tooltip: lines.join('\n'),
    icon: new vscode.ThemeIcon(facts.cutAt === undefined ? 'repo' : 'warning'),
    context: 'repository',
  });
}
