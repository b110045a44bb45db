import * as assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import * as vscode from 'vscode';
import { configure, declare, recording, run, until, workspaceFolder } from './recording';

const DAY = '\\d{4}-\\d\\d-\\d\\d';

describe('Write Post-Mortem', () => {
  const record = recording();
  const folder = () => join(workspaceFolder(), 'docs', 'postmortems');
  let elsewhere = '';

  beforeEach(async () => {
    elsewhere = await mkdtemp(join(tmpdir(), 'incident-template-'));
  });
  afterEach(async () => {
    await configure('postmortem.template', undefined);
    await configure('postmortem.folder', undefined);
    await rm(join(workspaceFolder(), 'docs'), { recursive: true, force: true });
    await rm(elsewhere, { recursive: true, force: true });
  });

  it('opens an unsaved Markdown document with a path for it', async () => {
    await declare('Pulls fail (50 %)');
    await run('incident.addNote', { text: 'the queue grows' });
    const document = await written();
    assert.equal(document.uri.scheme, 'untitled');
    assert.equal(document.isDirty, true);
    assert.equal(document.languageId, 'markdown');
    assert.match(pathOf(document), new RegExp(`^docs/postmortems/${DAY}-pulls-fail-50\\.md$`));
    assert.match(document.getText(), /^# Post-Mortem: Pulls fail \(50 %\)\n/);
    assert.match(document.getText(), /the queue grows/);
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, 0);
  });

  it('masks secrets that were recorded before they were masked, and says so', async () => {
    await declare('Pulls fail');
    await configure('secrets', 'keep');
    await run('incident.addNote', { text: 'logged in with password=hunter2-Winter' });
    await configure('secrets', undefined);
    const text = (await written()).getText();
    assert.ok(!text.includes('hunter2-Winter'), text);
    assert.match(text, /password=\\?\[masked password/);
    assert.deepEqual(record.messages, ['info: Masked before it left the record: password']);
  });

  it('is saved to the path', async () => {
    await declare('Pulls fail');
    const document = await written();
    const text = document.getText();
    const name = pathOf(document);
    assert.equal(await document.save(), true);
    assert.equal(await readFile(join(workspaceFolder(), name), 'utf8'), text);
  });

  it('proposes the folder of the setting, and a number where the file exists', async () => {
    await configure('postmortem.folder', 'docs/reviews');
    await declare('Pulls fail');
    const first = pathOf(await written());
    assert.match(first, new RegExp(`^docs/reviews/${DAY}-pulls-fail\\.md$`));
    await closeUnsaved();
    await mkdir(join(workspaceFolder(), 'docs', 'reviews'), { recursive: true });
    await writeFile(join(workspaceFolder(), first), 'kept');
    assert.equal(pathOf(await written()), first.replace('.md', '-2.md'));
    assert.equal(await readFile(join(workspaceFolder(), first), 'utf8'), 'kept');
  });

  it('shows the one that is still unsaved again, with what was written in it', async () => {
    await declare('Pulls fail');
    const document = await written();
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), 'my own words\n');
    await vscode.workspace.applyEdit(edit);
    await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
    const again = await written();
    assert.equal(again, document);
    assert.match(again.getText(), /^my own words\n# Post-Mortem/);
  });

  it('keeps the documents of two incidents with the same title apart', async () => {
    await declare('Pulls fail');
    const first = await written();
    const id = await declare('Pulls fail');
    const second = await written({ id });
    assert.notEqual(second, first);
    assert.match(pathOf(second), /-pulls-fail-2\.md$/);
  });

  it("fills the team's template, from the workspace or from anywhere", async () => {
    const template = '# Review of {{ title }}\n\n{{ sections.follow_ups }}\n';
    await mkdir(folder(), { recursive: true });
    await writeFile(join(folder(), 'template.liquid'), template);
    await writeFile(join(elsewhere, 'template.liquid'), template);
    for (const path of ['docs/postmortems/template.liquid', join(elsewhere, 'template.liquid')]) {
      await configure('postmortem.template', path);
      await declare('Pulls fail');
      const document = await written();
      assert.match(document.getText(), /^# Review of Pulls fail\n\n_What would prevent or shorten the next one/);
      await closeUnsaved();
    }
    assert.deepEqual(problems(), []);
  });

  it('says which line of a template is wrong, and writes nothing unless the built-in one is wanted', async () => {
    await mkdir(folder(), { recursive: true });
    await writeFile(join(folder(), 'broken.liquid'), '# {{ title }}\n\n{{ titel }}\n');
    await configure('postmortem.template', 'docs/postmortems/broken.liquid');
    await declare('Pulls fail');
    await run('incident.writePostmortem');
    assert.equal(vscode.window.activeTextEditor, undefined);
    assert.deepEqual(problems(), [
      'warning: Can’t use the template docs/postmortems/broken.liquid. Line 3: undefined variable: titel.',
    ]);
    await answering('Use Built-In Template', async () => {
      assert.match((await written()).getText(), /^# Post-Mortem: Pulls fail\n/);
    });
    await closeUnsaved();
    await answering('Open Template', async () => {
      await run('incident.writePostmortem');
      await until(
        () => vscode.window.activeTextEditor?.document.fileName ?? '',
        (name) => name.endsWith('broken.liquid'),
        'the template is open',
      );
      assert.equal(vscode.window.activeTextEditor?.selection.active.line, 2);
    });
  });

  it('writes the built-in one where the template is missing or out of bounds, and says so', async () => {
    await writeFile(join(elsewhere, 'template.liquid'), '# mine');
    const outside = relative(workspaceFolder(), join(elsewhere, 'template.liquid'));
    for (const path of ['docs/none.liquid', outside]) {
      await configure('postmortem.template', path);
      await declare('Pulls fail');
      assert.match((await written()).getText(), /^# Post-Mortem: Pulls fail\n/);
      assert.equal(problems().length, 1, problems().join('\n'));
      assert.match(
        problems()[0] ?? '',
        /^error: Can’t read the template .*liquid .* the built-in post-mortem was used/,
      );
      await closeUnsaved();
      (record.messages as string[]).length = 0;
    }
  });

  function problems(): string[] {
    return record.messages.filter((message) => !message.startsWith('info:'));
  }
});

/** Runs the command, and gives the document that is then shown. */
async function written(argument?: unknown): Promise<vscode.TextDocument> {
  await run('incident.writePostmortem', argument);
  const document = vscode.window.activeTextEditor?.document;
  assert.ok(document !== undefined, 'no document is shown');
  return document;
}

function pathOf(document: vscode.TextDocument): string {
  return relative(workspaceFolder(), document.uri.path);
}

async function closeUnsaved(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}

/** Runs the work with a person who chooses that button of every warning. */
async function answering(button: string, work: () => Promise<void>): Promise<void> {
  const window = vscode.window as unknown as Record<string, unknown>;
  const original = window.showWarningMessage;
  window.showWarningMessage = () => Promise.resolve(button);
  try {
    await work();
  } finally {
    window.showWarningMessage = original;
  }
}
