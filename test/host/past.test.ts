import * as assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { PastIndex, queryFor, similarIncidents, type SimilarIncident } from '../../src/app/pastSearch';
import type { KnownEvent } from '../../src/domain/events';
import { fold } from '../../src/domain/fold';
import type { Incident } from '../../src/domain/incident';
import { pastNode } from '../../src/editor/past/view';
import { similarNodes } from '../../src/editor/past/similar';
import { eventBuilder, MINUTE, START, type EventBuilder } from '../helpers/events';
import { declare, git, recording, run, until, workspaceFolder } from './recording';

const PULLS = 'Pulls of images fail with 500';

/** Declares an incident, has it mitigated by a decision, and closes it; gives its id. */
async function closed(title: string, decision?: string): Promise<string> {
  const id = await declare(title);
  if (decision !== undefined) await run('incident.logDecision', { decision, information: [], tradeoff: null });
  await run('incident.resolve', { endedAt: 'now' });
  await run('incident.close', { whyNoFollowUp: 'a test' });
  return id;
}

/** The document in front, which must be one that is made from a record. */
function opened(): { scheme: string; text: string; name: string } {
  const document = vscode.window.activeTextEditor?.document;
  assert.ok(document !== undefined, 'no document is open');
  return { scheme: document.uri.scheme, text: document.getText(), name: document.fileName };
}

describe('past incidents', () => {
  const record = recording();

  for (const [kind, scheme] of [
    ['postmortem', 'incident-postmortem'],
    ['timeline', 'incident-timeline'],
    ['brief', 'incident-brief'],
  ] as const) {
    it(`open the ${kind} read-only, and leave the window what it shows`, async () => {
      const past = await closed(PULLS, 'Roll back registry');
      const here = await declare('Mails do not arrive');
      const before = await record.events();
      await run('incident.openPast', { id: past, document: kind });
      const { scheme: shown, text, name } = opened();
      assert.equal(shown, scheme);
      assert.match(name, /Pulls of images fail with 500\..+\.md$/);
      assert.ok(text.includes(PULLS), text);
      await vscode.commands.executeCommand('type', { text: 'x' });
      assert.equal(opened().text, text);
      assert.deepEqual(await record.events(), before);
      await run('incident.addNote', { text: 'still here' });
      assert.equal((await record.events()).find(({ type }) => type === 'note.added')?.incident, here);
    });
  }

  it('say what is wrong with an argument that names nothing', async () => {
    const id = await closed(PULLS);
    await run('incident.openPast', { id: 'nope', document: 'brief' });
    await run('incident.openPast', { id, document: 'nope' });
    assert.deepEqual(record.messages, [
      'info: Closed: Pulls of images fail with 500',
      'warning: This incident isn’t in the record folder.',
      'warning: “document” must be one of: postmortem, timeline, brief.',
    ]);
    assert.equal(vscode.window.activeTextEditor, undefined);
  });

  it('are shown for a file that they touched, with what was to be done after them', async () => {
    const log = join(workspaceFolder(), 'service.log');
    await declare(PULLS);
    const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(log));
    editor.selection = new vscode.Selection(1, 0, 1, 33);
    await run('incident.addEvidence');
    await run('incident.addFollowUp', { text: 'Alert on failed pulls' });
    await run('incident.resolve', { endedAt: 'now' });
    await run('incident.close');
    const text = await run<string>('incident.checkBranch', { file: log });
    assert.match(
      text,
      /^# .*\n[^]*service\.log[^]*Pulls of images fail with 500[^]*evidence[^]*\[ \] Alert on failed pulls/,
    );
    assert.equal(opened().text, text);
    await run('incident.checkBranch', { file: join(workspaceFolder(), 'README.md') });
    assert.equal(record.messages.at(-1), 'info: No past incident touched this file.');
  });

  describe('on the files of a branch', () => {
    let main = '';
    const commit = (message: string, files: Readonly<Record<string, string>>): string => {
      for (const [file, text] of Object.entries(files)) writeFileSync(join(workspaceFolder(), file), text);
      git('add', '.');
      git('commit', '--quiet', `--message=${message}`);
      return git('rev-parse', 'HEAD');
    };
    before(() => {
      main = git('rev-parse', 'main');
    });
    afterEach('the repository is as it was', () => {
      git('checkout', '--quiet', '--force', '-B', 'main', main);
      for (const branch of git('branch', '--format=%(refname:short)').split('\n')) {
        if (branch !== 'main') git('branch', '--quiet', '-D', branch);
      }
    });

    it('are named with the change that was suspected and what was to be done, and nothing of other files', async () => {
      const shrink = commit('Shrink the pool', { 'pool.ts': 'size = 4\n' });
      await declare(PULLS);
      await run('incident.refreshChanges');
      await until(
        async () => {
          const all = (await record.events()).map(({ type }) => type);
          if (!all.includes('suspect.judged')) await run('incident.markSuspect', { key: `workspace@${shrink}` });
          return all;
        },
        (all) => all.includes('suspect.judged'),
        'the change is a suspect',
      );
      await run('incident.addFollowUp', { text: 'Alert on a pool that is nearly empty' });
      await run('incident.resolve', { endedAt: 'now' });
      await run('incident.close', { whyNoFollowUp: 'there is one' });
      await closed('Mails do not arrive');
      git('checkout', '--quiet', '-b', 'fix/pool');
      commit('Raise the pool', { 'pool.ts': 'size = 40\n', 'README.md': '# Pool\n' });
      const text = await run<string>('incident.checkBranch');
      assert.match(text, /fix\/pool changes 2 files compared with main; 1 past incident touched 1 of them\./);
      assert.ok(text.includes(`- pool.ts: suspect: ${shrink.slice(0, 8)} Shrink the pool`), text);
      assert.match(text, /## Pulls of images fail with 500[^]*- \[ \] Alert on a pool that is nearly empty/);
      assert.doesNotMatch(text, /README|Mails/);
      assert.equal(opened().text, text);
    });

    it('are none where it touches nothing of them, or has no commit of its own', async () => {
      await closed(PULLS);
      git('checkout', '--quiet', '-b', 'docs');
      await run('incident.checkBranch');
      assert.equal(record.messages.at(-1), 'info: Nothing is committed here that main doesn’t have.');
      commit('Explain', { 'README.md': '# A pool\n' });
      await run('incident.checkBranch');
      assert.equal(record.messages.at(-1), 'info: No past incident touched the file that this branch changes.');
    });
  });

  it('are said to be none where there are none', async () => {
    await declare();
    await run('incident.openPast');
    assert.deepEqual(record.messages, ['info: No other past incidents.']);
  });
});

