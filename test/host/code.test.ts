import * as assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { declare, git, last, recording, run, workspaceFolder } from './recording';

describe('what entries know of the code', () => {
  const record = recording();
  const clean = () => ({
    repository: basename(workspaceFolder()),
    branch: 'main',
    commit: git('rev-parse', 'HEAD'),
    dirty: false,
  });

  it('stamps what people log with repository, branch and commit', async () => {
    await declare();
    assert.deepEqual((await last(record, 'incident.declared')).code, [clean()]);
    await run('incident.logAction', { text: 'restart' });
    assert.deepEqual((await last(record, 'action.started')).code, [clean()]);
    await run('incident.logDecision', { decision: 'wait', information: [], tradeoff: null });
    assert.deepEqual((await last(record, 'decision.logged')).code, [clean()]);
    await run('incident.addNote', { text: 'slow' });
    assert.deepEqual((await last(record, 'note.added')).code, [clean()]);
  });

  it('says when files were changed, and on which branch', async () => {
    await declare();
    git('switch', '--quiet', '--create', 'hotfix/pool');
    try {
      await appendFile(join(workspaceFolder(), 'README.md'), 'A change.\n');
      await run('incident.logAction', { text: 'restart' });
      assert.deepEqual((await last(record, 'action.started')).code, [
        { ...clean(), branch: 'hotfix/pool', dirty: true },
      ]);
    } finally {
      git('checkout', '--quiet', '--', 'README.md');
      git('switch', '--quiet', 'main');
      git('branch', '--quiet', '--delete', 'hotfix/pool');
    }
  });

  describe('evidence from an editor', () => {
    const select = async (file: string, ...selections: vscode.Selection[]): Promise<void> => {
      const document = await vscode.workspace.openTextDocument(join(workspaceFolder(), file));
      const editor = await vscode.window.showTextDocument(document);
      editor.selections = selections;
    };

    it('keeps the text, the file, its lines and the commit', async () => {
      await declare();
      await select('service.log', new vscode.Selection(1, 0, 1, 33));
      await run('incident.addEvidence');
      assert.deepEqual((await last(record, 'evidence.added')).data, {
        text: '12:00:07 ERROR connection refused',
        source: {
          kind: 'file',
          name: 'service.log',
          startLine: 2,
          endLine: 2,
          repository: basename(workspaceFolder()),
          commit: git('rev-parse', 'HEAD'),
        },
      });
    });

    it('keeps every selection, and does not count the line that a selection only touches', async () => {
      await declare();
      await select('service.log', new vscode.Selection(0, 0, 0, 8), new vscode.Selection(1, 0, 2, 0));
      await run('incident.addEvidence');
      const { text, source } = (await last(record, 'evidence.added')).data;
      assert.equal(text, '12:00:01\n12:00:07 ERROR connection refused\n');
      assert.deepEqual([source.startLine, source.endLine], [1, 2]);
    });

    it('keeps a text that is nowhere on the disk', async () => {
      await declare();
      const document = await vscode.workspace.openTextDocument({ content: 'pasted from the chat', language: 'text' });
      const editor = await vscode.window.showTextDocument(document);
      editor.selection = new vscode.Selection(0, 0, 0, 20);
      await run('incident.addEvidence');
      const { text, source } = (await last(record, 'evidence.added')).data;
      assert.equal(text, 'pasted from the chat');
      assert.equal(source.commit, undefined);
    });

    it('keeps the first 64 KiB of an endless selection, and says so', async () => {
      await declare();
      const content = '0123456789abcde\n'.repeat(5000);
      const document = await vscode.workspace.openTextDocument({ content });
      const editor = await vscode.window.showTextDocument(document);
      editor.selection = new vscode.Selection(0, 0, 5000, 0);
      await run('incident.addEvidence');
      const { text, cutFrom } = (await last(record, 'evidence.added')).data;
      assert.equal(text, content.slice(0, 64 * 1024));
      assert.equal(cutFrom, content.length);
      assert.deepEqual(record.messages, [
        `warning: The selection has ${content.length} characters; the first ${64 * 1024} were recorded.`,
      ]);
    });

    it('keeps the same selection once, and says so', async () => {
      await declare();
      await select('service.log', new vscode.Selection(1, 0, 1, 33));
      await run('incident.addEvidence', { from: 'editor' });
      const { data } = await last(record, 'evidence.added');
      await run('incident.addEvidence', { from: 'editor' });
      await last(record, 'evidence.added');
      assert.equal((await record.events()).length, 2);
      assert.deepEqual(record.messages, [
        `info: Already in the record: service.log:2 at ${(data.source.commit ?? '').slice(0, 8)}`,
      ]);
      await select('service.log', new vscode.Selection(1, 0, 1, 14));
      await run('incident.addEvidence', { from: 'editor' });
      assert.equal((await last(record, 'evidence.added')).data.text, '12:00:07 ERROR');
    });

    it('dates it by the time of the line, and offers to move the start to an earlier one', async () => {
      const id = await declare();
      const stamp = '2026-01-02T03:04:05.000Z';
      const document = await vscode.workspace.openTextDocument({ content: `${stamp} ERROR pool exhausted\nnoise` });
      const editor = await vscode.window.showTextDocument(document);
      editor.selection = new vscode.Selection(0, 0, 1, 5);
      await run('incident.addEvidence', { from: 'editor' });
      const evidence = await last(record, 'evidence.added');
      assert.deepEqual([evidence.incident, evidence.occurredAt], [id, stamp]);
      assert.equal(record.messages.length, 1);
      assert.match(record.messages[0] ?? '', /^info: This evidence is from .* before the incident’s start at /);
    });

    it('says what to do where nothing is selected', async () => {
      await declare();
      await select('service.log', new vscode.Selection(1, 3, 1, 3));
      await run('incident.addEvidence');
      assert.deepEqual(record.messages, ['warning: Select text in an editor or a terminal first.']);
      await last(record, 'incident.declared');
    });
  });
});
