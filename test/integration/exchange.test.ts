import * as assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { IncidentStore } from '../../src/app/store';
import { fold } from '../../src/domain/fold';
import { encode } from '../../src/record/codec';
import { RecordError } from '../../src/record/errors';
import { mergeFiles, readFiles } from '../../src/record/exchange';
import {
  decodeExport,
  encodeExport,
  ExchangeError,
  EXPORT_VERSION,
  type ExchangeProblem,
  type RecordFile,
} from '../../src/record/exportFormat';
import { RecordFolder } from '../../src/record/folder';
import { anyEvent, writersFiles } from '../helpers/arbitraries';
import { eventBuilder, INCIDENT, START } from '../helpers/events';
import { failingDisk } from '../helpers/failingDisk';
import { testPorts } from '../helpers/ports';
import { note, notes } from '../helpers/record';
import { tempFolders } from '../helpers/tempFolders';

const NOTHING: ReadonlySet<string> = new Set();
const EXPORTED_AT = new Date(START).toISOString();

const file = (name: string, content: string | Buffer): RecordFile => ({ name, bytes: Buffer.from(content) });
const exported = (files: readonly RecordFile[], incident = INCIDENT) =>
  encodeExport({ incident, title: 'Images do not load', exportedAt: EXPORTED_AT, files });

/** What is in a folder and the folders below, byte for byte, by path. */
async function everythingIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = files.map(async (path) => [
    path.slice(folder.length + 1),
    (await readFile(path)).toString('latin1'),
  ]);
  return Object.fromEntries((await Promise.all(contents)) as [string, string][]);
}

async function problemOf(work: Promise<unknown>): Promise<ExchangeProblem> {
  const error = await work.then(
    () => assert.fail('it was taken up'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ExchangeError, String(error));
  return error.problem;
}

describe('a record that is exported and imported', () => {
  const tempFolder = tempFolders();

  /** Lines as they may stand in a record: events, those of newer versions, damaged ones, and what is no text at all. */
  const line = fc.oneof(
    { weight: 6, arbitrary: anyEvent.map((event) => Buffer.from(encode(event))) },
    { weight: 1, arbitrary: anyEvent.map((event) => Buffer.from(`${JSON.stringify({ ...event, v: 7, more: [] })}\n`)) },
    { weight: 1, arbitrary: anyEvent.map((event) => Buffer.from(`${JSON.stringify({ ...event, type: 'x.y' })}\r\n`)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }).map((text) => Buffer.from(`${text}\n`)) },
    { weight: 1, arbitrary: fc.constant(Buffer.from('\n')) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 9 }).map((bytes) => Buffer.from(bytes)) },
  );
  const content = fc
    .tuple(fc.array(line, { maxLength: 6 }), fc.constantFrom('', '{"v":1,"id":"to', '\ufeff', 'ü'))
    .map(([lines, torn]) => Buffer.concat([...lines, Buffer.from(torn)]));
  const files = fc
    .uniqueArray(fc.tuple(fc.stringMatching(/^[0-9a-z]{1,16}$/), content), {
      selector: ([name]) => name,
      minLength: 1,
      maxLength: 4,
    })
    .map((all) => all.map(([name, bytes]) => file(`w${name}.jsonl`, bytes)));

  it('is the same byte for byte, and the same incident, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (all) => {
        fc.pre(all.some(({ bytes }) => bytes.length > 0));
        const [from, to] = [await tempFolder(), await tempFolder()];
        await mergeFiles(join(from, INCIDENT), all, NOTHING);
        const text = exported((await readFiles(join(from, INCIDENT))).files);
        await mergeFiles(join(to, INCIDENT), decodeExport(text).files, NOTHING);
        assert.deepEqual(await everythingIn(to), await everythingIn(from));
        const [before, after] = await Promise.all([from, to].map((root) => new RecordFolder(root).read(INCIDENT)));
        assert.deepEqual(after, before);
        assert.deepEqual(fold(INCIDENT, after!.events), fold(INCIDENT, before!.events));
        assert.equal(exported((await readFiles(join(to, INCIDENT))).files), text);
      }),
      { numRuns: 60 },
    );
  });

  it('unites what several people have, in every order, and changes nothing the second time', async () => {
    await fc.assert(
      fc.asyncProperty(writersFiles, fc.array(fc.nat(100), { minLength: 1, maxLength: 4 }), async (writers, cuts) => {
        const whole = writers.map((events, number) => file(`w${number}.jsonl`, events.map(encode).join('')));
        fc.pre(whole.length > 0);
        // Everybody has the beginning of each file, as far as it had come when they got it.
        const copies = cuts.map((cut) =>
          whole.map(({ name, bytes }) => ({ name, bytes: bytes.subarray(0, (bytes.length * cut) / 100) })),
        );
        const [one, other] = [join(await tempFolder(), INCIDENT), join(await tempFolder(), INCIDENT)];
        for (const copy of [...copies, whole]) await mergeFiles(one, copy, NOTHING);
        for (const copy of [whole, ...copies.toReversed()]) await mergeFiles(other, copy, NOTHING);
        assert.deepEqual(await everythingIn(one), await everythingIn(other));
        const before = await everythingIn(one);
        assert.deepEqual(await mergeFiles(one, whole, NOTHING), { added: 0, grown: 0, known: whole.length });
        assert.deepEqual(await everythingIn(one), before);
      }),
      { numRuns: 40 },
    );
  });

  it('tells which files are new, longer and known, and leaves nothing else behind', async () => {
    const folder = join(await tempFolder(), INCIDENT);
    await mergeFiles(folder, [file('a.jsonl', 'one\n'), file('b.jsonl', 'x\ny\n')], NOTHING);
    const merged = await mergeFiles(
      folder,
      [file('a.jsonl', 'one\ntwo\n'), file('b.jsonl', 'x\n'), file('c.jsonl', '')],
      NOTHING,
    );
    assert.deepEqual(merged, { added: 1, grown: 1, known: 1 });
    assert.deepEqual(await everythingIn(folder), { 'a.jsonl': 'one\ntwo\n', 'b.jsonl': 'x\ny\n', 'c.jsonl': '' });
  });
});

