// @ts-check
// Bundles test/host/**/*.test.ts into one module for the extension host. The files are found, never listed by hand.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './processes.mjs';

const TESTS = path.join(ROOT, 'test', 'host');

/**
 * Makes the bundle; its export `run()` is what VS Code calls.
 * @param {string} host its folder: two hosts may run their tests at the same time
 * @returns {Promise<string>} the file
 */
export async function bundleHostTests(host) {
  const outfile = path.join(ROOT, 'out', 'test', 'host', host, 'index.js');
  const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => file.split(path.sep).join('/'))
    .sort();
  if (files.length === 0) throw new Error('There is no host test: test/host/**/*.test.ts is empty.');
  // Each file is loaded by a call, after mocha has put describe() and it() in place.
  const entry = [
    "import { runHostTests } from '../../scripts/host-runner.mjs';",
    `const files = { ${files.map((file) => `${JSON.stringify(file)}: () => require(${JSON.stringify(`./${file}`)})`).join(', ')} };`,
    'export const run = () => runHostTests(files);',
  ];
  await build({
    stdin: { contents: entry.join('\n'), resolveDir: TESTS, sourcefile: 'host-tests.js', loader: 'js' },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}
