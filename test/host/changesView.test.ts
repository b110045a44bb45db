import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { RepositoryOutcome } from '../../src/app/changeFinder';
import type { SourceProblem } from '../../src/app/changePorts';
import { History, pastMessage } from '../../src/changes/history';
import { suspicionOf } from '../../src/changes/suspicion';
import { viewDescription } from '../../src/editor/changes/viewDescription';
import { MINUTE, START } from '../helpers/events';
import { changesState, landed } from '../helpers/foundChanges';
import {
  allOf,
  anywhere,
  DAY,
  find,
  FLAG,
  FOUND,
  HOUR,
  itemsOf,
  judged,
  labels,
  NOW,
  nodesOf,
  rowOf,
  rowsOf,
  TEXTS,
  tooltipOf,
} from './changeRows';

describe('the rows of the view What Changed?', () => {
  it('are none before anybody asked, so that the welcome is shown', () => {
    assert.deepEqual(rowsOf(FOUND, { phase: 'idle' }), []);
  });

  it('are the three likeliest suspects, the others below one row, then what came after the start', () => {
    const nodes = rowsOf(FOUND);
    assert.deepEqual(
      nodes.map((node) => [node.toTreeItem().label, node.children.length]),
      [
        ['Keep layers in the cache', 0],
        ['lazy pulls on', 0],
        ['Sort the routes', 0],
        ['2 more', 2],
        ['None of these changes', 0],
        ['After the start', 1],
        ['Repositories', 1],
      ],
    );
    assert.deepEqual(labels(find(nodes, '2 more').children), ['Merge quotas', 'Log the length']);
    assert.ok(
      itemsOf(nodes).every(({ collapsibleState }) => collapsibleState !== vscode.TreeItemCollapsibleState.Expanded),
      'something is open',
    );
    assert.equal(rowOf(nodes, 'After the start', 'Revert the cache').description, '10m after · cache.ts');
    const ids = allOf(nodes).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('put “None of these changes” first where that is likelier than not, and nowhere without an incident', () => {
    const likely = rowsOf(FOUND, { none: 0.62 });
    assert.deepEqual(labels(likely).slice(0, 2), ['None of these changes', 'Keep layers in the cache']);
    assert.equal(find(likely, 'None of these changes').toTreeItem().description, '62%');
    assert.ok(!labels(rowsOf({ ...FOUND, hasIncident: false })).includes('None of these changes'));
  });

  it('tell on one line the subject without what its path says, how long before the start, and where', () => {
    const changes = FOUND.changes.map((each) =>
      each.sha === 'c' ? { ...each, landedAt: START - 75 * MINUTE, subject: 'cache: keep layers' } : each,
    );
    const row = find(rowsOf({ ...FOUND, changes }), 'keep layers').toTreeItem();
    assert.equal(row.description, '1h15 · cache.ts');
    assert.match(
      tooltipOf(row),
      /cache: keep layers[^]*written 3 weeks ago, landed 1h 15m before the start, [^]*by Ana/,
    );
  });

  it('say how suspect a change is by a shape and a word, and the figure in the tooltip', () => {
    const { state } = changesState(FOUND);
    const nodes = rowsOf(FOUND);
    const rows = itemsOf([...nodes.slice(0, 3), ...find(nodes, '2 more').children]);
    const shapes = { high: 'triangle-up', medium: 'debug-breakpoint-log', low: 'circle-small-filled' };
    const words = { high: 'High suspicion', medium: 'Medium suspicion', low: 'Low suspicion' };
    state.suspects.forEach(({ share = 0 }, i) => {
      const suspicion = suspicionOf(share);
      const row = rows[i]!;
      assert.equal((row.iconPath as vscode.ThemeIcon).id, shapes[suspicion]);
      assert.ok(row.accessibilityInformation?.label.startsWith(`${words[suspicion]}, `));
      assert.ok(tooltipOf(row).includes(`${words[suspicion]} (`), tooltipOf(row));
      assert.match(tooltipOf(row), /\(\d+(\.\d)?% of total score\)/);
    });
    const first = rows[0]!;
    assert.equal(
      first.accessibilityInformation?.label,
      'High suspicion, Keep layers in the cache, 6m before, cache.ts',
    );
    assert.match(tooltipOf(first), /\+ message mentions "cache"[^]*M src\/cache\.ts/);
  });

  it('tell of the past of its files what was said and what was reverted', () => {
    const past = (subject: string, path: string, days: number) => ({
      ...pastMessage(subject.padEnd(40, '0'), subject, ''),
      landedAt: START - days * DAY,
      paths: [path],
    });
    const elsewhere = Array.from({ length: 20 }, (_, i) => past(`Go on ${i}`, `other/${i}.ts`, 40 + i));
    const onRoutes = [past('Revert "Hurry"', 'src/routes.ts', 9), past('Retry the cache', 'src/routes.ts', 10)];
    const routes = [{ path: 'src/routes.ts', status: 'M', added: 1, deleted: 1 }];
    const changes = FOUND.changes.map((each) => (each.sha === 'b' ? { ...each, files: routes } : each));
    const nodes = rowsOf({ ...FOUND, changes, history: new History([...onRoutes, ...elsewhere]) });
    const tooltip = tooltipOf(anywhere(nodes, 'Sort the routes'));
    assert.match(tooltip, /\+ earlier changes to its files mention "cache"/);
    assert.match(tooltip, /\+ 1 revert among the last changes to its files/);
    assert.match(tooltip, /− no words in common with the incident/);
  });

  it('tell words that only its paths have as such', () => {
    const changes = FOUND.changes.map((each) => (each.sha === 'c' ? { ...each, subject: 'Keep layers' } : each));
    const tooltip = tooltipOf(anywhere(rowsOf({ ...FOUND, changes }), 'Keep layers'));
    assert.match(tooltip, /\+ paths contain "cache"/);
  });

  it('have the commits of a merge below it, folded', () => {
    const merged = ['Count\u202e quotas', 'Read `quotas`'].map((subject, index) => ({
      sha: `own${index}`,
      subject,
      authorName: 'Mei',
      authoredAt: START - 2 * DAY,
    }));
    const changes = FOUND.changes.map((change) => (change.sha === 'm' ? { ...change, merged } : change));
    const nodes = rowsOf({ ...FOUND, changes });
    const merge = find(find(nodes, '2 more').children, 'Merge quotas');
    assert.deepEqual(
      merge.children.map((node) => [node.toTreeItem().label, node.toTreeItem().description]),
      [
        ['Count quotas', 'Mei · written 2d 1h ago'],
        ['Read `quotas`', 'Mei · written 2d 1h ago'],
      ],
    );
    assert.equal(merge.toTreeItem().collapsibleState, 1);
    assert.match(tooltipOf(merge.toTreeItem()), /own0 Count quotas\s+own1 Read `quotas`/);
  });

  it('name the repository only where there are several', () => {
    const { state, set } = changesState(FOUND);
    const second: RepositoryOutcome = { root: '/srv/vault', problem: 'failed' };
    const nodes = nodesOf({ ...state, repositories: [...state.repositories, second] }, set, TEXTS);
    assert.equal(anywhere(nodes, 'Sort the routes').description, '4h · registry');
  });

  it('open a commit on Enter, and lend themselves to the commands on changes', () => {
    const nodes = rowsOf(FOUND);
    const commit = anywhere(nodes, 'Merge quotas');
    assert.equal(commit.command?.command, 'incident.openChange');
    assert.equal(commit.contextValue, 'change.commit.open');
    const recorded = anywhere(nodes, 'lazy pulls on');
    assert.equal(recorded.command, undefined);
    assert.equal(recorded.contextValue, 'change.recorded.open');
    assert.equal(recorded.description, '5m · feature flag');
    assert.match(tooltipOf(recorded), /by Grace/);
  });

  it('mark verdicts: a suspect stands first, what is ruled out is no suspect any more', () => {
    const judgements = new Map([
      ['registry@a', judged('suspect', 'touches the pulls')],
      ['registry@c', judged('ruledOut', 'its flag is off')],
    ]);
    const nodes = rowsOf({ ...FOUND, judgements });
    assert.deepEqual(labels(nodes).slice(0, 4), ['Log the length', 'lazy pulls on', 'Sort the routes', '2 more']);
    const suspect = nodes[0]!.toTreeItem();
    assert.equal(suspect.description, 'suspect · 8h');
    assert.equal((suspect.iconPath as vscode.ThemeIcon).id, 'warning');
    assert.equal(suspect.contextValue, 'change.commit.suspect');
    assert.match(tooltipOf(suspect), /Marked as suspect by Grace: touches the pulls/);
    const ruledOut = rowOf(nodes, '2 more', 'Keep layers in the cache');
    assert.equal(ruledOut.description, 'ruled out · 6m · cache.ts');
    assert.equal(ruledOut.contextValue, 'change.commit.ruledOut');
    assert.equal((ruledOut.iconPath as vscode.ThemeIcon).id, 'circle-slash');
    assert.match(tooltipOf(ruledOut), /Ruled out by Grace: its flag is off/);
  });

  it('say so when all that landed is ruled out', () => {
    const judgements = new Map(['c', 'm', 'b', 'a'].map((sha) => [`registry@${sha}`, judged('ruledOut')]));
    judgements.set('e1', judged('ruledOut'));
    const nodes = rowsOf({ ...FOUND, judgements });
    assert.deepEqual(labels(nodes).slice(0, 2), ['Every change is ruled out', '5 ruled out']);
    assert.equal(nodes[0]!.toTreeItem().command?.command, 'incident.setChangeWindow');
  });

  it('set apart what was not deployed, and name the last good and the first bad deploy', () => {
    const good = { tag: 'deploy-41', at: START - 3 * HOUR, sha: 'b' };
    const bad = { tag: 'deploy-42', at: START - 7 * MINUTE, sha: 'm' };
    const changes = [
      landed({ sha: 'c', landedAt: START - 6 * MINUTE, subject: 'Too late for the deploy' }),
      landed({ sha: 'm', landedAt: START - 2 * DAY, liveAt: bad.at, subject: 'Went live late' }),
      landed({ sha: 'b', landedAt: START - 4 * HOUR, liveAt: good.at, subject: 'Sort the routes' }),
    ];
    const facts = { root: '/srv/registry', name: 'registry', branch: 'main', changes, deploys: [bad, good] };
    const outcomes = [{ root: facts.root, facts, range: { lastGood: good, firstBad: bad } }];
    const nodes = rowsOf({ ...FOUND, changes, recorded: [], outcomes, deploys: facts.deploys });
    assert.deepEqual(labels(find(nodes, 'Not deployed').children), ['Too late for the deploy']);
    assert.equal(find(nodes, 'Deploys').toTreeItem().description, 'deploy-41..deploy-42');
    assert.equal(rowOf(nodes, 'Deploys', 'deploy-42').description, 'first bad · live 7m before · 1 change');
    assert.equal(rowOf(nodes, 'Deploys', 'deploy-41').description, 'last good · live 3h before');
    const late = anywhere(nodes, 'Went live late');
    assert.equal(late.description, '7m · cache.ts');
    assert.match(tooltipOf(late), /landed .*, live 7m before the start, /);
  });

  it('show the incidents of third parties, and pages that do not answer', () => {
    const nodes = rowsOf(FOUND, {
      thirdParties: [
        {
          page: 'status.example.org',
          name: 'Slow storage',
          impact: 'major',
          status: 'identified',
          startedAt: NOW - 2 * HOUR,
          link: 'https://status.example.org/i/1',
        },
      ],
      pageProblems: [{ address: 'https://down.example.org', problem: 'tooSlow' }],
    });
    const incident = rowOf(nodes, 'Third parties', 'Slow storage');
    assert.equal(incident.description, 'status.example.org · major · identified · 2h ago');
    assert.equal(incident.command?.command, 'vscode.open');
    assert.equal(rowOf(nodes, 'Third parties', 'https://down.example.org').description, 'did not answer in time');
  });

  it('are told by how long ago it was where there is no incident, without suspects and reasons', () => {
    const found = { ...FOUND, startedAt: NOW, recorded: [], hasIncident: false };
    const nodes = rowsOf(found);
    assert.deepEqual(labels(nodes), ['Last hour', '1 to 6 hours ago', '6 to 24 hours ago', 'Repositories']);
    const row = rowOf(nodes, '1 to 6 hours ago', 'Keep layers in the cache');
    assert.equal(row.description, '1h 6m ago · cache.ts');
    assert.doesNotMatch(tooltipOf(row), /start|mentions|suspicion/);
    assert.equal(find(nodes, 'Last hour').toTreeItem().collapsibleState, 2);
    assert.equal(viewDescription(changesState(found).state), 'last 24 h');
    assert.deepEqual(labels(rowsOf({ ...found, changes: [] })).slice(0, 1), ['No changes in the last 24 hours']);
  });

  it('are summed up: how many changes are worth a look, and how far back', () => {
    assert.equal(viewDescription(changesState(FOUND, { hours: 72, widened: true }).state), '5 suspects · 3 d');
    const judgements = new Map([
      ['registry@c', judged('ruledOut')],
      ['registry@a', judged('suspect')],
    ]);
    assert.equal(viewDescription(changesState({ ...FOUND, judgements }).state), '4 suspects · 24 h');
    // So many at about one time that none stands out.
    const crowd = Array.from({ length: 3000 }, (_, i) =>
      landed({ sha: `s${i}`, landedAt: START - 20 * HOUR - i * 100 }),
    );
    const found = changesState({ ...FOUND, texts: [], changes: crowd, recorded: [] }).state;
    assert.equal(viewDescription(found), '3000 changes · 24 h');
  });

  it('go on to the panel where there are more than a group can show', () => {
    const changes = Array.from({ length: 501 }, (_, i) => landed({ sha: `s${i}`, landedAt: START - i * 1000 }));
    const group = find(
      rowsOf({ ...FOUND, startedAt: NOW, changes, recorded: [], hasIncident: false }),
      '1 to 6 hours ago',
    );
    assert.equal(group.children.length, 501);
    const last = group.children.at(-1)!.toTreeItem();
    assert.equal(last.label, '1 more');
    assert.equal(last.command?.command, 'incident.whatChanged');
  });
});

describe('the view What Changed? where there is little to show', () => {
  const nothing = { ...FOUND, changes: [], recorded: [] };

  it('says that it reads before there is a first row', () => {
    assert.deepEqual(labels(rowsOf({ ...nothing, outcomes: [] }, { phase: 'reading' })), ['Loading changes…']);
  });

  it('says that loading was canceled, not that there is nothing', () => {
    const nodes = rowsOf({ ...nothing, outcomes: [] }, { stopped: true });
    assert.deepEqual(labels(nodes), ['Loading was canceled']);
    assert.equal(nodes[0]!.toTreeItem().command?.command, 'incident.refreshChanges');
  });

  it('says that nothing landed, and offers a longer time', () => {
    const nodes = rowsOf(nothing, { hours: 168 });
    assert.equal(labels(nodes)[0], 'No changes in the 7 days before');
    assert.equal(nodes[0]!.toTreeItem().command?.command, 'incident.setChangeWindow');
  });

  it('says in Restricted Mode why git is not run, and still shows what was recorded', () => {
    const nodes = rowsOf({ ...nothing, outcomes: [], recorded: [FLAG] }, { phase: 'restricted' });
    const [notice] = itemsOf(nodes);
    assert.equal(notice?.label, 'Git is off in Restricted Mode');
    assert.match(String(notice.description), /trust this folder/);
    assert.equal(notice.command?.command, 'workbench.trust.manage');
    assert.ok(find(nodes, 'lazy pulls on'));
  });

  it('says that there is no repository', () => {
    assert.deepEqual(labels(rowsOf({ ...nothing, outcomes: [] })), ['No git repository in this window']);
    // Beside what other programs changed: VS Code shows one of two rows with the same id twice.
    const nodes = rowsOf({ ...FOUND, outcomes: [] });
    assert.ok(
      labels(nodes).includes('None of these changes') && labels(nodes).includes('No git repository in this window'),
    );
    const ids = allOf(nodes).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  const PROBLEMS: Partial<Record<SourceProblem, RegExp>> = {
    gitMissing: /git was not found/,
    gitTooOld: /too old/,
    notARepository: /not a git repository/,
    notTrustedByGit: /does not trust.*safe\.directory/,
    noCommits: /no commits yet/,
    noSuchBranch: /incident\.changes\.branch/,
    missingObjects: /objects are missing/,
    failed: /see the log/,
  };
  for (const [problem, sentence] of Object.entries(PROBLEMS) as [SourceProblem, RegExp][]) {
    it(`says what is wrong with a repository (${problem}), and shows the others`, () => {
      const { state, set } = changesState(FOUND);
      const broken: RepositoryOutcome = { root: '/srv/vault', problem };
      const nodes = nodesOf({ ...state, repositories: [broken, ...state.repositories] }, set, TEXTS);
      const row = rowOf(nodes, 'Repositories', 'vault');
      assert.match(String(row.description), sentence);
      assert.match(tooltipOf(row), sentence);
      assert.equal(find(nodes, 'Repositories').toTreeItem().description, '1 of 2 unreadable');
      assert.equal(find(nodes, 'Repositories').toTreeItem().collapsibleState, 2);
      assert.ok(find(nodes, 'Keep layers in the cache'));
      assert.ok(rowOf(nodes, 'Repositories', 'registry'));
    });
  }

  it('says where the history of a shallow clone is cut, what a partial one lacks, what is looked at, and how fresh it is', () => {
    const facts = { root: '/srv/registry', name: 'registry', branch: 'HEAD', changes: [], deploys: [] };
    const shallow = { ...facts, cutAt: '0123456789abcdef', fetchedAt: NOW - 3 * HOUR };
    const row = rowOf(
      rowsOf({ ...nothing, outcomes: [{ root: facts.root, facts: shallow }] }),
      'Repositories',
      'registry',
    );
    assert.equal(row.description, 'shallow; no history before 01234567 · HEAD (checked out) · fetched 3h ago');
    assert.equal((row.iconPath as vscode.ThemeIcon).id, 'warning');
    const partial = { ...facts, branch: 'main', withoutContents: 'partialClone' as const };
    const without = rowOf(
      rowsOf({ ...nothing, outcomes: [{ root: facts.root, facts: partial }] }),
      'Repositories',
      'registry',
    );
    assert.match(String(without.description), /^partial clone.* · main · never fetched$/i);
    assert.equal((without.iconPath as vscode.ThemeIcon).id, 'warning');
    const many = { ...facts, branch: 'main', isPart: true };
    const part = rowOf(
      rowsOf({ ...nothing, outcomes: [{ root: facts.root, facts: many }] }),
      'Repositories',
      'registry',
    );
    assert.equal(part.description, 'many changes; only those nearest the start were read · main · never fetched');
    assert.equal((part.iconPath as vscode.ThemeIcon).id, 'warning');
    const fresh = rowOf(rowsOf(nothing), 'Repositories', 'registry');
    assert.equal(fresh.description, 'main · never fetched');
  });
});
