import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { INCIDENT } from '../helpers/events';
import { writeFileOf } from '../helpers/record';
import { richEvents } from '../helpers/richIncident';
import { kilobytes } from './bundle';
import { median, milliseconds, type Figure } from './report';

const RUNS = 15;
const BUNDLE = join(__dirname, '../../dist/extension.js');

interface Activation {
  readonly load: number;
  readonly activate: number;
  /** What loading and activating took of all processors. Milliseconds. */
  readonly cpu: number;
  /** Size of the parts of the program that were loaded. */
  readonly bytes: number;
  readonly begun: readonly string[];
}

/** A window that showed an incident before. */
interface Restored extends Activation {
  /** From the end of `activate()` to the first rows of the incident. Milliseconds. */
  readonly rowsAfter: number;
  /** What all took, from the beginning of loading to the first rows. Milliseconds. */
  readonly rowsCpu: number;
}

/**
 * Loading and activating the production bundle, each time in a fresh process with a stub of VS Code, which has loaded Node's own
 * modules as an extension host has: without an incident, and in a window that showed one before.
 */
export async function benchActivate(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'incident-bench-'));
  try {
    const outfile = join(folder, 'activateOnce.js');
    const entryPoints = [join(__dirname, 'activateOnce.ts')];
    await build({ entryPoints, outfile, bundle: true, platform: 'node', logLevel: 'error' });
    await writeFileOf(join(folder, 'incidents'), 'w1', richEvents() as never);
    const runs: Activation[] = [];
    const restored: Restored[] = [];
    for (let run = 0; run < RUNS; run++) {
      runs.push((await activated(outfile)) as Activation);
      restored.push((await activated(outfile, folder, INCIDENT)) as Restored);
    }
    return [...figuresOf(runs), ...figuresOfRestored(restored)];
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function activated(script: string, ...args: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, BUNDLE, ...args]);
  return JSON.parse(stdout);
}

function figuresOf(runs: readonly Activation[]): Figure[] {
  const both = runs.map(({ load, activate }) => load + activate);
  const begun = new Set(runs.flatMap((run) => run.begun));
  return [
    {
      what: 'program that activate() loads',
      measured: kilobytes(median(runs.map(({ bytes }) => bytes))),
      baseline: '',
      ratio: '',
      goal: '≤ 16 KB',
    },
    {
      what: 'loading and activate() with no incident',
      measured: milliseconds(median(both)),
      baseline: `least ${milliseconds(Math.min(...both))}, processors ${milliseconds(median(runs.map(({ cpu }) => cpu)))}`,
      ratio: '',
      goal: '≤ 20 ms',
    },
    {
      what: 'disk and process operations of activate()',
      measured: begun.size === 0 ? 'none' : [...begun].join(', '),
      baseline: '',
      ratio: '',
      goal: 'none',
    },
  ];
}

function figuresOfRestored(runs: readonly Restored[]): Figure[] {
  const rows = runs.map(({ rowsAfter }) => rowsAfter);
  const all = runs.map(({ load, activate, rowsAfter }) => load + activate + rowsAfter);
  return [
    {
      what: 'from activate() to the rows of an incident shown before',
      measured: milliseconds(median(rows)),
      baseline: `least ${milliseconds(Math.min(...rows))}`,
      ratio: '',
      goal: '',
    },
    {
      what: 'the same, from the beginning of loading',
      measured: milliseconds(median(all)),
      baseline: `processors ${milliseconds(median(runs.map(({ rowsCpu }) => rowsCpu)))}`,
      ratio: '',
      goal: '',
    },
  ];
}
