// @ts-check
// Mocha's own report for people, and the results in a file for scripts/test.mjs.
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { RESULTS_VARIABLE, collectResults } from './mocha-results.mjs';

export default class Reporter extends Mocha.reporters.Spec {
  /**
   * @param {import('mocha').Runner} runner
   * @param {import('mocha').MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    const results = collectResults(runner);
    const file = process.env[RESULTS_VARIABLE];
    if (file) runner.once('end', () => writeFileSync(file, JSON.stringify(results)));
  }
}
