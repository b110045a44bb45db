// Opens real VS Code windows for the ui tests: `const window = await openWindow()`, and `await window.close()`.
import type { Browser, BrowserContext } from 'playwright-core';
import { calmContext, launchBrowser } from '../../scripts/browser.mjs';
import type { Edition, Host } from '../../scripts/hosts.mjs';
import { startHost } from '../../scripts/hosts.mjs';
import { makeTestWorkspace } from '../../scripts/test-workspace.mjs';
import { EditorWindow } from './window';

export { eventually } from './eventually';
export type { EditorWindow } from './window';

export interface WindowOptions {
  edition?: Edition;
  /** Folder to open; a new small git repository by default. */
  workspace?: string;
  /** User settings. */
  settings?: Record<string, unknown>;
  theme?: keyof typeof THEMES;
  /** The setting `incident.record.folder`. */
  recordFolder?: string;
  /** Display language, such as `de`. */
  language?: string;
  /** `restricted`: the folder opens in Restricted Mode. */
  trust?: 'all' | 'restricted';
  size?: { width: number; height: number };
  /** Another extension folder than the repository. */
  extension?: string;
  /** Folders of extensions that are installed beside it. */
  beside?: readonly string[];
}

const THEMES = {
  dark: 'Visual Studio Dark',
  light: 'Visual Studio Light',
  'high-contrast': 'Default High Contrast',
  'high-contrast-light': 'Default High Contrast Light',
};

let browser: Promise<Browser> | undefined;
const open = new Set<EditorWindow>();

/** Starts a VS Code of its own and opens a window of it. */
export async function openWindow(options: WindowOptions = {}): Promise<EditorWindow> {
  const { edition = 'latest', theme = 'dark', size = { width: 1280, height: 900 } } = options;
  const temporary = options.workspace === undefined ? makeTestWorkspace('ui') : undefined;
  const workspace = options.workspace ?? temporary?.dir ?? '';
  const settings: Record<string, unknown> = { 'workbench.colorTheme': THEMES[theme], ...options.settings };
  if (options.recordFolder !== undefined) settings['incident.record.folder'] = options.recordFolder;
  let host: Host | undefined;
  let context: BrowserContext | undefined;
  const end = async (): Promise<void> => {
    await context?.close();
    await host?.stop();
    temporary?.remove();
  };
  try {
    const { trust = 'all', extension, language, beside } = options;
    host = await startHost({
      edition,
      userSettings: settings,
      trust,
      ...(extension === undefined ? {} : { extension }),
      ...(beside === undefined ? {} : { beside }),
      ...(language === undefined ? {} : { language }),
    });
    browser ??= launchBrowser();
    context = await calmContext(await browser, { viewport: size });
    return await openPage({ host, context, workspace, settings }, end);
  } catch (error) {
    await end();
    throw error;
  }
}

interface SharedParts {
  host: Host;
  context: BrowserContext;
  workspace: string;
  settings: Record<string, unknown>;
}

/** Opens one window; `end` ends what is its own. */
async function openPage(parts: SharedParts, end: () => Promise<void>): Promise<EditorWindow> {
  const window = new EditorWindow(await parts.context.newPage(), {
    ...parts,
    onClose: async (closing) => {
      if (!open.delete(closing)) return;
      await closing.page.close();
      await end();
    },
    openSecond: (workspace = parts.workspace) => openPage({ ...parts, workspace }, () => Promise.resolve()),
  });
  open.add(window);
  try {
    await window.load();
  } catch (error) {
    await window.screenshot('failed-window-did-not-load');
    open.delete(window);
    throw error;
  }
  return window;
}

/** A picture of every open window, named after the test that failed. */
async function takePictures(test: Mocha.Runnable): Promise<void> {
  for (const [index, window] of [...open].entries()) {
    if (!window.page.isClosed()) await window.screenshot(`failed ${test.titlePath().join(' ')} ${index + 1}`);
  }
}

// The pictures must be taken before a test's own clean-up closes its windows: hence around the test, not after it.
beforeEach(function () {
  const test = this.currentTest;
  const body = test?.fn;
  if (!test || !body || body.length > 0) return;
  test.fn = async function (this: Mocha.Context) {
    try {
      await (body as Mocha.AsyncFunc).call(this);
    } catch (error) {
      await takePictures(test);
      throw error;
    }
  };
});

// A test that ran out of time never got to its own catch.
afterEach(async function () {
  const test = this.currentTest;
  if (test?.state === 'failed' && test.timedOut) await takePictures(test);
});

after(async function () {
  for (const window of [...open].reverse()) await window.close();
  await (await browser)?.close();
});
