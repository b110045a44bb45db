import * as assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FindRequest } from '../../src/app/logPorts';
import { findFirst, findNewLines } from '../../src/adapters/logs/find';
import { readLogs } from '../../src/adapters/logs/thread';
import { filesMatching } from '../../src/adapters/logs/matching';
import { findNews } from '../../src/adapters/logs/mine';
import { readPage } from '../../src/adapters/logs/page';
import { PrintedLogs } from '../../src/adapters/logs/print';
import { queryOf, type LogQuery } from '../../src/logs/query';
import { buildLogsWorker } from '../helpers/logsWorker';
import { tempFolders } from '../helpers/tempFolders';

const NOW = Date.UTC(2026, 10, 25, 12);
const START = Date.UTC(2026, 10, 24, 2);
const TWO_GIGABYTES = 2 * 1024 ** 3;

/** A line of a service, so many seconds after two in the morning. */
function line(second: number, message: string, level = 'INFO'): string {
  return `${new Date(START + second * 1000).toISOString()} ${level} [main] com.acme.Shop: ${message}\n`;
}

function find(files: readonly string[], query: LogQuery, more: Partial<FindRequest> = {}) {
  return findFirst({ files, siblings: true, query, now: NOW, ...more });
}

const text = (value: string): LogQuery => ({ kind: 'text', text: value });
const like = (value: string): LogQuery => ({ kind: 'like', text: value });

