// The panel's page in a browser of its own, without a VS Code around it: for figures, and for a look at it.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type * as panelDataModule from '../../src/editor/changes/panel/data';
import type * as panelWordsModule from '../../src/editor/changes/panel/words';

const ROOT = path.resolve(__dirname, '../..');
const ADDRESS = 'http://panel.localhost/';

/** What the extension makes for the panel, as functions that need no VS Code. */
export type PanelSide = typeof panelDataModule & typeof panelWordsModule;

/** In place of VS Code: the words as they are in the source. */
const withoutEditor: Plugin = {
  name: 'without-editor',
  setup(made) {
    made.onResolve({ filter: /^vscode$/ }, () => ({ path: 'vscode', namespace: 'stub' }));
    made.onLoad({ filter: /.*/, namespace: 'stub' }, () => ({
      contents: `export const l10n = { t: (text, ...args) => text.replace(/\\{(\\d)\\}/g, (whole, i) => args[i] ?? whole) };`,
    }));
  },
};

/** The extension's side of the panel. */
export async function panelSide(): Promise<PanelSide> {
  const folder = await mkdtemp(path.join(tmpdir(), 'incident-panel-'));
  try {
    const outfile = path.join(folder, 'side.cjs');
    const contents = `export * from './data'; export * from './words';`;
    const resolveDir = path.join(ROOT, 'src/editor/changes/panel');
    const stdin = { contents, resolveDir, sourcefile: 'side.ts', loader: 'ts' } as const;
    await build({
      stdin,
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      plugins: [withoutEditor],
      logLevel: 'error',
    });
    return (await import(outfile)) as PanelSide;
  } finally {
    await rm(folder, { recursive: true });
  }
}

export interface PanelPageOptions {
  readonly size?: { readonly width: number; readonly height: number };
  /** Theme variables, without `--vscode-`. */
  readonly theme?: Readonly<Record<string, string>>;
  readonly bodyClass?: string;
}

/** What the page has said so far. */
export interface Said {
  readonly type: string;
  readonly body: unknown;
}

/** Opens the page under the policy that the panel sets; it waits for messages. */
export async function openPanelPage(browser: Browser, options: PanelPageOptions = {}): Promise<Page> {
  const outdir = path.join(ROOT, 'out');
  const script = await build({
    entryPoints: [path.join(ROOT, 'src/webview/main.ts')],
    outdir,
    bundle: true,
    minify: true,
    format: 'iife',
    write: false,
    logLevel: 'error',
  });
  const css = await readFile(path.join(ROOT, 'media/changesPanel.css'), 'utf8');
  const variables = Object.entries(options.theme ?? {}).map(([name, value]) => `--vscode-${name}: ${value};`);
  const policy = `default-src 'none'; style-src http://panel.localhost; script-src 'nonce-test'`;
  const page = await browser.newPage({ viewport: options.size ?? { width: 1100, height: 800 } });
  const files: Readonly<Record<string, { body: string; contentType: string }>> = {
    [ADDRESS]: {
      contentType: 'text/html',
      body: `<!DOCTYPE html><html lang="en"><head><title>What Changed?</title>
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="theme.css"><link rel="stylesheet" href="panel.css"></head>
<body class="${options.bodyClass ?? 'vscode-dark'}"><main id="panel"></main><script nonce="test" src="panel.js"></script></body></html>`,
    },
    [`${ADDRESS}theme.css`]: { contentType: 'text/css', body: `:root { ${variables.join(' ')} }` },
    [`${ADDRESS}panel.css`]: { contentType: 'text/css', body: css },
    [`${ADDRESS}panel.js`]: { contentType: 'text/javascript', body: script.outputFiles[0]?.text ?? '' },
  };
  await page.route('**/*', (route) => {
    const file = files[route.request().url()];
    return file === undefined ? route.fulfill({ status: 404 }) : route.fulfill(file);
  });
  // tsx marks functions with a helper that the page does not know.
  await page.addInitScript('globalThis.__name = (target) => target;');
  await page.addInitScript(() => {
    const said: unknown[] = [];
    const postMessage = (message: unknown) => said.push(message);
    Object.assign(globalThis, { said, acquireVsCodeApi: () => ({ postMessage }) });
  });
  await page.goto(ADDRESS);
  return page;
}

/** Says something to the page, as the extension does. */
export async function tell(page: Page, type: string, body: unknown): Promise<void> {
  await page.evaluate((message) => window.postMessage(message, '*'), { type, body });
}

export function saidBy(page: Page): Promise<Said[]> {
  return page.evaluate(() => (globalThis as unknown as { said: Said[] }).said);
}
