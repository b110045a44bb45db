import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RecordError, type RecordFailure } from '../../src/record/errors';
import { RecordFolder } from '../../src/record/folder';
import { INCIDENT } from '../helpers/events';
import { failingDisk, type FailingDisk } from '../helpers/failingDisk';
import { filesOf, note, notes } from '../helpers/record';
import { tempFolders } from '../helpers/tempFolders';

describe('a disk that fails while an event is written', () => {
  let root: string;
  let record: RecordFolder;
  let disk: FailingDisk;

  beforeEach(async () => {
    root = await tempFolder();
    record = new RecordFolder(root);
    disk = await failingDisk(root);
  });
  afterEach(async () => {
    disk.mend();
    await record.close();
  });
  const tempFolder = tempFolders();

  const refused = (text: string, failure: RecordFailure) =>
    assert.rejects(record.append(INCIDENT, note(text)), (error) => {
      assert.ok(error instanceof RecordError);
      assert.equal(error.failure, failure);
      assert.ok(error.cause instanceof Error);
      return true;
    });
  /** What a session that starts now finds, with how many lines it cannot take up. */
  const found = async () => {
    const { events, problems } = await new RecordFolder(root).read(INCIDENT);
    return [notes(events).toSorted(), problems.length];
  };

  it('in the flush refuses the event, which does not turn up later, and goes on in a new file', async () => {
    await record.append(INCIDENT, note('before'));
    disk.fail('sync', 'EIO');
    await refused('refused', 'cannotWrite');
    disk.mend();
    assert.deepEqual(notes((await record.read(INCIDENT)).events), ['before']);
    await record.append(INCIDENT, note('after'));
    assert.deepEqual(await found(), [['after', 'before'], 0]);
    assert.equal(Object.keys(await filesOf(root)).length, 2);
  });

  it('as it is full refuses the event and leaves no half of it behind', async () => {
    await record.append(INCIDENT, note('before'));
    disk.fillUpAfter(25);
    await refused('refused', 'diskFull');
    disk.mend();
    assert.deepEqual(await found(), [['before'], 0]);
    await record.append(INCIDENT, note('after'));
    assert.deepEqual((await found())[1], 0);
  });

  it('so that not even the half can be taken back leaves a torn line, which is skipped', async () => {
    await record.append(INCIDENT, note('before'));
    disk.fillUpAfter(25);
    disk.fail('truncate', 'EIO');
    await refused('refused', 'diskFull');
    disk.mend();
    await record.append(INCIDENT, note('after'));
    const { events, problems } = await new RecordFolder(root).read(INCIDENT);
    assert.deepEqual(notes(events).toSorted(), ['after', 'before']);
    assert.deepEqual(
      problems.map(({ line, fault }) => [line, fault.code]),
      [[2, 'torn']],
    );
  });

  it('at the first event of all leaves no file behind, however often it is tried', async () => {
    disk.fillUpAfter(25);
    for (const text of ['a', 'b', 'c']) await refused(text, 'diskFull');
    assert.deepEqual(await filesOf(root), {});
    disk.mend();
    await record.append(INCIDENT, note('d'));
    assert.deepEqual(await found(), [['d'], 0]);
  });

  it('while a deleted file is written anew keeps what was confirmed for the next try', async () => {
    await record.append(INCIDENT, note('a'));
    await record.append(INCIDENT, note('b'));
    await rm(join(root, INCIDENT), { recursive: true });
    await writeFile(join(root, INCIDENT), 'in the way');
    await refused('refused', 'cannotWrite');
    await rm(join(root, INCIDENT));
    await record.append(INCIDENT, note('c'));
    assert.deepEqual(await found(), [['a', 'b', 'c'], 0]);
  });

  it('refuses all events of one append, whichever of them did not fit', async () => {
    await record.append(INCIDENT, note('before'));
    const before = await filesOf(root);
    disk.fillUpAfter(500);
    await assert.rejects(record.append(INCIDENT, note('one'), note('two'), note('three')), { failure: 'diskFull' });
    assert.deepEqual(await filesOf(root), before);
    disk.mend();
    assert.deepEqual(notes((await record.read(INCIDENT)).events), ['before']);
    await record.append(INCIDENT, note('one'), note('two'), note('three'));
    assert.deepEqual(await found(), [['before', 'one', 'three', 'two'], 0]);
  });

  it('does not hold up what comes after', async () => {
    disk.fail('sync', 'EIO');
    const first = record.append(INCIDENT, note('a'));
    const mended = first.catch(() => disk.mend());
    const second = mended.then(() => record.append(INCIDENT, note('b')));
    await assert.rejects(first);
    assert.deepEqual(notes((await second).events), ['b']);
  });
});

describe('a record folder that cannot be written to', () => {
  const tempFolder = tempFolders();

  it('is an error with its reason', async () => {
    const root = await tempFolder();
    const record = new RecordFolder(root);
    assert.deepEqual((await record.read(INCIDENT)).events, []);
    await writeFile(join(root, INCIDENT), 'a file where the folder should be');
    await assert.rejects(
      record.append(INCIDENT, note('a')),
      (error) => error instanceof RecordError && error.failure === 'cannotWrite' && error.path.startsWith(root),
    );
  });
});

describe('a disk that is really full', () => {
  let mounted: string | undefined;
  // Before the folder is removed.
  afterEach(() => {
    if (mounted !== undefined) execFileSync('umount', [mounted]);
    mounted = undefined;
  });
  const tempFolder = tempFolders();

  it('refuses events and loses none that it confirmed; with room again, it goes on', async function () {
    // Needs a file system of its own; the simulated ones above run everywhere.
    const root = join(await tempFolder(), 'small');
    await mkdir(root);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', root], { stdio: 'ignore' });
    } catch {
      return this.skip();
    }
    mounted = root;
    const record = new RecordFolder(root);
    const confirmed: string[] = [];
    let refused: unknown;
    for (let index = 0; refused === undefined && index < 1000; index++) {
      const text = `${index} ${'x'.repeat(700)}`;
      await record.append(INCIDENT, note(text)).then(
        () => confirmed.push(text),
        (error: unknown) => (refused = error),
      );
    }
    assert.ok(refused instanceof RecordError);
    assert.equal(refused.failure, 'diskFull');
    await assert.rejects(record.append(INCIDENT, note('y'.repeat(8000))), RecordError);
    assert.deepEqual(notes((await new RecordFolder(root).read(INCIDENT)).events), confirmed);

    execFileSync('mount', ['-o', 'remount,size=256k', root]);
    await record.append(INCIDENT, note('after'));
    await record.close();
    const { events, problems } = await new RecordFolder(root).read(INCIDENT);
    assert.deepEqual([notes(events).toSorted(), problems], [[...confirmed, 'after'].toSorted(), []]);
  });
});
