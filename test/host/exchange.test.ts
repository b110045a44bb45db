import * as assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { configure, declare, recording, run } from './recording';

describe('exporting and importing a record', () => {
  const record = recording();
  let folder = '';
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'incident-exchange-'))));
  afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

  /** The files of an incident in a record folder, byte for byte. */
  async function filesOf(id: string, from = record.folder): Promise<Record<string, string>> {
    const names = (await readdir(join(from, id))).sort();
    return Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await readFile(join(from, id, name), 'latin1')] as const)),
    );
  }

  /** Goes on with another record folder, as another person has. */
  async function elsewhere(): Promise<string> {
    const other = await mkdtemp(join(folder, 'record-'));
    await configure('record.folder', other);
    return other;
  }

  it('passes an incident on, byte for byte, and shows it', async () => {
    const id = await declare('Pulls fail');
    await run('incident.addNote', { text: 'the queue grows\n“ü” \u202e' });
    await writeFile(join(record.folder, id, 'other.jsonl'), 'garbage\r\n{"v":9,"id":"x"}\n{"torn');
    await run('incident.reload');
    const path = join(folder, 'out.json');
    assert.equal(await run('incident.exportRecord', { path }), path);
    const exported = JSON.parse(await readFile(path, 'utf8')) as { incident: unknown; version: number };
    assert.deepEqual([exported.incident, exported.version], [{ id, title: 'Pulls fail' }, 1]);
    const before = await filesOf(id);
    const other = await elsewhere();
    assert.equal(await run('incident.importRecord', { path }), id);
    assert.deepEqual(await filesOf(id, other), before);
    assert.deepEqual(record.messages, [
      'info: Imported 2 new entries of “Pulls fail”. Lines that couldn’t be read: 3. They were kept.',
    ]);
    // It is the one that is shown.
    await run('incident.addNote', { text: 'taken over' });
    assert.equal((await readdir(join(other, id))).length, 3);
  });

  it('brings back only what is new, and nothing the second time', async () => {
    const id = await declare('Pulls fail');
    const [there, back] = [join(folder, 'there.json'), join(folder, 'back.json')];
    await run('incident.exportRecord', { path: there });
    await elsewhere();
    await run('incident.importRecord', { path: there });
    await run('incident.addNote', { text: 'found it' });
    await run('incident.exportRecord', { path: back });
    await configure('record.folder', record.folder);
    for (let time = 0; time < 2; time++) await run('incident.importRecord', { path: back });
    assert.deepEqual(record.messages.slice(1), [
      'info: Imported 1 new entry of “Pulls fail”.',
      'info: “Pulls fail”: nothing new to import.',
    ]);
    assert.equal(Object.keys(await filesOf(id)).length, 2);
  });

  it('asks before secrets leave with the record', async () => {
    await declare('Pulls fail');
    await configure('secrets', 'keep');
    await run('incident.addNote', { text: 'logged in with password=hunter2-Winter' });
    await configure('secrets', undefined);
    const path = join(folder, 'out.json');
    assert.equal(await run('incident.exportRecord', { path }), undefined);
    assert.deepEqual(record.messages, ['warning: The export would contain secrets.']);
    assert.deepEqual(await readdir(folder), []);
  });

  it('exports any incident that is named', async () => {
    const first = await declare('Pulls fail');
    await declare('Mails do not arrive');
    const path = join(folder, 'out.json');
    await run('incident.exportRecord', { id: first, path });
    const { incident } = JSON.parse(await readFile(path, 'utf8')) as { incident: { id: string } };
    assert.equal(incident.id, first);
  });

  it('refuses what is no export, with one sentence and nothing written', async () => {
    const id = await declare('Pulls fail');
    const good = join(folder, 'good.json');
    await run('incident.exportRecord', { path: good });
    const exported = JSON.parse(await readFile(good, 'utf8')) as { files: { name: string; lines: string[] }[] };
    const before = await filesOf(id);
    const changed = { ...exported, files: exported.files.map((file) => ({ ...file, lines: ['something else'] })) };
    const traversal = { ...exported, files: [{ name: '../../evil.jsonl', lines: ['x'] }] };
    for (const [content, sentence] of [
      ['not json', 'This file isn’t an exported record.'],
      [Buffer.from([0xff, 0xfe, 0x00]), 'This file isn’t an exported record.'],
      [JSON.stringify({ ...exported, version: 2 }), 'made by a newer version (format 2). Update the extension'],
      [JSON.stringify({ ...exported, files: 7 }), 'The file is damaged (files).'],
      [JSON.stringify(traversal), 'contains an invalid name: “../../evil.jsonl”'],
      [JSON.stringify(changed), `The record here differs in ${exported.files[0]?.name ?? ''}`],
    ] as const) {
      const path = join(folder, 'bad.json');
      await writeFile(path, content);
      const count = record.messages.length;
      assert.equal(await run('incident.importRecord', { path }), undefined);
      assert.equal(record.messages.length, count + 1);
      const message = record.messages.at(-1) ?? '';
      assert.ok(message.startsWith('warning: ') && message.includes(sentence), message);
      assert.match(message, /Nothing was imported\.$/);
    }
    assert.deepEqual(await filesOf(id), before);
    assert.deepEqual(await readdir(record.folder), [id]);
    assert.deepEqual(
      (await readdir(tmpdir())).filter((name) => name.includes('evil')),
      [],
    );
  });

  it('refuses a file that is too large before it reads it', async () => {
    const path = join(folder, 'huge.json');
    await writeFile(path, '{}');
    await truncate(path, 201 * 2 ** 20);
    await run('incident.importRecord', { path });
    assert.match(record.messages[0] ?? '', /larger than 200 MB.*Nothing was imported\.$/);
  });

  it('says what is wrong with a path', async () => {
    await declare('Pulls fail');
    await run('incident.exportRecord', { path: 'relative.json' });
    await writeFile(join(folder, 'taken'), 'a file where a folder should be');
    await run('incident.exportRecord', { path: join(folder, 'taken', 'out.json') });
    await run('incident.importRecord', { path: join(folder, 'missing.json') });
    const [relative, unwritable, missing, ...more] = record.messages;
    assert.equal(relative, 'warning: “path” must be a full path.');
    assert.match(unwritable ?? '', /^warning: Can’t write the export to .*out\.json/);
    assert.match(missing ?? '', /^warning: Can’t read .*missing\.json .*Nothing was imported\.$/);
    assert.deepEqual(more, []);
  });

  it('proposes a name that says what it is, on any system', async () => {
    const id = await declare('Pulls: 50% <fail> / “äö” ../..\u202e');
    const window = vscode.window as unknown as Record<string, unknown>;
    const original = window.showSaveDialog;
    let proposed: vscode.SaveDialogOptions | undefined;
    window.showSaveDialog = (options: vscode.SaveDialogOptions) => {
      proposed = options;
      return Promise.resolve(undefined);
    };
    try {
      assert.equal(await run('incident.exportRecord'), undefined);
    } finally {
      window.showSaveDialog = original;
    }
    assert.equal(proposed?.defaultUri?.path.split('/').at(-1), `incident-${id}-pulls-50-fail-äö.json`);
  });
});
