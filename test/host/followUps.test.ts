import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { dayOf, daysAfter } from '../../src/domain/days';
import { fold } from '../../src/domain/fold';
import type { FollowUp, Incident } from '../../src/domain/incident';
import { followUpNodes } from '../../src/editor/followUps/rows';
import { eventBuilder, INCIDENT, MINUTE, START } from '../helpers/events';
import { FakeService, type Reply } from '../helpers/fakeService';
import { configure, declare, last, leave, recording, run, types } from './recording';

const NOW = START + 60 * MINUTE;

describe('follow-ups', () => {
  const record = recording();

  const followUps = async (): Promise<readonly FollowUp[]> => {
    const [first] = await record.events();
    assert.ok(first);
    return fold(first.incident, await record.events()).followUps;
  };
  const only = async (): Promise<FollowUp> => {
    const [followUp, ...others] = await followUps();
    assert.ok(followUp);
    assert.deepEqual(others, []);
    return followUp;
  };

  it('are one line', async () => {
    await declare();
    const id = await run<string>('incident.addFollowUp', { text: ' alert on failed pulls ' });
    const added = await last(record, 'followUp.added');
    assert.deepEqual([added.id, added.data], [id, { text: 'alert on failed pulls' }]);
    assert.deepEqual(record.messages, []);
  });

  it('become issues of the tracker that is connected, once, and its token is in nothing that is kept', async () => {
    const token = 'glpat-nobody-may-see-this';
    const made: { title: string; description: string }[] = [];
    const shown = (issue: (typeof made)[number], index: number) => ({
      ...{ iid: index + 1, ...issue, state: 'opened' },
      web_url: `https://gitlab.example/acme/shop/-/issues/${index + 1}`,
    });
    const tracker = await FakeService.start(({ method, url, headers, json }): Reply => {
      if (headers.authorization !== `Bearer ${token}`) return { status: 401, json: { message: '401 Unauthorized' } };
      if (url.pathname.endsWith('/user')) return { status: 200, json: { username: 'ada' } };
      if (method === 'GET') return { status: 200, json: made.map(shown) };
      made.push(json as (typeof made)[number]);
      return { status: 201, json: shown(json as (typeof made)[number], made.length - 1) };
    });
    const name = `acme/shop · ${tracker.address}`;
    try {
      await configure('tracker', { kind: 'gitlab', project: 'acme/shop', api: `${tracker.address}/api/v4` });
      await run('incident.connect', { service: 'gitlab', name, secret: token });
      await declare();
      const id = await run<string>('incident.addFollowUp', { text: 'alert on failed pulls' });
      await run('incident.createIssues', { followUps: [id] });
      const filed = await last(record, 'followUp.filed');
      assert.deepEqual([filed.data.followUp, filed.data.name], [id, 'acme/shop#1']);
      await run('incident.createIssues', { followUps: [id] });
      assert.deepEqual([made.length, record.messages], [1, ['warning: It has an issue already: acme/shop#1']]);
      assert.ok(!JSON.stringify([await record.events(), record.messages, made]).includes(token));
    } finally {
      await run('incident.connect', { service: 'gitlab', name, disconnect: true });
      await configure('tracker', undefined);
      await tracker.stop();
    }
  });

  it('are given owner, due day and kind at once where they are known', async () => {
    await declare();
    const known = { owner: 'Team Storage', due: '2026-11-30', kind: 'detective' };
    const id = await run<string>('incident.addFollowUp', { text: 'alert on failed pulls', ...known });
    assert.deepEqual((await last(record, 'followUp.changed')).data, { followUp: id, ...known });
  });

  it('keep the entry that they came from, and where its evidence was', async () => {
    await declare();
    const document = await vscode.workspace.openTextDocument({ content: 'ERROR connection refused' });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(0, 0, 0, 5);
    await run('incident.addEvidence');
    const evidence = await last(record, 'evidence.added');
    await run('incident.addFollowUp', { entry: evidence.id, text: 'say which connection' });
    assert.deepEqual((await last(record, 'followUp.added')).data, {
      text: 'say which connection',
      entry: evidence.id,
      source: evidence.data.source,
    });
  });

  it('get an owner, a due day and a kind later, and lose them again', async () => {
    await declare();
    const followUp = await run<string>('incident.addFollowUp', { text: 'alert on failed pulls' });
    const tomorrow = daysAfter(dayOf(Date.now()), 1);
    await run('incident.editFollowUp', { followUp, owner: 'Ada' });
    await run('incident.editFollowUp', { followUp, due: 'tomorrow' });
    await run('incident.editFollowUp', { followUp, kind: 'corrective' });
    let { owner, due, kind } = await only();
    assert.deepEqual([owner, due, kind], ['Ada', tomorrow, 'corrective']);
    await run('incident.editFollowUp', { followUp, owner: null, due: null, kind: null });
    ({ owner, due, kind } = await only());
    assert.deepEqual([owner, due, kind], [undefined, undefined, undefined]);
  });

  it('are ticked, and opened again; what is so already is not recorded', async () => {
    await declare();
    const followUp = await run<string>('incident.addFollowUp', { text: 'alert on failed pulls' });
    await run('incident.editFollowUp', { followUp, done: true });
    assert.equal((await only()).done?.by.name, 'Tess Ter');
    await run('incident.editFollowUp', { followUp, done: true });
    await run('incident.editFollowUp', { followUp, done: false });
    await run('incident.editFollowUp', { followUp, owner: null });
    assert.equal((await only()).done, undefined);
    assert.deepEqual((await types(record)).slice(1), ['followUp.added', 'followUp.changed', 'followUp.changed']);
  });

  it('may be due on a day that has passed', async () => {
    await declare();
    const followUp = await run<string>('incident.addFollowUp', { text: 'alert on failed pulls' });
    await run('incident.editFollowUp', { followUp, due: '2020-02-29' });
    assert.equal((await only()).due, '2020-02-29');
  });

  it('are reworded and removed as entries', async () => {
    await declare();
    const entry = await run<string>('incident.addFollowUp', { text: 'alert' });
    await run('incident.amendEntry', { entry, text: 'alert on failed pulls' });
    assert.equal((await only()).text, 'alert on failed pulls');
    await run('incident.retractEntry', { entry, why: 'exists already' });
    assert.deepEqual(await followUps(), []);
  });

  for (const [what, argument, sentence] of [
    ['a day that there is not', { due: '2026-02-30' }, 'Can’t read “2026-02-30” as a date. Try 2026-11-30'],
    ['a due day that is no text', { due: 7 }, '“due” must be a string.'],
    ['a kind that there is not', { kind: 'urgent' }, '“kind” must be one of: detective, preventative, corrective.'],
    ['an owner that is no text', { owner: {} }, '“owner” must be a string.'],
    ['a tick that is none', { done: 'yes' }, '“done” must be true or false.'],
    ['an entry that there is not', { entry: 'nope' }, 'No entry “nope” in the record.'],
  ] as const) {
    it(`are not recorded with ${what}`, async () => {
      await declare();
      await run('incident.addFollowUp', { text: 'alert', ...argument });
      assert.equal(record.messages.length, 1);
      assert.ok(record.messages[0]?.includes(sentence), record.messages[0]);
      assert.deepEqual(await types(record), ['incident.declared']);
    });
  }

  it('say so where there is none, or no such', async () => {
    await declare();
    await run('incident.editFollowUp');
    await run('incident.editFollowUp', { followUp: 'nope', done: true });
    assert.deepEqual(record.messages, [
      'info: No follow-ups yet. Add one first.',
      'warning: This follow-up no longer exists.',
    ]);
  });

  describe('at the close of an incident', () => {
    it('are not asked for where there is one', async () => {
      await declare();
      await run('incident.addFollowUp', { text: 'alert on failed pulls' });
      await run('incident.resolve', { endedAt: 'now' });
      await run('incident.close', { whyNoFollowUp: 'not needed as there is one' });
      assert.deepEqual((await last(record, 'incident.closed')).data, {});
    });

    it('are missed with a reason that is kept', async () => {
      await declare();
      await run('incident.resolve', { endedAt: 'now' });
      await run('incident.close', { whyNoFollowUp: 'outside of our control' });
      assert.deepEqual((await last(record, 'incident.closed')).data, { whyNoFollowUp: 'outside of our control' });
    });

    it('are asked for, and nothing is recorded while nobody answers', async () => {
      await declare();
      await run('incident.addNote', { text: 'all is calm' });
      const before = await types(record);
      await leave(run('incident.close', { whyUnresolved: 'a false alarm' }));
      assert.deepEqual(await types(record), before);
    });

    it('are said to be missing together with what else is open, and the points keep it from closing by itself', async () => {
      await declare();
      await run('incident.addFollowUp', { text: 'alert on failed pulls' });
      await run('incident.logAction', { text: 'drain registry-3' });
      await run('incident.resolve', { endedAt: 'now' });
      await leave(run('incident.close'));
      assert.ok(!(await types(record)).includes('incident.closed'));
      const action = (await record.events()).find(({ type }) => type === 'action.started')?.id;
      await run('incident.finishAction', { action, outcome: 'done' });
      await run('incident.close');
      assert.deepEqual((await last(record, 'incident.closed')).data, {});
      assert.deepEqual(record.messages, ['info: Closed: Pulls fail']);
    });

    it('are worked on after it too', async () => {
      await declare();
      const followUp = await run<string>('incident.addFollowUp', { text: 'alert on failed pulls' });
      await run('incident.resolve', { endedAt: 'now' });
      await run('incident.close');
      await run('incident.editFollowUp', { followUp, done: true });
      await run('incident.addFollowUp', { text: 'and on slow ones' });
      const [first, second] = await followUps();
      assert.deepEqual([first?.done !== undefined, second?.text], [true, 'and on slow ones']);
    });
  });
});

