// @ts-check
// The parts of `npm test`, each of which tells what passed and what failed.
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { runDesktopSuite } from './desktop-test.mjs';
import { EDITIONS } from './hosts.mjs';
import { runHostSuite } from './host-test.mjs';
import { RESULTS_VARIABLE } from './mocha-results.mjs';
import { ROOT, ended, npm, start, temporaryFolder } from './processes.mjs';
import { folderForTests } from './test-folder.mjs';

/** @typedef {{passed: number, failures: string[]}} Outcome */

const MODULES = path.join(ROOT, 'node_modules');
const OXFMT = path.join(MODULES, 'oxfmt', 'bin', 'oxfmt');
const OXLINT = path.join(MODULES, 'oxlint', 'bin', 'oxlint');
/** The compiler in native code; the one in JavaScript is for what reads the sources (scripts/l10n.mjs). */
const TSC = path.join(MODULES, 'typescript-native', 'bin', 'tsc');
const MOCHA = path.join(MODULES, 'mocha', 'bin', 'mocha.js');

/**
 * @param {string} part
 * @param {string[]} mochaArguments
 * @returns {Promise<Outcome>}
 */
export function runPart(part, mochaArguments) {
  switch (part) {
    case 'lint':
      return check('lint', [[OXLINT, '--deny-warnings']]);
    case 'format':
      return check('format', [[OXFMT, '--check']]);
    case 'types':
      return check(
        'types',
        ['.', 'src/webview', 'test', 'scripts'].map((project) => [TSC, '--noEmit', '-p', project]),
      );
    case 'unit':
    case 'integration':
      return mocha(part, 20_000, mochaArguments);
    case 'package':
      return packageThenTest(mochaArguments);
    case 'host':
      return hostSuites(mochaArguments);
    case 'ui':
      return ui(mochaArguments);
    case 'desktop':
      return runDesktopSuite({ grep: grepOf(mochaArguments) }).then((results) => outcomeOf('desktop', results));
    default:
      throw new Error(`There is no part "${part}".`);
  }
}

/** Into how many jobs these tests are divided: small enough that all lanes end at about the same time. */
const SHARES = { ui: 8, integration: 3 };

/**
 * The jobs of a part that can run side by side.
 * @param {string} part
 * @param {string[]} mochaArguments
 * @returns {{part: string, name: string, args: string[]}[]}
 */
export function jobsOf(part, mochaArguments) {
  if (part === 'host') {
    return Object.keys(EDITIONS).map((edition) => ({
      part,
      name: `host ${edition}`,
      args: [...mochaArguments, `--edition=${edition}`],
    }));
  }
  if ((part !== 'ui' && part !== 'integration') || mochaArguments.length > 0)
    return [{ part, name: part, args: mochaArguments }];
  const listed = readdirSync(path.join(ROOT, 'test', part), { recursive: true, encoding: 'utf8' });
  const files = listed.filter((file) => file.endsWith('.test.ts')).sort();
  return Array.from({ length: SHARES[part] }, (_, share) => ({
    part,
    name: `${part} ${share + 1}/${SHARES[part]}`,
    args: files.filter((_file, index) => index % SHARES[part] === share).map((file) => `test/${part}/${file}`),
  })).filter(({ args }) => args.length > 0);
}

/**
 * Runs commands of Node that say yes or no; each of them counts as one.
 * @param {string} name
 * @param {string[][]} commands
 * @returns {Promise<Outcome>}
 */
async function check(name, commands) {
  /** @type {Outcome} */
  const outcome = { passed: 0, failures: [] };
  for (const command of commands) {
    const code = await ended(start(process.execPath, command, { cwd: ROOT, stdio: 'inherit' }).child);
    if (code === 0) outcome.passed++;
    else
      outcome.failures.push(`${name}: ${path.basename(command[0] ?? '')} ${command.slice(1).join(' ')} (code ${code})`);
  }
  return outcome;
}

/** Characters of an error in the list of failures. */
const MOST_OF_A_REASON = 300;
/** With more failures than this, something is broken rather than unstable. */
const MOST_TRIED_AGAIN = 3;

/**
 * Names the tests that failed and passed at the second try.
 * @param {import('./mocha-results.mjs').TestResult[]} failed
 * @param {import('./mocha-results.mjs').Results} second
 */
function nameUnstable(failed, second) {
  for (const { title } of failed) {
    if (second.tests.some((test) => test.title === title && test.state === 'passed')) console.log(`UNSTABLE: ${title}`);
  }
}

/**
 * Runs the ui tests. A window on a busy machine may stall for seconds, so the files of the tests that failed are run once
 * more, in a new process with new windows; what passes then is named, as it still wants mending.
 * @param {string[]} mochaArguments
 * @returns {Promise<Outcome>}
 */
async function ui(mochaArguments) {
  const first = await mochaResults('ui', 120_000, mochaArguments);
  const failed = first.tests.filter(({ state }) => state === 'failed');
  const files = [...new Set(failed.map(({ file }) => file))].filter((file) => file !== '');
  if (files.length === 0 || files.length > MOST_TRIED_AGAIN) return outcomeOf('ui', first);
  console.log(`\nTrying again, in new windows: ${files.map((file) => path.basename(file)).join(', ')}`);
  const second = await mochaResults('ui', 120_000, [
    ...mochaArguments.filter((word) => !word.endsWith('.ts')),
    ...files,
  ]);
  nameUnstable(failed, second);
  const untouched = first.tests.filter(({ file }) => !files.includes(file));
  const tests = [...untouched, ...second.tests];
  return outcomeOf('ui', { ...second, passed: tests.filter(({ state }) => state === 'passed').length, tests });
}

