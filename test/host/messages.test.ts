import * as assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { CommandId } from '../../src/editor/commands/ids';
import { configure, declare, last, recording, run, types, until } from './recording';

const MINUTE = 60_000;

describe('texts that are edited before they are sent', () => {
  const record = recording();
  const answers: string[] = [];
  answerDialogs(answers);

  it('are posted as they were edited, and leave no editor and no file behind', async () => {
    await declare();
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified' });
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
    assert.deepEqual(await readdir(dirname(path)), []);
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
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified' });
    const head = draft().text.split('\n')[0] ?? '';
    assert.match(head, /^Identified: /);
    await write(`${head}\n\nWe know why.`);
    await compose('incident.postUpdate', { audience: 'customers', status: 'monitoring' });
    assert.equal(draft().text, `${head.replace('Identified', 'Monitoring')}\n\nWe know why.`);
    await send();
    assert.equal((await posted())?.status, 'monitoring');
    assert.match((await posted())?.text ?? '', /^Monitoring: /);
  });

  it('are kept apart by incident, by kind and by audience', async () => {
    await declare('Pulls fail');
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified' });
    await write('For customers.');
    await compose('incident.postUpdate', { audience: 'internal', status: 'identified' });
    await write('For us.');
    await compose('incident.handOver', { to: 'Grace' });
    await declare('Pushes fail');
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified' });
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
    assert.deepEqual(record.messages, ['warning: The text is empty: write a few words, or discard the draft.']);
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
    assert.match(record.messages.join(), /^warning: The incident of this text is not in the record folder/);
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
    assert.match(record.messages.join(), /^warning: This text was sent or discarded in another window/);
    assert.deepEqual(await types(record), ['incident.declared']);
    await compose('incident.postUpdate', { audience: 'customers', status: 'resolved' });
    assert.equal(draft().text, 'It is over.');
    await run('incident.sendDraft');
    assert.equal((await posted())?.text, 'It is over.');
  });

  it('are discarded without a question while nobody has edited them', async () => {
    await declare();
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified' });
    const { path } = draft();
    await run('incident.discardDraft');
    assert.deepEqual(openDrafts(), []);
    assert.ok(!existsSync(path));
    assert.deepEqual(record.messages, []);
  });

  it('are discarded only after a question once somebody has edited them', async () => {
    await declare();
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified' });
    await write('Typed.');
    await run('incident.discardDraft');
    assert.equal(draft().text, 'Typed.');
    assert.deepEqual(record.messages, ['warning: Discard the update to customers?']);
    answers.push('Discard');
    await run('incident.discardDraft');
    assert.deepEqual(openDrafts(), []);
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified' });
    assert.match(draft().text, /^Identified: Pulls fail/);
    assert.deepEqual(await types(record), ['incident.declared']);
  });

  it('say above the first line what will be sent', async () => {
    await declare('Pulls $(bug) fail');
    await compose('incident.postUpdate', { audience: 'customers', status: 'identified' });
    assert.deepEqual(await lenses(), [
      '$(send) Post to customers (identified)',
      '$(tag) Other Status',
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
    assert.deepEqual(record.messages, ['warning: No text to be sent is open in the active editor.']);
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
      assert.doesNotMatch(text, /[\u202e\u200b\u0000]|\]\(|<img/);
    }
    const [first] = await lenses();
    assert.doesNotMatch(first ?? '', /[\u202e\u0000\n]|[^\\]\$\(bug/);
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

describe('status updates', () => {
  const record = recording();

  it('are posted at once where the text is given', async () => {
    await declare();
    await run('incident.postUpdate', { audience: 'internal', status: 'identified', text: ' The cache. ', due: null });
    const [, update, promised] = await record.events();
    assert.deepEqual(update?.data, { audience: 'internal', status: 'identified', text: 'The cache.' });
    assert.deepEqual(promised?.data, { audience: 'internal', due: null });
    assert.deepEqual(openDrafts(), []);
  });

  it('promise the next one in minutes, at a time, or not at all', async () => {
    await declare();
    const at = new Date(Date.now() + 42 * MINUTE).toISOString();
    for (const [due, minutes] of [
      [20, 20],
      [at, 42],
      [new Date(at), 42],
      ['15 min', 15],
      ['none', undefined],
    ] as const) {
      await run('incident.postUpdate', { audience: 'customers', status: 'identified', text: 'We know why.', due });
      const promised = await last(record, 'nextUpdate.promised');
      const ahead = promised.data.due === null ? undefined : Date.parse(promised.data.due) - Date.now();
      assert.equal(ahead === undefined ? undefined : Math.round(ahead / MINUTE), minutes, String(due));
    }
  });

  it('ask for no next one once it is resolved', async () => {
    await declare();
    await run('incident.postUpdate', { audience: 'customers', status: 'resolved', text: 'It is over.' });
    assert.deepEqual(await types(record), ['incident.declared', 'statusUpdate.posted']);
  });

  it('stay posted where nobody says when the next one comes', async () => {
    await declare();
    const posting = run('incident.postUpdate', { audience: 'customers', status: 'identified', text: 'We know why.' });
    await until(
      () => types(record),
      (recorded) => recorded.length === 2,
      'the update is posted',
    );
    await leavePrompts(posting);
    assert.deepEqual(await types(record), ['incident.declared', 'statusUpdate.posted']);
  });

  for (const [what, argument, sentence] of [
    ['a status that there is not', { status: 'fine' }, /“status” must be one of: investigating, identified/],
    ['a promise in the past', { due: '2020-01-01T00:00:00Z' }, /“due” is not a time to come/],
    ['a promise of no minutes', { due: 0 }, /“due” must be a number of minutes/],
    ['a promise that is an object', { due: {} }, /“due” is not a time to come/],
    ['an audience that is no text', { audience: 7 }, /“audience” must be a text/],
  ] as const) {
    it(`are not posted with ${what}`, async () => {
      await declare();
      await run('incident.postUpdate', { audience: 'customers', status: 'identified', text: 'x', ...argument });
      assert.match(record.messages.join(), sentence);
      assert.deepEqual(await types(record), ['incident.declared']);
    });
  }

  it('can be reminded of later, and the promise stays', async () => {
    await declare();
    await run('incident.postUpdate', { audience: 'customers', status: 'identified', text: 'We know.', due: 20 });
    const { due } = (await last(record, 'nextUpdate.promised')).data;
    await run('incident.snoozeUpdate', { audience: 'customers', minutes: 10 });
    const { audience, until: snoozed } = (await last(record, 'nextUpdate.snoozed')).data;
    assert.equal(audience, 'customers');
    assert.equal(Date.parse(snoozed) - Date.parse(due ?? ''), 10 * MINUTE);
    await run('incident.snoozeUpdate', { minutes: 5 });
    assert.equal((await last(record, 'nextUpdate.snoozed')).data.audience, 'customers');
  });

  it('cannot be snoozed where none is promised', async () => {
    await declare();
    await run('incident.snoozeUpdate');
    await run('incident.snoozeUpdate', { audience: 'customers', minutes: 10 });
    const none = 'info: No update is promised, so there is none to snooze.';
    assert.deepEqual(record.messages, [none, none]);
    assert.deepEqual(await types(record), ['incident.declared']);
  });

  it('are not asked for an audience where there is only one', async () => {
    await configure('audiences', ['everybody']);
    try {
      await declare();
      await compose('incident.postUpdate', { status: 'investigating' });
      assert.equal(basename(draft().path), 'Update to everybody.md');
    } finally {
      await configure('audiences', undefined);
    }
  });
});

describe('asking for help', () => {
  const record = recording();
  const opened: string[] = [];
  let restore: (() => void) | undefined;
  beforeEach(() => {
    opened.length = 0;
    const env = vscode.env as unknown as Record<string, unknown>;
    const original = env.openExternal;
    env.openExternal = (address: unknown) => Promise.resolve(opened.push(String(address)) > 0);
    restore = () => (env.openExternal = original);
  });
  afterEach(async () => {
    restore?.();
    await configure('contacts', undefined);
  });

  it('records the doubts, the people and the text', async () => {
    await declare();
    await run('incident.askForHelp', {
      doubts: ['capacity', 'howToFix'],
      people: ['Grace'],
      text: 'Who knows caches?',
    });
    assert.deepEqual((await last(record, 'help.asked')).data, {
      doubts: ['howToFix', 'capacity'],
      text: 'Who knows caches?',
      people: ['Grace'],
    });
    assert.deepEqual(opened, []);
  });

  it('asks for no people where no contacts are known', async () => {
    await declare();
    await compose('incident.askForHelp', { doubts: [] });
    assert.match(draft().text, /Pulls fail/);
  });

  it('offers what reaches those who were asked, and opens what is chosen', async () => {
    await configure('contacts', [
      { name: 'Grace', chat: 'https://chat.example.com/grace', phone: 'ask the desk' },
      { name: 'Linus', url: 'https://example.com/linus' },
      {
        name: 'Mallory',
        url: 'command:workbench.action.quit',
        chat: 'javascript:alert(1)',
        phone: 'file:///etc/passwd',
      },
    ]);
    await declare();
    const asking = run('incident.askForHelp', { doubts: [], people: ['Mallory', 'Grace'], text: 'Help.' });
    await until(
      () => types(record),
      (recorded) => recorded.includes('help.asked'),
      'it is recorded',
    );
    await acceptPrompt(asking);
    assert.deepEqual(opened, ['https://chat.example.com/grace']);
  });

  for (const [what, argument] of [
    ['doubts that there are not', { doubts: ['fear'] }],
    ['people that are no names', { people: [7] }],
  ] as const) {
    it(`records nothing with ${what}`, async () => {
      await declare();
      await run('incident.askForHelp', { doubts: [], people: [], text: 'Help.', ...argument });
      assert.match(record.messages.join(), /^warning: The argument “(doubts|people)” must be a list/);
      assert.deepEqual(await types(record), ['incident.declared']);
    });
  }

  it('ends with somebody who joins, gets a role, and reads how it stands', async () => {
    await declare('Pulls fail');
    await run('incident.join', { role: 'Operations Lead', person: 'Grace <grace@example.org>' });
    assert.deepEqual((await last(record, 'responder.joined')).data, {
      person: { name: 'Grace', email: 'grace@example.org' },
      role: 'Operations Lead',
    });
    const brief = vscode.window.activeTextEditor?.document;
    assert.equal(brief?.uri.scheme, 'incident-text');
    assert.equal(brief.languageId, 'markdown');
    assert.match(brief.getText(), /Pulls fail[^]*Grace/);
  });

  it('lets somebody join without a role', async () => {
    await declare();
    await run('incident.join', { role: null, person: 'Grace' });
    assert.deepEqual((await last(record, 'responder.joined')).data, { person: { name: 'Grace' } });
  });

  it('hands the command on to whoever joins with it', async () => {
    await declare();
    await run('incident.assignRole', { role: 'Incident Commander', person: 'Ada' });
    await run('incident.join', { role: 'Incident Commander', person: 'Grace' });
    assert.deepEqual((await types(record)).slice(-2), ['responder.joined', 'role.assigned']);
    assert.deepEqual((await last(record, 'role.assigned')).data, {
      role: 'Incident Commander',
      person: { name: 'Grace' },
      inPlaceOf: { name: 'Ada' },
    });
  });
});

describe('handing over', () => {
  const record = recording();

  it('passes the command on with the note', async () => {
    await declare();
    await run('incident.assignRole', { role: 'Incident Commander', person: 'Ada' });
    await compose('incident.handOver', { to: 'Grace <grace@example.org>' });
    assert.match(draft().text, /Grace[^]*Pulls fail/);
    await write('It is yours.');
    await run('incident.sendDraft');
    assert.deepEqual((await last(record, 'handover.made')).data, {
      role: 'Incident Commander',
      from: { name: 'Ada' },
      to: { name: 'Grace', email: 'grace@example.org' },
      text: 'It is yours.',
    });
    await run('incident.handOver', { to: 'Linus', text: 'And yours now.' });
    assert.deepEqual((await last(record, 'handover.made')).data.from, { name: 'Grace', email: 'grace@example.org' });
  });

  it('until the morning gathers the timeline', async () => {
    await declare();
    await run('incident.addNote', { text: 'the queue grows' });
    const resumeAt = new Date(Date.now() + 9 * 60 * MINUTE).toISOString();
    await compose('incident.handOver', { resumeAt });
    assert.match(draft().text, /the queue grows/);
    await write('Good night.');
    await run('incident.sendDraft');
    assert.deepEqual((await last(record, 'handover.made')).data, {
      role: 'Incident Commander',
      text: 'Good night.',
      resumeAt,
    });
  });

  it('goes neither to the one in command nor on in the past', async () => {
    await declare();
    await run('incident.assignRole', { role: 'Incident Commander', person: 'Ada' });
    await run('incident.handOver', { to: 'Ada', text: 'To myself.' });
    await run('incident.handOver', { resumeAt: '2020-01-01T00:00:00Z', text: 'Long ago.' });
    assert.deepEqual(record.messages, [
      'warning: Ada holds the role Incident Commander already.',
      'warning: The argument “resumeAt” is not a time to come.',
    ]);
    await last(record, 'role.assigned');
  });
});

/** Runs a command that opens a text, and waits for it. */
async function compose(id: CommandId, argument: object): Promise<void> {
  await run(id, argument);
  draft();
}

/** The text in the active editor. */
function draft(): { readonly path: string; readonly text: string; readonly dirty: boolean } {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !/[\\/]drafts[\\/]/.test(document.uri.fsPath)) {
    throw new Error(`No text to be sent is open, but ${document?.uri.toString() ?? 'nothing'}.`);
  }
  return { path: document.uri.fsPath, text: document.getText().trimEnd(), dirty: document.isDirty };
}

/** The tabs of all texts to be sent. */
function openDrafts(): string[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .map(({ input }) => (input instanceof vscode.TabInputText ? input.uri.fsPath : ''))
    .filter((path) => /[\\/]drafts[\\/]/.test(path));
}

/** Replaces the text in the active editor, as somebody who types. */
async function write(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  assert.ok(editor);
  await editor.edit((edit) => edit.replace(new vscode.Range(0, 0, editor.document.lineCount, 0), text));
}

/** Waits until what was typed is on the disk. */
async function keptTyped(path: string, text: string): Promise<void> {
  await until(
    () => (JSON.parse(readFileSync(path.replace(/md$/, 'json'), 'utf8')) as { typed: string }).typed,
    (typed) => typed === text,
    'what was typed is kept',
  );
}

/** Leaves all prompts until the command is over. */
async function leavePrompts(command: Thenable<unknown>): Promise<void> {
  await pressUntilOver(command, 'workbench.action.closeQuickOpen');
}

/** Takes what the prompts of a command propose. */
async function acceptPrompt(command: Thenable<unknown>): Promise<void> {
  await pressUntilOver(command, 'workbench.action.acceptSelectedQuickOpenItem');
}

async function pressUntilOver(command: Thenable<unknown>, key: string): Promise<void> {
  let over = false;
  void command.then(() => (over = true));
  await until(
    async () => {
      if (!over) await vscode.commands.executeCommand(key);
      return over;
    },
    (done) => done,
    'the command is over',
  );
}

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
