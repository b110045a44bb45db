// Opens the incident of a record folder and, in turn, parses the lines of its files: everything a first time, which is not counted,
// and then again and again. Prints as JSON the times of each in milliseconds. Arguments: the record folder, the number of runs.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { foldSafely } from '../../src/domain/fold';
import { RecordFolder } from '../../src/record/folder';
import { threadTime } from './threadTime';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const [, , root = '', times = ''] = process.argv;

/** What the work takes of the processor, without the garbage of what came before. */
async function timed(work: () => Promise<number>): Promise<number> {
  collectGarbage();
  const start = threadTime();
  await work();
  return threadTime() - start;
}

/** Reads, checks and folds the record. */
async function open(incident: string): Promise<number> {
  const { events, problems } = await new RecordFolder(root).read(incident);
  if (problems.length > 0) throw new Error('the record was not read');
  return foldSafely(incident, events).incident.entries.length;
}

/** The least that has to be done: the same bytes, as text, and each line by `JSON.parse`. */
async function parse(incident: string): Promise<number> {
  const parsed: unknown[] = [];
  for (const name of await readdir(join(root, incident))) {
    const lines = (await readFile(join(root, incident, name), 'utf8')).split('\n');
    for (const line of lines) if (line !== '') parsed.push(JSON.parse(line));
  }
  return parsed.length;
}

async function main(): Promise<void> {
  const [incident = ''] = await readdir(root);
  const [lines, entries] = [await parse(incident), await open(incident)];
  const opening: number[] = [];
  const parsing: number[] = [];
  for (let run = 0; run < Number(times); run++) {
    parsing.push(await timed(() => parse(incident)));
    opening.push(await timed(() => open(incident)));
  }
  console.log(JSON.stringify({ lines, entries, opening, parsing }));
}

void main();