describe('the first occurrence in a log', () => {
  const folder = tempFolders();

  it('is found in the oldest of the rotated files, packed or not', async () => {
    const home = await folder();
    const log = join(home, 'app.log');
    writeFileSync(log, line(300, 'pool exhausted', 'ERROR'));
    writeFileSync(join(home, 'app.log.1'), line(200, 'pool exhausted', 'ERROR'));
    writeFileSync(join(home, 'app.log.2.gz'), gzipSync(line(90, 'ok') + line(100, 'pool exhausted', 'ERROR')));
    writeFileSync(join(home, 'app-2026-11-23.log.gz'), gzipSync(line(-80_000, 'all is well')));
    writeFileSync(join(home, 'apple.log'), line(1, 'pool exhausted'));
    const { hits, problems } = await find([log], text('pool exhausted'));
    assert.deepEqual(problems, []);
    assert.deepEqual(
      hits.map(({ file, line: number, at }) => [file, number, at]),
      [[join(home, 'app.log.2.gz'), 2, START + 100_000]],
    );
  });

  it('is the first of its kind, whatever varies, or exactly this one', async () => {
    const log = join(await folder(), 'app.log');
    writeFileSync(
      log,
      line(1, 'order 11 done in 3 ms') + line(2, 'order 12 refused: card') + line(3, 'order 13 refused: card'),
    );
    const selected = line(3, 'order 13 refused: card').trim();
    assert.equal((await find([log], like(selected))).hits[0]?.line, 2);
    assert.equal((await find([log], text('order 13 refused'))).hits[0]?.line, 3);
    assert.equal((await find([log], queryOf('/ORDER \\d+ refused/i'))).hits[0]?.line, 2);
  });

  it('has its place, its lines before it and the new ones among them', async () => {
    const log = join(await folder(), 'app.log');
    const usual = Array.from({ length: 60_000 }, (_, i) => line(i / 100, `order ${i} done in ${i % 7} ms`)).join('');
    const tail = `${line(700, 'certificate of gate-3 expired', 'WARN')}${line(701, 'order 7 done in 1 ms')}\tat Shop.pay(1)\n`;
    writeFileSync(
      log,
      usual + tail + line(702, 'payment 9 refused', 'ERROR') + line(703, 'payment 10 refused', 'ERROR'),
    );
    const { hits, logs } = await find([log], like('payment 10 refused'));
    const [hit] = hits;
    assert.ok(hit !== undefined);
    assert.equal(hit.line, 60_004);
    assert.equal(hit.offset, Buffer.byteLength(usual + tail));
    assert.equal(hit.before.length, 20);
    const marks = await findNewLines({ files: logs[0] ?? [], lines: hit.before, offset: hit.beforeOffset });
    assert.deepEqual(
      marks.map((index) => hit.before[index]?.trim().replace(/^.*: /, '')),
      ['certificate of gate-3 expired', 'at Shop.pay(1)'],
    );
    const page = await readPage({ file: log, offset: hit.offset, line: hit.line, around: 3 });
    assert.equal(page.firstLine, 60_001);
    assert.equal(page.lines[3], hit.text);
    assert.equal(page.isEnd, true);
  });

  it('at the beginning of a file has the last lines of the one before it', async () => {
    const log = join(await folder(), 'app.log');
    const older =
      Array.from({ length: 30 }, (_, i) => line(i, `done ${i}`)).join('') + line(40, 'certificate of gate-3 expired');
    writeFileSync(`${log}.1`, older);
    writeFileSync(`${log}.2.gz`, gzipSync(line(-5, 'done 5')));
    writeFileSync(log, line(50, 'done 50') + line(51, 'payment 7 refused', 'ERROR'));
    const [hit] = (await find([log], like('payment 8 refused'))).hits;
    assert.ok(hit);
    assert.deepEqual([hit.file, hit.line, hit.before.length, hit.beforeFile], [log, 2, 20, `${log}.1`]);
    const files = [`${log}.2.gz`, `${log}.1`];
    const marks = await findNewLines({ files, lines: hit.before, offset: hit.beforeOffset });
    assert.deepEqual(
      marks.map((index) => hit.before[index]?.trim().replace(/^.*: /, '')),
      ['certificate of gate-3 expired'],
    );
  });

  it('can be looked for before a place', async () => {
    const log = join(await folder(), 'app.log');
    writeFileSync(log, line(1, 'slow 1') + line(2, 'failed 2') + line(3, 'slow 3'));
    const [hit] = (await find([log], like('failed 9'))).hits;
    const until = { file: log, offset: hit?.offset ?? 0 };
    assert.equal((await find([log], text('slow 3'), { until })).hits.length, 0);
    assert.equal((await find([log], like('slow 3'), { until })).hits[0]?.line, 1);
  });

  it('is the earliest where lines are not in the order of their times, which is told', async () => {
    const log = join(await folder(), 'app.log');
    const filler = (from: number) =>
      Array.from({ length: 30_000 }, (_, i) => line(from + i / 10, `done ${'x'.repeat(60)}`));
    writeFileSync(
      log,
      [...filler(9000), line(12_000, 'refused'), ...filler(0), line(3000, 'refused'), ...filler(20_000)].join(''),
    );
    const { hits, problems } = await find([log], text('refused'));
    assert.deepEqual([hits[0]?.at, problems[0]?.reason], [START + 3_000_000, 'notInOrder']);
  });

  it('is the same in a large file whether ripgrep is there or not', async () => {
    const log = join(await folder(), 'app.log');
    const filler = Array.from({ length: 1000 }, (_, i) => line(i / 100, `done ${i} ${'x'.repeat(60)}`)).join('');
    const later = Array.from({ length: 40 }, (_, i) => line(100 + i, `slow ${i}`)).join('');
    writeFileSync(log, filler.repeat(700) + later + line(200, 'payment 7 refused', 'ERROR') + later);
    const before = process.env.PATH;
    try {
      for (const query of [text('7 refused'), like('payment 9 refused')]) {
        process.env.PATH = before;
        const [withIt] = (await find([log], query)).hits;
        process.env.PATH = '';
        const [without] = (await find([log], query)).hits;
        assert.deepEqual(withIt, without);
        assert.deepEqual([withIt?.line, withIt?.before.length], [700_041, 20]);
      }
      process.env.PATH = before;
      assert.deepEqual((await find([log], text('no such line'))).hits, []);
    } finally {
      process.env.PATH = before;
    }
  });

  it('is found among bytes that are no text, in UTF-16, and behind ends of lines of Windows', async () => {
    const home = await folder();
    const binary = join(home, 'binary.log');
    writeFileSync(
      binary,
      Buffer.concat([Buffer.from([0xff, 0xc0, 0, 10, 0x80, 13, 10]), Buffer.from(line(1, 'Gerät fehlt'))]),
    );
    const wide = join(home, 'wide.log');
    const both = `${line(1, 'ok')}${line(2, 'Gerät fehlt')}`.replaceAll('\n', '\r\n');
    writeFileSync(wide, Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(both, 'utf16le')]));
    const { hits } = await find([binary, wide], text('Gerät fehlt'));
    assert.deepEqual(
      hits.map(({ file, line: number, text: found }) => [file, number, found.endsWith('Gerät fehlt')]),
      [
        [binary, 3, true],
        [wide, 2, true],
      ],
    );
  });

  it('is found within a line of many megabytes, and after it', async () => {
    const log = join(await folder(), 'app.log');
    const long = `${'x'.repeat(7 * 1024 * 1024)}needle${'y'.repeat(3 * 1024 * 1024)}\n`;
    writeFileSync(log, line(1, 'ok') + long + line(2, 'thread lost'));
    const inside = await find([log], text('needle'));
    assert.deepEqual([inside.hits[0]?.line, inside.problems[0]?.reason], [2, 'longLines']);
    assert.ok((inside.hits[0]?.text.length ?? Infinity) < 20_000);
    assert.equal((await find([log], text('thread lost'))).hits[0]?.line, 3);
  });

  it('is found behind two gigabytes, in which nothing but the end is kept, with flat memory', async function () {
    this.timeout(120_000);
    const log = join(await folder(), 'app.log');
    writeFileSync(log, line(1, 'ok'));
    truncateSync(log, TWO_GIGABYTES);
    // Where the disk keeps no holes, this would fill it.
    if (statSync(log).blocks > 1000) this.skip();
    appendFileSync(log, `\n${line(2, 'thread lost')}`);
    const before = process.memoryUsage().rss;
    let most = 0;
    const watching = setInterval(() => (most = Math.max(most, process.memoryUsage().rss - before)), 20);
    const path = process.env.PATH;
    try {
      for (const programs of [path, '']) {
        process.env.PATH = programs;
        const { hits } = await find([log], text('thread lost'));
        assert.deepEqual([hits[0]?.line, hits[0]?.at], [3, START + 2000]);
      }
    } finally {
      process.env.PATH = path;
      clearInterval(watching);
    }
    assert.ok(most < 150 * 1024 * 1024, `${Math.round(most / 1024 / 1024)} MB`);
  });

  it('is found in the others where a file is a pipe, damaged, gone or cannot be unpacked', async function () {
    if (process.platform === 'win32') this.skip();
    const home = await folder();
    const good = join(home, 'good.log');
    writeFileSync(good, line(1, 'refused'));
    const pipe = join(home, 'pipe.log');
    execFileSync('mkfifo', [pipe]);
    const damaged = join(home, 'damaged.log.gz');
    writeFileSync(damaged, gzipSync(line(1, 'ok').repeat(5000)).subarray(0, 90));
    const gone = join(home, 'gone.log');
    const { hits, problems } = await find([pipe, damaged, gone, good], text('refused'), { siblings: false });
    assert.deepEqual(
      problems.map(({ file, reason }) => [file, reason]),
      [
        [pipe, 'notAFile'],
        [damaged, 'damaged'],
        [gone, 'missing'],
      ],
    );
    assert.equal(hits[0]?.file, good);
  });

  for (const [program, ending] of [
    ['bzip2', 'bz2'],
    ['xz', 'xz'],
    ['zstd', 'zst'],
  ] as const) {
    it(`is found in what ${program} packed, or the program is named where it is missing`, async () => {
      const home = await folder();
      const log = join(home, 'app.log');
      writeFileSync(log, line(1, 'ok').repeat(30_000) + line(2, 'refused'));
      const packed = spawnSync(program, ['-q', log]).status === 0;
      const file = `${log}.${ending}`;
      if (!packed) writeFileSync(file, 'packed');
      const { hits, problems } = await find([file], text('refused'), { siblings: false });
      if (packed) assert.equal(hits[0]?.line, 30_001);
      else assert.deepEqual(problems, [{ file, reason: 'noProgram', detail: program }]);
    });

    it(`is told to be damaged where ${program} cannot unpack it`, async () => {
      const file = join(await folder(), `app.log.${ending}`);
      writeFileSync(file, 'this is not packed');
      const { problems } = await find([file], text('refused'), { siblings: false });
      assert.ok(['damaged', 'noProgram'].includes(problems[0]?.reason ?? ''));
    });
  }

  it('is found where the log is rotated away while it is read', async () => {
    const home = await folder();
    const log = join(home, 'app.log');
    writeFileSync(log, `${line(1, 'ok').repeat(20_000)}${line(2, 'refused')}`);
    let moved = false;
    const { hits } = await findFirst({ files: [log], siblings: true, query: text('refused'), now: NOW }, () => {
      if (moved) return;
      moved = true;
      renameSync(log, `${log}.1`);
      writeFileSync(log, line(9, 'ok'));
      appendFileSync(`${log}.1`, line(3, 'refused'));
    });
    assert.equal(moved, true);
    assert.deepEqual([hits.length, hits[0]?.line], [1, 20_001]);
  });
});

