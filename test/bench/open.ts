import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foldSafely } from '../../src/domain/fold';
import { encode } from '../../src/record/codec';
import { RecordFolder } from '../../src/record/folder';
import { INCIDENT } from '../helpers/events';
import { longIncident } from '../helpers/longIncident';
import { median, milliseconds, timed, type Figure } from './report';

const EVENTS = 100_000;
const RUNS = 7;

/** Opening an incident (reading, checking and folding its record) against `JSON.parse` of the same lines. */
export async function benchOpen(): Promise<Figure> {
  const root = await mkdtemp(join(tmpdir(), 'incident-bench-'));
  try {
    const folder = join(root, INCIDENT);
    await mkdir(folder);
    await writeRecord(folder);
    const opening: number[] = [];
    const parsing: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      parsing.push(await timed(() => parseLines(folder)));
      opening.push(await timed(() => openIncident(root)));
    }
    const [measured, baseline] = [median(opening), median(parsing)];
    return {
      what: `open an incident of ${EVENTS.toLocaleString('en')} events`,
      measured: milliseconds(measured),
      baseline: `${milliseconds(baseline)} (read and JSON.parse the lines)`,
      ratio: (measured / baseline).toFixed(2),
      goal: '< 1.3',
    };
  } finally {
    await rm(root, { recursive: true });
  }
}

async function writeRecord(folder: string): Promise<void> {
  const events = longIncident(EVENTS);
  for (const writer of new Set(events.map((event) => event.writer))) {
    const lines = events.filter((event) => event.writer === writer).map(encode);
    await writeFile(join(folder, `${writer}.jsonl`), lines.join(''));
  }
}

async function openIncident(root: string): Promise<void> {
  const { events, problems } = await new RecordFolder(root).read(INCIDENT);
  const { incident } = foldSafely(INCIDENT, events);
  if (problems.length > 0 || incident.entries.length < EVENTS / 2) throw new Error('the record was not read');
}

async function parseLines(folder: string): Promise<void> {
  const parsed: unknown[] = [];
  for (const name of await readdir(folder)) {
    const lines = (await readFile(join(folder, name), 'utf8')).split('\n');
    for (const line of lines) if (line !== '') parsed.push(JSON.parse(line));
  }
  if (parsed.length !== EVENTS) throw new Error('the lines were not read');
}
