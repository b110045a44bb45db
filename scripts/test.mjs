// @ts-check
// `npm test`: everything, from a fresh clone on. `node scripts/test.mjs unit ui` runs parts; what follows the parts' names
// goes to mocha (`npm run test:unit -- -g fold`, `npm run test:ui -- test/ui/smoke.test.ts`).
// Up to the install of the dependencies, only modules of Node and scripts without dependencies are used.
import { ensureChromium } from './chromium.mjs';
import { ensureDependencies } from './dependencies.mjs';
import { EDITIONS, ensureHost } from './hosts.mjs';

/** @typedef {import('./test-parts.mjs').Outcome} Outcome */

/** All that `npm test` runs, in this order. `desktop` is for machines that can download VS Code. */
const ALL = ['lint', 'format', 'types', 'unit', 'integration', 'package', 'host', 'ui'];
const KNOWN = [...ALL, 'desktop'];
const NEED_HOSTS = ['host', 'ui'];

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
 * Brings the browser and the web hosts, while other parts run. A failure here is told by the parts that need them.
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
 * Runs a part, and counts what it came to; an error of the part itself is one failure with its text.
 * @param {string} part
 * @param {() => Promise<Outcome>} body
 * @returns {Promise<Outcome>}
 */
async function timed(part, body) {
  const began = performance.now();
  console.log(`\n=== ${part} ===`);
  /** @type {Outcome} */
  let outcome;
  try {
    outcome = await body();
    if (outcome.passed + outcome.failures.length === 0) outcome.failures.push(`${part}: there was no test to run`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    outcome = { passed: 0, failures: [`${part}: ${error instanceof Error ? error.message.split('\n')[0] : error}`] };
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`=== ${part}: ${outcome.passed} passed, ${outcome.failures.length} failed (${seconds} s) ===`);
  return outcome;
}

async function main() {
  const { parts, mochaArguments } = readArguments(process.argv.slice(2));
  const began = performance.now();
  await ensureDependencies();
  // The installs mostly wait for the network, the parts in the meantime mostly compute.
  const hosts = parts.some((part) => NEED_HOSTS.includes(part)) ? installHosts() : Promise.resolve(undefined);
  const { runPart } = await import('./test-parts.mjs');
  /** @type {Outcome[]} */
  const outcomes = [];
  for (const part of parts) {
    const problem = NEED_HOSTS.includes(part) ? await hosts : undefined;
    const body = problem ? () => Promise.reject(problem) : () => runPart(part, mochaArguments);
    outcomes.push(await timed(part, body));
  }
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
