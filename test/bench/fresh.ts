import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';

/**
 * Bundles a program and runs it in fresh processes, where no code is compiled yet and no memory used: gives the function
 * that runs it with arguments and reads the JSON that it prints, and one that removes the bundle.
 */
export async function freshProgram<Printed>(source: string): Promise<{
  run: (...args: readonly string[]) => Promise<Printed>;
  remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'incident-bench-'));
  const outfile = join(folder, basename(source).replace(/\.ts$/, '.js'));
  await build({ entryPoints: [source], outfile, bundle: true, platform: 'node', logLevel: 'error' });
  return {
    run: async (...args) => {
      const { stdout } = await promisify(execFile)(process.execPath, [outfile, ...args]);
      return JSON.parse(stdout) as Printed;
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