/**
 * Runs test/<part>/**\/*.test.ts by mocha in a Node of its own.
 * @param {string} part
 * @param {number} timeout for one test, in milliseconds
 * @param {string[]} mochaArguments
 * @returns {Promise<Outcome>}
 */
async function mocha(part, timeout, mochaArguments) {
  return outcomeOf(part, await mochaResults(part, timeout, mochaArguments));
}

/**
 * @param {string} part
 * @param {number} timeout for one test, in milliseconds
 * @param {string[]} mochaArguments
 * @returns {Promise<import('./mocha-results.mjs').Results>}
 */
async function mochaResults(part, timeout, mochaArguments) {
  const temporary = temporaryFolder('results');
  const written = part === 'unit' || part === 'integration' ? folderForTests() : undefined;
  const resultsFile = path.join(temporary.dir, 'results.json');
  try {
    const args = ['--import', 'tsx', MOCHA, '--reporter', path.join(ROOT, 'scripts', 'mocha-reporter.mjs')];
    args.push('--timeout', `${timeout}`, ...mochaArguments);
    if (!mochaArguments.some((argument) => argument.endsWith('.ts'))) args.push(`test/${part}/**/*.test.ts`);
    const env = { ...process.env, ...written?.env, [RESULTS_VARIABLE]: resultsFile };
    const code = await ended(start(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env }).child);
    const results = readResults(part, resultsFile, code);
    // An error outside of all tests.
    if (code !== 0 && results.failed === 0) {
      results.tests.push({ title: `mocha ended with code ${code}`, file: '', state: 'failed', duration: 0 });
    }
    return results;
  } finally {
    written?.remove();
    temporary.remove();
  }
}

/**
 * @param {string} part
 * @param {string} file
 * @param {number} code
 * @returns {import('./mocha-results.mjs').Results}
 */
function readResults(part, file, code) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(
      `The ${part} tests ended (code ${code}) without results: is there a test file that does not load?`,
      {
        cause: error,
      },
    );
  }
}

/**
 * @param {string} part
 * @param {import('./mocha-results.mjs').Results} results
 * @returns {Outcome}
 */
function outcomeOf(part, { passed, tests }) {
  const failed = tests.filter((test) => test.state === 'failed');
  // Where only the end of the output is kept, the reason is wanted there.
  const reason = (/** @type {string | undefined} */ error) => error?.split('\n', 1)[0]?.slice(0, MOST_OF_A_REASON);
  return {
    passed,
    failures: failed.map(({ title, error }) => `${part}: ${title}${error ? ` (${reason(error)})` : ''}`),
  };
}

/**
 * The host suite in every edition, oldest first; in one of them with `--edition=NAME`.
 * @param {string[]} mochaArguments
 * @returns {Promise<Outcome>}
 */
async function hostSuites(mochaArguments) {
  /** @type {Outcome} */
  const all = { passed: 0, failures: [] };
  const wanted = mochaArguments.find((word) => word.startsWith('--edition='))?.slice('--edition='.length);
  for (const edition of /** @type {const} */ (['lowest', 'latest'])) {
    if (wanted !== undefined && wanted !== edition) continue;
    console.log(`VS Code ${EDITIONS[edition].vscode} (${edition})`);
    const first = await runHostSuite(edition, { grep: grepOf(mochaArguments) });
    const failed = first.tests.filter(({ state }) => state === 'failed');
    const again = failed.length > 0 && failed.length <= MOST_TRIED_AGAIN;
    const { passed, failures } = outcomeOf(`host, ${edition}`, again ? await tryAgain(edition, first, failed) : first);
    all.passed += passed;
    all.failures.push(...failures);
  }
  return all;
}

/**
 * Runs the tests that failed once more, in a new host.
 * @param {import('./hosts.mjs').Edition} edition
 * @param {import('./mocha-results.mjs').Results} first
 * @param {import('./mocha-results.mjs').TestResult[]} failed
 * @returns {Promise<import('./mocha-results.mjs').Results>}
 */
async function tryAgain(edition, first, failed) {
  console.log('\nTrying again, in a new host.');
  const escaped = failed.map(({ title }) => title.replaceAll(' › ', ' ').replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
  const second = await runHostSuite(edition, { grep: escaped.join('|') });
  nameUnstable(failed, second);
  // A hook that failed is no test that can be run again: it stays failed.
  const tests = first.tests.map((test) =>
    failed.includes(test) ? (second.tests.find(({ title }) => title === test.title) ?? test) : test,
  );
  return { ...second, passed: tests.filter(({ state }) => state === 'passed').length, tests };
}

/** @param {string[]} mochaArguments */
function grepOf(mochaArguments) {
  const flag = mochaArguments.findIndex((argument) => argument === '-g' || argument === '--grep');
  return flag === -1 ? undefined : mochaArguments[flag + 1];
}

/** Builds the extension as it is shipped, since that is what a window loads. Once for all parts that run side by side. */
export async function buildExtension() {
  const build = start(process.execPath, ['esbuild.js', '--production'], { cwd: ROOT, stdio: 'inherit' });
  const code = await ended(build.child);
  if (code !== 0) throw new Error(`The build failed with code ${code}.`);
}

/**
 * Makes the .vsix of what is built, as `npm run package` does, and tests what is in it.
 * @param {string[]} mochaArguments
 */
async function packageThenTest(mochaArguments) {
  rmSync(path.join(ROOT, 'incident-commander.vsix'), { force: true });
  const { code } = await npm(['run', '--silent', 'vsix'], { onLine: (line) => console.log(line) });
  if (code !== 0) throw new Error(`npm run vsix failed with code ${code}.`);
  return mocha('package', 20_000, mochaArguments);
}