describe('an import into a record that says something else', () => {
  const tempFolder = tempFolders();

  it('is refused as a whole where a file differs in what both have', async () => {
    const folder = join(await tempFolder(), INCIDENT);
    await mergeFiles(folder, [file('a.jsonl', 'one\n'), file('b.jsonl', 'two\n')], NOTHING);
    const before = await everythingIn(folder);
    const files = [file('new.jsonl', 'x\n'), file('a.jsonl', 'one\nmore\n'), file('b.jsonl', 'TWO\nmore\n')];
    assert.deepEqual(await problemOf(mergeFiles(folder, files, NOTHING)), { code: 'differs', file: 'b.jsonl' });
    assert.deepEqual(await everythingIn(folder), before);
  });

  it('takes names that some systems do not tell apart for the same', async () => {
    const folder = join(await tempFolder(), INCIDENT);
    await mergeFiles(folder, [file('a.jsonl', 'one\n')], NOTHING);
    const problem = await problemOf(mergeFiles(folder, [file('A.jsonl', 'one\n')], NOTHING));
    assert.deepEqual(problem, { code: 'differs', file: 'A.jsonl' });
  });

  it('never touches a file that this process writes to', async () => {
    const folder = join(await tempFolder(), INCIDENT);
    await mergeFiles(folder, [file('a.jsonl', 'one\n')], NOTHING);
    const own = new Set(['a.jsonl']);
    assert.deepEqual(await mergeFiles(folder, [file('a.jsonl', 'one\n')], own), { added: 0, grown: 0, known: 1 });
    const files = [file('b.jsonl', 'x\n'), file('a.jsonl', 'one\ntwo\n')];
    assert.deepEqual(await problemOf(mergeFiles(folder, files, own)), { code: 'inUse', file: 'a.jsonl' });
    assert.deepEqual(await everythingIn(folder), { 'a.jsonl': 'one\n' });
  });

  it('does not follow a link that stands in the place of a file', async function () {
    if (process.platform === 'win32') this.skip();
    const root = await tempFolder();
    const folder = join(root, INCIDENT);
    await mkdir(folder);
    await writeFile(join(root, 'elsewhere'), 'one\n');
    await symlink(join(root, 'elsewhere'), join(folder, 'a.jsonl'));
    await assert.rejects(mergeFiles(folder, [file('a.jsonl', 'one\ntwo\n')], NOTHING), RecordError);
    assert.equal(await readFile(join(root, 'elsewhere'), 'utf8'), 'one\n');
  });

  for (const isNew of [true, false]) {
    it(`leaves everything as it was on a disk that fails, ${isNew ? 'new' : 'known'} incident`, async () => {
      const root = await tempFolder();
      const folder = join(root, INCIDENT);
      if (!isNew) await mergeFiles(folder, [file('a.jsonl', 'one\n')], NOTHING);
      const before = await everythingIn(root);
      const disk = await failingDisk(await tempFolder());
      try {
        disk.fail('sync', 'ENOSPC');
        await assert.rejects(mergeFiles(folder, [file('a.jsonl', 'one\ntwo\n'), file('b.jsonl', 'x\n')], NOTHING), {
          failure: 'diskFull',
        });
      } finally {
        disk.mend();
      }
      assert.deepEqual(await everythingIn(root), before);
      assert.deepEqual(await readdir(root), isNew ? [] : [INCIDENT]);
    });
  }
});

