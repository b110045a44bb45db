import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from '../../src/record/codec';
import { RecordFolder } from '../../src/record/folder';
import { INCIDENT } from '../helpers/events';
import { longIncident } from '../helpers/longIncident';
import { median, milliseconds, quantile, type Figure } from './report';

const APPENDS = 500;
/** Appends that do not count: both sides start with compiled code. */
const WARM_UP = 100;

/** Appending an event, flushed, against writing and flushing the same bytes with nothing around it; taking turns. */
export async function benchAppend(): Promise<Figure[]> {
  const root = await mkdtemp(join(tmpdir(), 'incident-bench-'));
  const record = new RecordFolder(root);
  const bare = await open(join(root, 'bare'), 'a');
  try {
    const appending: number[] = [];
    const writing: number[] = [];
    for (const [index, sample] of longIncident(WARM_UP + APPENDS).entries()) {
      // They take turns in going first, because a flush pays for what the one before left behind.
      const line = Buffer.from(encode(sample));
      const both = [
        async () => appending.push(await lasted(() => record.append(INCIDENT, (place) => ({ ...sample, ...place })))),
        async () => writing.push(await lasted(() => bare.write(line).then(() => bare.sync()))),
      ];
      for (const one of index % 2 === 0 ? both : both.reverse()) await one();
    }
    for (const times of [appending, writing]) times.splice(0, WARM_UP);
    return [
      figure('append an event and flush it (median)', median(appending), median(writing)),
      figure('append an event and flush it (95th percentile)', quantile(appending, 0.95), quantile(writing, 0.95)),
    ];
  } finally {
    await record.close();
    await bare.close();
    await rm(root, { recursive: true });
  }
}

async function lasted(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function figure(what: string, measured: number, baseline: number): Figure {
  return {
    what,
    measured: milliseconds(measured),
    baseline: `${milliseconds(baseline)} (write and fsync the same bytes)`,
    ratio: (measured / baseline).toFixed(2),
    goal: '< 1.2',
  };
}
