import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { defaultChecklists } from '../../src/domain/defaultChecklists';
import { english } from '../../src/reports/translate';
import { checklistsOf } from '../../src/editor/kit/checklists';
import { Settings } from '../../src/editor/kit/settings';
import { STAGES } from '../../src/domain/stages';
import { configure, recording } from './recording';

const complaints: string[] = [];
// The channel is made once, by whichever test logs first: so before there is any.
const { createOutputChannel } = vscode.window;
(vscode.window as { createOutputChannel: unknown }).createOutputChannel = (name: string, options: { log: true }) =>
  Object.create(createOutputChannel(name, options), {
    warn: { value: (message: string) => complaints.push(message) },
  }) as vscode.LogOutputChannel;

describe('the settings', () => {
  recording();
  const settings = new Settings();

  beforeEach(() => void (complaints.length = 0));
  afterEach(async () => {
    for (const key of ['severities', 'roles', 'checklists', 'author']) await configure(key, undefined);
  });

  it('are usable as they come', () => {
    const severities = settings.severities();
    assert.deepEqual(
      severities.map(({ name }) => name),
      ['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4', 'SEV-5'],
    );
    assert.ok(severities.every(({ meaning }) => meaning.length > 10));
    assert.equal(severities.filter((severity) => severity.default).length, 1);
    assert.ok(settings.roles().includes('Incident Commander'));
    assert.deepEqual(checklistsOf(settings), defaultChecklists(english));
    assert.equal(settings.author(), undefined);
    assert.deepEqual(complaints, []);
  });

  it('give every stage a checklist with reasons, each id once', () => {
    for (const stage of STAGES) {
      const items = defaultChecklists(english)[stage];
      assert.ok(items.length > 0, stage);
      assert.ok(
        items.every(({ why }) => (why ?? '').length > 10),
        stage,
      );
      assert.equal(new Set(items.map(({ id }) => id)).size, items.length, stage);
    }
  });

  it('extend and replace the checklists of stages', async () => {
    const [first, ...others] = defaultChecklists(english).mitigate;
    await configure('checklists', {
      mitigate: { items: ['Tell the network team', { id: first?.id, text: 'Ours', why: 'Because' }] },
      cleanUp: { mode: 'replace', items: [{ text: 'Only this' }] },
    });
    const { mitigate, cleanUp, start } = checklistsOf(settings);
    assert.deepEqual(mitigate, [
      { id: first?.id, text: 'Ours', why: 'Because' },
      ...others,
      { id: 'Tell the network team', text: 'Tell the network team' },
    ]);
    assert.deepEqual(cleanUp, [{ id: 'Only this', text: 'Only this' }]);
    assert.deepEqual(start, defaultChecklists(english).start);
    assert.deepEqual(complaints, []);
  });

  it('name severities and roles', async () => {
    await configure('severities', ['P1', { name: ' P2 ', meaning: 'bad', default: true }]);
    await configure('roles', ['Captain', ' Captain ', 'Scribe']);
    assert.deepEqual(settings.severities(), [
      { name: 'P1', meaning: '', default: false },
      { name: 'P2', meaning: 'bad', default: true },
    ]);
    assert.deepEqual(settings.roles(), ['Captain', 'Scribe']);
  });

  for (const malformed of [
    'text',
    [{}, null, 3],
    { mitigate: 3, panic: {} },
    { mitigate: { items: [{ why: 'x' }] } },
  ]) {
    it(`fall back to what works where they are ${JSON.stringify(malformed)}`, async () => {
      for (const key of ['severities', 'roles', 'checklists']) await configure(key, malformed);
      assert.ok(settings.severities().length > 0);
      assert.ok(settings.roles().length > 0);
      assert.equal(checklistsOf(settings).mitigate.length, defaultChecklists(english).mitigate.length);
      assert.ok(complaints.every((complaint) => complaint.startsWith('Setting incident.')));
    });
  }

  it('name the author with or without an address', async () => {
    for (const [typed, person] of [
      ['Ada Lovelace <ada@example.org>', { name: 'Ada Lovelace', email: 'ada@example.org' }],
      [' Ada ', { name: 'Ada' }],
      ['', undefined],
      ['<ada@example.org>', undefined],
    ] as const) {
      await configure('author', typed);
      assert.deepEqual(settings.author(), person, typed);
    }
    assert.equal(complaints.length, 1);
  });

  it('expand the home folder, and start relative folders at the first folder of the workspace', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    const at = async (typed: string): Promise<string> => {
      await configure('record.folder', typed);
      return settings.recordFolder('/storage').replaceAll('\\', '/');
    };
    assert.equal(await at('docs/incidents'), `${folder}/docs/incidents`.replaceAll('\\', '/'));
    assert.doesNotMatch(await at('~/incidents'), /~/);
    assert.match(await at('~/incidents'), /.\/incidents$/);
    assert.equal(await at(' '), '/storage/incidents');
  });
});