describe('an export that is hostile or damaged', () => {
  const ok = (): Record<string, unknown> => JSON.parse(exported([file('a.jsonl', 'one\n')])) as Record<string, unknown>;
  const withFile = (more: object) => ({ ...ok(), files: [{ name: 'a.jsonl', lines: ['one'], ...more }] });
  const named = (name: unknown) => withFile({ name });
  const CASES: readonly (readonly [what: string, value: unknown, code: ExchangeProblem['code']])[] = [
    ['is empty', '', 'notAnExport'],
    ['is no JSON', '{"format":', 'notAnExport'],
    ['is something else', { format: 'npm' }, 'notAnExport'],
    ['is a list', [ok()], 'notAnExport'],
    ['is null', null, 'notAnExport'],
    ['is nested without end', '['.repeat(500_000), 'notAnExport'],
    ['has its format in the prototype', `{"__proto__":${JSON.stringify(ok())}}`, 'notAnExport'],
    ['is of a newer version', { ...ok(), version: EXPORT_VERSION + 1 }, 'newerVersion'],
    ['has a version that is no number', { ...ok(), version: '1' }, 'damaged'],
    ['has no version', { ...ok(), version: undefined }, 'damaged'],
    ['has no time', { ...ok(), exportedAt: 'never' }, 'damaged'],
    ['has no incident', { ...ok(), incident: undefined }, 'damaged'],
    ['has an incident without title', { ...ok(), incident: { id: INCIDENT } }, 'damaged'],
    ['has an id that leads elsewhere', { ...ok(), incident: { id: '../../etc', title: '' } }, 'badName'],
    ['has an id with a path behind it', { ...ok(), incident: { id: `${INCIDENT}/..`, title: '' } }, 'badName'],
    ['has an id with a line feed', { ...ok(), incident: { id: `${INCIDENT}\n`, title: '' } }, 'badName'],
    ['has an endless id', { ...ok(), incident: { id: `${INCIDENT}${'x'.repeat(300)}`, title: '' } }, 'badName'],
    ['has an id that is an object', { ...ok(), incident: { id: {}, title: '' } }, 'damaged'],
    ['has no files', { ...ok(), files: [] }, 'damaged'],
    ['has files that are no list', { ...ok(), files: { length: 1 } }, 'damaged'],
    ['has nothing in its files', withFile({ lines: [] }), 'damaged'],
    ['has more files than any record', { ...ok(), files: Array.from({ length: 10_001 }, () => ({})) }, 'damaged'],
    [
      'has a file twice',
      {
        ...ok(),
        files: [
          { name: 'a.jsonl', lines: ['x'] },
          { name: 'A.jsonl', lines: [] },
        ],
      },
      'damaged',
    ],
    ['has a file that is no object', { ...ok(), files: ['a.jsonl'] }, 'damaged'],
    ...[
      '../a.jsonl',
      '/a.jsonl',
      'a/b.jsonl',
      'a\\b.jsonl',
      'C:a.jsonl',
      '.jsonl',
      '..jsonl',
      '.a.jsonl',
      'a.json',
      'a.jsonl ',
      'a\u0000.jsonl',
      'a\n.jsonl',
      '\u202ea.jsonl',
      'CON.jsonl',
      'lpt1.x.jsonl',
      'a:b.jsonl',
      '__proto__.jsonl',
      `${'x'.repeat(250)}.jsonl`,
    ].map((name) => [`has a file named ${JSON.stringify(name).slice(0, 30)}`, named(name), 'badName'] as const),
    ['has a file whose name is no text', named(7), 'damaged'],
    ['has lines that are no list', withFile({ lines: 'one' }), 'damaged'],
    ['has a line that is no text', withFile({ lines: [1] }), 'damaged'],
    ['has two lines in one', withFile({ lines: ['one\ntwo'] }), 'damaged'],
    ['has half a surrogate pair', withFile({ lines: ['\ud83d'] }), 'damaged'],
    ['has a torn line that is none', withFile({ torn: 'x\n' }), 'damaged'],
    ['has both lines and bytes', withFile({ base64: 'eA==' }), 'damaged'],
    ['has bytes that are none', withFile({ lines: undefined, base64: 'not base64!' }), 'damaged'],
  ];
  for (const [what, value, code] of CASES) {
    it(`is refused where it ${what}`, () => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      assert.throws(
        () => decodeExport(text),
        (error) => error instanceof ExchangeError && error.problem.code === code,
      );
    });
  }

  it('is refused or harmless whatever it is: no name leads anywhere', () => {
    const mangled = fc.tuple(fc.string({ unit: 'binary' }), fc.anything()).map(([name, content]) => ({
      ...ok(),
      files: [
        { name: `${name}.jsonl`, lines: content },
        { name: `${name}x.jsonl`, lines: ['x'] },
      ],
    }));
    fc.assert(
      fc.property(mangled, (value) => {
        try {
          for (const { name } of decodeExport(JSON.stringify(value)).files)
            assert.equal(join('/r', name), `/r/${name}`);
        } catch (error) {
          assert.ok(error instanceof ExchangeError, String(error));
        }
      }),
    );
  });

  it('is taken up where a newer version has added fields that say nothing of the files', () => {
    const { files } = decodeExport(JSON.stringify({ ...withFile({ more: 1 }), more: {} }));
    assert.equal(files[0]?.bytes.toString(), 'one\n');
  });
});