describe('declaring what happened before', () => {
  const record = recording();
  /** What is said but for the close of the incidents before. */
  const offers = () => record.messages.filter((message) => !message.startsWith('info: Closed: '));

  it('says so once, with what mitigated it', async () => {
    await closed(PULLS, 'Roll back registry');
    await declare('Image pulls broken: 500');
    await until(
      () => offers().length,
      (count) => count > 0,
      'the past incident is offered',
    );
    assert.equal(offers().length, 1);
    const sentence =
      /^info: This looks like “Pulls of images fail with 500” \(.+ ago\), mitigated by: Roll back registry$/;
    assert.match(offers()[0] ?? '', sentence);
  });

  it('says nothing of what is not like it, and of what is still open', async () => {
    await closed('Mails to reset passwords do not arrive', 'Send by the old relay');
    await declare(PULLS);
    await declare('Image pulls broken: 500');
    // The index is brought up to date in the order of the declarations: this one's offer comes last.
    await declare('Password reset mails do not arrive');
    await until(
      () => offers().length,
      (count) => count > 0,
      'the past incident is offered',
    );
    assert.equal(offers().length, 1);
    assert.match(offers()[0] ?? '', /Mails to reset passwords/);
  });

  it('makes no link of what others typed', async () => {
    await closed('[Pulls](command:workbench.action.quit) of images fail', '[x](command:workbench.action.quit)');
    await declare('Pulls of images fail');
    const [message] = await until(
      () => offers(),
      (messages) => messages.length > 0,
      'the past incident is offered',
    );
    assert.doesNotMatch(message ?? '', /\]\(/);
  });
});