describe('what is new in logs', () => {
  const folder = tempFolders();

  it('is the kinds of lines that came first around the start, those that rose, and those that vanished', async () => {
    const log = join(await folder(), 'app.log');
    const minute = (at: number) => {
      const lines = [line(at, `order ${at} done in 3 ms`).repeat(10)];
      if (at < 0) lines.push(line(at, `heartbeat of worker-${at}`));
      lines.push(line(at, `retry ${at} of gateway`, 'WARN').repeat(at < 0 ? 1 : 20));
      if (at >= 60) lines.push(`${line(at, `payment ${at} refused`, 'ERROR')}\tat Shop.pay(Shop.java:3)\n`);
      return lines.join('');
    };
    writeFileSync(log, Array.from({ length: 120 }, (_, i) => minute((i - 60) * 60)).join(''));
    const { news, problems } = await findNews({ files: [log], siblings: true, start: START, now: NOW });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      news.rows.map(({ text: template, kind, count, level }) => [template, kind, count, level]),
      [
        ['payment <*> refused', 'new', 59, 'error'],
        ['retry <*> of gateway', 'rose', 1260, 'warning'],
        ['heartbeat of <*>', 'gone', 60, 'info'],
        ['order <*> done in <*>', 'same', 1200, 'info'],
      ],
    );
    assert.deepEqual(news.rows[0]?.below, ['\tat Shop.pay(Shop.java:3)']);
    assert.equal(news.rows[0].firstAt, START + 60_000);
  });
});

