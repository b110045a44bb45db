// @ts-check
// The headless browser in which the web hosts show their windows.
import { chromium } from 'playwright-core';
import { ensureChromium } from './chromium.mjs';

/**
 * Starts the browser. Playwright ends it with our process.
 * @param {(line: string) => void} [log]
 */
export async function launchBrowser(log) {
  const executablePath = await ensureChromium(log);
  // Everything goes to servers on this machine, and nothing else is to be asked for anything.
  const args = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  args.push('--disable-component-update', '--disable-sync', '--disable-dev-shm-usage', '--no-proxy-server');
  // Containers and root cannot use the browser's own sandbox, and all that it opens is ours.
  return chromium.launch({ executablePath, args, chromiumSandbox: false });
}

/**
 * Opens what the pages of a test share. Nothing in them moves: a bar of progress that runs makes the browser draw the whole
 * window forty times a second, which took half of the tests' processor time.
 * @param {import('playwright-core').Browser} browser
 * @param {import('playwright-core').BrowserContextOptions} [options]
 */
export async function calmContext(browser, options) {
  const context = await browser.newContext(options);
  await context.addInitScript(`{
    const calm = new CSSStyleSheet();
    calm.replaceSync('*, *::before, *::after { animation: none !important; transition: none !important; }');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, calm];
  }`);
  return context;
}