const HOSTILE = [
  'one\ntwo\u2028three',
  '<img src=x onerror=alert(1)>',
  '[a](command:b) $(bug)',
  'x\u202egpj\u202c\u200b',
  'y'.repeat(10_000),
  '',
];

/** A past incident with this title, mitigated by a decision with the same words. */
function past(id: string, text: string, tell: (build: EventBuilder) => readonly KnownEvent[] = () => []): Incident {
  const build = eventBuilder();
  return fold(id, [
    build('incident.declared', { title: text, severity: text, startedAt: new Date(START).toISOString() }),
    ...tell(build),
    build('decision.logged', { decision: text, information: [], tradeoff: null }),
    build('incident.resolved', {}),
    build('incident.closed', {}),
  ]);
}

function tooltipOf({ tooltip }: vscode.TreeItem): string {
  assert.equal(typeof tooltip, 'string');
  return tooltip as string;
}

describe('the rows of past incidents', () => {
  const now = START + 60 * MINUTE;

  it('lead to the documents of each', () => {
    const row = pastNode(past('a', PULLS), now);
    const item = row.toTreeItem();
    assert.equal(item.label, PULLS);
    assert.match(tooltipOf(item), /Mitigated by: Pulls of images fail/);
    const rows = [row, ...row.children].map((each) => each.toTreeItem());
    assert.deepEqual(
      rows.map(({ command }) => [command?.command, (command?.arguments as unknown[])[0]]),
      ['postmortem', 'postmortem', 'timeline', 'brief'].map((document) => ['incident.openPast', { id: 'a', document }]),
    );
    assert.deepEqual(
      rows.slice(1).map(({ label }) => label),
      ['Post-mortem', 'Timeline', 'Brief'],
    );
  });

  it('show in Investigate what mitigated those like this one', () => {
    const index = new PastIndex();
    const old = past('a', PULLS);
    index.update(new Map([['a', old]]));
    const shown = past('b', 'Image pulls fail: 500');
    const [row] = similarNodes(shown, similarIncidents(index, queryFor(shown), 3), START + 40 * 24 * 60 * MINUTE);
    const item = row!.toTreeItem();
    assert.equal(item.label, `Similar: ${PULLS}`);
    assert.deepEqual([item.description, row!.children[0]?.toTreeItem().label], ['1 month ago', PULLS]);
    assert.match(tooltipOf(item), /1 month ago\n.*\nIn common: image, pulls, 500\n/);
    assert.deepEqual(item.command?.arguments, [{ id: 'a', document: 'postmortem' }]);
  });

  it('say that what mitigated one is not recorded, where it is not', () => {
    const build = eventBuilder();
    const bare = fold('a', [build.declared(), build('incident.closed', { whyUnresolved: 'a duplicate' })]);
    const similar: SimilarIncident = { incident: bare, score: 1, matched: { words: ['x'], files: [], services: [] } };
    const item = similarNodes(past('b', 'x'), [similar], now)[0]!.toTreeItem();
    assert.equal(item.collapsibleState, vscode.TreeItemCollapsibleState.None);
    assert.match(tooltipOf(item), /Mitigated by: not recorded/);
  });

  for (const text of HOSTILE) {
    it(`are short and harmless for ${JSON.stringify(text).slice(0, 30)}`, () => {
      const hostile = past('20260101-0000-aaaa', text);
      const similar: SimilarIncident = {
        incident: hostile,
        score: 1,
        matched: { words: [text], files: [text], services: [text] },
      };
      const similarRows = similarNodes(hostile, [similar], now);
      const rows = [
        pastNode(hostile, now),
        ...pastNode(hostile, now).children,
        ...similarRows,
        ...similarRows.flatMap((row) => row.children),
      ];
      for (const item of rows.map((row) => row.toTreeItem())) {
        for (const shown of [item.label, item.description, item.accessibilityInformation?.label]) {
          if (shown === undefined) continue;
          assert.ok(typeof shown === 'string' && shown !== '' && shown.length <= 300, JSON.stringify(shown));
          assert.doesNotMatch(shown, /[\n\u2028\u202e\u202c\u200b]/);
        }
        assert.ok(tooltipOf(item).length <= 5000);
      }
    });
  }
});
