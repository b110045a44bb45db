import * as assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Draft } from '../../src/editor/messages/composer/composition';
import { DraftFiles } from '../../src/editor/messages/composer/draftFiles';
import { INCIDENT } from '../helpers/events';
import { tempFolders } from '../helpers/tempFolders';

describe('texts to be sent, on the disk', () => {
  const tempFolder = tempFolders();
  let folder: string;
  let files: DraftFiles;
  let path: string;
  const composition = { kind: 'update', incident: INCIDENT, audience: 'customers', status: 'identified' } as const;
  const draft: Draft = { composition, made: 'Made.', typed: 'Made.' };

  beforeEach(async () => {
    folder = await tempFolder();
    files = new DraftFiles(folder);
    path = files.pathOf(composition);
  });

  it('are files that the editor opens, with what will be sent beside them', async () => {
    await files.put(path, draft, 'Made.');
    assert.equal(path, join(folder, INCIDENT, 'Update to customers.md'));
    assert.equal(await readFile(path, 'utf8'), 'Made.');
    assert.deepEqual(await new DraftFiles(folder).read(path), draft);
    assert.deepEqual((await readdir(dirname(path))).sort(), ['Update to customers.json', 'Update to customers.md']);
  });

  it('keep what is typed, apart from the file', async () => {
    await files.put(path, draft, 'Made.');
    await Promise.all(['T', 'Ty', 'Typed.'].map((typed) => files.keepTyped(path, typed)));
    assert.equal((await files.read(path))?.typed, 'Typed.');
    assert.equal(await readFile(path, 'utf8'), 'Made.');
  });

  it('do not come back once they are removed, by what is typed in another window', async () => {
    await files.put(path, draft, 'Made.');
    const other = new DraftFiles(folder);
    await files.remove(path);
    await other.keepTyped(path, 'Typed there.');
    assert.equal(await files.read(path), undefined);
    assert.deepEqual(await readdir(dirname(path)), []);
  });

  it('leave no file behind that an editor saved late, and keep one that is still to be sent', async () => {
    await files.put(path, draft, 'Made.');
    await files.tidy(path);
    assert.ok(existsSync(path));
    await files.remove(path);
    await writeFile(path, 'Saved late.');
    await files.tidy(path);
    assert.ok(!existsSync(path));
  });

  it('are nothing where their file is damaged', async () => {
    await mkdir(dirname(path), { recursive: true });
    for (const text of ['', '{', 'null', '[]', '{"composition":{}}', JSON.stringify({ ...draft, typed: 7 })]) {
      await writeFile(path.replace(/md$/, 'json'), text);
      assert.equal(await files.read(path), undefined, text);
    }
  });

  it('are told from all other files by their path', () => {
    assert.ok(files.has(path));
    for (const other of [
      join(folder, '..', 'notes.md'),
      join(folder, INCIDENT, 'x.json'),
      `${folder}-2/x.md`,
      '/x.md',
    ]) {
      assert.ok(!files.has(other), other);
    }
    assert.ok(!existsSync(path));
  });
});
