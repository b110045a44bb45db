import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from '../../src/record/codec';
import { INCIDENT } from '../helpers/events';
import { longIncident } from '../helpers/longIncident';
import { freshProgram } from './fresh';
import { median, milliseconds, type Figure } from './report';

const EVENTS = 100_000;
/** Processes, and what each of them measures. */
const PROCESSES = 3;
const RUNS = 7;

interface Opened {
  readonly lines: number;
  readonly entries: number;
  readonly opening: readonly number[];
  readonly parsing: readonly number[];
}

/**
 * Opening an incident (reading, checking and folding its record) against `JSON.parse` of the same lines, in turn in the same
 * processes. Both are bundled, as the extension is: tsx, which runs these benches, gives every closure a name when it is made, and
 * only the code that is measured has closures.
 */
export async function benchOpen(): Promise<Figure> {
  const root = await mkdtemp(join(tmpdir(), 'incident-bench-'));
  const { run, remove } = await freshProgram<Opened>(join(__dirname, 'openOnce.ts'));
  try {
    await writeRecord(join(root, INCIDENT));
    const processes: Opened[] = [];
    for (let i = 0; i < PROCESSES; i++) processes.push(await run(root, String(RUNS)));
    if (processes.some(({ lines, entries }) => lines !== EVENTS || entries < EVENTS / 2))
      throw new Error('the record was not read');
    const [measured, baseline] = [
      median(processes.flatMap(({ opening }) => opening)),
      median(processes.flatMap(({ parsing }) => parsing)),
    ];
    return {
      what: `open an incident of ${EVENTS.toLocaleString('en')} events`,
      measured: milliseconds(measured),
      baseline: `${milliseconds(baseline)} (read and JSON.parse the lines)`,
      ratio: (measured / baseline).toFixed(2),
      goal: '< 1.3',
    };
  } finally {
    await remove();
    await rm(root, { recursive: true });
  }
}

async function writeRecord(folder: string): Promise<void> {
  await mkdir(folder);
  const events = longIncident(EVENTS);
  for (const writer of new Set(events.map((event) => event.writer))) {
    const lines = events.filter((event) => event.writer === writer).map(encode);
    await writeFile(join(folder, `${writer}.jsonl`), lines.join(''));
  }
}
