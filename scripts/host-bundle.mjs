// @ts-check
// Bundles test/host/**/*.test.ts into one module for the extension host. The files are found, never listed by hand.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { ROOT } from './processes.mjs';

const TESTS = path.join(ROOT, 'test', 'host');
/**
 * What these test is our own: rules, words and files, reached by commands. They do not run in the lowest edition; the
 * editor's part in them (commands, prompts, trees, documents, tabs, settings) is in the other files, which run in both,
 * and the compiler holds all of them to the API of the lowest.
 */
const NOT_IN_LOWEST = new Set(
  [
    'exchange',
    'followUps',
    'hypotheses',
    'impact',
    'messages',
    'mitigation',
    'past',
    'postmortem',
    'refused',
    'stages',
  ].map((name) => `${name}.test.ts`),
);

/**
 * Makes the bundle; its export `run()` is what VS Code calls.
 * @param {string} host the edition, which has a folder of its own: two hosts may run their tests at the same time
 * @returns {Promise<string>} the file
 */
export async function bundleHostTests(host) {
  const outfile = path.join(ROOT, 'out', 'test', 'host', host, 'index.js');
  const files = readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts') && (host !== 'lowest' || !NOT_IN_LOWEST.has(file)))
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
