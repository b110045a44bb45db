import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { declare, recording, run, until } from './recording';

const names = () => vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith('incident_'));

async function invoke(name: string, input: object = {}): Promise<string> {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
}

describe('language-model tools', () => {
  recording();

  it('tell where the incident of the window stands, its texts as data', async () => {
    await declare();
    // The window hears of them a moment after they are there.
    await until(names, (known) => known.includes('incident_get_status'), 'the tools are there');
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
