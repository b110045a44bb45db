// Prints the benchmark figures, each against a baseline measured in the same run: `npm run bench`.
import { cpus, totalmem } from 'node:os';
import { benchActivate } from './activate';
import { benchAppend } from './append';
import { benchBundle } from './bundle';
import { benchOpen } from './open';
import { benchPanel } from './panel';
import { table } from './report';

async function main(): Promise<void> {
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  console.log(`${process.platform} ${process.arch}, node ${process.version}, ${cpus().length} cores, ${memory} GB\n`);
  const figures = [await benchOpen(), ...(await benchAppend()), await benchBundle(), ...(await benchPanel())];
  // Measures the bundle that was just made.
  console.log(table([...figures, ...(await benchActivate())]));
}

void main();
