// The rows of "What Changed?" that are no changes: notices, deploys, third parties and repositories.
import * as vscode from 'vscode';
import type { ChangesState, RepositoryOutcome } from '../../app/changeFinder';
import type { EventsOutcome, RepositoryFacts, SourceProblem } from '../../app/changePorts';
import type { DeployRange } from '../../changes/deploys';
import type { ThirdPartyIncident } from '../../changes/thirdParties';
import { oneLine, plainText, shortened } from '../../reports/plain';
import { branchChoiceSentence, branchName, problemSentence, withoutContentsSentence, relativeTime } from './words';
import { ago, timeOfDay } from '../kit/words';
import { isBadSource, sourceName, sourceSentence } from './eventWords';
import { Node } from '../kit/node';

const { t } = vscode.l10n;

/** What a person should know before reading on: why there is little, or nothing. */
export function noticeNodes({ phase, stopped, suspects, after, notDeployed }: ChangesState): readonly Node[] {
  if (phase === 'restricted') {
    return [
      new Node({
        id: 'changes/restricted',
        label: t('Git is off in Restricted Mode'),
        description: t('trust this folder to see its changes'),
        tooltip: t('Trust this folder to see its changes. Enter opens Workspace Trust.'),
        icon: new vscode.ThemeIcon('shield'),
        command: { command: 'workbench.trust.manage', title: t('Manage Workspace Trust') },
      }),
    ];
  }
  if (stopped === true) {
    return [
      new Node({
        id: 'changes/stopped',
        label: t('Loading was canceled'),
        description: t('list may be incomplete'),
        tooltip: t('What was found so far is listed. Enter loads everything again.'),
        icon: new vscode.ThemeIcon('stop-circle'),
        command: { command: 'incident.refreshChanges', title: t('Refresh Changes') },
      }),
    ];
  }
  // Without a row, VS Code would show the welcome while the first facts are read.
  if (phase !== 'reading' || suspects.length + after.length + notDeployed.length > 0) return [];
  return [
    new Node({
      id: 'changes/reading',
      label: t('Loading changes…'),
      icon: new vscode.ThemeIcon('loading~spin'),
    }),
  ];
}

/** Between which deploys the trouble came, where a repository's deploys are known. */
export function deployNodes(state: ChangesState): readonly Node[] {
  if (!state.hasIncident) return [];
  const ranges = state.repositories.flatMap((outcome) =>
    'facts' in outcome && outcome.range !== undefined ? [{ facts: outcome.facts, range: outcome.range }] : [],
  );
  const [only] = ranges;
  if (only === undefined) return [];
  return [
    new Node({
      id: 'changes/deploys',
      label: t('Deploys'),
      description: ranges.length === 1 ? rangeName(only.range) : String(ranges.length),
      tooltip: t(
        'The deploy that was live at the start, and the one before it. Look first at what changed between them.',
      ),
      icon: new vscode.ThemeIcon('rocket'),
      children: ranges.flatMap(({ facts, range }) => rangeNodes(facts, range, state)),
    }),
  ];
}

/** `deploy-41..deploy-42`: the last good and the first bad deploy. */
function rangeName({ lastGood, firstBad }: DeployRange): string {
  return `${lastGood === undefined ? '?' : shortened(lastGood.tag, 80)}..${shortened(firstBad.tag, 80)}`;
}

function rangeNodes(facts: RepositoryFacts, { lastGood, firstBad }: DeployRange, state: ChangesState): readonly Node[] {
  const where = state.repositories.length > 1 ? [oneLine(facts.name)] : [];
  const brought = facts.changes.filter(({ liveAt }) => liveAt === firstBad.at).length;
  const count = brought === 1 ? t('1 change') : t('{0} changes', brought);
  const row = (id: string, label: string, told: readonly string[], icon: string) => {
    const description = [...told, ...where].join(' · ');
    return new Node({ id, label, icon: new vscode.ThemeIcon(icon), ...(description !== '' && { description }) });
  };
  const id = `changes/deploys/${facts.root}`;
  const live = ({ at }: { readonly at: number }) => t('live {0}', relativeTime(at, state));
  return [
    row(`${id}/bad`, shortened(firstBad.tag, 80), [t('first bad'), live(firstBad), count], 'error'),
    lastGood === undefined
      ? row(`${id}/good`, t('No earlier deploy known'), [], 'question')
      : row(`${id}/good`, shortened(lastGood.tag, 80), [t('last good'), live(lastGood)], 'pass'),
  ];
}

