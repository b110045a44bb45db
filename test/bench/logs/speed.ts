import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { readLogs } from '../../../src/adapters/logs/thread';
import type { LogQuery } from '../../../src/logs/query';
import { buildLogsWorker } from '../../helpers/logsWorker';
import { median, timed, type Figure } from '../report';

const NEEDLE = 'gateway refused the payment';
const START = Date.UTC(2026, 10, 24);
const RUNS = 3;

/** Searches against grep and zcat, and templates, each on a log of so many megabytes that is made for it. */
export async function benchLogs(megabytes: number): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'incident-bench-'));
  try {
    const script = await buildLogsWorker(folder);
    const log = join(folder, 'app.log');
    writeLog(log, megabytes);
    execFileSync('gzip', ['-1', '-k', log]);
    const find = (file: string, query: LogQuery) => async () => {
      const request = { files: [file], siblings: false, query, now: START + 5e8 };
      const { hits } = await readLogs(script, 'find', request, new AbortController().signal);
      if (hits.length !== 1) throw new Error('the line was not found');
    };
    const shell = (command: string) => () => execFileSync('sh', ['-c', command, 'sh', log], { stdio: 'ignore' });
    const grep = shell(`LC_ALL=C grep -m1 -n -F '${NEEDLE}' "$1"`);
    const plain = await compare(find(log, { kind: 'text', text: NEEDLE }), grep);
    const like = await compare(find(log, { kind: 'like', text: `${NEEDLE} of order 12 after 3 ms` }), grep);
    const packed = await compare(
      find(`${log}.gz`, { kind: 'text', text: NEEDLE }),
      shell(`zcat "$1.gz" | LC_ALL=C grep -m1 -n -F '${NEEDLE}'`),
    );
    const size = `${megabytes} MB`;
    return [
      figure(`first occurrence, ${size}, against grep -m1 -n -F`, plain, '1.5'),
      figure(`first of its kind, ${size}, against grep -m1 -n -F`, like, '2.5'),
      figure(`first occurrence, .gz of ${size}, against zcat | grep -m1`, packed, '1.3'),
      ...(await benchTemplates(script, log, megabytes)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What takes turns meets the same load of the machine. */
async function compare(ours: () => unknown, theirs: () => unknown): Promise<readonly [number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let run = 0; run < RUNS; run++) {
    times[0].push(await timed(ours));
    times[1].push(await timed(theirs));
  }
  return [median(times[0]), median(times[1])];
}

function figure(what: string, [ours, theirs]: readonly [number, number], goal: string): Figure {
  const ms = (value: number) => `${value.toFixed(0)} ms`;
  return { what, measured: ms(ours), baseline: ms(theirs), ratio: (ours / theirs).toFixed(2), goal: `at most ${goal}` };
}

async function benchTemplates(script: string, log: string, megabytes: number): Promise<readonly Figure[]> {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  let rows = NaN;
  const begun = performance.now();
  const request = { files: [log], siblings: false, start: START + 3_600_000, now: START + 5e8 };
  const took = await timed(() =>
    readLogs(script, 'news', request, new AbortController().signal, {
      onRows: () => (rows = Number.isNaN(rows) ? performance.now() - begun : rows),
    }),
  );
  delay.disable();
  const none = { baseline: '', ratio: '' };
  return [
    {
      what: 'templates',
      measured: `${((megabytes / took) * 1000).toFixed(0)} MB/s`,
      ...none,
      goal: 'at least 25 MB/s',
    },
    { what: 'first rows', measured: `${rows.toFixed(0)} ms`, ...none, goal: 'about a second' },
    {
      what: 'longest block of the window',
      measured: `${(delay.max / 1e6).toFixed(0)} ms`,
      ...none,
      goal: 'at most 50 ms',
    },
  ];
}

/** Ordinary lines of a service, and at the end the one that is looked for. */
function writeLog(file: string, megabytes: number): void {
  const fd = openSync(file, 'w');
  let seed = 7;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const messages = [
    () => `Payments: charged order ${random(1e6)} in ${random(500)} ms for customer ${random(1e5)}`,
    () => `Carts: cart ${random(2 ** 30).toString(16)} loaded with ${random(30)} items`,
    () => `Stock: reserved ${random(9)} of sku-${random(1e4)} in warehouse eu-${random(5)}`,
    () => `Http: GET /api/v1/orders/${random(1e6)} 200 ${random(900)}ms from 10.0.${random(255)}.${random(255)}`,
    () => `Db: query took ${random(100)} ms, rows=${random(1000)}, table=${['orders', 'carts', 'items'][random(3)]}`,
    () => `Cache: miss for key order:${random(1e6)} after ${random(50)} ms`,
  ];
  let at = START;
  for (let size = 0; size < megabytes * 1e6;) {
    const lines = Array.from({ length: 5000 }, () => {
      at += 9;
      const level = random(50) === 0 ? 'WARN' : 'INFO';
      return `${new Date(at).toISOString()} ${level} [worker-${random(16)}] com.acme.${messages[random(6)]?.() ?? ''}\n`;
    }).join('');
    size += writeSync(fd, lines);
  }
  writeSync(
    fd,
    `${new Date(at).toISOString()} ERROR [worker-3] com.acme.Payments: ${NEEDLE} of order 4711 after 9 ms\n`,
  );
  closeSync(fd);
}