describe('the rows of the view Follow-Ups', () => {
  const build = eventBuilder();
  const declared = build.declared();
  const note = build.note('the alert came late');
  const added = (text: string, more: object = {}) => build('followUp.added', { text, ...more });
  const [plain, overdue, ticked] = [added('Plain'), added('Alert'), added('Ticked', { entry: note.id })];
  const incident = fold(INCIDENT, [
    declared,
    note,
    plain,
    overdue,
    ticked,
    build('followUp.changed', { followUp: overdue.id, owner: 'Ada', due: '2026-11-20', kind: 'preventative' }),
    build('followUp.changed', { followUp: ticked.id, owner: 'Grace', due: '2026-11-01', done: true }),
  ]);
  const rows = (of: Incident) => followUpNodes(of, NOW).map((node) => node.toTreeItem());
  const [first, second, third] = rows(incident);

  it('say who sees to what until when, the open ones first', () => {
    assert.deepEqual(
      rows(incident).map(({ label, description }) => [label, String(description).replace(/\d\d:\d\d .*/, '…')]),
      [
        ['Overdue: Alert', 'Ada · was due Fri 20 Nov · preventative'],
        ['Plain', 'no owner'],
        ['Ticked', 'Grace · done …'],
      ],
    );
  });

  it('mark what is overdue with a word and an icon, not by a colour alone', () => {
    assert.equal((first?.iconPath as vscode.ThemeIcon).id, 'warning');
    assert.match(first?.accessibilityInformation?.label ?? '', /^Overdue: Alert, Ada/);
    assert.equal(second?.iconPath, undefined);
    assert.equal(third?.iconPath, undefined);
  });

  it('are ticked by Enter, and opened again', () => {
    const ticks = rows(incident).map(({ command, checkboxState, contextValue }) => [
      command?.command,
      command?.arguments,
      (checkboxState as { state: number }).state,
      contextValue,
    ]);
    assert.deepEqual(ticks, [
      ['incident.editFollowUp', [{ followUp: overdue.id, done: true }], 0, 'followUp'],
      ['incident.editFollowUp', [{ followUp: plain.id, done: true }], 0, 'followUp'],
      ['incident.editFollowUp', [{ followUp: ticked.id, done: false }], 1, 'followUp.done'],
    ]);
  });

  it('tell in their tooltip where they came from', () => {
    const { value } = third?.tooltip as vscode.MarkdownString;
    assert.match(value.replaceAll('&nbsp;', ' '), /From: the alert came late/);
  });

  for (const text of [
    '[click](command:workbench.action.quit) ![](https://example.org/x.png) <b>x</b> $(bug)',
    'safe \u202egpj.exe\u202c pass\u200bword a\u0000b\u001b[31mred',
    'very long '.repeat(2000),
  ]) {
    it(`show “${text.slice(0, 12).replace(/[^ -~]/g, '')}…” as what it says`, () => {
      const hostile = eventBuilder();
      const by = { author: { name: text } };
      const first = hostile(
        'incident.declared',
        { title: text, severity: text, startedAt: '2026-11-22T13:50:00Z' },
        by,
      );
      const source = { kind: 'file' as const, name: text, repository: text, commit: text };
      const said = hostile.note(text, by);
      const followUp = hostile('followUp.added', { text, source, entry: said.id }, by);
      const owned = hostile('followUp.changed', { followUp: followUp.id, owner: text, due: '2026-11-01' }, by);
      const [row] = rows(fold(INCIDENT, [first, said, followUp, owned]));
      assert.ok(row);
      for (const shown of [row.label, row.description, row.accessibilityInformation?.label]) {
        assert.ok(typeof shown === 'string' && shown.length <= 300);
        // oxlint-disable-next-line no-control-regex -- naming them is the point
        assert.doesNotMatch(shown, /[\u0000-\u001f\u200b-\u200f\u202a-\u202e]/);
      }
      const tooltip = row.tooltip as vscode.MarkdownString;
      assert.ok(tooltip.isTrusted !== true && tooltip.supportHtml !== true && tooltip.supportThemeIcons !== true);
      assert.doesNotMatch(tooltip.value, /(?<!\\)(?:\\\\)*\]\(|<[^>]*(?<!\\)>/);
      assert.ok(tooltip.value.length < 20_000, String(tooltip.value.length));
      // oxlint-disable-next-line no-control-regex -- naming them is the point
      assert.doesNotMatch(tooltip.value, /[\u0000-\u0008\u001b\u200b-\u200f\u202a-\u202e]/);
    });
  }
});