export function thirdPartyNodes({ thirdParties, pageProblems }: ChangesState, now: number): readonly Node[] {
  const incidents = thirdParties.map((incident) => thirdPartyNode(incident, now));
  const problems = pageProblems.map(
    ({ address, problem, detail }) =>
      new Node({
        id: `changes/page/${address}`,
        label: oneLine(address),
        description: problemSentence(problem, detail),
        icon: new vscode.ThemeIcon('warning'),
      }),
  );
  if (incidents.length + problems.length === 0) return [];
  return [
    new Node({
      id: 'changes/thirdParties',
      label: t('Third parties'),
      description:
        problems.length === 0 ? String(incidents.length) : t('{0}, some pages are unreachable', incidents.length),
      icon: new vscode.ThemeIcon('globe'),
      expanded: problems.length > 0,
      children: [...incidents, ...problems],
    }),
  ];
}

function thirdPartyNode({ page, name, impact, status, startedAt, link }: ThirdPartyIncident, now: number): Node {
  const label = oneLine(name) || t('(no title)');
  return new Node({
    id: `changes/third/${page}/${name}/${startedAt}`,
    label,
    description: [oneLine(page), oneLine(impact), oneLine(status), ago(startedAt, now)].join(' · '),
    tooltip: `${label}\n${oneLine(page)}: ${oneLine(impact)}, ${oneLine(status)}, ${timeOfDay(startedAt, now)}`,
    icon: new vscode.ThemeIcon('globe'),
    ...(link !== undefined && {
      command: { command: 'vscode.open', title: t('Open'), arguments: [vscode.Uri.parse(link)] },
    }),
  });
}

/** The repositories: which branch was looked at, how fresh the clone is, and what is wrong with it. */
export function sourceNodes(state: ChangesState, now: number): readonly Node[] {
  return [...repositoryNodes(state, now), ...eventSourceNodes(state)];
}

/** The files, folders and services that know what was changed. */
function eventSourceNodes({ sources }: ChangesState): readonly Node[] {
  if (sources.length === 0) return [];
  const bad = sources.filter(isBadSource);
  const isSignIn = bad.length > 0 && bad.every((outcome) => signInOf(outcome) !== undefined);
  const trouble = isSignIn ? t('sign-in needed') : t('{0} of {1} unreadable', bad.length, sources.length);
  return [
    new Node({
      // Unfolded as it goes wrong, though it was folded before.
      id: `changes/sources${bad.length > 0 ? '/bad' : ''}`,
      label: t('Change sources'),
      description: bad.length > 0 ? trouble : String(sources.length),
      icon: new vscode.ThemeIcon(bad.length > 0 ? 'warning' : 'files'),
      expanded: bad.length > 0,
      children: sources.map(eventSourceNode),
    }),
  ];
}

function eventSourceNode(outcome: EventsOutcome): Node {
  const signIn = signInOf(outcome);
  const lines = [oneLine(outcome.path), sourceSentence(outcome)];
  if (signIn !== undefined) lines.push(t('Enter: {0}', signIn.title));
  return new Node({
    id: `changes/source/${outcome.path}`,
    label: sourceName(outcome),
    description: sourceSentence(outcome),
    tooltip: lines.join('\n'),
    icon: new vscode.ThemeIcon(isBadSource(outcome) ? 'warning' : (outcome.origin ?? 'file')),
    command: signIn ?? {
      command: 'workbench.action.openSettings',
      title: t('Open Settings'),
      arguments: ['incident.changes.sources'],
    },
  });
}

