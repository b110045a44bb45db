import * as assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { ChangesState, RepositoryOutcome } from '../../src/app/changeFinder';
import type { SourceProblem } from '../../src/app/changePorts';
import type { ChangeSet } from '../../src/app/listing';
import { History, pastMessage } from '../../src/changes/history';
import type { Judgement, RecordedChange } from '../../src/domain/incident';
import { viewDescription } from '../../src/editor/changes/view';
import { changeNodes } from '../../src/editor/changes/changeNodes';
import type { Node } from '../../src/editor/kit/node';
import { GRACE, MINUTE, START } from '../helpers/events';
import { changesState, landed, type Found } from '../helpers/foundChanges';

const NOW = START + 60 * MINUTE;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const TEXTS = ['Pulls from the cache fail'];
const FLAG: RecordedChange = {
  id: 'e1',
  kind: 'featureFlag',
  text: 'lazy pulls on',
  at: START - 5 * MINUTE,
  by: GRACE,
};

/** A revert after the start, and four changes before it; the one about the cache was written three weeks before. */
const FOUND: Found = {
  startedAt: START,
  now: NOW,
  texts: TEXTS,
  changes: [
    landed({ sha: 'd', landedAt: START + 10 * MINUTE, subject: 'Revert the cache' }),
    landed({
      sha: 'c',
      landedAt: START - 6 * MINUTE,
      authoredAt: START - 21 * DAY,
      subject: 'Keep layers in the cache',
    }),
    landed({ sha: 'm', landedAt: START - 50 * MINUTE, subject: 'Merge quotas', parents: 2, files: [] }),
    landed({ sha: 'b', landedAt: START - 4 * HOUR, subject: 'Sort the routes', files: [] }),
    landed({ sha: 'a', landedAt: START - 8 * HOUR, subject: 'Log the length', files: [] }),
  ],
  recorded: [FLAG],
};

function judged(verdict: Judgement['verdict'], why?: string): Judgement {
  const change = { repository: 'registry', commit: 'x', subject: 'x' };
  return { change, verdict, by: GRACE, at: START, ...(why !== undefined && { why }) };
}

function rowsOf(found: Found, more: Partial<ChangesState> = {}): readonly Node[] {
  const { state, set } = changesState(found, more);
  return nodesOf(state, set, found.texts);
}

function nodesOf(state: ChangesState, set: ChangeSet, texts: readonly string[] = []): readonly Node[] {
  const situation = { startedAt: state.startedAt, texts };
  return changeNodes(state, { matchedTerms: ({ change }) => set.index.matched(situation, change) }, NOW);
}

const itemsOf = (nodes: readonly Node[]) => nodes.map((node) => node.toTreeItem());
const labels = (nodes: readonly Node[]) => itemsOf(nodes).map(({ label }) => (typeof label === 'string' ? label : ''));

function find(nodes: readonly Node[], label: string): Node {
  const found = nodes.find((node) => node.toTreeItem().label === label);
  assert.ok(found, `no row "${label}" among: ${labels(nodes).join(', ')}`);
  return found;
}

/** The row with this label within the group with that label. */
function rowOf(nodes: readonly Node[], group: string, label: string): vscode.TreeItem {
  return find(find(nodes, group).children, label).toTreeItem();
}

function tooltipOf({ tooltip }: vscode.TreeItem): string {
  assert.ok(tooltip !== undefined);
  return typeof tooltip === 'string' ? tooltip : tooltip.value.replace(/\\/g, '').replaceAll('&nbsp;', ' ');
}

