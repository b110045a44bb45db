import * as path from 'node:path';
import { readFileSync } from 'node:fs';
import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import type { Host, HostOptions } from '../../scripts/hosts.mjs';
import { writeSettings } from '../../scripts/hosts.mjs';
import { eventually } from './eventually';
import * as screen from './screen';

const ROOT = path.resolve(__dirname, '../..');
const SCREENSHOTS = path.join(__dirname, 'screenshots');

/** What a window needs from whoever opened it. */
export interface WindowParts {
  host: Host;
  context: BrowserContext;
  workspace: string;
  settings: Record<string, unknown>;
  onClose: (window: EditorWindow) => Promise<void>;
  openSecond: (workspace: string | undefined) => Promise<EditorWindow>;
}

/**
 * One VS Code window, used the way a person uses it: keyboard first. Every reading is of this very moment; to wait
 * for something, put the assertion into `eventually`.
 */
export class EditorWindow {
  /** The extension host of this window. */
  #extensionHost = 0;

  constructor(
    /** Playwright's page, for what this class has no word for. */
    public page: Page,
    private readonly parts: WindowParts,
  ) {}

  get host(): Host {
    return this.parts.host;
  }

  get workspace(): string {
    return this.parts.workspace;
  }

  /** Loads the workbench and waits until its extension host runs. */
  async load(): Promise<void> {
    const before = this.host.extensionHosts.length;
    // tsx marks functions with a helper that the page does not know.
    await this.page.addInitScript('globalThis.__name = (target) => target;');
    // A busy machine takes its time.
    await this.page.goto(this.host.url(this.workspace), { timeout: 90_000 });
    await this.#ready(before);
  }

  /**
   * Waits until the window would come back with this tab: in a browser VS Code saves which editors are open every five
   * seconds, and not when the window goes.
   */
  async tabSaved(title: string): Promise<void> {
    await eventually(async () => {
      const saved = await this.page.evaluate(screen.readSavedEditors);
      if (!saved.includes(title)) throw new Error(`The tab ${title} is not saved: ${saved}`);
    }, 30_000);
  }

  /** Reloads the window, as "Developer: Reload Window" does. */
  async reload(): Promise<void> {
    const before = this.host.extensionHosts.length;
    await this.page.reload();
    await this.#ready(before);
    // On a busy machine the extension is there long after the window.
    const sideBar = this.page.locator('.part.sidebar');
    await eventually(async () => {
      if ((await sideBar.innerText()).includes('no data provider')) throw new Error('The extension has not started.');
    }, 90_000);
  }

  /** Kills the extension host of this window (SIGKILL) and waits until VS Code has started another. */
  async killExtensionHost(): Promise<void> {
    const before = this.host.extensionHosts.length;
    process.kill(this.#extensionHost, 'SIGKILL');
    await this.#ready(before);
  }

  /** Kills the whole of VS Code (SIGKILL) and the window, as a power cut would. `reopen` starts it again. */
  async killEditor(): Promise<void> {
    await this.host.kill();
    await this.page.close();
  }

  /** Opens the window again after `killEditor`, on the same data. */
  async reopen(): Promise<void> {
    await this.host.launch();
    this.page = await this.parts.context.newPage();
    await this.load();
  }

  /** A second window of the same VS Code: same user data, same settings. Same folder, unless told otherwise. */
  secondWindow(workspace?: string): Promise<EditorWindow> {
    return this.parts.openSecond(workspace);
  }

  /** Closes the window; the first window ends its VS Code with it. */
  close(): Promise<void> {
    return this.parts.onClose(this);
  }

  async #ready(extensionHostsBefore: number): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor();
    await eventually(() => {
      const [newest] = this.host.extensionHosts.slice(extensionHostsBefore);
      if (newest === undefined) throw new Error(`No extension host was started. The server said:\n${this.host.output}`);
      this.#extensionHost = newest;
    });
  }

  /** Runs a command from the palette by its full title, such as "Incident: Declare". */
  async runCommand(title: string): Promise<void> {
    await eventually(async () => {
      // The palette does not list commands that come while it is open: a try that finds nothing opens it again.
      await this.#closeQuickInput();
      await this.press('F1');
      await eventually(async () => {
        if ((await this.quickInput())?.value !== '>') throw new Error('The command palette did not open.');
      }, 2000);
      await this.page.keyboard.insertText(title);
      await this.focusQuickRow((row) => row.ariaLabel === title || row.ariaLabel.startsWith(`${title}, `), title, 2000);
    });
    await this.press('Enter');
  }

