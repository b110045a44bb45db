/**
 * How fast entries travel between machines, and whether any is lost: five people with a record and a mirror each, one git
 * server on this machine over smart HTTP, and over ssh where sshd is installed; each appends 200 entries at random moments.
 *   npm run bench:share -- [--latency MS] [--transport http|ssh] [--entries N] [--seconds S] [--json OUT]
 * Without --latency: 0, 50 and 200 ms, one after the other, by both transports; with it by HTTP, unless --transport says another.
 * Its CPU seconds are of Linux's own book-keeping: they say what an entry costs on a machine that is busy with something else, too.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { randomNumbers } from '../../helpers/random';
import { bareRemote, git, Responder } from '../../helpers/responders';
import { cpuOf, GitCount } from './cost';
import type { Seen, Served } from './serve';
import { findSshd } from './sshServer';

const NAMES = ['Ada', 'Bob', 'Carla', 'Dan', 'Eve'];
type Transport = 'http' | 'ssh';

const { values } = parseArgs({
  options: {
    latency: { type: 'string' },
    transport: { type: 'string' },
    entries: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '300' },
    json: { type: 'string' },
  },
});

interface Result {
  readonly transport: Transport;
  readonly latencyMs: number;
  readonly entries: number;
  readonly lost: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  /** Those that the remote took. */
  readonly pushesPerMinute: number;
  readonly wireKb: number;
  /** The git commands of all five, by name. */
  readonly gitRuns: Readonly<Record<string, number>>;
  /** CPU seconds for 1,000 entries: of the five editors' part, of the git processes they start, of the server. */
  readonly cpuPer1000: { readonly node: number; readonly git: number; readonly server: number };
}

async function measure(transport: Transport, latencyMs: number, each: number, seconds: number): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-share-'));
  const remote = bareRemote(folder);
  git(remote, 'config', 'http.receivepack', 'true');
  git(remote, 'config', 'gc.auto', '0');
  const server = fork(join(__dirname, 'serve.ts'), [transport, folder, String(latencyMs)], {
    execArgv: ['--import', 'tsx'],
  });
  const hear = async <T>(): Promise<T> => {
    const [message] = (await Promise.race([
      once(server, 'message'),
      once(server, 'exit').then(() => Promise.reject(new Error('the server ended'))),
    ])) as [T];
    return message;
  };
  const people: Responder[] = [];
  const path = process.env.PATH ?? '';
  const runs = new GitCount();
  try {
    const { address, bin } = await hear<Served>();
    if (bin !== undefined) process.env.PATH = [bin, path].join(delimiter);
    for (const name of NAMES) {
      people.push(await Responder.join(join(folder, name), name, `${address}/remote.git`));
    }
    const [first] = people as [Responder];
    const { id } = await first.declare('Checkout is failing');
    await first.sync(id);
    for (const person of people) await person.sync(id);
    const appended = new Map<string, number>();
    const seen = new Map<string, number[]>();
    for (const person of people) {
      let known = 0;
      const texts = new Set<string>();
      person.store.changed.on(() => {
        const entries = person.store.state.incidents.get(id)?.entries ?? [];
        if (entries.length === known) return;
        known = entries.length;
        const now = performance.now();
        for (const { event } of entries) {
          if (event.type !== 'note.added' || texts.has(event.data.text)) continue;
          texts.add(event.data.text);
          seen.set(event.data.text, [...(seen.get(event.data.text) ?? []), now]);
        }
      });
      person.live();
    }
    const seenBy = async (): Promise<Seen> => {
      const answer = hear<Seen>();
      server.send('');
      return answer;
    };
    const commits = () => Number(git(remote, 'rev-list', '--count', `refs/incidents/${id}`));
    runs.counts.clear();
    const [before, cpuBefore, commitsBefore] = [await seenBy(), cpuOf(process.pid), commits()];
    const begun = performance.now();
    const writing = people.map(async (person, number) => {
      const random = randomNumbers(number + 1);
      const moments = Array.from({ length: each }, () => random() * seconds * 1000).sort((a, b) => a - b);
      for (const [index, moment] of moments.entries()) {
        await pause(Math.max(0, begun + moment - performance.now()));
        const text = `${number}.${index}`;
        await person.note(id, text);
        appended.set(text, performance.now());
      }
    });
    await Promise.all(writing);
    const isEverywhere = (text: string) => (seen.get(text)?.length ?? 0) >= people.length;
    const patience = performance.now() + 60_000;
    while (performance.now() < patience && ![...appended.keys()].every(isEverywhere)) await pause(50);
    const [after, cpuAfter] = [await seenBy(), cpuOf(process.pid)];
    const minutes = (performance.now() - begun) / 60_000;
    const took = [...appended]
      .filter(([text]) => isEverywhere(text))
      .map(([text, at]) => Math.max(0, Math.max(...(seen.get(text) ?? [])) - at))
      .sort((a, b) => a - b);
    const at = (share: number) => Math.round(took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? NaN);
    const per1000 = (cpu: number) => Math.round((cpu / appended.size) * 1000);
    return {
      transport,
      latencyMs,
      entries: appended.size,
      lost: appended.size - took.length,
      p50Ms: at(0.5),
      p95Ms: at(0.95),
      maxMs: at(1),
      pushesPerMinute: Math.round((commits() - commitsBefore) / minutes),
      wireKb: Math.round((after.bytes - before.bytes) / 1024),
      gitRuns: Object.fromEntries([...runs.counts].sort()),
      cpuPer1000: {
        node: per1000(cpuAfter.own - cpuBefore.own),
        git: per1000(cpuAfter.children - cpuBefore.children),
        server: per1000(after.cpuSeconds - before.cpuSeconds),
      },
    };
  } finally {
    runs.dispose();
    for (const person of people) await person.leave();
    const gone = once(server, 'exit');
    if (server.connected) server.disconnect();
    if (server.exitCode === null) await gone;
    process.env.PATH = path;
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function transports(): readonly Transport[] {
  const { transport, latency } = values;
  if (transport !== undefined && transport !== 'http' && transport !== 'ssh')
    throw new Error(`There is no transport "${transport}": http or ssh.`);
  const wanted: readonly Transport[] = transport === undefined ? ['http', 'ssh'] : [transport];
  if (transport === undefined && latency !== undefined) return ['http'];
  if (!wanted.includes('ssh') || findSshd() !== undefined) return wanted;
  console.error('ssh is not measured: there is no sshd (Debian: openssh-server)');
  return wanted.filter((each) => each !== 'ssh');
}

async function main(): Promise<void> {
  const latencies = values.latency === undefined ? [0, 50, 200] : [Number(values.latency)];
  const results: Result[] = [];
  for (const transport of transports()) {
    for (const latency of latencies) {
      const result = await measure(transport, latency, Number(values.entries), Number(values.seconds));
      console.log(JSON.stringify(result));
      results.push(result);
    }
  }
  if (values.json !== undefined) {
    const [only, ...others] = results;
    writeFileSync(values.json, `${JSON.stringify(others.length === 0 ? only : results, undefined, 2)}\n`);
  }
  if (results.some(({ lost }) => lost > 0)) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
