import * as assert from 'node:assert/strict';
import { access, appendFile, mkdir, open, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fold } from '../../src/domain/fold';
import { RecordError } from '../../src/record/errors';
import { RecordFolder, type RecordProblem } from '../../src/record/folder';
import { isIncidentId, newIncidentId, newWriterId } from '../../src/record/ids';
import { ADA, GRACE, INCIDENT, START, eventBuilder } from '../helpers/events';
import { filesOf, note, notes, writeFileOf } from '../helpers/record';
import { tempFolders } from '../helpers/tempFolders';

const OTHER = '20261121-0900-zzzzzz';

describe('the record on disk', () => {
  const opened: RecordFolder[] = [];
  afterEach(async () => {
    for (const record of opened.splice(0)) await record.close();
  });
  const tempFolder = tempFolders();
  const recordAt = (path: string): RecordFolder => {
    const record = new RecordFolder(path);
    opened.push(record);
    return record;
  };

  describe('appending', () => {
    it('is on the disk, as one line, before it is confirmed, and is read back by the next session', async () => {
      const root = await tempFolder();
      const { events } = await recordAt(root).append(INCIDENT, note('looks bad'));
      assert.deepEqual(Object.values(await filesOf(root)), [`${JSON.stringify(events[0])}\n`]);
      assert.deepEqual(await recordAt(root).read(INCIDENT), { events, problems: [] });
    });

    it('makes all missing folders', async () => {
      const root = join(await tempFolder(), 'deep', 'er');
      await recordAt(root).append(INCIDENT, note('a'));
      assert.equal(Object.keys(await filesOf(root)).length, 1);
    });

    it('numbers the events of a session and keeps them in its own file, an incident each', async () => {
      const root = await tempFolder();
      const record = recordAt(root);
      await record.append(INCIDENT, note('a'));
      await record.append(OTHER, note('b'));
      const { events } = await record.append(INCIDENT, note('c'));
      assert.deepEqual(
        events.map(({ seq, clock, id, writer }) => [seq, clock, id === `${writer}-${seq}`]),
        [
          [1, 1, true],
          [2, 2, true],
        ],
      );
      assert.deepEqual(Object.keys(await filesOf(root)), [`${events[0]?.writer}.jsonl`]);
      assert.equal(Object.keys(await filesOf(root, OTHER)).length, 1);
    });

    it('several events at once is one write, in their order, and nothing where there are none', async () => {
      const root = await tempFolder();
      const record = recordAt(root);
      await record.append(INCIDENT);
      await assert.rejects(access(join(root, INCIDENT)));
      await record.append(INCIDENT, note('a'), note('b'), note('c'));
      const { events } = await record.append(INCIDENT, note('d'));
      assert.deepEqual(notes(events), ['a', 'b', 'c', 'd']);
      assert.deepEqual(
        events.map(({ seq, clock }) => [seq, clock]),
        [
          [1, 1],
          [2, 2],
          [3, 3],
          [4, 4],
        ],
      );
      assert.deepEqual(await recordAt(root).read(INCIDENT), { events, problems: [] });
    });

    it('300 times at once keeps the order and the sequence', async () => {
      const record = recordAt(await tempFolder());
      const texts = Array.from({ length: 300 }, (_, index) => `note ${index}`);
      await Promise.all(texts.map((text) => record.append(INCIDENT, note(text))));
      const { events, problems } = await recordAt(record.path).read(INCIDENT);
      assert.deepEqual(notes(events), texts);
      assert.deepEqual(
        events.map(({ seq }) => seq),
        texts.map((_, index) => index + 1),
      );
      assert.deepEqual(problems, []);
    });

    it('comes after everything that stands in the record, even where nothing was read before', async () => {
      const root = await tempFolder();
      const say = eventBuilder();
      await writeFileOf(root, 'w1', [say.note('a', { clock: 41 }), say.note('b', { clock: 42 })]);
      const { events } = await recordAt(root).append(INCIDENT, note('c'));
      assert.deepEqual(
        [notes(events).toSorted(), Math.max(...events.map(({ clock }) => clock))],
        [['a', 'b', 'c'], 43],
      );
    });

    it('goes on from the clocks that can be right, whatever clock somebody claims', async () => {
      const root = await tempFolder();
      await writeFileOf(root, 'w1', [eventBuilder().note('a', { clock: Number.MAX_SAFE_INTEGER })]);
      await recordAt(root).append(INCIDENT, note('b'));
      const { events, problems } = await recordAt(root).read(INCIDENT);
      assert.deepEqual(notes(events).toSorted(), ['a', 'b']);
      assert.deepEqual(problems, [{ file: 'w1.jsonl', line: 0, fault: { code: 'implausibleClock' } }]);
      assert.equal(events.find(({ writer }) => writer !== 'w1')?.clock, 1);
    });

    it('refuses what could not be read again, and goes on in the same file', async () => {
      const root = await tempFolder();
      const record = recordAt(root);
      const wrong = record.append(INCIDENT, (placement) => ({ ...note('a')(placement), recordedAt: 'tomorrow' }));
      await assert.rejects(wrong, (error) => error instanceof RecordError && error.message.includes('recordedAt'));
      await record.append(INCIDENT, note('b'));
      assert.deepEqual(notes((await recordAt(root).read(INCIDENT)).events), ['b']);
      assert.equal(Object.keys(await filesOf(root)).length, 1);
    });

    it('goes on after closing, in a new file', async () => {
      const record = recordAt(await tempFolder());
      await record.append(INCIDENT, note('a'));
      await record.close();
      const { events } = await record.append(INCIDENT, note('b'));
      assert.deepEqual(notes(events).toSorted(), ['a', 'b']);
      assert.equal(new Set(events.map(({ writer }) => writer)).size, 2);
    });

    it('whose event cannot even be made leaves the record as it was', async () => {
      const record = recordAt(await tempFolder());
      const broken = () => {
        throw new Error('no event');
      };
      await assert.rejects(record.append(INCIDENT, broken), /no event/);
      assert.deepEqual(notes((await record.append(INCIDENT, note('a'))).events), ['a']);
    });
  });

  describe('a file that somebody else wrote into', () => {
    it('is left; no entry is glued to what they put there', async () => {
      const root = await tempFolder();
      const record = recordAt(root);
      const { events } = await record.append(INCIDENT, note('a'));
      await appendFile(join(root, INCIDENT, `${events[0]?.writer}.jsonl`), '{"v":1,"id":"torn');
      await record.append(INCIDENT, note('b'));
      const { events: read } = await recordAt(root).read(INCIDENT);
      assert.deepEqual(notes(read), ['a', 'b']);
      assert.deepEqual(notes((await record.read(INCIDENT)).events), ['a', 'b']);
    });
  });

  describe('a file deleted under its writer', () => {
    it('is written anew with all that was confirmed before the next event is', async () => {
      const root = await tempFolder();
      const record = recordAt(root);
      await record.append(INCIDENT, note('a'));
      await record.append(INCIDENT, note('b'));
      await rm(join(root, INCIDENT), { recursive: true });
      await record.append(INCIDENT, note('c'));
      await record.append(INCIDENT, note('d'));
      assert.deepEqual(notes((await recordAt(root).read(INCIDENT)).events), ['a', 'b', 'c', 'd']);
      assert.equal(Object.keys(await filesOf(root)).length, 1);
    });

    it('and replaced by another is left alone; the session goes on in a new one', async () => {
      const root = await tempFolder();
      const record = recordAt(root);
      const { events } = await record.append(INCIDENT, note('a'));
      const path = join(root, INCIDENT, `${events[0]?.writer}.jsonl`);
      const copy = await readFile(path, 'utf8');
      await writeFile(`${path}.tmp`, copy);
      await rename(`${path}.tmp`, path);
      await record.append(INCIDENT, note('b'));
      const { events: own } = await record.append(INCIDENT, note('c'));
      assert.equal(await readFile(path, 'utf8'), copy);
      const { events: read, problems } = await recordAt(root).read(INCIDENT);
      assert.deepEqual([notes(read).toSorted(), problems], [['a', 'b', 'c'], []]);
      assert.deepEqual(fold(INCIDENT, own), fold(INCIDENT, read));
    });
  });

  describe('reading', () => {
    it('gives nothing for a folder or an incident that is not there', async () => {
      const record = recordAt(join(await tempFolder(), 'none'));
      assert.deepEqual(await record.list(), []);
      assert.deepEqual(await record.read(INCIDENT), { events: [], problems: [] });
    });

    it('lists the incidents and leaves alone what is none', async () => {
      const root = await tempFolder();
      await writeFileOf(root, 'w', []);
      for (const name of ['notes', '.git', '2026-11-22', `${INCIDENT}.bak`]) await mkdir(join(root, name));
      await writeFile(join(root, '20261122-1500-abcdef'), 'a file');
      assert.deepEqual(await recordAt(root).list(), [INCIDENT]);
    });

    it('gives the same object as before where nothing was added', async () => {
      const root = await tempFolder();
      await writeFileOf(root, 'w1', [eventBuilder().note('a')]);
      const record = recordAt(root);
      const log = await record.read(INCIDENT);
      assert.equal(await record.read(INCIDENT), log);
      const own = await record.append(INCIDENT, note('b'));
      assert.equal(await record.read(INCIDENT), own);
    });

    it('takes up what another writer adds, file by file and line by line', async () => {
      const root = await tempFolder();
      const say = eventBuilder();
      const record = recordAt(root);
      const path = await writeFileOf(root, 'w1', [say.note('a')]);
      assert.deepEqual(notes((await record.read(INCIDENT)).events), ['a']);
      await appendFile(path, JSON.stringify(say.note('b')) + '\n');
      assert.deepEqual(notes((await record.read(INCIDENT)).events), ['a', 'b']);
      await writeFileOf(root, 'w2', [say.note('c')]);
      assert.deepEqual(notes((await record.read(INCIDENT)).events), ['a', 'b', 'c']);
      await rm(path);
      assert.deepEqual(notes((await record.read(INCIDENT)).events), ['c']);
    });

    it('gives every event as it was written, in a file of many blocks and entries longer than one', async () => {
      const root = await tempFolder();
      const say = eventBuilder();
      const written = Array.from({ length: 120 }, (_, index) =>
        say.note(`${index} ${'\u{1f525}ü'.repeat(index % 40 === 0 ? 40_000 : index * 50)}`, {
          author: [ADA, GRACE, { name: ADA.name }][index % 3] ?? ADA,
        }),
      );
      const lines = written.map((event) => `${JSON.stringify(event)}\n`);
      await writeFileOf(root, 'w1', [...lines, 'garbage\n', '{"v":1,']);
      const { events, problems } = await recordAt(root).read(INCIDENT);
      assert.deepEqual(events, written);
      assert.deepEqual(
        problems.map(({ line, fault }) => [line, fault.code]),
        [
          [121, 'garbage'],
          [122, 'torn'],
        ],
      );
    });

    it('leaves alone files of other kinds', async () => {
      const root = await tempFolder();
      await writeFileOf(root, 'w1', [eventBuilder().note('a')]);
      for (const name of ['README.md', 'x.jsonl.tmp', '.DS_Store']) await writeFile(join(root, INCIDENT, name), '{');
      assert.deepEqual((await recordAt(root).read(INCIDENT)).problems, []);
    });

    it('reads anew a file that shrank or was replaced', async () => {
      const root = await tempFolder();
      const say = eventBuilder();
      const [a, b] = [say.note('a'), say.note('b')];
      const path = await writeFileOf(root, 'w1', [a, b]);
      const record = recordAt(root);
      await record.read(INCIDENT);
      await truncate(path, JSON.stringify(a).length + 1);
      assert.deepEqual(notes((await record.read(INCIDENT)).events), ['a']);
      await writeFile(`${path}.tmp`, JSON.stringify(say.note('other text of the same length')) + '\n'.repeat(9));
      await rename(`${path}.tmp`, path);
      assert.deepEqual(notes((await record.read(INCIDENT)).events), ['other text of the same length']);
      await truncate(path, 0);
      assert.deepEqual((await record.read(INCIDENT)).events, []);
    });

    it('takes the copy of a file for the same events', async () => {
      const root = await tempFolder();
      const record = recordAt(root);
      await record.append(INCIDENT, note('a'));
      const [name = '', content = ''] = Object.entries(await filesOf(root))[0] ?? [];
      await writeFile(join(root, INCIDENT, `copy of ${name}`), content);
      const { events } = await record.read(INCIDENT);
      assert.equal(fold(INCIDENT, events).entries.length, 1);
      assert.deepEqual(fold(INCIDENT, (await recordAt(root).read(INCIDENT)).events), fold(INCIDENT, events));
    });
  });

  describe('damage', () => {
    /** Reads a file with this content, and checks that reading, appending and closing leave its bytes as they are. */
    async function readDamaged(
      content: string | Buffer,
    ): Promise<{ texts: string[]; problems: readonly RecordProblem[] }> {
      const root = await tempFolder();
      const path = await writeFileOf(root, 'w1', []);
      await writeFile(path, content);
      const record = recordAt(root);
      const { events, problems } = await record.read(INCIDENT);
      await record.append(INCIDENT, note('mine'));
      await record.close();
      assert.deepEqual(await readFile(path), Buffer.from(content));
      return { texts: notes(events), problems };
    }
    const say = eventBuilder();
    const line = (text: string) => JSON.stringify(say.note(text)) + '\n';
    const problem = (at: number, fault: object) => [{ file: 'w1.jsonl', line: at, fault }];

    it('of the last line (torn) is skipped and reported', async () => {
      const { texts, problems } = await readDamaged(line('a') + line('b').slice(0, -9));
      assert.deepEqual([texts, problems], [['a'], problem(2, { code: 'torn' })]);
    });

    it('of the only line, or in the middle of a character, is skipped and reported', async () => {
      const bytes = Buffer.from(line('\u{1f525}'));
      const within = bytes.indexOf(Buffer.from('\u{1f525}')) + 2;
      const { texts, problems } = await readDamaged(bytes.subarray(0, within));
      assert.deepEqual([texts, problems], [[], problem(1, { code: 'torn' })]);
    });

    it('of a line in the middle is skipped and reported; the lines around it count', async () => {
      const { texts, problems } = await readDamaged(`${line('a')}\u0000\u0000garbage\n\n${line('b')}`);
      assert.deepEqual([texts, problems], [['a', 'b'], problem(2, { code: 'garbage' })]);
    });

    it('of bytes that are no text is skipped and reported', async () => {
      const noise = Buffer.from([0xff, 0xfe, 0x80, 0x0a]);
      const { texts, problems } = await readDamaged(Buffer.concat([noise, Buffer.from(line('a'))]));
      assert.deepEqual([texts, problems], [['a'], problem(1, { code: 'garbage' })]);
    });

    it('of a field is reported with its name', async () => {
      const invalid = JSON.stringify({ ...say.note('a'), recordedAt: 'noon' }) + '\n';
      const { texts, problems } = await readDamaged(invalid + line('b'));
      assert.deepEqual([texts, problems], [['b'], problem(1, { code: 'invalid', field: 'recordedAt' })]);
    });

    it('is no longer reported once the line is complete', async () => {
      const root = await tempFolder();
      const record = recordAt(root);
      const whole = line('a');
      const path = await writeFileOf(root, 'w1', [whole.slice(0, 30)]);
      assert.equal((await record.read(INCIDENT)).problems.length, 1);
      await appendFile(path, whole.slice(30));
      const { events, problems } = await record.read(INCIDENT);
      assert.deepEqual([notes(events), problems], [['a'], []]);
    });

    it('that makes a file unreadable is reported; the other files count, and so does it once it is readable', async () => {
      const root = await tempFolder();
      await writeFileOf(root, 'w1', [line('a')]);
      const path = join(root, INCIDENT, 'w1_copy.jsonl');
      await mkdir(path);
      const record = recordAt(root);
      const { events, problems } = await record.read(INCIDENT);
      assert.deepEqual(notes(events), ['a']);
      assert.deepEqual(
        problems.map(({ file, line: at, fault }) => [file, at, fault.code]),
        [['w1_copy.jsonl', 0, 'notAFile']],
      );
      await rm(path, { recursive: true });
      await writeFileOf(root, 'w1_copy', [line('b')]);
      const mended = await record.read(INCIDENT);
      assert.deepEqual([notes(mended.events), mended.problems], [['a', 'b'], []]);
    });

    it('that makes the folder unreadable is an error with its reason', async () => {
      const root = join(await tempFolder(), 'file');
      await writeFile(root, '');
      const cannot = (failure: string) => (error: unknown) =>
        error instanceof RecordError && error.failure === failure && error.cause instanceof Error;
      await assert.rejects(recordAt(root).list(), cannot('cannotRead'));
      await assert.rejects(recordAt(root).read(INCIDENT), cannot('cannotRead'));
      await assert.rejects(recordAt(root).append(INCIDENT, note('a')), cannot('cannotWrite'));
    });
  });

  describe('what a newer version wrote', () => {
    it('is kept byte for byte and counted, and later entries come after it', async () => {
      const root = await tempFolder();
      const say = eventBuilder();
      const unknown =
        JSON.stringify({ ...say.note('a'), type: 'weather.observed', data: { users: 12 }, extra: [1] }) + '\n';
      const newFormat = JSON.stringify({ ...say.note('b', { clock: 7 }), v: 2, data: null }) + '\n';
      const path = await writeFileOf(root, 'w1', [unknown, newFormat, '{"v":3}\n']);
      const record = recordAt(root);
      const { events } = await record.append(INCIDENT, note('c'));
      const { problems } = await record.read(INCIDENT);
      await record.close();
      assert.equal(await readFile(path, 'utf8'), unknown + newFormat + '{"v":3}\n');
      assert.equal(fold(INCIDENT, events).newerEvents, 2);
      assert.equal(events.find(({ type }) => type === 'note.added')?.clock, 8);
      assert.deepEqual(problems, [{ file: 'w1.jsonl', line: 3, fault: { code: 'newerFormat' } }]);
    });
  });

  it('touches no disk before it is asked to', async () => {
    const root = join(await tempFolder(), 'none');
    await recordAt(root).close();
    await assert.rejects(access(root));
  });

  it('is read while a writer is in the middle of a line', async () => {
    const root = await tempFolder();
    const path = await writeFileOf(root, 'w1', []);
    const [writer, record] = [await open(path, 'a'), recordAt(root)];
    const say = eventBuilder();
    const lines = ['a', 'b', 'c'].map((text) => JSON.stringify(say.note(text, { author: ADA })) + '\n');
    for (const piece of lines.join('').match(/[^]{1,97}/g) ?? []) {
      await writer.write(piece);
      const { events, problems } = await record.read(INCIDENT);
      assert.deepEqual(notes(events), ['a', 'b', 'c'].slice(0, events.length));
      assert.ok(problems.every(({ fault }) => fault.code === 'torn'));
    }
    await writer.close();
    assert.deepEqual((await record.read(INCIDENT)).problems, []);
  });
});

describe('ids', () => {
  it('of incidents are names of folders that sort by time', () => {
    const [early, late] = [newIncidentId(START), newIncidentId(START + 60_000)];
    assert.match(early, /^20261122-1400-[0-9a-z]{6}$/);
    assert.ok(early < late && isIncidentId(early));
    assert.notEqual(newIncidentId(START), early);
  });

  it('of writers never meet', () => {
    assert.equal(new Set(Array.from({ length: 1000 }, newWriterId)).size, 1000);
    assert.match(newWriterId(), /^[0-9a-z]{16}$/);
  });

  it('are told from other names', () => {
    for (const name of [
      '',
      '..',
      '20261122-1400',
      '20261122-1400-ABCDEF',
      'x20261122-1400-abcdef',
      '20261122-1400-ab/cd',
    ]) {
      assert.equal(isIncidentId(name), false, name);
    }
  });
});
