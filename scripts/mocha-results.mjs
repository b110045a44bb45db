// @ts-check
// What a mocha run came to, in a form that crosses processes as JSON.

/**
 * @typedef {{title: string, file: string, state: 'passed' | 'failed' | 'pending', duration: number, error?: string}} TestResult
 * @typedef {{passed: number, failed: number, pending: number, tests: TestResult[]}} Results
 */

/** The environment variable that names the file for the results. */
export const RESULTS_VARIABLE = 'INCIDENT_TEST_RESULTS';

/**
 * Collects the results of a runner while it runs. A failed hook counts as a failed test, as it hides some.
 * @param {import('mocha').Runner} runner
 * @returns {Results}
 */
export function collectResults(runner) {
  /** @type {Results} */
  const results = { passed: 0, failed: 0, pending: 0, tests: [] };
  /**
   * @param {TestResult['state']} state
   * @param {import('mocha').Runnable} test
   * @param {unknown} [error]
   */
  const add = (state, test, error) => {
    results[state]++;
    const duration = test.duration ?? 0;
    const text = error === undefined ? {} : { error: errorText(error) };
    results.tests.push({ title: test.titlePath().join(' › '), file: test.file ?? '', state, duration, ...text });
  };
  runner.on('pass', (test) => add('passed', test));
  runner.on('pending', (test) => add('pending', test));
  runner.on('fail', (test, error) => add('failed', test, error));
  return results;
}

/**
 * Prints the results of a run that took place elsewhere, for people.
 * @param {Results} results
 */
export function printResults(results) {
  const marks = { passed: '✔', failed: '✘', pending: '-' };
  for (const { title, state, duration, error } of results.tests) {
    console.log(`  ${marks[state]} ${title} (${duration} ms)`);
    if (error !== undefined) console.log(error.replaceAll(/^/gm, '      '));
  }
}

/**
 * The full text of an error, with its causes.
 * @param {unknown} error
 * @returns {string}
 */
export function errorText(error) {
  if (!(error instanceof Error)) return String(error);
  const { actual, expected } = /** @type {{actual?: unknown, expected?: unknown}} */ (error);
  const text = [error.stack ?? `${error.name}: ${error.message}`];
  if (actual !== undefined || expected !== undefined) {
    text.push(`  actual:   ${asJson(actual)}`, `  expected: ${asJson(expected)}`);
  }
  if (error.cause !== undefined) text.push(`Caused by: ${errorText(error.cause)}`);
  return text.join('\n');
}

/** @param {unknown} value */
function asJson(value) {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // A circular value, or a bigint: its plain text has to do.
    return String(value);
  }
}