  async #closeQuickInput(): Promise<void> {
    await eventually(async () => {
      if ((await this.quickInput()) === undefined) return;
      await this.press('Escape');
      throw new Error('The quick input does not close.');
    });
  }

  /** Types into whatever has the focus. */
  type(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  /** Presses keys one after the other: `press('Control+A', 'Delete')`. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Replaces the text of the open quick input. */
  async fill(text: string): Promise<void> {
    await this.press('ControlOrMeta+A', 'Delete');
    await this.type(text);
  }

  /** Waits for the quick input whose title contains `title` (or matches it). */
  prompt(title: string | RegExp): Promise<screen.QuickInput> {
    return eventually(async () => {
      const input = await this.quickInput();
      if (input === undefined) throw new Error(`No quick input is open; expected ${title.toString()}.`);
      const matches = typeof title === 'string' ? input.title.includes(title) : title.test(input.title);
      if (!matches) throw new Error(`The quick input "${input.title}" is open; expected ${title.toString()}.`);
      return input;
    });
  }

  /** Answers the input box with this title: types the text, if any, and presses Enter. */
  async answer(title: string | RegExp, text?: string): Promise<void> {
    await this.prompt(title);
    if (text !== undefined) await this.fill(text);
    await this.press('Enter');
  }

  /** Chooses the row that begins with `label` in the quick pick with this title, by arrow keys and Enter. */
  async pick(title: string | RegExp, label: string): Promise<void> {
    await this.prompt(title);
    await this.focusQuickRow((row) => row.ariaLabel.startsWith(label), label);
    await this.press('Enter');
  }

  /** Moves to a row of the open quick pick with the arrow keys. */
  async focusQuickRow(accept: (row: screen.QuickRow) => boolean, name: string, timeout?: number): Promise<void> {
    await eventually(async () => {
      const rows = (await this.quickInput())?.rows ?? [];
      const wanted = rows.findIndex(accept);
      const focused = rows.findIndex((row) => row.focused);
      if (wanted !== -1 && wanted === focused) return;
      if (wanted !== -1) await this.press(wanted > focused ? 'ArrowDown' : 'ArrowUp');
      throw new Error(`The row "${name}" cannot be reached. Rows: ${rows.map((row) => row.ariaLabel).join(' | ')}`);
    }, timeout);
  }

  quickInput(): Promise<screen.QuickInput | undefined> {
    return this.page.evaluate(screen.readQuickInput);
  }

  /** The rows in view of a tree view, by the view's id or title. A small view shows only some of its rows. */
  tree(view: string): Promise<screen.TreeRow[]> {
    return this.page.evaluate(screen.readTree, this.#title(view));
  }

  welcome(view: string): Promise<string> {
    return this.page.evaluate(screen.readWelcome, this.#title(view));
  }

  #title(view: string): string {
    return viewTitle(view, this.host.options);
  }

  /** Shows a view of the extension and puts the focus into it. */
  focusView(view: string): Promise<void> {
    return this.runCommand(`Incidents: Focus on ${this.#title(view)} View`);
  }

  /** Focuses a row of a tree with the arrow keys, by the beginning of its label. */
  async focusRow(view: string, label: string): Promise<void> {
    await this.focusView(view);
    await eventually(async () => {
      const rows = await this.tree(view);
      const wanted = rows.findIndex((row) => row.label.startsWith(label));
      const focused = rows.findIndex((row) => row.focused);
      if (wanted !== -1 && wanted === focused) return;
      // Something that opens at the same moment may take the focus.
      if (await this.page.evaluate(screen.hasFocus, this.#title(view)))
        await this.press(wanted === -1 || wanted > focused ? 'ArrowDown' : 'ArrowUp');
      else await this.focusView(view);
      throw new Error(`The row "${label}" cannot be reached. Rows: ${rows.map((row) => row.label).join(' | ')}`);
    });
  }

  /** Chooses a command from the menu of a row, by keyboard. */
  async runOnRow(view: string, label: string, title: string): Promise<void> {
    await this.focusRow(view, label);
    await this.press('Shift+F10');
    const focused = this.page.locator('.monaco-menu .action-item.focused .action-label');
    await eventually(async () => {
      const at = await focused
        .first()
        .getAttribute('aria-label', { timeout: 1000 })
        .catch(() => null);
      if (at === title) return;
      await this.press('ArrowDown');
      throw new Error(`The menu of "${label}" has no "${title}"; the focus is on ${at ?? 'nothing'}.`);
    });
    await this.press('Enter');
  }

  /** Clicks an action in the title of a view, which is there while the view has the focus. */
  async clickViewAction(view: string, title: string): Promise<void> {
    await this.focusView(view);
    await this.page.locator('.pane-header').getByRole('button', { name: title, exact: true }).click();
  }

  /** Clicks the check box of a row. (The keyboard's way is up to the extension: VS Code's Space only selects.) */
  async clickCheckBox(view: string, label: string): Promise<void> {
    const row = this.page
      .locator(`[role=tree][aria-label="${this.#title(view)}"] .monaco-list-row`)
      .filter({ has: this.page.locator('.label-name', { hasText: label }) })
      .first();
    await row.locator('.custom-view-tree-node-item-checkbox').click({ timeout: 5000 });
  }

  /** The status bar; `own` leaves only the extension's items. */
  async statusBar({ own = false } = {}): Promise<screen.StatusItem[]> {
    const items = await this.page.evaluate(screen.readStatusBar);
    return own ? items.filter((item) => item.id.startsWith('incident-commander.')) : items;
  }

  /** The notifications on screen, or all that nobody closed, once they are shown. */
  notifications(where: 'toasts' | 'center' = 'toasts'): Promise<screen.Notification[]> {
    return this.page.evaluate(screen.readNotifications, where);
  }

  /** Clicks a button of the notification or dialog on screen; a notification that had its time is behind the bell. */
  async clickButton(label: string): Promise<void> {
    const button = this.page
      .locator('.notifications-toasts, .notifications-center, .monaco-dialog-box')
      .getByRole('button', { name: label, exact: true });
    await eventually(async () => {
      if ((await button.count()) === 0) await this.runCommand('Notifications: Show Notifications');
      await button.click({ timeout: 2000 });
    });
  }

  dialog(): Promise<screen.Dialog | undefined> {
    return this.page.evaluate(screen.readDialog);
  }

  editorText(): Promise<string> {
    return this.page.evaluate(screen.readEditor);
  }

  tabs(): Promise<string[]> {
    return this.page.evaluate(screen.readTabs);
  }

  badge(container = 'Incident'): Promise<string | undefined> {
    return this.page.evaluate(screen.readBadge, container);
  }

  /** The content of the one webview on screen. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe');
  }

  /** Changes user settings and reloads the window, as the web host does not watch its settings file. */
  async setSettings(settings: Record<string, unknown>): Promise<void> {
    Object.assign(this.parts.settings, settings);
    writeSettings(this.host, this.parts.settings);
    await this.reload();
  }

  /** Makes the side bar as narrow as VS Code allows. */
  async narrowSidebar(): Promise<void> {
    const box = await this.page.locator('.part.sidebar').boundingBox();
    if (!box) throw new Error('The side bar is not shown.');
    await this.page.mouse.move(box.x + box.width, box.y + box.height / 2);
    await this.page.mouse.down();
    // Further left than this and the side bar would close.
    await this.page.mouse.move(box.x + 150, box.y + box.height / 2, { steps: 10 });
    await this.page.mouse.up();
  }

  /** Takes a picture into test/ui/screenshots/. */
  async screenshot(name: string): Promise<string> {
    const file = path.join(SCREENSHOTS, `${name.replaceAll(/[^\w.-]+/g, '-')}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }
}

interface Manifest {
  contributes?: { views?: Record<string, { id: string; name: string }[]> };
}

/** The title of a view of the extension in the host's language, for its id; what is no id is taken for a title. */
function viewTitle(view: string, { extension = ROOT, language }: HostOptions): string {
  const read = (file: string): unknown => JSON.parse(readFileSync(path.join(extension, file), 'utf8'));
  const views = Object.values((read('package.json') as Manifest).contributes?.views ?? {}).flat();
  const name = views.find((contributed) => contributed.id === view)?.name ?? view;
  const key = /^%(.+)%$/.exec(name)?.[1];
  if (key === undefined) return name;
  const strings = language === undefined ? 'package.nls.json' : `package.nls.${language}.json`;
  return (read(strings) as Record<string, string>)[key] ?? name;
}
