// @ts-check
// Runs the host tests in desktop VS Code, where it can be downloaded: `npm run test:desktop`.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { bundleHostTests } from './host-bundle.mjs';
import { EDITIONS } from './hosts.mjs';
import { RESULTS_VARIABLE, printResults } from './mocha-results.mjs';
import { ROOT } from './processes.mjs';
import { makeTestWorkspace } from './test-workspace.mjs';

/**
 * Downloads desktop VS Code, once, into .vscode-test/.
 * @returns {Promise<string>} its program
 */
export async function ensureDesktop() {
  const version = EDITIONS.latest.vscode;
  try {
    return await downloadAndUnzipVSCode({ version, cachePath: path.join(ROOT, '.vscode-test') });
  } catch (error) {
    throw new Error(`Desktop VS Code ${version} cannot be downloaded here (${reasonOf(error)}).`, { cause: error });
  }
}

/** @param {unknown} error */
function reasonOf(error) {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}

/**
 * Runs the suite once in desktop VS Code.
 * @param {{grep?: string | undefined}} [options]
 * @returns {Promise<import('./mocha-results.mjs').Results>}
 */
export async function runDesktopSuite({ grep } = {}) {
  const vscodeExecutablePath = await ensureDesktop();
  const extensionTestsPath = await bundleHostTests('desktop');
  const workspace = makeTestWorkspace('desktop-test');
  const resultsFile = path.join(workspace.dir, '..', 'results.json');
  const folder = (/** @type {string} */ name) => path.join(workspace.dir, '..', name);
  try {
    const launchArgs = [workspace.dir, '--disable-extensions', '--disable-workspace-trust', '--skip-welcome'];
    launchArgs.push('--user-data-dir', folder('user'), '--extensions-dir', folder('extensions'));
    const extensionTestsEnv = { [RESULTS_VARIABLE]: resultsFile, ...(grep ? { INCIDENT_TEST_GREP: grep } : {}) };
    const options = {
      vscodeExecutablePath,
      extensionDevelopmentPath: ROOT,
      extensionTestsPath,
      launchArgs,
      extensionTestsEnv,
    };
    /** @type {unknown} */
    let problem;
    await runTests(options).catch((error) => (problem = error));
    // Failed tests make runTests fail too; the results tell more about them.
    if (!existsSync(resultsFile)) throw new Error('Desktop VS Code ended without results.', { cause: problem });
    const results = JSON.parse(readFileSync(resultsFile, 'utf8'));
    printResults(results);
    return results;
  } finally {
    workspace.remove();
  }
}
