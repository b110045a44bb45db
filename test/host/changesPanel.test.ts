import * as assert from 'node:assert/strict';
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { ChangesState } from '../../src/app/changeFinder';
import type { ListedChange } from '../../src/app/listing';
import type { Incident, Judgement } from '../../src/domain/incident';
import { panelData, panelDetails, panelReasons } from '../../src/editor/changes/panel/data';
import { panelPage } from '../../src/editor/changes/panel/page';
import { panelWords } from '../../src/editor/changes/panel/words';
import { WEBVIEW_SCHEMAS, type PanelData } from '../../src/protocol/changesPanel';
import { changesState, landed, manyChanges } from '../helpers/foundChanges';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 22, 14, 5);
const NOW = START + 30 * MINUTE;
const TEXTS = ['Pulls from the cache fail'];
const GRACE = { name: 'Grace', email: 'grace@example.org' };
// oxlint-disable-next-line no-control-regex -- naming them is the point
const INVISIBLE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/u;
const HOSTILE = {
  HTML: '<img src=x onerror=alert(1)><script>alert(2)</script>',
  'a right-to-left override': 'safe \u202egpj.exe\u202c \u2067x\u2069',
  'zero-width characters': 'pass\u200bword\u200d\ufeff\u00ad',
  'control characters': 'a\u0000b\u001b[31mred\u0007',
  'line breaks': 'one\ntwo\r\nthree\u2028four',
  '1 MB': 'x'.repeat(1_000_000),
  '1 MB of surrogate pairs': '\u{1f525}'.repeat(250_000),
};

function dataOf(state: ChangesState): PanelData {
  const data = panelData(state, NOW);
  assert.ok(v.is(WEBVIEW_SCHEMAS.data, data), 'the webview would not take it');
  assert.deepEqual(JSON.parse(JSON.stringify(data)), data, 'it is not plain JSON');
  return data;
}

