import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { declare, git, last, recording, run, timelineText, until } from './recording';

describe('the timeline document', () => {
  const record = recording();

  it('tells the whole record, oldest first, and cannot be edited', async () => {
    await declare('Pulls fail', 'SEV-1');
    await run('incident.logAction', { text: 'drain registry-3' });
    const { id } = await last(record, 'action.started');
    await run('incident.finishAction', { action: id, outcome: 'done', result: 'no effect' });
    await run('incident.logDecision', {
      decision: 'Roll back',
      information: ['34 % fail'],
      tradeoff: 'uploads repeat',
    });
    await run('incident.assignRole', { role: 'Scribe', person: 'Grace' });
    const text = await timelineText();
    assertInOrder(text, [
      '# Pulls fail',
      '- **Severity:** SEV-1',
      'open, in Assess Impact',
      '- **Scribe:** Grace',
      'Declared SEV-1: Pulls fail',
      'Action: drain registry-3',
      'Action done: drain registry-3 (no effect)',
      'Decision: Roll back',
      'Based on: 34 % fail',
      'Tradeoff: uploads repeat',
      `main@${git('rev-parse', '--short=8', 'HEAD')}`,
      'Grace is Scribe',
    ]);
    await vscode.commands.executeCommand('type', { text: 'x' });
    assert.equal(vscode.window.activeTextEditor?.document.getText(), text);
  });

  it('names its tab after the incident', async () => {
    await declare('Pulls fail: 50% / 100%?');
    await timelineText();
    const name = vscode.window.activeTextEditor?.document.fileName ?? '';
    assert.match(name, /Pulls fail.*\.timeline\.md$/);
  });

  it('follows new entries while it is open', async () => {
    await declare();
    await timelineText();
    const document = vscode.window.activeTextEditor?.document;
    await run('incident.addNote', { text: 'the queue grows' });
    await until(
      () => document?.getText() ?? '',
      (text) => text.includes('the queue grows'),
      'the note is in the document',
    );
  });

  it('shows what was amended and retracted together with the original', async () => {
    await declare();
    await run('incident.addNote', { text: 'the db is slow' });
    const { id } = await last(record, 'note.added');
    await run('incident.amendEntry', { entry: id, text: 'the disk is slow' });
    await run('incident.retractEntry', { entry: id, why: 'wrong host' });
    const text = await timelineText();
    assertInOrder(text, ['~~the disk is slow~~', 'before: the db is slow', 'Retracted', ': wrong host']);
  });

  it('takes text for text: no link, image, HTML or heading comes of it', async () => {
    await declare('<img src=x onerror=alert(1)> [click](command:workbench.action.quit)');
    await run('incident.addNote', { text: 'one\n# two\n![x](https://example.org/x.png) <script>alert(1)</script>' });
    const rendered = await vscode.commands.executeCommand<string>('markdown.api.render', await timelineText());
    for (const bad of ['<img', '<script', 'href="command:']) {
      assert.ok(!rendered.includes(bad), `${bad} in ${rendered}`);
    }
    assert.equal(rendered.match(/<h1/g)?.length, 1, rendered);
  });
});

function assertInOrder(text: string, parts: readonly string[]): void {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    assert.notEqual(at, -1, `"${part}" is not there, or not in its place:\n${text}`);
    from = at + part.length;
  }
}
