/**
 * How fast entries travel between machines, and whether any is lost: five people with a record and a mirror each, one git
 * server over smart HTTP on this machine, each appends 200 entries at random moments.
 *   npm run bench:share -- [--latency MS] [--entries N] [--seconds S] [--json OUT]
 * Without --latency: 0, 50 and 200 ms, one after the other.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { randomNumbers } from '../../helpers/random';
import { bareRemote, git, Responder } from '../../helpers/responders';
import { serveGit } from './server';

const NAMES = ['Ada', 'Bob', 'Carla', 'Dan', 'Eve'];

const { values } = parseArgs({
  options: {
    latency: { type: 'string' },
    entries: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '300' },
    json: { type: 'string' },
  },
});

interface Result {
  readonly latencyMs: number;
  readonly entries: number;
  readonly lost: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  readonly pushesPerMinute: number;
  readonly wireKb: number;
}

async function measure(latencyMs: number, each: number, seconds: number): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-share-'));
  const remote = bareRemote(folder);
  git(remote, 'config', 'http.receivepack', 'true');
  git(remote, 'config', 'gc.auto', '0');
  const server = await serveGit(folder, latencyMs);
  const people: Responder[] = [];
  try {
    for (const name of NAMES)
      people.push(await Responder.join(join(folder, name), name, `${server.address}/remote.git`));
    const [first] = people as [Responder];
    const { id } = await first.declare('Checkout is failing');
    await first.sync(id);
    for (const person of people) await person.sync(id);
    const appended = new Map<string, number>();
    const seen = new Map<string, number[]>();
    for (const person of people) {
      const known = new Set<string>();
      person.store.changed.on(() => {
        const now = performance.now();
        for (const text of person.notes(id)) {
          if (known.has(text)) continue;
          known.add(text);
          seen.set(text, [...(seen.get(text) ?? []), now]);
        }
      });
      person.live();
    }
    const begun = performance.now();
    const before = server.traffic();
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
    const { pushes, bytes } = server.traffic();
    const minutes = (performance.now() - begun) / 60_000;
    const took = [...appended]
      .filter(([text]) => isEverywhere(text))
      .map(([text, at]) => Math.max(0, Math.max(...(seen.get(text) ?? [])) - at))
      .sort((a, b) => a - b);
    const at = (share: number) => Math.round(took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? NaN);
    return {
      latencyMs,
      entries: appended.size,
      lost: appended.size - took.length,
      p50Ms: at(0.5),
      p95Ms: at(0.95),
      maxMs: at(1),
      pushesPerMinute: Math.round((pushes - before.pushes) / minutes),
      wireKb: Math.round((bytes - before.bytes) / 1024),
    };
  } finally {
    for (const person of people) await person.leave();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const latencies = values.latency === undefined ? [0, 50, 200] : [Number(values.latency)];
  const results: Result[] = [];
  for (const latency of latencies) {
    const result = await measure(latency, Number(values.entries), Number(values.seconds));
    console.log(JSON.stringify(result));
    results.push(result);
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
