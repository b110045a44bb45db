/**
 * Measures what is done with logs.
 *   npm run bench:logs -- --templates DIR [--json OUT]    how well lines of labelled logs are grouped (see templates.ts)
 *   npm run bench:logs -- [--size MB]                     searches against grep and zcat in the same run, and templates
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { table } from '../report';
import { benchLogs } from './speed';
import { measureTemplates } from './templates';

const { values } = parseArgs({
  options: { templates: { type: 'string' }, json: { type: 'string' }, size: { type: 'string' } },
});

async function main(): Promise<void> {
  if (values.templates === undefined) {
    console.log(table(await benchLogs(Number(values.size ?? 1000))));
    return;
  }
  const accuracy = measureTemplates(values.templates);
  for (const [name, value] of Object.entries(accuracy.perDataset))
    console.log(`${name.padEnd(16)} ${value.toFixed(4)}`);
  console.log(`${'mean'.padEnd(16)} ${accuracy.mean.toFixed(4)}`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(accuracy, undefined, 2)}\n`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
