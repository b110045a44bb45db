/**
 * Prints the benchmark figures, each against a baseline measured in the same run.
 *   npm run bench                                  all of them
 *   npm run bench -- facts ranking                 only some: record, bundle, facts, many, ranking, panel, documents, search
 *   npm run bench -- facts --repository PATH       facts of that repository instead of a made one
 */
import { cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchActivate } from './activate';
import { benchAppend } from './append';
import { benchBundle } from './bundle';
import { benchDocuments } from './documents';
import { benchFacts } from './facts';
import { benchMany } from './many';
import { benchOpen } from './open';
import { benchPanel } from './panel';
import { benchRanking } from './ranking';
import { table, type Figure } from './report';
import { benchSearch } from './search';

async function main(): Promise<void> {
  const options = { repository: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const repository = values.repository === undefined ? undefined : resolve(values.repository);
  const parts: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
    record: async () => [await benchOpen(), ...(await benchAppend())],
    // Activation measures the bundle that was just made.
    bundle: async () => [await benchBundle(), ...(await benchActivate())],
    facts: () => benchFacts(repository),
    many: benchMany,
    ranking: benchRanking,
    panel: benchPanel,
    documents: benchDocuments,
    search: benchSearch,
  };
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  console.log(`${process.platform} ${process.arch}, node ${process.version}, ${cpus().length} cores, ${memory} GB\n`);
  const figures: Figure[] = [];
  for (const part of positionals.length > 0 ? positionals : Object.keys(parts)) {
    const bench = parts[part];
    if (bench === undefined) throw new Error(`no part "${part}": ${Object.keys(parts).join(', ')}`);
    figures.push(...(await bench()));
  }
  console.log(table(figures));
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