describe('what the panel What Changed? shows', () => {
  const judged = { change: { repository: 'registry', commit: 'b', subject: 'x' }, by: GRACE, at: START };
  const found = {
    startedAt: START,
    now: NOW,
    texts: TEXTS,
    changes: [
      landed({ sha: 'd', landedAt: START + 10 * MINUTE, subject: 'Revert the cache' }),
      landed({ sha: 'c', landedAt: START - 20 * MINUTE, subject: 'Keep layers in the cache', parents: 2 }),
      landed({ sha: 'b', landedAt: START - 50 * MINUTE, subject: 'Document quotas' }),
      landed({ sha: 'a', landedAt: START - 200 * MINUTE, subject: 'Sort the routes' }),
    ],
    recorded: [{ id: 'e1', kind: 'featureFlag' as const, text: 'lazy pulls on', at: START - 5 * MINUTE, by: GRACE }],
    judgements: new Map<string, Judgement>([['registry@b', { ...judged, verdict: 'ruledOut', why: 'only text' }]]),
  };

  it('is every change once, in the order of the ranking, with where it stands', () => {
    const { state } = changesState(found);
    const data = dataOf(state);
    assert.deepEqual(
      data.changes.map(({ key }) => key),
      [...state.suspects, ...state.notDeployed, ...state.after].map(({ key }) => key),
    );
    const shapes = Object.fromEntries(
      data.changes.map(({ key, shape, group, verdict }) => [key, [shape, group, verdict]]),
    );
    assert.deepEqual(shapes, {
      'registry@a': ['commit', 'suspect', 'open'],
      'registry@b': ['commit', 'suspect', 'ruledOut'],
      'registry@c': ['merge', 'suspect', 'open'],
      'registry@d': ['commit', 'after', 'open'],
      e1: ['recorded', 'suspect', 'open'],
    });
    const shares = data.changes.flatMap(({ share }) => (share === null ? [] : [share]));
    assert.ok(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
    assert.equal(data.startedAt, START);
    assert.equal(data.to, NOW);
    assert.ok(data.changes.every(({ group, suspicion }) => (suspicion === null) === (group !== 'suspect')));
    assert.equal(data.changes.find(({ hash }) => hash === 'c')?.suspicion, 'high');
    assert.equal(data.changes.find(({ hash }) => hash === 'c')?.mainFile, 'cache.ts');
  });

  it('has neither start line nor shares without an incident, and the newest change first', () => {
    const { state } = changesState({ ...found, startedAt: NOW, recorded: [], hasIncident: false });
    const data = dataOf(state);
    assert.equal(data.startedAt, null);
    assert.deepEqual(
      data.changes.map(({ hash }) => hash),
      ['d', 'c', 'b', 'a'],
    );
    assert.ok(data.changes.every(({ share }) => share === null));
    assert.match(data.changes[0]?.when ?? '', /ago/);
  });

  it('says how likely the cause is none of the changes, where there is an incident', () => {
    const { state } = changesState(found);
    const { none } = panelData({ ...state, none: 0.314 }, NOW);
    assert.equal(none, 'None of these changes is the cause: 31%');
    assert.equal(panelData({ ...state, hasIncident: false }, NOW).none, '');
  });

  it('names the branch, what cannot be read, and what is under way', () => {
    const { state } = changesState(found, {
      phase: 'refining',
      pageProblems: [{ address: 'https://status.example.org', problem: 'tooSlow' }],
      thirdParties: [
        {
          page: 'status.example.org',
          name: 'Slow <b>storage',
          impact: 'major',
          status: 'identified',
          startedAt: START - MINUTE,
        },
      ],
    });
    const data = dataOf(state);
    assert.deepEqual(
      data.sources.map(({ label, problem }) => [label, problem]),
      [
        ['registry · branch main · never fetched', false],
        ['https://status.example.org: did not answer in time', true],
      ],
    );
    assert.equal(data.busy, true);
    assert.equal(data.thirdParties[0]?.to, NOW);
    assert.match(data.thirdParties[0].label, /^Slow <b>storage \(.*still going on\)$/);
    assert.match(panelData({ ...state, phase: 'restricted' }, NOW).status, /Restricted Mode/);
  });

  it('explains the selected change: times, verdict, message, files, and reasons that add up to the score', () => {
    const { state, set } = changesState(found);
    const at = (key: string) => state.suspects.find((each) => each.key === key)!;
    const matched = (listed: ListedChange) => set.index.matched({ startedAt: START, texts: TEXTS }, listed.change);
    const details = panelDetails(at('registry@c'), matched(at('registry@c')), state);
    assert.ok(v.is(WEBVIEW_SCHEMAS.details, details));
    assert.match(
      details.facts.join('\n'),
      /High suspicion \(\d+% of total score\)\nlanded 20m before the start[^]*by Ana[^]*registry c/,
    );
    assert.match(details.reasons.map(({ sentence }) => sentence).join('\n'), /message mentions "cache?"/);
    assert.deepEqual(details.files, [{ path: 'src/cache.ts', status: 'modified', added: 10, deleted: 2 }]);
    const parts = details.reasons.reduce((sum, { part }) => sum + Math.abs(part), 0);
    assert.ok(Math.abs(parts - 1) < 1e-9);
    const contributions = details.reasons.reduce((sum, { contribution }) => sum + contribution, 0);
    assert.ok(Math.abs(contributions - (at('registry@c').score ?? NaN)) < 1e-9);
    assert.match(panelDetails(at('registry@b'), [], state).facts[0] ?? '', /Ruled out by Grace: only text/);
  });

  it('ends soon after the impact did, whenever that was, and labels the moments of the incident', () => {
    const year = 365 * 24 * 60 * MINUTE;
    const [mitigatedAt, resolvedAt] = [START + 20 * MINUTE, START + 40 * MINUTE];
    const { state } = changesState(found);
    const incident = (more: object) => ({ id: 'i1', startedAt: START, status: 'open', milestones: new Map(), ...more });
    const of = (more: object, now: number) =>
      panelData({ ...state, to: now, incident: incident(more) as unknown as Incident }, now);
    const axis = (more: object, now = START + year) => of(more, now).to;
    const before = START - state.from;
    assert.equal(axis({ resolvedAt }), resolvedAt + 0.1 * (before + 40 * MINUTE));
    assert.equal(
      axis({ resolvedAt, milestones: new Map([['mitigated', mitigatedAt]]) }),
      mitigatedAt + 0.1 * (before + 20 * MINUTE),
    );
    assert.equal(axis({ resolvedAt }, resolvedAt + MINUTE), resolvedAt + MINUTE, 'the axis goes on into the future');
    assert.equal(axis({}), START + year);
    const clock = (at: number) => new Date(at).toTimeString().slice(0, 5);
    assert.deepEqual(
      of({ resolvedAt }, resolvedAt + MINUTE).moments.map(({ kind, label }) => [kind, label]),
      [
        ['start', `Start ${clock(START)}`],
        ['resolved', `Resolved ${clock(resolvedAt)}`],
        ['now', 'Now'],
      ],
    );
    assert.deepEqual(
      of({ resolvedAt }, START + year).moments.map(({ kind }) => kind),
      ['start', 'resolved'],
    );
    assert.equal(of({ resolvedAt }, START + year).window, '24 hours before start → end of impact');
    assert.equal(of({}, START + MINUTE).incident, 'i1');
  });

  it('tells which services a change belongs to', () => {
    const { state } = changesState(found);
    const services = [
      { name: 'cache', has: (path: string) => path.includes('cache') },
      { name: 'billing', has: () => false },
    ];
    const { changes } = panelData(state, NOW, services);
    assert.deepEqual(changes.find(({ hash }) => hash === 'a')?.services, ['cache']);
  });

  for (const [name, text] of Object.entries(HOSTILE)) {
    it(`shows ${name} as short, visible text`, () => {
      const files = [{ path: `src/${text}`, oldPath: text, status: text, added: null, deleted: null }];
      const hostile = landed({
        sha: 'f',
        landedAt: START - MINUTE,
        subject: text,
        body: text,
        author: text,
        authorName: text,
        files,
      });
      const outcomes = [{ root: `/srv/${text}`, problem: 'failed' as const }];
      const { state } = changesState({ ...found, changes: [hostile], outcomes });
      const data = dataOf(state);
      const listed = state.suspects.find(({ change }) => change === hostile)!;
      const details = panelDetails(listed, [{ term: text, written: text, field: 'subject', weight: 1 }], state);
      for (const [where, shown] of strings({ data, details })) {
        assert.doesNotMatch(shown, INVISIBLE, where);
        const isWhole = where.endsWith('message') || where.endsWith('text');
        if (!isWhole) assert.doesNotMatch(shown, /\n/, where);
        assert.ok(shown.length <= (where.endsWith('message') ? 21_000 : 2000), `${where}: ${shown.length}`);
        assert.doesNotMatch(shown, /\p{Surrogate}/u, where);
      }
    });
  }

  it('is made of 5,000 changes in no time, and takes little room', () => {
    const { state } = changesState({ startedAt: START, now: NOW, texts: TEXTS, changes: manyChanges(5000, START) });
    const data = dataOf(state);
    assert.equal(data.changes.length, 5000);
    assert.ok(JSON.stringify(data).length < 10_000_000);
    const first = state.suspects[0]!;
    assert.ok(panelReasons(first, [], state).length > 0);
  });
});

describe('the page of the panel What Changed?', () => {
  it('lets in one script with a nonce, the style sheet, and nothing else', () => {
    const webview = {
      cspSource: 'https://source.example',
      asWebviewUri: (uri: vscode.Uri) => uri.with({ scheme: 'https', authority: 'source.example' }),
    } as vscode.Webview;
    const page = panelPage(webview, vscode.Uri.file('/extension'), '<What>');
    const nonce = /script-src 'nonce-([\w-]{20,})'/.exec(page)?.[1];
    assert.ok(nonce !== undefined);
    assert.match(page, /default-src &#39;none&#39;|default-src 'none'/);
    assert.doesNotMatch(page, /unsafe|<What>|style=/);
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.ok(page.includes(`<script nonce="${nonce}" src="https://source.example/extension/dist/changesPanel.js">`));
    assert.notEqual(nonce, /'nonce-([\w-]+)'/.exec(panelPage(webview, vscode.Uri.file('/extension'), ''))?.[1]);
  });

  it('has words for all of its parts', () => {
    const init = { words: panelWords(), locale: 'en', timeZone: 'UTC', kept: null };
    assert.ok(v.is(WEBVIEW_SCHEMAS.init, init));
    for (const [part, words] of Object.entries(init.words)) assert.notEqual(words.trim(), '', part);
  });
});

/** Every text within a value, with where it is. */
function strings(value: unknown, where = ''): [string, string][] {
  if (typeof value === 'string') return [[where, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => strings(part, `${where}.${name}`));
}
