import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Figure } from './report';

const ROOT = join(__dirname, '../..');

/** The size of the production build. It has no baseline; what is downloaded is about the compressed size. */
export async function benchBundle(): Promise<Figure> {
  await promisify(execFile)(process.execPath, ['esbuild.js', '--production'], { cwd: ROOT });
  const path = join(ROOT, 'dist', 'extension.js');
  const { size } = await stat(path);
  return {
    what: 'production bundle dist/extension.js',
    measured: kilobytes(size),
    baseline: `${kilobytes(gzipSync(await readFile(path)).length)} compressed`,
    ratio: '',
    goal: '',
  };
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}
