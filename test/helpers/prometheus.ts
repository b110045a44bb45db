import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { ensurePrometheus } from '../../scripts/prometheus.mjs';
import { ROOT, ended, run, signalGroup, start, temporaryFolder } from '../../scripts/processes.mjs';

/** A sample of a series in the text format of OpenMetrics: its name with labels, its value, its time in milliseconds. */
export type Sample = readonly [name: string, value: number, at: number];

/** Starts a Prometheus on a free port of this machine, with these samples of counters and gauges as its data. */
export async function startPrometheus(
  samples: readonly Sample[],
): Promise<{ readonly address: string; readonly stop: () => Promise<void> }> {
  const programs = await ensurePrometheus();
  // On a disk: it reserves hundreds of megabytes for each block, which in memory have to be filled with zeros.
  const place = path.join(ROOT, 'out');
  mkdirSync(place, { recursive: true });
  const folder = temporaryFolder('prometheus-test', place);
  const file = (name: string) => path.join(folder.dir, name);
  mkdirSync(file('data'));
  writeFileSync(file('prometheus.yml'), 'global: {}\n');
  const lines = samples.map(([name, value, at]) => `${name} ${value} ${at / 1000}`);
  writeFileSync(file('samples.om'), `${lines.join('\n')}\n# EOF\n`);
  const made = await run(programs.promtool, [
    'tsdb',
    'create-blocks-from',
    'openmetrics',
    file('samples.om'),
    file('data'),
  ]);
  if (made.code !== 0) throw new Error(`promtool failed: ${made.output}`);
  const port = await freePort();
  const { child, forget } = start(
    programs.prometheus,
    [
      `--config.file=${file('prometheus.yml')}`,
      `--storage.tsdb.path=${file('data')}`,
      '--storage.tsdb.retention.time=60d',
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { group: true, stdio: 'ignore' },
  );
  const stopped = ended(child);
  const address = `http://127.0.0.1:${port}`;
  const stop = async () => {
    signalGroup(child, 'SIGKILL');
    await stopped;
    forget();
    folder.remove();
  };
  for (const until = Date.now() + 60_000; ;) {
    const ready = await fetch(`${address}/-/ready`).catch(() => undefined);
    if (ready?.ok === true) return { address, stop };
    if (Date.now() > until || child.exitCode !== null) {
      await stop();
      throw new Error('Prometheus does not get ready.');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const place = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (place === null || typeof place === 'string') throw new Error('no port');
  return place.port;
}
