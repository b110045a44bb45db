// What a person sees in a VS Code window, read from its page. Every function here runs inside the browser.

export interface QuickInput {
  /** With the steps, as shown: "Declare (1/3)". */
  title: string;
  value: string;
  placeholder: string;
  /** The prompt, or the validation message that takes its place. */
  message: string;
  severity: 'error' | 'warning' | 'info' | undefined;
  /** The rows in view; a long list has more. */
  rows: QuickRow[];
}

export interface QuickRow {
  /** What a screen reader says: label, description, detail. */
  ariaLabel: string;
  label: string;
  focused: boolean;
  /** Only where several can be picked. */
  checked: boolean | undefined;
}

export interface TreeRow {
  label: string;
  description: string;
  level: number;
  expanded: boolean | undefined;
  checked: boolean | undefined;
  ariaLabel: string;
  /** The codicon's name. */
  icon: string | undefined;
  focused: boolean;
  selected: boolean;
}

export interface StatusItem {
  /** `publisher.name.item` for an extension's items. */
  id: string;
  text: string;
  ariaLabel: string;
}

export interface Notification {
  severity: string;
  message: string;
  buttons: string[];
}

export interface Dialog {
  message: string;
  detail: string;
  buttons: string[];
}

/** The quick pick or input box on screen. */
export function readQuickInput(): QuickInput | undefined {
  const widget = document.querySelector<HTMLElement>('.quick-input-widget');
  if (!widget?.checkVisibility()) return undefined;
  const shown = (selector: string): string => {
    const element = widget.querySelector<HTMLElement>(selector);
    return element?.checkVisibility() ? element.innerText.trim() : '';
  };
  const input = widget.querySelector<HTMLInputElement>('.quick-input-box input');
  const box = widget.querySelector('.quick-input-box .monaco-inputbox');
  const severities = ['error', 'warning', 'info'] as const;
  return {
    title: shown('.quick-input-title'),
    value: input?.value ?? '',
    placeholder: input?.placeholder ?? '',
    message: shown('.quick-input-message'),
    severity: severities.find((severity) => box?.classList.contains(severity)),
    rows: [...widget.querySelectorAll<HTMLElement>('.quick-input-list .monaco-list-row')]
      .filter((row) => row.checkVisibility())
      .sort((a, b) => Number(a.dataset.index) - Number(b.dataset.index))
      .map((row) => ({
        ariaLabel: row.getAttribute('aria-label') ?? '',
        label: row.querySelector<HTMLElement>('.quick-input-list-row .label-name')?.innerText.trim() ?? '',
        focused: row.classList.contains('focused'),
        checked: row.querySelector('.monaco-checkbox') ? row.getAttribute('aria-checked') === 'true' : undefined,
      })),
  };
}

/** The rows in view of the tree with this title. */
export function readTree(title: string): TreeRow[] {
  const tree = [...document.querySelectorAll('.pane-body [role=tree]')].find(
    (element) => element.getAttribute('aria-label') === title,
  );
  const flag = (value: string | null | undefined): boolean | undefined =>
    value === null || value === undefined ? undefined : value === 'true';
  return [...(tree?.querySelectorAll<HTMLElement>('.monaco-list-row') ?? [])]
    .sort((a, b) => Number(a.dataset.index) - Number(b.dataset.index))
    .map((row) => ({
      label: row.querySelector<HTMLElement>('.label-name')?.innerText ?? '',
      description: row.querySelector<HTMLElement>('.label-description')?.innerText ?? '',
      level: Number(row.getAttribute('aria-level')),
      expanded: flag(row.getAttribute('aria-expanded')),
      checked: flag(row.querySelector('.custom-view-tree-node-item-checkbox')?.getAttribute('aria-checked')),
      ariaLabel: row.getAttribute('aria-label') ?? '',
      icon: /codicon-(\S+)/.exec(row.querySelector('.custom-view-tree-node-item-icon')?.className ?? '')?.[1],
      focused: row.classList.contains('focused'),
      selected: row.classList.contains('selected'),
    }));
}