describe('a page of a log', () => {
  const folder = tempFolders();

  it('follows on the one before, forwards and backwards, to both ends', async () => {
    const log = join(await folder(), 'app.log');
    writeFileSync(log, Array.from({ length: 3000 }, (_, i) => `line ${i + 1}\n`).join(''));
    const middle = await readPage({ file: log, offset: 0, line: 1, around: 500 });
    assert.deepEqual([middle.lines.length, middle.isStart, middle.isEnd], [501, true, false]);
    const later = await readPage({ file: log, offset: middle.lastOffset, line: 501, around: 500 });
    assert.deepEqual([later.firstLine, later.lines[0], later.lines.at(-1)], [1, 'line 1', 'line 1001']);
    const last = await readPage({ file: log, offset: later.lastOffset, line: 1001, around: 5000 });
    assert.deepEqual([last.isEnd, last.lines.at(-1)], [true, 'line 3000']);
    const back = await readPage({ file: log, offset: last.firstOffset, line: last.firstLine, around: 10 });
    assert.deepEqual([back.isStart, back.lines[0]], [true, `line ${last.firstLine}`]);
  });
});

describe('what a command prints', () => {
  const folder = tempFolders();
  const running = () => new AbortController().signal;

  it('is a file of its own until it is no longer needed', async () => {
    const printed = new PrintedLogs();
    const { file, problem } = await printed.print('echo one; echo two', await folder(), running());
    assert.deepEqual([readFileSync(file, 'utf8'), problem], ['one\ntwo\n', undefined]);
    printed.dispose();
    assert.equal(existsSync(file), false);
  });

  it('is what came before it failed, fell silent or printed too much', async () => {
    const printed = new PrintedLogs();
    try {
      const home = await folder();
      const failed = await printed.print('echo one; echo no such pod >&2; exit 3', home, running());
      assert.deepEqual(failed.problem, { reason: 'failed', detail: 'no such pod' });
      const silent = await printed.print('echo one; sleep 60', home, running(), 300);
      assert.deepEqual([silent.problem?.reason, readFileSync(silent.file, 'utf8')], ['silent', 'one\n']);
      const long = await printed.print('yes', home, running(), 5000, 10_000);
      assert.equal(long.problem?.reason, 'tooLong');
    } finally {
      printed.dispose();
    }
  });

  it('is not waited for once it is cancelled', async () => {
    const printed = new PrintedLogs();
    const cancel = new AbortController();
    const printing = printed.print('sleep 60', await folder(), cancel.signal);
    cancel.abort(new Error('cancelled'));
    await assert.rejects(printing, /cancelled/);
    printed.dispose();
  });
});

