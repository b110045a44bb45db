// @ts-check
// Runs the host tests in the extension host of a web host: `npm run test:host`.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { calmContext, launchBrowser } from './browser.mjs';
import { bundleHostTests } from './host-bundle.mjs';
import { startHost } from './hosts.mjs';
import { RESULTS_VARIABLE, printResults } from './mocha-results.mjs';
import { makeTestWorkspace } from './test-workspace.mjs';

/** For the whole suite, start of VS Code included; a test that hangs is ended by mocha long before. */
const TIMEOUT_MS = 15 * 60_000;

/**
 * Runs the suite once. The results come through a file; the browser only says when it is over.
 * @param {import('./hosts.mjs').Edition} edition
 * @param {{grep?: string | undefined}} [options]
 * @returns {Promise<import('./mocha-results.mjs').Results>}
 */
export async function runHostSuite(edition, { grep } = {}) {
  /** @type {string[]} */
  const printed = [];
  const tests = await bundleHostTests(edition);
  const workspace = makeTestWorkspace('host-test');
  const resultsFile = path.join(workspace.dir, '..', 'results.json');
  try {
    const env = { [RESULTS_VARIABLE]: resultsFile, ...(grep ? { INCIDENT_TEST_GREP: grep } : {}) };
    const host = await startHost({ edition, workspace: workspace.dir, tests, env });
    try {
      await openUntilExit(host.url(), (line) => printed.push(line));
      if (!existsSync(resultsFile)) {
        const output = [...printed, 'Output of the server:', host.output].join('\n');
        throw new Error(`The host tests ended without results. Output of the window:\n${output}`);
      }
      const results = JSON.parse(readFileSync(resultsFile, 'utf8'));
      printResults(results);
      // What VS Code prints is noise, until something fails.
      if (results.failed > 0) console.log(['Output of the window:', ...printed].join('\n      '));
      return results;
    } finally {
      await host.stop();
    }
  } finally {
    workspace.remove();
  }
}

/**
 * Opens the window and waits until the extension host reports that the tests are over.
 * @param {string} url
 * @param {(line: string) => void} log
 */
async function openUntilExit(url, log) {
  const browser = await launchBrowser();
  try {
    const page = await (await calmContext(browser)).newPage();
    const exited = new Promise((resolve, reject) => {
      page.once('crash', () => reject(new Error('The browser page crashed.')));
      const timer = setTimeout(
        () => reject(new Error(`The host tests were not done after ${TIMEOUT_MS / 1000} s.`)),
        TIMEOUT_MS,
      );
      page.once('close', () => clearTimeout(timer));
      page.exposeFunction('codeAutomationExit', resolve).catch(reject);
    });
    await page.exposeFunction('codeAutomationLog', (/** @type {string} */ _type, /** @type {unknown[]} */ args) => {
      log(args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(' '));
    });
    await page.goto(url);
    await exited;
  } finally {
    await browser.close();
  }
}
