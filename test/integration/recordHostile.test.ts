import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IncidentStore } from '../../src/app/store';
import { fold } from '../../src/domain/fold';
import type { KnownEvent } from '../../src/domain/events';
import { readFiles } from '../../src/record/exchange';
import { RecordError } from '../../src/record/errors';
import { decodeExport, encodeExport, isFileName } from '../../src/record/exportFormat';
import { RecordFolder, type RecordProblem } from '../../src/record/folder';
import { MAX_FILE, MAX_LINE } from '../../src/record/regularFile';
import { INCIDENT, START, eventBuilder } from '../helpers/events';
import { failingDisk } from '../helpers/failingDisk';
import { testPorts } from '../helpers/ports';
import { note, notes, writeFileOf, writtenBy } from '../helpers/record';
import { tempFolders } from '../helpers/tempFolders';

const OTHER = '20261121-0900-zzzzzz';
const codes = (problems: readonly RecordProblem[]) =>
  problems.map(({ file, line, fault }) => [file, line, fault.code]).toSorted();
const line = (value: object) => `${JSON.stringify(value)}\n`;
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('a record with what somebody else put there', () => {
  const stores: IncidentStore[] = [];
  const records: RecordFolder[] = [];
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.dispose();
    for (const record of records.splice(0)) await record.close();
  });
  const tempFolder = tempFolders();
  const recordAt = (root: string) => {
    const record = new RecordFolder(root);
    records.push(record);
    return record;
  };
  const windowOn = (root: string) => {
    const store = new IncidentStore(root, testPorts());
    stores.push(store);
    return store;
  };
  const say = eventBuilder();
  const first = say.declared();

  describe('that is no regular file', () => {
    it('opens no pipe, folder, device or link, reports each, and reads, appends and exports the rest', async function () {
      if (process.platform === 'win32') this.skip();
      const root = await tempFolder();
      await writeFileOf(root, 'w1', [say.note('a')]);
      const folder = join(root, INCIDENT);
      await writeFile(join(root, 'elsewhere'), line(writtenBy('link', say.note('elsewhere'))));
      const odd = ['pipe1', 'pipe2', 'pipe3', 'pipe4', 'folder', 'link', 'device'];
      for (const name of odd.slice(0, 4)) execFileSync('mkfifo', [join(folder, `${name}.jsonl`)]);
      await mkdir(join(folder, 'folder.jsonl'));
      await symlink(join(root, 'elsewhere'), join(folder, 'link.jsonl'));
      await symlink('/dev/zero', join(folder, 'device.jsonl'));
      const record = recordAt(root);
      const log = await record.append(INCIDENT, note('mine'));
      assert.deepEqual(notes(log.events).toSorted(), ['a', 'mine']);
      assert.deepEqual(codes(log.problems), odd.map((name) => [`${name}.jsonl`, 0, 'notAFile']).toSorted());
      assert.equal(await record.read(INCIDENT), log);
      const { files, leftOut } = await record.exclusively(INCIDENT, readFiles);
      assert.equal(files.length, 2);
      assert.deepEqual(leftOut, odd.map((name) => `${name}.jsonl`).toSorted());
    });

    it('does not take a link for an incident', async function () {
      if (process.platform === 'win32') this.skip();
      const [root, elsewhere] = [await tempFolder(), await tempFolder()];
      await writeFileOf(elsewhere, 'w1', [first]);
      await symlink(join(elsewhere, INCIDENT), join(root, INCIDENT));
      assert.deepEqual(await recordAt(root).list(), []);
      await assert.rejects(recordAt(root).read(INCIDENT), { failure: 'cannotRead' });
      await assert.rejects(recordAt(root).append(INCIDENT, note('a')), { failure: 'cannotWrite' });
    });
  });

  describe('that is too much', () => {
    it('reads the beginning of a huge file, once', async () => {
      const root = await tempFolder();
      const path = await writeFileOf(root, 'w1', [say.note('a')]);
      await truncate(path, 2 * 2 ** 30);
      const record = recordAt(root);
      const log = await record.read(INCIDENT);
      assert.deepEqual(notes(log.events), ['a']);
      assert.deepEqual(codes(log.problems), [
        ['w1.jsonl', 0, 'fileTooLarge'],
        ['w1.jsonl', 2, 'tooLong'],
      ]);
      assert.ok(2 * 2 ** 30 > MAX_FILE);
      assert.equal(await record.read(INCIDENT), log);
    });

    it('skips a line that is too long, also while it grows, and goes on behind it', async () => {
      const root = await tempFolder();
      const path = await writeFileOf(root, 'w1', [say.note('a'), 'x'.repeat(MAX_LINE + 1)]);
      const record = recordAt(root);
      const tooLong = [['w1.jsonl', 2, 'tooLong']];
      assert.deepEqual(codes((await record.read(INCIDENT)).problems), tooLong);
      await appendFile(path, 'x'.repeat(MAX_LINE));
      assert.deepEqual(codes((await record.read(INCIDENT)).problems), tooLong);
      await appendFile(path, `\n${line(writtenBy('w1', say.note('b')))}garbage\n`);
      const { events, problems } = await record.read(INCIDENT);
      assert.deepEqual(notes(events), ['a', 'b']);
      assert.deepEqual(codes(problems), [...tooLong, ['w1.jsonl', 4, 'garbage']]);
      assert.deepEqual((await recordAt(root).read(INCIDENT)).problems, problems);
    });

    it('refuses to write what no reader would take up', async () => {
      const root = await tempFolder();
      await assert.rejects(recordAt(root).append(INCIDENT, note('x'.repeat(MAX_LINE))), { failure: 'cannotWrite' });
    });

    it('skips what is nested without end; the incident and what comes after are shown and recorded', async () => {
      const root = await tempFolder();
      const deep = JSON.stringify(writtenBy('w2', say.note('deep'))).replace(/\}$/, `,"more":${nested(5000)}}\n`);
      await writeFileOf(root, 'w1', [first]);
      await writeFileOf(root, 'w2', [deep, deep, say.note('b')]);
      const store = windowOn(root);
      await store.load();
      assert.equal(store.state.shown?.title, 'Images do not load');
      const incident = await store.add(INCIDENT, { type: 'note.added', data: { text: 'mine' } });
      assert.deepEqual(notes(incident.entries.map(({ event }) => event)).toSorted(), ['b', 'mine']);
      assert.deepEqual(codes(store.state.problems.get(INCIDENT) ?? []), [
        ['w2.jsonl', 1, 'tooDeep'],
        ['w2.jsonl', 2, 'tooDeep'],
      ]);
      const there = windowOn(await tempFolder());
      const { files } = await store.exportFiles(INCIDENT);
      const taken = await there.importFiles(INCIDENT, files);
      assert.equal(taken.incident?.entries.length, incident.entries.length);
    });

    it('looks at thousands of files without being slow', async function () {
      this.timeout(60_000);
      const root = await tempFolder();
      await mkdir(join(root, INCIDENT));
      const make = async (index: number) => writeFileOf(root, `writer${index}`, [say.note(String(index))]);
      for (let from = 0; from < 2000; from += 100) {
        await Promise.all(Array.from({ length: 100 }, (_, index) => make(from + index)));
      }
      const record = recordAt(root);
      const { events, problems } = await record.read(INCIDENT);
      assert.deepEqual([events.length, problems.length], [2000, 0]);
      const log = await record.append(INCIDENT, note('mine'));
      assert.equal(await record.read(INCIDENT), log);
    });
  });

  describe('under names and numbers of others', () => {
    const confirmed = writtenBy('w1', say.note('confirmed', { clock: 50 }));
    const other = (change: Partial<KnownEvent>): string =>
      line({ ...confirmed, clock: 1, data: { text: 'other' }, ...change });

    for (const isOpen of [true, false]) {
      it(`keeps the entry that stands where its writer put it, ${isOpen ? 'seen before' : 'found together'}`, async () => {
        const root = await tempFolder();
        await writeFileOf(root, 'w1', [line(confirmed)]);
        const record = recordAt(root);
        if (isOpen) await record.read(INCIDENT);
        await writeFileOf(root, 'evil', [other({ writer: 'evil', seq: 1 })]);
        await writeFileOf(root, 'copy of w1', [other({}), line(confirmed)]);
        await appendFile(join(root, INCIDENT, 'w1.jsonl'), other({}));
        const { events, problems } = await record.read(INCIDENT);
        assert.deepEqual(notes(events), ['confirmed']);
        assert.deepEqual(codes(problems), [
          ['copy of w1.jsonl', 1, 'sameId'],
          ['evil.jsonl', 1, 'sameId'],
          ['w1.jsonl', 2, 'sameId'],
        ]);
      });
    }

    it('keeps what this session wrote, whatever takes its id', async () => {
      const root = await tempFolder();
      const record = recordAt(root);
      const { events: own } = await record.append(INCIDENT, note('mine'));
      await writeFileOf(root, 'evil', [line({ ...own[0], writer: 'evil', clock: 1, data: { text: 'other' } })]);
      await record.append(INCIDENT, note('more'));
      const { events, problems } = await record.read(INCIDENT);
      assert.deepEqual([notes(events), codes(problems)], [['mine', 'more'], [['evil.jsonl', 1, 'sameId']]]);
    });

    it('refuses entries of another incident and of another writer', async () => {
      const root = await tempFolder();
      await writeFileOf(root, 'w1', [line(confirmed), line({ ...confirmed, id: 'w1-99', incident: OTHER })]);
      await writeFileOf(root, 'evil', [other({ id: 'w1-98' })]);
      const { events, problems } = await recordAt(root).read(INCIDENT);
      assert.deepEqual(notes(events), ['confirmed']);
      assert.deepEqual(codes(problems), [
        ['evil.jsonl', 1, 'otherWriter'],
        ['w1.jsonl', 2, 'otherIncident'],
      ]);
    });

    it('refuses a second declaration, also an earlier one', async () => {
      const root = await tempFolder();
      const hijack = { ...first, recordedAt: new Date(START - 3_600_000).toISOString(), clock: 1 };
      await writeFileOf(root, 'w1', [say.note('before'), first]);
      await writeFileOf(root, 'a', [{ ...hijack, data: { ...first.data, title: 'hijacked' } }]);
      const store = windowOn(root);
      await store.load();
      assert.equal(store.state.shown?.title, 'Images do not load');
      assert.deepEqual(codes(store.state.problems.get(INCIDENT) ?? []), [['a.jsonl', 1, 'secondDeclaration']]);
    });
  });

  describe('with clocks that cannot be right', () => {
    it('orders such entries by their time, reports them, and goes on from the others', async () => {
      const root = await tempFolder();
      const build = eventBuilder();
      const [a, wrong, b] = [build.note('a'), build.note('wrong', { clock: Number.MAX_SAFE_INTEGER }), build.note('b')];
      await writeFileOf(root, 'w1', [a, { ...b, clock: 2 }]);
      await writeFileOf(root, 'zz', [wrong]);
      const record = recordAt(root);
      const { events, problems } = await record.append(INCIDENT, note('c'));
      assert.deepEqual(codes(problems), [['zz.jsonl', 0, 'implausibleClock']]);
      assert.equal(events.at(-1)?.clock, 3);
      const ordered = fold(INCIDENT, events).entries.map(({ event }) => event);
      assert.deepEqual(notes(ordered.filter(({ writer }) => ['w1', 'zz'].includes(writer))), ['a', 'wrong', 'b']);
    });

    it('reports a date in the far future, which moves nothing else', async () => {
      const root = await tempFolder();
      const build = eventBuilder();
      const [a, future, b] = [
        build.note('a'),
        build.note('f', { recordedAt: '9999-01-01T00:00:00Z' }),
        build.note('b'),
      ];
      const dated = build.note('dated', { occurredAt: new Date(START + 10 * 60_000).toISOString() });
      await writeFileOf(root, 'w1', [a, future, b, dated]);
      const { events, problems } = await recordAt(root).read(INCIDENT);
      assert.deepEqual(codes(problems), [['w1.jsonl', 0, 'implausibleTime']]);
      const ordered = fold(INCIDENT, events).entries.map(({ event }) => event);
      assert.deepEqual(notes(ordered), ['a', 'f', 'b', 'dated']);
    });
  });

  describe('and a disk that can neither flush nor take back', () => {
    it('says that the entry may be recorded, and shows it if it is', async () => {
      const root = await tempFolder();
      const record = recordAt(root);
      await record.append(INCIDENT, note('before'));
      const disk = await failingDisk(await tempFolder());
      try {
        disk.fail('sync', 'EIO');
        disk.fail('truncate', 'EIO');
        const failed = record.append(INCIDENT, note('perhaps'));
        await assert.rejects(failed, (error) => error instanceof RecordError && error.failure === 'maybeRecorded');
      } finally {
        disk.mend();
      }
      assert.deepEqual(notes((await record.read(INCIDENT)).events), ['before', 'perhaps']);
      const { events } = await record.append(INCIDENT, note('after'));
      assert.deepEqual(notes(events), ['before', 'perhaps', 'after']);
      const again = await recordAt(root).read(INCIDENT);
      assert.deepEqual([notes(again.events).length, again.problems], [3, []]);
    });
  });

  describe('under odd names', () => {
    it('knows every name that Windows reserves', () => {
      for (const name of [
        'con',
        'PRN',
        'aux',
        'nul',
        'com0',
        'COM9',
        'com¹',
        'com²',
        'LPT³',
        'lpt1',
        'com1.x',
        'nul x',
      ]) {
        assert.equal(isFileName(`${name}.jsonl`), false, name);
      }
      for (const name of ['con1', 'com10', 'null', 'comx', 'w1']) assert.equal(isFileName(`${name}.jsonl`), true, name);
    });

    it('exports nothing that could not be imported, says what it left out, and reports it', async function () {
      if (process.platform !== 'linux') this.skip();
      const root = await tempFolder();
      await writeFileOf(root, 'w1', [first]);
      for (const name of ['#odd', 'com¹', 'a:b', 'W1']) await writeFileOf(root, name, [say.note(name)]);
      const record = recordAt(root);
      const { problems } = await record.read(INCIDENT);
      const bad = ['#odd.jsonl', 'a:b.jsonl', 'com¹.jsonl'];
      assert.deepEqual(
        codes(problems),
        bad.map((name) => [name, 0, 'badName']),
      );
      const { files, leftOut } = await record.exclusively(INCIDENT, readFiles);
      assert.deepEqual(leftOut.toSorted(), [...bad, 'w1.jsonl'].toSorted());
      const text = encodeExport({ incident: INCIDENT, title: '', exportedAt: new Date(START).toISOString(), files });
      assert.deepEqual(decodeExport(text).files, files);
    });
  });
});
