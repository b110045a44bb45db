// @ts-check
// Runs mocha inside the extension host. Part of the bundle of host tests.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { RESULTS_VARIABLE, collectResults } from './mocha-results.mjs';

/** Room for a cold start of VS Code's own extensions on a slow machine. */
const TIMEOUT_MS = 60_000;

/**
 * Loads the test files, runs them and writes the results where the other side reads them.
 * @param {Record<string, () => unknown>} files
 * @returns {Promise<void>} rejected when a test failed, which is how VS Code learns of it
 */
export async function runHostTests(files) {
  const { default: Mocha } = await import('mocha');
  // The other side prints the results.
  class Silent extends Mocha.reporters.Base {
    /** @override */
    epilogue() {}
  }
  const mocha = new Mocha({ ui: 'bdd', timeout: TIMEOUT_MS, reporter: Silent, color: false });
  const grep = process.env['INCIDENT_TEST_GREP'];
  if (grep) mocha.grep(new RegExp(grep));
  for (const [file, load] of Object.entries(files)) {
    mocha.suite.emit('pre-require', globalThis, file, mocha);
    load();
    mocha.suite.emit('post-require', globalThis, file, mocha);
  }
  await /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      const runner = mocha.run((failures) => {
        // VS Code ends this process as soon as we are done: the results must be on the disk by then.
        writeFileSync(resultsFile(), JSON.stringify(results));
        if (failures === 0) resolve();
        else reject(new Error(`${failures} of the host tests failed.`));
      });
      const results = collectResults(runner);
    })
  );
}

function resultsFile() {
  return process.env[RESULTS_VARIABLE] ?? path.join(__dirname, 'results.json');
}