describe('the store', () => {
  const stores: IncidentStore[] = [];
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.dispose();
  });
  const tempFolder = tempFolders();
  const windowOn = (folder: string) => {
    const store = new IncidentStore(folder, testPorts());
    stores.push(store);
    return store;
  };

  it('passes an incident on to another record, and takes back what was added there', async () => {
    const [here, there] = [windowOn(await tempFolder()), windowOn(await tempFolder())];
    const { id } = await here.declare('Pulls fail', 'SEV-2', START);
    await here.add(id, { type: 'note.added', data: { text: 'here' } });
    const taken = await there.importFiles(id, decodeExport(exported((await here.exportFiles(id)).files, id)).files);
    assert.deepEqual([taken.entries, taken.added, taken.incident?.title], [2, 1, 'Pulls fail']);
    await there.add(id, { type: 'note.added', data: { text: 'there' } });
    await here.add(id, { type: 'note.added', data: { text: 'here again' } });
    const back = await here.importFiles(id, (await there.exportFiles(id)).files);
    assert.deepEqual([back.entries, back.added, back.known], [1, 1, 1]);
    const again = await here.importFiles(id, (await there.exportFiles(id)).files);
    assert.deepEqual([again.entries, again.added, again.grown, again.known], [0, 0, 0, 2]);
    await there.importFiles(id, (await here.exportFiles(id)).files);
    const [mine, theirs] = [here, there].map((store) => store.state.incidents.get(id));
    assert.deepEqual(mine, theirs);
    assert.deepEqual(notes(mine!.entries.map(({ event }) => event)).sort(), ['here', 'here again', 'there']);
    // What is recorded after an import still goes to this session's own file.
    await here.add(id, { type: 'note.added', data: { text: 'after' } });
    assert.equal((await here.exportFiles(id)).files.length, 2);
  });

  it('shows what a longer file of another window brought, once', async () => {
    const root = await tempFolder();
    const build = eventBuilder();
    const [declared, more] = [encode(build.declared()), encode(build.note('more'))];
    const store = windowOn(root);
    await store.importFiles(INCIDENT, [file('w1.jsonl', declared)]);
    assert.equal((await store.importFiles(INCIDENT, [file('w1.jsonl', declared + more)])).entries, 1);
    assert.deepEqual(notes(store.state.incidents.get(INCIDENT)!.entries.map(({ event }) => event)), ['more']);
  });

  it('keeps what is no entry, and reports it', async () => {
    const store = windowOn(await tempFolder());
    const content = `${encode(eventBuilder().declared())}garbage\n{"v":1,"torn`;
    await store.importFiles(INCIDENT, [file('w1.jsonl', content)]);
    assert.deepEqual(
      store.state.problems.get(INCIDENT)?.map(({ fault }) => fault.code),
      ['garbage', 'torn'],
    );
    assert.equal((await store.exportFiles(INCIDENT)).files[0]?.bytes.toString(), content);
  });

  it('queues an export behind what is being appended', async () => {
    const folder = new RecordFolder(await tempFolder());
    const appends = Array.from({ length: 20 }, (_, number) => folder.append(INCIDENT, note(String(number))));
    const { files } = await folder.exclusively(INCIDENT, readFiles);
    assert.equal(files[0]?.bytes.toString().split('\n').length, 21);
    await Promise.all(appends);
    await folder.close();
  });
});