describe('the rows of the view What Changed?', () => {
  it('are none before anybody asked, so that the welcome is shown', () => {
    assert.deepEqual(rowsOf(FOUND, { phase: 'idle' }), []);
  });

  it('are suspects, then groups by the time before the start, then what came after it', () => {
    const nodes = rowsOf(FOUND);
    assert.deepEqual(
      nodes.map((node) => [node.toTreeItem().label, node.children.length]),
      [
        ['Suspects', 5],
        ['Last hour before', 3],
        ['1 to 6 hours before', 1],
        ['6 to 24 hours before', 1],
        ['After the start', 1],
        ['Repositories', 1],
      ],
    );
    assert.deepEqual(labels(find(nodes, 'Last hour before').children), [
      'lazy pulls on',
      'Keep layers in the cache',
      'Merge quotas',
    ]);
    assert.equal(rowOf(nodes, 'After the start', 'Revert the cache').description, '10m after · Ana');
    const ids = allOf(nodes).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('tell of a suspect the time before the start, its first reason, who wrote it, and how long before it landed', () => {
    const nodes = rowsOf(FOUND);
    const suspect = rowOf(nodes, 'Suspects', 'Keep layers in the cache');
    assert.equal(suspect.description, '6m before · written 3 weeks ago · Ana');
    const [why] = find(find(nodes, 'Suspects').children, 'Keep layers in the cache').children;
    assert.equal(why?.toTreeItem().label, 'its message shares “cache”');
    assert.equal(why.toTreeItem().description, '6m before');
    assert.equal(why.toTreeItem().command?.command, 'incident.explainRanking');
    assert.equal(suspect.collapsibleState, 2, 'the reason cannot be seen');
    const row = rowOf(nodes, 'Last hour before', 'Keep layers in the cache');
    assert.equal(row.description, '6m before · written 3 weeks ago · Ana');
    assert.match(tooltipOf(suspect), /written 3 weeks ago, landed 6m before the start, /);
    assert.match(tooltipOf(suspect), /\+ its message shares “cache”[^]*M src\/cache\.ts/);
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
    const tooltip = tooltipOf(rowOf(nodes, 'Suspects', 'Sort the routes'));
    assert.match(tooltip, /\+ earlier changes to its files speak of “cache”/);
    assert.match(tooltip, /\+ reverts among the last changes to its files: 1/);
    assert.match(tooltip, /− message and paths share no word with the incident/);
  });

  it('tell words that only its paths have as such', () => {
    const changes = FOUND.changes.map((each) => (each.sha === 'c' ? { ...each, subject: 'Keep layers' } : each));
    const tooltip = tooltipOf(rowOf(rowsOf({ ...FOUND, changes }), 'Suspects', 'Keep layers'));
    assert.match(tooltip, /\+ its paths share “cache”/);
  });

  it('have the commits of a merge below it, folded among the suspects', () => {
    const merged = ['Count\u202e quotas', 'Read `quotas`'].map((subject, index) => ({
      sha: `own${index}`,
      subject,
      authorName: 'Mei',
      authoredAt: START - 2 * DAY,
    }));
    const changes = FOUND.changes.map((change) => (change.sha === 'm' ? { ...change, merged } : change));
    const nodes = rowsOf({ ...FOUND, changes });
    const inTime = find(find(nodes, 'Last hour before').children, 'Merge quotas');
    assert.deepEqual(
      inTime.children.map((node) => [node.toTreeItem().label, node.toTreeItem().description]),
      [
        ['Count quotas', 'Mei · written 2d 1h ago'],
        ['Read `quotas`', 'Mei · written 2d 1h ago'],
      ],
    );
    const suspect = find(find(nodes, 'Suspects').children, 'Merge quotas');
    assert.deepEqual(labels(suspect.children).slice(1), ['Its commits']);
    assert.equal(find(suspect.children, 'Its commits').children.length, 2);
  });

  it('name the repository only where there are several', () => {
    const { state, set } = changesState(FOUND);
    const second: RepositoryOutcome = { root: '/srv/vault', problem: 'failed' };
    const nodes = nodesOf({ ...state, repositories: [...state.repositories, second] }, set, TEXTS);
    assert.equal(rowOf(nodes, '1 to 6 hours before', 'Sort the routes').description, '4h before · Ana · registry');
  });

  it('open a commit on Enter, and lend themselves to the commands on changes', () => {
    const nodes = rowsOf(FOUND);
    const commit = rowOf(nodes, 'Suspects', 'Merge quotas');
    assert.equal(commit.command?.command, 'incident.openChange');
    assert.equal(commit.contextValue, 'change.commit.open');
    assert.equal((commit.iconPath as vscode.ThemeIcon).id, 'git-merge');
    const recorded = rowOf(nodes, 'Suspects', 'lazy pulls on');
    assert.equal(recorded.command, undefined);
    assert.equal(recorded.contextValue, 'change.recorded.open');
    assert.equal((recorded.iconPath as vscode.ThemeIcon).id, 'settings-gear');
    assert.match(String(recorded.description), /^5m before · .*Grace · feature flag$/);
  });

  it('mark verdicts: a suspect stands first, what is ruled out is no suspect any more', () => {
    const judgements = new Map([
      ['registry@a', judged('suspect', 'touches the pulls')],
      ['registry@c', judged('ruledOut', 'its flag is off')],
    ]);
    const nodes = rowsOf({ ...FOUND, judgements });
    const suspects = find(nodes, 'Suspects').children;
    assert.equal(labels(suspects)[0], 'Log the length');
    assert.ok(!labels(suspects).includes('Keep layers in the cache'));
    const suspect = suspects[0]!.toTreeItem();
    assert.match(String(suspect.description), /^suspect · 8h before/);
    assert.equal((suspect.iconPath as vscode.ThemeIcon).id, 'warning');
    assert.equal(suspect.contextValue, 'change.commit.suspect');
    const ruledOut = rowOf(nodes, 'Last hour before', 'Keep layers in the cache');
    assert.match(String(ruledOut.description), /^ruled out · 6m before/);
    assert.equal((ruledOut.iconPath as vscode.ThemeIcon).id, 'circle-slash');
    assert.match(tooltipOf(ruledOut), /Grace: ruled out, its flag is off/);
  });

  it('say so when all that landed is ruled out', () => {
    const judgements = new Map(['c', 'm', 'b', 'a'].map((sha) => [`registry@${sha}`, judged('ruledOut')]));
    judgements.set('e1', judged('ruledOut'));
    const suspects = find(rowsOf({ ...FOUND, judgements }), 'Suspects').toTreeItem();
    assert.equal(suspects.description, 'all that landed is ruled out');
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
    const late = rowOf(nodes, 'Last hour before', 'Went live late');
    assert.equal(late.description, 'live 7m before · Ana');
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
    assert.equal(row.description, '1h 6m ago · written 3 weeks ago · Ana');
    assert.doesNotMatch(tooltipOf(row), /start|shares/);
    assert.equal(find(nodes, 'Last hour').toTreeItem().collapsibleState, 2);
    assert.equal(viewDescription(changesState(found).state), 'last 24 hours · main');
    assert.deepEqual(labels(rowsOf({ ...found, changes: [] })).slice(0, 1), ['Nothing landed in the last 24 hours']);
  });

  it('say what is looked at: how long before, whether that was widened, and which branch', () => {
    const { state } = changesState(FOUND, { hours: 72, widened: true });
    assert.equal(viewDescription(state), '3 days before, widened · main');
  });

  it('go on to the panel where there are more than a group can show', () => {
    const changes = Array.from({ length: 501 }, (_, i) => landed({ sha: `s${i}`, landedAt: START - i * 1000 }));
    const group = find(rowsOf({ ...FOUND, changes, recorded: [] }), 'Last hour before');
    assert.equal(group.children.length, 501);
    const last = group.children.at(-1)!.toTreeItem();
    assert.equal(last.label, '1 more');
    assert.equal(last.command?.command, 'incident.whatChanged');
  });
});

describe('the view What Changed? where there is little to show', () => {
  const nothing = { ...FOUND, changes: [], recorded: [] };

  it('says that it reads before there is a first row', () => {
    assert.deepEqual(labels(rowsOf({ ...nothing, outcomes: [] }, { phase: 'reading' })), ['Reading what landed…']);
  });

  it('says that reading was stopped, not that there is nothing', () => {
    const nodes = rowsOf({ ...nothing, outcomes: [] }, { stopped: true });
    assert.deepEqual(labels(nodes), ['Reading was stopped']);
    assert.equal(nodes[0]!.toTreeItem().command?.command, 'incident.refreshChanges');
  });

  it('says that nothing landed, and offers a longer time', () => {
    const nodes = rowsOf(nothing, { hours: 168 });
    assert.equal(labels(nodes)[0], 'Nothing landed in the 7 days before');
    assert.equal(nodes[0]!.toTreeItem().command?.command, 'incident.setChangeWindow');
  });

  it('says in Restricted Mode why git is not run, and still shows what was recorded', () => {
    const nodes = rowsOf({ ...nothing, outcomes: [], recorded: [FLAG] }, { phase: 'restricted' });
    const [notice] = itemsOf(nodes);
    assert.equal(notice?.label, 'Git is not run in Restricted Mode');
    assert.match(String(notice.description), /trust this folder/);
    assert.equal(notice.command?.command, 'workbench.trust.manage');
    assert.ok(rowOf(nodes, 'Suspects', 'lazy pulls on'));
  });

  it('says that there is no repository', () => {
    assert.deepEqual(labels(rowsOf({ ...nothing, outcomes: [] })), ['No git repository in this window']);
  });

  const PROBLEMS: Partial<Record<SourceProblem, RegExp>> = {
    gitMissing: /git was not found/,
    gitTooOld: /too old/,
    notARepository: /not a git repository/,
    notTrustedByGit: /does not trust.*safe\.directory/,
    noCommits: /no commits yet/,
    noSuchBranch: /incident\.changes\.branch/,
    missingObjects: /objects are missing/,
    failed: /the log has the details/,
  };
  for (const [problem, sentence] of Object.entries(PROBLEMS) as [SourceProblem, RegExp][]) {
    it(`says what is wrong with a repository (${problem}), and shows the others`, () => {
      const { state, set } = changesState(FOUND);
      const broken: RepositoryOutcome = { root: '/srv/vault', problem };
      const nodes = nodesOf({ ...state, repositories: [broken, ...state.repositories] }, set, TEXTS);
      const row = rowOf(nodes, 'Repositories', 'vault');
      assert.match(String(row.description), sentence);
      assert.match(tooltipOf(row), sentence);
      assert.equal(find(nodes, 'Repositories').toTreeItem().description, '1 of 2 cannot be read');
      assert.equal(find(nodes, 'Repositories').toTreeItem().collapsibleState, 2);
      assert.equal(find(nodes, 'Suspects').children.length, 5);
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
    assert.equal(row.description, 'shallow: no history before 01234567 · HEAD, as checked out · fetched 3h ago');
    assert.equal((row.iconPath as vscode.ThemeIcon).id, 'warning');
    const partial = { ...facts, branch: 'main', withoutContents: 'partialClone' as const };
    const without = rowOf(
      rowsOf({ ...nothing, outcomes: [{ root: facts.root, facts: partial }] }),
      'Repositories',
      'registry',
    );
    assert.match(String(without.description), /^partial clone.* · main · never fetched$/i);
    assert.equal((without.iconPath as vscode.ThemeIcon).id, 'warning');
    const fresh = rowOf(rowsOf(nothing), 'Repositories', 'registry');
    assert.equal(fresh.description, 'main · never fetched');
  });
});

const HOSTILE = {
  HTML: '<img src=x onerror=alert(1)><h1>big</h1>',
  'links in Markdown': '[click](command:workbench.action.quit) ![](https://example.org/x.png) <https://example.org>',
  'an icon': '$(bug) $(sync~spin)',
  'terminal escapes': 'a\u0000b\u001b[31mred\u0007',
  'a right-to-left override': 'safe \u202egpj.exe\u202c \u2067x\u2069',
  'line breaks and quotes': 'one\ntwo\r\nthree\u2028four "five" \'six\' `seven`',
  '1 MB': 'x'.repeat(1_000_000),
  'what was not UTF-8': 'caf\ufffd \ud83d',
};
// eslint-disable-next-line no-control-regex -- naming them is the point
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u;

describe('what others wrote, in the view What Changed?', () => {
  for (const [what, text] of Object.entries(HOSTILE)) {
    it(`is harmless with ${what}`, () => {
      const files = [{ path: `src/${text}`, oldPath: text, status: 'M', added: 1, deleted: 1 }];
      const by = { author: text, authorName: text };
      const hostile = { subject: text, body: text, files, ...by };
      const changes = [
        landed({ sha: 'n', landedAt: START - MINUTE, ...hostile }),
        landed({ sha: 'l', landedAt: START - 2 * MINUTE, liveAt: START - MINUTE, ...hostile }),
        landed({ sha: 'z', landedAt: START + MINUTE, ...hostile }),
      ];
      const deploy = { tag: text, at: START - MINUTE, sha: 'l' };
      const facts = { root: `/srv/${text}`, name: text, branch: text, changes, deploys: [deploy], cutAt: text };
      const judgements = new Map([['registry@l', { ...judged('suspect', text), by: { name: text } }]]);
      const found: Found = {
        ...FOUND,
        texts: [text],
        changes,
        judgements,
        deploys: [deploy],
        recorded: [{ ...FLAG, text, by: { name: text } }],
        outcomes: [
          { root: facts.root, facts, range: { firstBad: deploy, lastGood: deploy } },
          { root: `/opt/${text}`, problem: 'failed' },
        ],
      };
      const third = { page: text, name: text, impact: text, status: text, startedAt: START };
      const { state, set } = changesState(found, {
        thirdParties: [third],
        pageProblems: [{ address: text, problem: 'failed' }],
      });
      const nodes = allOf(nodesOf(state, set, [text]));
      assert.ok(nodes.length > 14, labels(nodes).join('\n'));
      for (const { label, description, tooltip, command, accessibilityInformation } of itemsOf(nodes)) {
        for (const shown of [label, description, accessibilityInformation?.label]) {
          if (shown === undefined) continue;
          assert.ok(typeof shown === 'string' && shown !== '');
          assert.doesNotMatch(shown, INVISIBLE);
          assert.doesNotMatch(shown, /[\n\r\u2028\u2029]/);
          assert.ok(shown.length <= 300, `${shown.length} characters: ${shown.slice(0, 60)}`);
        }
        if (command !== undefined) assert.match(command.command, /^incident\./);
        if (typeof tooltip === 'string') {
          assert.doesNotMatch(tooltip, INVISIBLE);
          assert.ok(tooltip.length <= 5000);
        } else if (tooltip !== undefined) assertHarmless(tooltip);
      }
      const description = viewDescription(state);
      assert.doesNotMatch(description, INVISIBLE);
      assert.ok(description.length <= 300, `${description.length} characters`);
    });
  }
});

/** Nothing of the text may count as Markdown, and nothing of it may run. */
function assertHarmless({ value, isTrusted, supportHtml, supportThemeIcons }: vscode.MarkdownString): void {
  assert.ok(isTrusted !== true && supportHtml !== true && supportThemeIcons !== true);
  assert.doesNotMatch(value, INVISIBLE);
  assert.doesNotMatch(value, /(?<!\\)(?:\\\\)*\]\(/);
  assert.doesNotMatch(value, /<[^>]*(?<!\\)>/);
  assert.ok(value.length < 50_000, `${value.length} characters`);
}

function allOf(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => [node, ...allOf(node.children)]);
}
