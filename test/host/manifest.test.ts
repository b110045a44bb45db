import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS } from '../../src/editor/kit/commands';

interface Manifest {
  readonly engines: { readonly vscode: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { command: string; title: string; category: string }[];
    readonly menus: Readonly<Record<string, readonly { command: string; group?: string }[]>>;
    readonly keybindings: readonly { command: string; key: string; mac?: string }[];
    readonly views: Readonly<Record<string, readonly { id: string; name: string }[]>>;
    readonly walkthroughs: readonly { steps: readonly { description: string }[] }[];
  };
}

/** The commands that other people rely on: their ids and titles are a contract. */
const CONTRACT = {
  'incident.declare': 'Declare',
  'incident.isThisAnIncident': 'Is This an Incident?',
  'incident.logAction': 'Log Action',
  'incident.finishAction': 'Finish Action',
  'incident.logDecision': 'Log Decision',
  'incident.addNote': 'Add Note',
  'incident.addEvidence': 'Add Selection as Evidence',
  'incident.goToStage': 'Go to Stage',
  'incident.nextStage': 'Next Stage',
  'incident.setSeverity': 'Set Severity',
  'incident.setStartTime': 'Set Start Time',
  'incident.setTitle': 'Set Title',
  'incident.assignRole': 'Assign Role',
  'incident.addChecklistItem': 'Add Checklist Item',
  'incident.resolve': 'Resolve',
  'incident.close': 'Close',
  'incident.reopen': 'Reopen',
  'incident.switch': 'Switch',
  'incident.openTimeline': 'Open Timeline',
  'incident.amendEntry': 'Amend Entry',
  'incident.retractEntry': 'Retract Entry',
  'incident.quickActions': 'Quick Actions',
  'incident.revealRecord': 'Reveal Record Folder',
};

describe('the manifest', () => {
  let root: string;
  let raw: string;
  /** As VS Code reads it, in the language of the window. */
  let manifest: Manifest;
  let words: Record<string, string>;

  before(async () => {
    const extension = vscode.extensions.getExtension('incident-commander.incident-commander');
    assert.ok(extension, 'the extension is not there');
    await extension.activate();
    root = extension.extensionPath;
    raw = readFileSync(join(root, 'package.json'), 'utf8');
    words = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Record<string, string>;
    manifest = extension.packageJSON as Manifest;
  });

  it('contributes exactly the commands that there are, and VS Code knows all of them', async () => {
    const contributed = manifest.contributes.commands.map(({ command }) => command);
    assert.deepEqual(contributed.toSorted(), COMMANDS.toSorted());
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      COMMANDS.filter((id) => !registered.has(id)),
      [],
    );
  });

  it('keeps the ids and titles that were promised, in the category Incident', () => {
    const titles = new Map(manifest.contributes.commands.map(({ command, title }) => [command, title]));
    const promised = Object.keys(CONTRACT);
    assert.deepEqual(Object.fromEntries(promised.map((id) => [id, titles.get(id)])), CONTRACT);
    for (const { command, category } of manifest.contributes.commands) assert.equal(category, 'Incident', command);
  });

  it('offers no command twice under the same title', () => {
    const titles = manifest.contributes.commands.map(({ title }) => title);
    assert.equal(new Set(titles).size, titles.length);
  });

  it('uses in menus, key bindings and walkthroughs only commands that exist', async () => {
    const { menus, keybindings, walkthroughs } = manifest.contributes;
    const links = [...(raw + JSON.stringify(words)).matchAll(/command:([\w.]+)/g)].map(([, id = '']) => id);
    const used = [...Object.values(menus).flat(), ...keybindings].map(({ command }) => command).concat(links);
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      [...new Set(used)].filter((id) => !known.has(id)),
      [],
    );
    for (const { steps } of walkthroughs) assert.ok(steps.length <= 5, `${steps.length} steps`);
  });

  it('words every key in package.nls.json, and words nothing else', () => {
    const keys = [...raw.matchAll(/"%([^%"]+)%"/g)].map(([, key = '']) => key);
    assert.deepEqual([...new Set(keys)].sort(), Object.keys(words).sort());
    assert.doesNotMatch(JSON.stringify(manifest), /"%[\w.]+%"/);
  });

  it('has the views that were promised, in their order', () => {
    const promised = [
      ['incident.overview', 'Incident'],
      ['incident.changes', 'What Changed?'],
      ['incident.timeline', 'Timeline'],
      ['incident.past', 'Past Incidents'],
    ];
    const views = (manifest.contributes.views.incident ?? []).map(({ id, name }) => [id, name]);
    assert.deepEqual(
      views.filter(([id]) => promised.some(([wanted]) => wanted === id)),
      promised,
    );
  });

  it('asks for the VS Code that it is compiled against', () => {
    const wanted = /\d+\.\d+/.exec(manifest.engines.vscode)?.[0];
    assert.equal(/\d+\.\d+/.exec(manifest.devDependencies['@types/vscode'] ?? '')?.[0], wanted);
  });

  it('binds Quick Actions to keys that VS Code leaves free and that type nothing', async () => {
    const binding = manifest.contributes.keybindings.find(({ command }) => command === 'incident.quickActions');
    assert.ok(binding, 'there is no key binding');
    // On Windows Ctrl+Alt is AltGr, with which many layouts type characters.
    assert.doesNotMatch(binding.key, /ctrl\+alt\+(shift\+)?[a-z0-9]$/, 'AltGr');
    assert.deepEqual(takenBy(strokes(binding.key), await defaultKeyBindings()), []);
  });
});

interface DefaultBinding {
  readonly command: string;
  readonly keys: readonly string[];
}

/** The key bindings of VS Code and its own extensions on this system. */
async function defaultKeyBindings(): Promise<DefaultBinding[]> {
  const address = vscode.Uri.parse('vscode://defaultsettings/keybindings.json');
  const text = (await vscode.workspace.openTextDocument(address)).getText();
  const found = [...text.matchAll(/"key": "([^"]+)",\s+"command": "([^"]+)"/g)];
  assert.ok(found.length > 500, `only ${found.length} default key bindings were found`);
  return found
    .map(([, keys = '', command = '']) => ({ command, keys: strokes(keys) }))
    .filter(({ command }) => !command.startsWith('incident.'));
}

/** The key strokes of a binding, the modifiers of each in one order. */
function strokes(keys: string): string[] {
  return keys.split(' ').map((stroke) => {
    const parts = stroke.split(/\+(?=.)/);
    return [...parts.slice(0, -1).sort(), parts.at(-1)].join('+');
  });
}

/**
 * The bindings that are the same, that this one would keep from being completed, or that would keep this one from it. A
 * stroke with which VS Code begins its own chords (Ctrl+K) is not lost by one more of them.
 */
function takenBy(ours: readonly string[], defaults: readonly DefaultBinding[]): DefaultBinding[] {
  const begins = (keys: readonly string[], start: readonly string[]) =>
    keys.slice(0, start.length).join(' ') === start.join(' ');
  const isPrefix = (start: readonly string[]) =>
    defaults.some(({ keys }) => keys.length > start.length && begins(keys, start));
  return defaults.filter(
    ({ keys }) => begins(keys, ours) || (keys.length < ours.length && begins(ours, keys) && !isPrefix(keys)),
  );
}