/** What signs in to a service that nobody is signed in to, or that refused the one who is. */
function signInOf(outcome: EventsOutcome): vscode.Command | undefined {
  const problem = 'problem' in outcome ? outcome.problem : outcome.stale;
  if (problem !== 'notConnected' && problem !== 'unauthorized') return undefined;
  const { api } = outcome;
  return {
    command: 'incident.refreshChanges',
    title: api === undefined ? t('Sign In to GitHub') : t('Connect a Service'),
    arguments: [{ signIn: api ?? true, anew: problem === 'unauthorized' }],
  };
}

function repositoryNodes({ repositories, phase, stopped, hasIncident }: ChangesState, now: number): readonly Node[] {
  if (repositories.length === 0) {
    if (phase !== 'ready' || stopped === true) return [];
    return [
      new Node({
        id: 'changes/noRepository',
        label: t('No git repository in this window'),
        tooltip: t('Open a folder with a repository, or add one to the setting incident.changes.repositories.'),
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
        problems > 0 ? t('{0} of {1} unreadable', problems, repositories.length) : String(repositories.length),
      icon: new vscode.ThemeIcon(problems > 0 ? 'warning' : 'repo'),
      expanded: problems > 0 || !hasIncident,
      context: 'repositories',
      children: repositories.map((outcome) => repositoryNode(outcome, now)),
    }),
  ];
}

function repositoryNode(outcome: RepositoryOutcome, now: number): Node {
  const id = `changes/repository/${outcome.root}`;
  const name = oneLine(outcome.root.split(/[\\/]/).filter(Boolean).pop() ?? '') || outcome.root;
  if ('problem' in outcome) {
    const command = remedy(outcome.problem);
    const problem = problemSentence(outcome.problem);
    return new Node({
      id,
      label: name,
      description: problem,
      tooltip: [
        outcome.root,
        problem,
        ...(outcome.detail === undefined ? [] : [plainText(outcome.detail)]),
        ...(command === undefined ? [] : [t('Enter: {0}', command.title)]),
      ].join('\n'),
      icon: new vscode.ThemeIcon('warning'),
      ...(command !== undefined && { command }),
    });
  }
  const { facts, range } = outcome;
  const fetched = facts.fetchedAt === undefined ? t('never fetched') : t('fetched {0}', ago(facts.fetchedAt, now));
  const branch = branchName(facts.branch);
  const cut = facts.cutAt === undefined ? [] : [t('shallow; no history before {0}', facts.cutAt.slice(0, 8))];
  const choice = facts.branchChoice && branchChoiceSentence(branch, facts.branchChoice);
  const without = facts.withoutContents === undefined ? [] : [withoutContentsSentence(facts.withoutContents)];
  const part = facts.isPart === true ? [t('many changes; only those nearest the start were read')] : [];
  const replaced = facts.branchChoice?.instead === undefined ? undefined : choice;
  const lines = [
    outcome.root,
    t('Branch {0}, {1} changes, {2}', branch, facts.changes.length, fetched),
    ...(choice === undefined ? [] : [choice]),
    ...(range === undefined ? [] : [t('Last good {0}, first bad {1}', range.lastGood?.tag ?? '?', range.firstBad.tag)]),
    ...(facts.cutAt === undefined ? [] : [t('Shallow clone; no history before {0}', facts.cutAt.slice(0, 8))]),
    ...without,
    ...(facts.isPart === true ? [t('There are too many changes: only those nearest the start were read.')] : []),
  ];
  return new Node({
    id,
    label: name,
    description: [...part, ...cut, ...without, replaced ?? branch, fetched].join(' · '),
    tooltip: lines.map(oneLine).join('\n'),
    icon: new vscode.ThemeIcon(part.length + cut.length + without.length === 0 ? 'repo' : 'warning'),
    context: 'repository',
  });
}

/** What Enter on the row of a repository that cannot be read does about it. */
function remedy(problem: SourceProblem): vscode.Command | undefined {
  switch (problem) {
    case 'notTrustedByGit':
      return { command: 'git.manageUnsafeRepositories', title: t('Manage Unsafe Repositories') };
    case 'noSuchBranch':
      return {
        command: 'workbench.action.openSettings',
        title: t('Open Settings'),
        arguments: ['incident.changes.branch'],
      };
    case 'failed':
    case 'missingObjects':
      return { command: 'incident.showLog', title: t('Show Log') };
    default:
      return undefined;
  }
}
