import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Figure } from './report';

const ROOT = join(__dirname, '../..');

/** The size of the production build. It has no baseline; what is downloaded is about the compressed size. */
export async function benchBundle(): Promise<Figure> {
  await promisify(execFile)(process.execPath, ['esbuild.js', '--production'], { cwd: ROOT });
  const chunks = (await readdir(join(ROOT, 'dist', 'chunks'))).map((name) => join('chunks', name));
  const files = await Promise.all(['extension.js', ...chunks].map((name) => readFile(join(ROOT, 'dist', name))));
  const sum = (sizes: readonly number[]) => sizes.reduce((all, size) => all + size, 0);
  return {
    what: `production build, ${files.length} files`,
    measured: kilobytes(sum(files.map(({ length }) => length))),
    baseline: `${kilobytes(sum(files.map((file) => gzipSync(file).length)))} compressed`,
    ratio: '',
    goal: '',
  };
}

export function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KB`;
}
