import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { kilobytes } from './bundle';
import { median, milliseconds, type Figure } from './report';

const RUNS = 15;
const BUNDLE = join(__dirname, '../../dist/extension.js');

interface Activation {
  readonly load: number;
  readonly activate: number;
  /** Size of the parts of the program that were loaded. */
  readonly bytes: number;
  readonly begun: readonly string[];
}

/**
 * Loading and activating the production bundle without an incident, each time in a fresh process with a stub of VS Code, which
 * has loaded Node's own modules as an extension host has.
 */
export async function benchActivate(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'incident-bench-'));
  try {
    const outfile = join(folder, 'activateOnce.js');
    const entryPoints = [join(__dirname, 'activateOnce.ts')];
    await build({ entryPoints, outfile, bundle: true, platform: 'node', logLevel: 'error' });
    const runs: Activation[] = [];
    for (let run = 0; run < RUNS; run++) {
      const { stdout } = await promisify(execFile)(process.execPath, [outfile, BUNDLE]);
      runs.push(JSON.parse(stdout) as Activation);
    }
    const activating = median(runs.map(({ activate }) => activate));
    const both = median(runs.map(({ load, activate }) => load + activate));
    const begun = new Set(runs.flatMap((run) => run.begun));
    return [
      {
        what: 'program that activate() loads',
        measured: kilobytes(median(runs.map(({ bytes }) => bytes))),
        baseline: '',
        ratio: '',
        goal: '≤ 250 KB',
      },
      {
        what: 'loading and activate() with no incident',
        measured: milliseconds(both),
        baseline: `${milliseconds(activating)} of it activate()`,
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
  } finally {
    await rm(folder, { recursive: true });
  }
}