/** What an empty view says instead of a tree. */
export function readWelcome(title: string): string {
  const pane = [...document.querySelectorAll('.pane')].find(
    (element) => element.querySelector('.pane-header .title')?.textContent === title,
  );
  return pane?.querySelector<HTMLElement>('.welcome-view-content')?.innerText ?? '';
}

/** The status bar from left to right. */
export function readStatusBar(): StatusItem[] {
  return [...document.querySelectorAll<HTMLElement>('.part.statusbar .statusbar-item')]
    .filter((item) => item.checkVisibility())
    .map((item) => ({
      id: item.id,
      text: item.innerText.trim(),
      ariaLabel: item.getAttribute('aria-label') ?? '',
    }));
}

/** The notifications that stand in the corner. */
export function readNotifications(where: 'toasts' | 'center'): Notification[] {
  return [...document.querySelectorAll<HTMLElement>(`.notifications-${where} .notification-list-item`)].map((item) => ({
    severity: /codicon-(\S+)/.exec(item.querySelector('.notification-list-item-icon')?.className ?? '')?.[1] ?? '',
    message: item.querySelector<HTMLElement>('.notification-list-item-message')?.innerText ?? '',
    buttons: [...item.querySelectorAll<HTMLElement>('.monaco-button')].map((button) => button.innerText),
  }));
}

/** The modal dialog on screen. */
export function readDialog(): Dialog | undefined {
  const box = document.querySelector<HTMLElement>('.monaco-dialog-box');
  if (!box) return undefined;
  return {
    message: box.querySelector<HTMLElement>('.dialog-message')?.innerText ?? '',
    detail: box.querySelector<HTMLElement>('.dialog-message-detail')?.innerText ?? '',
    buttons: [...box.querySelectorAll<HTMLElement>('.dialog-buttons .monaco-button')].map((button) => button.innerText),
  };
}

/** The lines in view of the active editor, the line breaks of long lines included. */
export function readEditor(): string {
  return [...document.querySelectorAll<HTMLElement>('.editor-group-container.active .monaco-editor .view-line')]
    .sort((a, b) => Number.parseFloat(a.style.top) - Number.parseFloat(b.style.top))
    .map((line) => line.textContent.replaceAll('\u00a0', ' '))
    .join('\n');
}

/** The names of the open tabs; the active one first. */
export function readTabs(): string[] {
  return [...document.querySelectorAll<HTMLElement>('.tabs-container .tab')]
    .sort((a, b) => Number(b.classList.contains('active')) - Number(a.classList.contains('active')))
    .map((tab) => tab.querySelector<HTMLElement>('.label-name')?.innerText ?? '');
}

/** What VS Code has saved of the editors that are open, as JSON; empty before it did. */
export async function readSavedEditors(): Promise<string> {
  const answer = <T>(request: IDBRequest<T>) =>
    new Promise<T>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('The request failed.'));
    });
  let saved = '';
  for (const { name = '' } of await indexedDB.databases()) {
    if (!name.startsWith('vscode-web-state-db-')) continue;
    const database = await answer(indexedDB.open(name));
    const items = database.transaction('ItemTable').objectStore('ItemTable');
    const editors: unknown = await answer(items.get('memento/workbench.parts.editor'));
    if (typeof editors === 'string') saved += editors;
    database.close();
  }
  return saved;
}

/** The badge on an icon of the activity bar. */
export function readBadge(container: string): string | undefined {
  const item = [...document.querySelectorAll('.activitybar .action-item')].find((element) =>
    element.querySelector('.action-label')?.getAttribute('aria-label')?.startsWith(container),
  );
  const badge = item?.querySelector<HTMLElement>('.badge');
  return badge?.checkVisibility() ? badge.innerText.trim() : undefined;
}

/** Whether the tree with this title has the focus. */
export function hasFocus(title: string): boolean {
  return document.activeElement?.closest('[role=tree]')?.getAttribute('aria-label') === title;
}
