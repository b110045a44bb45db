import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { declare, recording, run } from './recording';

async function invoke(name: string, input: object = {}): Promise<string> {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
}

describe('language-model tools', () => {
  recording();

  it('tell where the incident of the window stands, its texts as data', async () => {
    await declare();
    const text = await invoke('incident_get_status');
    assert.match(text, /<<<DATA \w+\ntitle: \S/);
    assert.match(await invoke('incident_get_timeline'), /newest first/);
  });

  it('cannot write where the setting does not say so', async () => {
    await assert.rejects(
      invoke('incident_add_entry', { kind: 'note', text: 'x' }).then((text) => {
        throw new Error(text);
      }),
    );
  });

  it('have a configuration for agents elsewhere, which reads only', async () => {
    const text = String(await run('incident.setUpAgent', { agent: 'codex' }));
    assert.match(text, /mcp\.js/);
    assert.match(text, /--record/);
    assert.doesNotMatch(text, /--allow-entries/);
  });
});
