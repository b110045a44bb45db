import { build } from 'esbuild';
import { join } from 'node:path';

/** Builds the thread that reads logs into a folder; returns its file. */
export async function buildLogsWorker(folder: string): Promise<string> {
  const outfile = join(folder, 'logsWorker.js');
  await build({
    entryPoints: [join(__dirname, '../../src/adapters/logs/worker.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  });
  return outfile;
}