describe('the files of a glob', () => {
  const folder = tempFolders();

  it('are the regular ones that it names, the newest first, and no links', async () => {
    const home = await folder();
    mkdirSync(join(home, 'a', 'b'), { recursive: true });
    const files = ['a/one.log', 'a/b/two.log', 'a/three.txt'].map((name) => join(home, name));
    for (const [index, file] of files.entries()) {
      writeFileSync(file, 'x');
      utimesSync(file, 1000 + index, 1000 + index);
    }
    symlinkSync(files[0] ?? '', join(home, 'link.log'));
    assert.deepEqual(await filesMatching(join(home, '**/*.log'), 10), [files[1], files[0]]);
    assert.deepEqual(await filesMatching(join(home, 'a/*.{log,txt}'), 1), [files[2]]);
    assert.deepEqual(await filesMatching(join(home, 'none/*.log'), 10), []);
  });
});

describe('the thread that reads logs', () => {
  const folder = tempFolders();
  const running = () => new AbortController().signal;

  it('answers, can be ended, and ends by itself where an expression never does', async function () {
    this.timeout(60_000);
    const home = await folder();
    const script = await buildLogsWorker(home);
    const log = join(home, 'app.log');
    writeFileSync(log, line(1, 'ok') + line(2, `${'a'.repeat(60)}!`));
    const request = { files: [log], siblings: true, now: NOW };
    const result = await readLogs(script, 'find', { ...request, query: text('ok') }, running());
    assert.equal(result.hits[0]?.line, 1);

    const hostile = { ...request, query: queryOf('/(a+)+$/') };
    await assert.rejects(readLogs(script, 'find', hostile, running(), {}, 1000), {
      name: 'LogsUnread',
      reason: 'stuck',
    });

    const cancel = new AbortController();
    const searching = readLogs(script, 'find', hostile, cancel.signal);
    cancel.abort(new Error('cancelled'));
    await assert.rejects(searching, /cancelled/);
  });
});
