import * as assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { DraftFiles } from '../../src/editor/messages/composer/draftFiles';
import { OpenTabs } from '../../src/editor/messages/composer/openTabs';
import { nextUpdateLine, readNextUpdate, wholeMinute, withNextUpdate } from '../../src/reports/nextUpdate';
import { MINUTE } from '../helpers/events';
import { acceptPrompt, compose, draft, keptTyped, leavePrompts, openDrafts, write } from './composing';
import { configure, declare, last, recording, run, types, until } from './recording';

/** A text names whole minutes, and to write it takes a moment. */
const ABOUT_A_MINUTE = 1.5 * MINUTE;

describe('texts that are edited before they are sent', () => {
  const record = recording();
  const answers: string[] = [];
  answerDialogs(answers);

  it('are posted as they were edited, and leave no editor and no file behind', async () => {
    await declare();
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified', due: null });
    const { path } = draft();
    assert.equal(basename(path), 'Update to customers.md');
    await write('We know why pulls fail.\n\nA fix is on its way.');
    await send();
    assert.deepEqual(await posted(), {
      audience: 'customers',
      status: 'identified',
      text: 'We know why pulls fail.\n\nA fix is on its way.',
    });
    assert.deepEqual(openDrafts(), []);
    await until(
      () => readdir(dirname(path)),
      (left) => left.length === 0,
      'no file is left',
    );
    assert.deepEqual(record.messages, []);
  });

  it('are closed in every group of editors', async () => {
    await declare();
    await compose('incident.postUpdate', { audience: 'customers', status: 'resolved' });
    await write('It is over.');
    await vscode.commands.executeCommand('workbench.action.splitEditor');
    assert.equal(openDrafts().length, 2);
    await run('incident.sendDraft');
    assert.equal((await posted())?.text, 'It is over.');
    assert.deepEqual(openDrafts(), []);
  });

  it('are made anew while nobody has edited them', async () => {
    await declare('Pulls fail');
    await compose('incident.askForHelp', { doubts: [], people: [] });
    const before = draft().text;
    assert.match(before, /Pulls fail/);
    await run('incident.setTitle', { title: 'Pulls and pushes fail' });
    await compose('incident.askForHelp', { doubts: ['capacity'], people: ['Grace'] });
    assert.match(draft().text, /Pulls and pushes fail/);
    assert.ok(!draft().dirty, 'there is nothing to be asked about when the tab is closed');
    await send();
    const { doubts, people, text } = (await last(record, 'help.asked')).data;
    assert.deepEqual([doubts, people], [['capacity'], ['Grace']]);
    assert.match(text, /Pulls and pushes fail/);
  });

  it('come back as typed, with the new choices, when the command is run again', async () => {
    await declare();
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified', due: null });
    const head = draft().text.split('\n')[0] ?? '';
    assert.match(head, /^Identified: /);
    await write(`${head}\n\nWe know why.`);
    await compose('incident.postUpdate', { audience: 'customers', status: 'monitoring', due: null });
    assert.equal(draft().text, `${head.replace('Identified', 'Monitoring')}\n\nWe know why.`);
    await send();
    assert.equal((await posted())?.status, 'monitoring');
    assert.match((await posted())?.text ?? '', /^Monitoring: /);
  });

  it('name the next update, the second one too; a time that is edited moves the clock', async () => {
    await declare();
    for (const minutes of [20, 45]) {
      await compose('incident.postUpdate', { audience: 'customers', status: 'identified', due: minutes });
      const made = draft().text;
      const said = readNextUpdate(made, Date.now());
      assert.ok(said.kind === 'time' && Math.abs(said.at - Date.now() - minutes * MINUTE) <= ABOUT_A_MINUTE, made);
      const moved = wholeMinute(Date.now() + (minutes + 7) * MINUTE);
      const answered = made.replace(/\[[^\]]*\?\]/, 'half of all pulls fail.');
      await write(withNextUpdate(answered, moved, Date.now()));
      const count = (await types(record)).length;
      await run('incident.sendDraft');
      assert.deepEqual((await types(record)).slice(count), ['statusUpdate.posted', 'nextUpdate.promised']);
      assert.equal((await last(record, 'nextUpdate.promised')).data.due, new Date(moved).toISOString());
    }
  });

  it('name the time that is chosen last, when the command is run again', async () => {
    await declare();
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified', due: 20 });
    const before = draft().text;
    await write(`${before}\n\nMine.`);
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified', due: 50 });
    const said = readNextUpdate(draft().text, Date.now());
    assert.ok(said.kind === 'time' && Math.abs(said.at - Date.now() - 50 * MINUTE) <= ABOUT_A_MINUTE, draft().text);
    assert.match(draft().text, /Mine\.$/);
    await compose('incident.postUpdate', { audience: 'customers', status: 'resolved' });
    assert.doesNotMatch(draft().text, /Next update/);
  });

  for (const [what, line] of [
    ['cannot be read', 'Next update: soonish'],
    ['is over', 'Next update: 1 January 2020, 10:00 UTC'],
    ['was deleted', ''],
  ] as const) {
    it(`are asked for the next update where its time ${what}; Escape keeps the draft`, async () => {
      await declare();
      await compose('incident.postUpdate', { audience: 'customers', status: 'identified', due: 20 });
      await write(`We know why.\n${line}`.trim());
      await leavePrompts(run('incident.sendDraft'));
      assert.deepEqual(await types(record), ['incident.declared']);
      assert.equal(draft().text, `We know why.\n${line}`.trim());
      await acceptPrompt(run('incident.sendDraft'));
      assert.deepEqual(await types(record), ['incident.declared', 'statusUpdate.posted', 'nextUpdate.promised']);
      const next = Date.parse((await last(record, 'nextUpdate.promised')).data.due ?? '');
      assert.equal((await posted())?.text, `We know why.\n${nextUpdateLine(next, Date.now())}`);
    });
  }

  it('have their tabs back in a new session, behind what is shown, unless they were sent', async () => {
    await declare();
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified', due: null });
    const { path } = draft();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const shown = await vscode.workspace.openTextDocument({ content: 'Other' });
    await vscode.window.showTextDocument(shown);
    const remembered = [path, path.replace('customers', 'nobody')];
    const written: unknown[] = [];
    const memory = {
      keys: () => [],
      get: () => remembered,
      update: (_: string, value: unknown) => Promise.resolve(void written.push(value)),
    } as unknown as vscode.Memento;
    const tabs = new OpenTabs(new DraftFiles(dirname(dirname(path))), memory);
    try {
      await until(openDrafts, (open) => open.length > 0, 'the tab is back');
      await until(
        () => written,
        (all) => all.length > 0,
        'what is open now is remembered',
      );
      assert.deepEqual([openDrafts(), written.at(-1)], [[path], [path]]);
      assert.equal(vscode.window.activeTextEditor?.document, shown);
    } finally {
      tabs.dispose();
    }
  });

  it('are kept apart by incident, by kind and by audience', async () => {
    await declare('Pulls fail');
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified', due: null });
    await write('For customers.');
    await compose('incident.postUpdate', { audience: 'internal', status: 'identified', due: null });
    await write('For us.');
    await compose('incident.handOver', { to: 'Grace' });
    await declare('Pushes fail');
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified', due: null });
    assert.match(draft().text, /Pushes fail/);
    assert.equal(new Set(openDrafts()).size, 4);
  });

  it('go to the incident for which they were made, whichever the window shows now', async () => {
    const first = await declare('Pulls fail');
    await compose('incident.postUpdate', { audience: 'customers', status: 'resolved' });
    await write('Pulls work again.');
    await declare('Pushes fail');
    await run('incident.sendDraft');
    assert.equal((await last(record, 'statusUpdate.posted')).incident, first);
  });

  it('outlive a tab that is closed without saving', async () => {
    await declare();
    await compose('incident.handOver', { to: 'Grace' });
    const { path } = draft();
    await write('All that Grace needs to know.');
    await keptTyped(path, 'All that Grace needs to know.');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    assert.deepEqual(openDrafts(), []);
    await compose('incident.handOver', { to: 'Linus' });
    assert.equal(draft().text, 'All that Grace needs to know.');
    await run('incident.sendDraft');
    assert.deepEqual((await last(record, 'handover.made')).data.to, { name: 'Linus' });
  });

  it('are sent with auto-save too', async () => {
    const files = vscode.workspace.getConfiguration('files');
    await files.update('autoSave', 'afterDelay', vscode.ConfigurationTarget.Global);
    await files.update('autoSaveDelay', 50, vscode.ConfigurationTarget.Global);
    try {
      await declare();
      await compose('incident.postUpdate', { audience: 'customers', status: 'resolved' });
      await write('Saved on its own.');
      await until(
        () => draft().dirty,
        (dirty) => !dirty,
        'the text is saved',
      );
      await run('incident.sendDraft');
      assert.equal((await posted())?.text, 'Saved on its own.');
      assert.deepEqual(openDrafts(), []);
    } finally {
      for (const key of ['autoSave', 'autoSaveDelay']) {
        await files.update(key, undefined, vscode.ConfigurationTarget.Global);
      }
    }
  });

  it('are recorded once, however often one presses the keys', async () => {
    await declare();
    await compose('incident.postUpdate', { audience: 'customers', status: 'resolved' });
    await write('It is over.');
    await Promise.all([run('incident.sendDraft'), run('incident.sendDraft'), run('incident.sendDraft')]);
    assert.deepEqual(await types(record), ['incident.declared', 'statusUpdate.posted']);
  });

  it('are refused while they are empty, and stay open', async () => {
    await declare();
    await compose('incident.postUpdate', { audience: 'customers', status: 'resolved' });
    await write(' \n\u200b\n ');
    await run('incident.sendDraft');
    assert.deepEqual(record.messages, ['warning: The text is empty. Write something, or discard the draft.']);
    assert.deepEqual(await types(record), ['incident.declared']);
    assert.equal(openDrafts().length, 1);
  });

  it('stay, with all that was typed, while they cannot be recorded', async () => {
    await declare();
    await compose('incident.postUpdate', { audience: 'customers', status: 'resolved' });
    await write('It is over.');
    const place = join(record.folder, 'taken');
    await writeFile(place, 'a file where a folder should be');
    await configure('record.folder', place);
    await run('incident.sendDraft');
    assert.equal(record.messages.length, 1);
    assert.match(record.messages[0] ?? '', /^error: .*taken/);
    assert.equal(draft().text, 'It is over.');
    await configure('record.folder', record.folder);
    await run('incident.sendDraft');
    assert.equal((await posted())?.text, 'It is over.');
    assert.deepEqual(openDrafts(), []);
  });

  it('stay where the record knows nothing of their incident', async () => {
    await declare();
    await compose('incident.postUpdate', { audience: 'customers', status: 'resolved' });
    await write('It is over.');
    await configure('record.folder', join(record.folder, 'elsewhere'));
    await run('incident.sendDraft');
    assert.match(record.messages.join(), /^warning: This incident isn’t in the record folder/);
    assert.equal(draft().text, 'It is over.');
    await configure('record.folder', record.folder);
  });

  it('are not sent a second time from another window, unless one asks for it', async () => {
    await declare();
    await compose('incident.postUpdate', { audience: 'customers', status: 'resolved' });
    const { path } = draft();
    await write('It is over.');
    // As the other window does it.
    await keptTyped(path, 'It is over.');
    await rm(path.replace(/md$/, 'json'));
    await rm(path);
    await run('incident.sendDraft');
    assert.match(record.messages.join(), /^warning: This draft was sent or discarded in another window/);
    assert.deepEqual(await types(record), ['incident.declared']);
    await compose('incident.postUpdate', { audience: 'customers', status: 'resolved' });
    assert.equal(draft().text, 'It is over.');
    await run('incident.sendDraft');
    assert.equal((await posted())?.text, 'It is over.');
  });

  it('are discarded without a question while nobody has edited them', async () => {
    await declare();
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified', due: null });
    const { path } = draft();
    await run('incident.discardDraft');
    assert.deepEqual(openDrafts(), []);
    assert.ok(!existsSync(path));
    assert.deepEqual(record.messages, []);
  });

  it('are discarded only after a question once somebody has edited them', async () => {
    await declare();
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified', due: null });
    await write('Typed.');
    await run('incident.discardDraft');
    assert.equal(draft().text, 'Typed.');
    assert.deepEqual(record.messages, ['warning: Discard the update to customers?']);
    answers.push('Discard');
    await run('incident.discardDraft');
    assert.deepEqual(openDrafts(), []);
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified', due: null });
    assert.match(draft().text, /^Identified: Pulls fail/);
    assert.deepEqual(await types(record), ['incident.declared']);
  });

  it('say above the first line what will be sent', async () => {
    await declare('Pulls $(bug) fail');
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified', due: null });
    assert.deepEqual(await lenses(), [
      '$(send) Post to customers (identified)',
      '$(tag) Change Status',
      '$(trash) Discard',
      '$(flame) SEV-2 Pulls \\$(bug) fail',
    ]);
    await compose('incident.askForHelp', { doubts: [], people: ['Grace', 'Linus'] });
    assert.equal((await lenses())[0], '$(send) Ask Grace, Linus for help');
    await compose('incident.handOver', { to: 'Grace' });
    assert.equal((await lenses())[0], '$(send) Hand over to Grace');
  });

  it('are found by their button in any group, and nothing else is taken for one', async () => {
    await declare();
    await run('incident.sendDraft');
    assert.deepEqual(record.messages, ['warning: The active editor isn’t a draft.']);
    await compose('incident.postUpdate', { audience: 'customers', status: 'resolved' });
    const { path } = draft();
    await write('It is over.');
    await vscode.workspace
      .openTextDocument({ content: 'Other' })
      .then((other) => vscode.window.showTextDocument(other));
    await run('incident.sendDraft', vscode.Uri.file(path));
    assert.equal((await posted())?.text, 'It is over.');
    assert.equal(vscode.window.activeTextEditor?.document.getText(), 'Other');
  });

  it('have harmless names and lines, whatever audiences and incidents are called', async () => {
    const audience = '../../\u202eevil\u0000/$(bug) <b>';
    await declare('[x](command:workbench.action.quit) \u202e\u200b<img src=x>');
    for (const kind of ['customers', audience]) {
      await compose('incident.postUpdate', { audience: kind, status: 'resolved' });
      const { path, text } = draft();
      assert.match(basename(path), /^Update to [\w .-]+\.md$/);
      assert.equal(basename(dirname(dirname(path))), 'drafts');
      assert.doesNotMatch(text, /[\u202e\u200b]|\]\(|<img/);
    }
    const [first] = await lenses();
    assert.doesNotMatch(first ?? '', /[\u202e\n]|[^\\]\$\(bug/);
    await write('Over.');
    await run('incident.sendDraft');
    assert.equal((await posted())?.audience, audience);
  });

  async function posted(): Promise<{ audience: string; status: string; text: string } | undefined> {
    return (await record.events()).findLast((event) => event.type === 'statusUpdate.posted')?.data;
  }

  /** Sends the text, and leaves what is asked afterwards. */
  async function send(): Promise<void> {
    const count = (await types(record)).length;
    const sending = run('incident.sendDraft');
    await until(
      async () => (await types(record)).length,
      (recorded) => recorded > count,
      'the text is recorded',
    );
    await leavePrompts(sending);
  }
});

async function lenses(): Promise<string[]> {
  const { uri } = vscode.window.activeTextEditor?.document ?? {};
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
  return found.map((lens) => lens.command?.title ?? '');
}

/** Dialogs answer with what stands in the list; once it is empty, they are left. */
function answerDialogs(answers: string[]): void {
  let restore: (() => void) | undefined;
  beforeEach(() => {
    answers.length = 0;
    const window = vscode.window as unknown as Record<string, (...args: unknown[]) => unknown>;
    const listening = window.showWarningMessage;
    window.showWarningMessage = (...args) => {
      void listening?.(...args);
      return Promise.resolve(answers.shift());
    };
    restore = () => {
      if (listening !== undefined) window.showWarningMessage = listening;
    };
  });
  afterEach(() => restore?.());
}
