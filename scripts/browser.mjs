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
