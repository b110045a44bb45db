// @ts-check
// `npm test`: everything, from a fresh clone on. `node scripts/test.mjs unit ui` runs parts; what follows the parts' names
// goes to mocha (`npm run test:unit -- -g fold`, `npm run test:ui -- test/ui/smoke.test.ts`). Several parts run side
// by side, each in a process of its own, whose output is printed when it is over.
// Up to the install of the dependencies, only modules of Node and scripts without dependencies are used.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ensureChromium } from './chromium.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { EDITIONS, ensureHost } from './hosts.mjs';
import { ROOT, run, temporaryFolder } from './processes.mjs';

/**
 * @typedef {import('./test-parts.mjs').Outcome} Outcome
 * @typedef {{part: string, name: string, args: string[]}} Job
 */

/** All that `npm test` runs. `desktop` is for machines that can download VS Code. */
const ALL = ['lint', 'format', 'types', 'unit', 'integration', 'package', 'host', 'ui'];
const KNOWN = [...ALL, 'desktop'];
const NEED_HOSTS = ['host', 'ui'];
const NEED_BUILD = ['package', 'host', 'ui', 'desktop'];
/** How many jobs run at a time: two keep two cores busy, and a third only makes windows slow. */
const LANES = 2;
/** Names the file into which a job's process writes its outcome. */
const OUTCOME_VARIABLE = 'INCIDENT_TEST_OUTCOME';

/** @param {string[]} words */
function readArguments(words) {
  const rest = words.findIndex((word) => !KNOWN.includes(word));
  const parts = rest === -1 ? words : words.slice(0, rest);
  const mochaArguments = rest === -1 ? [] : words.slice(rest);
  if (parts.length === 0 && mochaArguments.length > 0) {
    throw new Error(`There is no part "${mochaArguments[0]}" of the tests. Parts: ${KNOWN.join(', ')}.`);
  }
  return { parts: parts.length === 0 ? ALL : parts, mochaArguments };
}

/**
 * Installs the browser and the web hosts, while other parts run. The parts that need them report a failure here.
 * @returns {Promise<Error | undefined>}
 */
async function installHosts() {
  const log = (/** @type {string} */ line) => console.log(`[hosts] ${line}`);
  try {
    await ensureChromium(log);
    for (const edition of /** @type {(keyof typeof EDITIONS)[]} */ (Object.keys(EDITIONS)))
      await ensureHost(edition, log);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/**
 * Runs a job; an error of the job itself is one failure with its text.
 * @param {string} name
 * @param {() => Promise<Outcome>} body
 * @returns {Promise<Outcome>}
 */
async function outcomeOf(name, body) {
  try {
    const outcome = await body();
    if (outcome.passed + outcome.failures.length > 0) return outcome;
    return { passed: 0, failures: [`${name}: there was no test to run`] };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failures: [`${name}: ${error instanceof Error ? error.message.split('\n')[0] : error}`] };
  }
}

/**
 * @param {string} name
 * @param {() => Promise<Outcome>} body
 * @returns {Promise<Outcome>}
 */
async function timed(name, body) {
  const began = performance.now();
  const outcome = await outcomeOf(name, body);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`=== ${name}: ${outcome.passed} passed, ${outcome.failures.length} failed (${seconds} s) ===`);
  return outcome;
}

/**
 * Runs a job in a process of its own and prints its output as one piece.
 * @param {Job} job
 * @returns {Promise<Outcome>}
 */
async function inOwnProcess({ part, name, args }) {
  const temporary = temporaryFolder('outcome');
  const file = path.join(temporary.dir, 'outcome.json');
  try {
    console.log(`... ${name}`);
    const env = { ...process.env, [OUTCOME_VARIABLE]: file };
    const words = [path.join(ROOT, 'scripts', 'test.mjs'), part, ...args];
    const { output } = await run(process.execPath, words, { cwd: ROOT, env });
    console.log(`\n=== ${name} ===\n${output}`);
    return JSON.parse(readFileSync(file, 'utf8'));
  } finally {
    temporary.remove();
  }
}

/**
 * Runs the jobs side by side. Those that need a host wait until it is installed, and the others go on meanwhile.
 * @param {Job[]} jobs
 * @param {Promise<Error | undefined>} hosts
 * @returns {Promise<Outcome[]>}
 */
async function runJobs(jobs, hosts) {
  const waiting = [...jobs];
  /** @type {Outcome[]} */
  const outcomes = [];
  let installed = false;
  void hosts.then(() => (installed = true));
  const needsHost = (/** @type {Job} */ { part }) => NEED_HOSTS.includes(part);
  /** One lane prefers what needs no host, so that the two kinds run side by side. */
  const lane = async (/** @type {boolean} */ prefersHosts) => {
    for (;;) {
      const preferred = waiting.find((job) => needsHost(job) === (installed && prefersHosts)) ?? waiting[0];
      if (preferred === undefined) return;
      waiting.splice(waiting.indexOf(preferred), 1);
      const problem = needsHost(preferred) ? await hosts : undefined;
      const body = () => (problem ? Promise.reject(problem) : inOwnProcess(preferred));
      outcomes.push(await timed(preferred.name, body));
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, index) => lane(index > 0)));
  return outcomes;
}

/**
 * Runs everything in this process, so that its output is seen as it comes.
 * @param {string} part
 * @param {string[]} mochaArguments
 * @param {Promise<Error | undefined>} hosts
 */
async function runHere(part, mochaArguments, hosts) {
  const { runPart } = await import('./test-parts.mjs');
  console.log(`\n=== ${part} ===`);
  return timed(part, async () => {
    const problem = await hosts;
    if (problem) throw problem;
    return runPart(part, mochaArguments);
  });
}

async function main() {
  const { parts, mochaArguments } = readArguments(process.argv.slice(2));
  const [part = ''] = parts;
  const outcomeFile = process.env[OUTCOME_VARIABLE];
  if (outcomeFile !== undefined) {
    const { runPart } = await import('./test-parts.mjs');
    const outcome = await outcomeOf(part, () => runPart(part, mochaArguments));
    writeFileSync(outcomeFile, JSON.stringify(outcome));
    return 0;
  }
  const began = performance.now();
  await ensureDependencies();
  // The installs mostly wait for the network, the parts in the meantime mostly compute.
  const hosts = parts.some((each) => NEED_HOSTS.includes(each)) ? installHosts() : Promise.resolve(undefined);
  const { buildExtension, jobsOf } = await import('./test-parts.mjs');
  if (parts.some((each) => NEED_BUILD.includes(each))) await buildExtension();
  const outcomes =
    parts.length === 1
      ? [await runHere(part, mochaArguments, hosts)]
      : await runJobs(
          parts.flatMap((each) => jobsOf(each, mochaArguments)),
          hosts,
        );
  const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  console.log(`\nAll of it took ${Math.round((performance.now() - began) / 1000)} s.`);
  for (const failure of failures) console.log(`FAILED: ${failure}`);
  console.log(`${passed} passed, ${failures.length} failed`);
  return failures.length === 0 && passed > 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
