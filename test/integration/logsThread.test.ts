import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { WORTH_IT } from '../../src/adapters/logs/ripgrep';
import { readLogs } from '../../src/adapters/logs/thread';
import { killProcesses } from '../../src/adapters/processes';
import { findOnsets } from '../../src/metrics/look';
import { queryOf } from '../../src/logs/query';
import { buildLogsWorker } from '../helpers/logsWorker';
import { tempFolders } from '../helpers/tempFolders';
import { waitFor } from '../helpers/waitFor';

const NOW = Date.UTC(2026, 10, 25, 12);
const MINUTE = 60_000;
const never = () => new AbortController().signal;
const cancelled = new Error('cancelled');
/** Each look starts a program. Milliseconds between two. */
const A_LOOK_AT_PROCESSES = 40;

/** Builds the thread once; gives its file. */
function thread(): () => string {
  const home = mkdtempSync(join(tmpdir(), 'incident-thread-'));
  let script = '';
  before(async () => {
    script = await buildLogsWorker(home);
  });
  after(() => rmSync(home, { recursive: true, force: true, maxRetries: 3 }));
  return () => script;
}

describe('the programs that the thread of logs starts', function () {
  if (process.platform === 'win32') return;
  this.timeout(60_000);
  const folder = tempFolders();
  const script = thread();
  const path = process.env.PATH;
  afterEach(() => {
    killProcesses();
    process.env.PATH = path;
  });

  /** Puts a program before the real one that prints nothing and never ends, with one of its own; gives the groups started. */
  function stuck(home: string, name: string, signals: string): () => readonly string[] {
    const pids = join(home, 'pids');
    writeFileSync(
      join(home, name),
      `#!/bin/sh\n${signals}\nsleep 3600 &\necho $$ >> '${pids}'\nwhile :; do wait; sleep 1; done\n`,
    );
    chmodSync(join(home, name), 0o755);
    process.env.PATH = [home, path].join(delimiter);
    return () => (existsSync(pids) ? readFileSync(pids, 'utf8').trim().split('\n') : []);
  }

  /** The processes of these groups, those included that have ended and that nobody has asked about. */
  function processesOf(groups: readonly string[]): readonly string[] {
    if (groups.length === 0) return [];
    const rows = execFileSync('ps', ['-eo', 'pgid=,pid=,stat=,args='], { encoding: 'utf8' }).split('\n');
    return rows.filter((row) => groups.includes(row.trim().split(/\s+/, 1)[0] ?? ''));
  }

  const kinds = [
    { what: 'a search by ripgrep', name: 'rg', file: 'app.log', signals: '' },
    {
      what: 'a search by a ripgrep that heeds no signal',
      name: 'rg',
      file: 'app.log',
      signals: "trap '' INT TERM HUP",
    },
    { what: 'unpacking', name: 'xz', file: 'app.log.xz', signals: '' },
    { what: 'unpacking that heeds no signal', name: 'xz', file: 'app.log.xz', signals: "trap '' INT TERM HUP" },
  ];
  for (const { what, name, file, signals } of kinds) {
    it(`are gone when ${what} is cancelled`, async () => {
      const home = await folder();
      const started = stuck(home, name, signals);
      const log = join(home, file);
      writeFileSync(log, '');
      truncateSync(log, WORTH_IT + 1);
      const cancel = new AbortController();
      const query = { kind: 'text' as const, text: 'pool exhausted' };
      const request = { files: [log], siblings: false, now: NOW, query };
      const searching = readLogs(script(), 'find', request, cancel.signal);
      searching.catch(() => undefined);
      await waitFor(
        () => processesOf(started()).length >= 2,
        'the program runs, and its own',
        15_000,
        A_LOOK_AT_PROCESSES,
      );
      cancel.abort(cancelled);
      await assert.rejects(searching, cancelled);
      await waitFor(() => processesOf(started()).length === 0, 'none of them runs', 15_000, A_LOOK_AT_PROCESSES);
    });
  }

  it('are gone with a thread that no longer answers', async () => {
    const home = await folder();
    const started = stuck(home, 'xz', "trap '' INT TERM HUP");
    const [hanging, hangs] = [join(home, 'hanging.js'), join(home, 'hangs')];
    writeFileSync(join(home, 'app.log.xz'), 'x');
    // As an expression that never ends would: nothing is heard any more once the program runs.
    const hang = `if (fs.existsSync('${home}/pids')) { fs.writeFileSync('${hangs}', ''); for (;;); }`;
    const worker = readFileSync(script(), 'utf8');
    writeFileSync(hanging, `${worker}\nconst fs = require('node:fs');\nsetInterval(() => { ${hang} }, 5);\n`);
    const cancel = new AbortController();
    const query = { kind: 'text' as const, text: 'pool exhausted' };
    const request = { files: [join(home, 'app.log.xz')], siblings: false, now: NOW, query };
    const searching = readLogs(hanging, 'find', request, cancel.signal);
    searching.catch(() => undefined);
    await waitFor(() => existsSync(hangs), 'it hangs');
    cancel.abort(cancelled);
    assert.equal(started().length, 1);
    const alive = () => processesOf(started()).filter((row) => !/^\s*\d+\s+\d+\s+Z/.test(row));
    await waitFor(() => alive().length === 0, 'none of them runs', 15_000, A_LOOK_AT_PROCESSES);
  });

  it('end with the window, though nobody cancels', async () => {
    const home = await folder();
    const started = stuck(home, 'xz', "trap '' INT TERM HUP");
    writeFileSync(join(home, 'app.log.xz'), 'x');
    const cancel = new AbortController();
    const request = { files: [join(home, 'app.log.xz')], siblings: false, now: NOW, query: queryOf('x') };
    const searching = readLogs(script(), 'find', request, cancel.signal);
    searching.catch(() => undefined);
    await waitFor(
      () => processesOf(started()).length >= 2,
      'the program runs, and its own',
      15_000,
      A_LOOK_AT_PROCESSES,
    );
    killProcesses();
    await waitFor(() => processesOf(started()).length === 0, 'none of them runs', 15_000, A_LOOK_AT_PROCESSES);
    cancel.abort(cancelled);
  });
});

describe('onsets that are found in the thread', function () {
  this.timeout(60_000);
  const script = thread();
  const values = Array.from({ length: 90 }, (_, i) => ({
    at: NOW - (90 - i) * MINUTE,
    value: (i < 70 ? 5 : 40) + ((i * 7) % 5),
  }));

  it('are those of the series, or of a text that holds some', async () => {
    const series = { all: [{ name: 'errors', series: values }] };
    const found = await readLogs(script(), 'onsets', series, never());
    assert.deepEqual(found, findOnsets(series));
    assert.ok(found.all[0]?.finding.kind === 'onset' && found.all[0].finding.onset.at === NOW - 20 * MINUTE);

    const text = ['time,errors', ...values.map(({ at, value }) => `${new Date(at).toISOString()},${value}`)].join('\n');
    const read = await readLogs(script(), 'onsets', { text, now: NOW }, never());
    assert.deepEqual(read, { all: found.all, zoned: true });
  });

  it('are given up when they are cancelled', async () => {
    const long = Array.from({ length: 20 }, (_, i) => ({ name: String(i), series: values }));
    const cancel = new AbortController();
    const looking = readLogs(script(), 'onsets', { all: long }, cancel.signal, {
      onProgress: () => cancel.abort(cancelled),
    });
    await assert.rejects(looking, cancelled);
  });
});
