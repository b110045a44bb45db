// What a responder does in a window, in the words of the tests. By keyboard throughout.
import * as assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { KnownEvent } from '../../src/domain/events';
import { eventually, openWindow, type EditorWindow, type WindowOptions } from './harness';
import type { Notification, QuickInput, StatusItem, TreeRow } from './screen';

export const OVERVIEW = 'incident.overview';
export const TIMELINE = 'incident.timeline';

/** Opens a window that is high enough for all rows of the views: what is out of view cannot be read. */
export function openTallWindow(options: WindowOptions): Promise<EditorWindow> {
  return openWindow({ size: { width: 1280, height: 1900 }, ...options });
}

/** Declares an incident: a title, SEV-3, just now; nobody is in command yet. */
export async function declare(window: EditorWindow, title: string): Promise<void> {
  await window.runCommand('Incident: Declare');
  await answer(window, 'Declare an Incident (1/3)', title);
  await choose(window, 'Declare an Incident (2/3)', 'SEV-3');
  await answer(window, 'Declare an Incident (3/3)');
  await choose(window, 'Declare an Incident', 'Nobody yet');
  await seeRow(window, OVERVIEW, title);
}

/** Runs a command that asks for one line, and answers it. */
export async function say(window: EditorWindow, command: string, text: string): Promise<void> {
  await window.runCommand(`Incident: ${command}`);
  await answer(window, command, text);
  await noPrompt(window);
}

/**
 * Waits for the prompt with this title, and until what is typed goes into it: a tree that is drawn anew at the same moment
 * may take the focus back.
 */
export async function prompt(window: EditorWindow, title: string | RegExp): Promise<QuickInput> {
  let seen = 0;
  return eventually(async () => {
    const input = await window.prompt(title);
    const box = window.page.locator('.quick-input-widget');
    const isFocused = await box.evaluate((element) => element.contains(document.activeElement));
    if (!isFocused) await box.locator('input[type=text], input:not([type])').first().focus();
    seen = isFocused ? seen + 1 : 0;
    if (seen < 2) throw new Error(`The prompt "${input.title}" has not got the focus.`);
    return input;
  });
}

/** Answers the input box with this title: types the text, if any, and presses Enter. */
export async function answer(window: EditorWindow, title: string | RegExp, text?: string): Promise<void> {
  await prompt(window, title);
  if (text !== undefined) await window.fill(text);
  await window.press('Enter');
}

/** Chooses the row that begins with this text in the pick with this title. */
export async function choose(window: EditorWindow, title: string | RegExp, label: string): Promise<void> {
  await prompt(window, title);
  await window.focusQuickRow((row) => row.label.startsWith(label), label);
  await window.press('Enter');
}

/** Resolves the incident: the impact ended just now. */
export async function resolve(window: EditorWindow): Promise<void> {
  await window.runCommand('Incident: Resolve');
  await choose(window, 'Resolve', 'Just now');
  await noPrompt(window);
}

/** Answers why an incident is closed without a follow-up. */
export async function closeWithoutFollowUp(window: EditorWindow): Promise<void> {
  await choose(window, 'Close without a Follow-Up', 'No follow-up: tracked elsewhere');
}

/** Waits until no prompt is open. */
export async function noPrompt(window: EditorWindow): Promise<void> {
  await eventually(async () => assert.equal((await window.quickInput())?.title, undefined));
}

/** Waits for a row whose label begins with (or matches) this. */
export function seeRow(
  window: EditorWindow,
  view: string,
  label: string | RegExp,
  fits: (row: TreeRow) => boolean = () => true,
): Promise<TreeRow> {
  return eventually(async () => {
    const rows = await window.tree(view);
    const found = rows.find((row) => (typeof label === 'string' ? row.label.startsWith(label) : label.test(row.label)));
    if (found !== undefined && fits(found)) return found;
    throw new Error(`The row ${label.toString()} is not as expected in ${view}:\n${describe(rows)}`);
  });
}

export function describe(rows: readonly TreeRow[]): string {
  return rows
    .map(
      ({ level, label, description, checked }) =>
        `${'  '.repeat(level)}${label} | ${description} ${checked ? '✓' : ''}`,
    )
    .join('\n');
}

/** The incident's item in the status bar; undefined while there is none. */
export async function status(window: EditorWindow): Promise<StatusItem | undefined> {
  return (await window.statusBar({ own: true })).find((item) => item.id.endsWith('incident.status'));
}

export function seeStatus(window: EditorWindow, text: RegExp): Promise<StatusItem> {
  return eventually(async () => {
    const item = await status(window);
    assert.match(item?.text ?? '(nothing)', text);
    return item!;
  });
}

/** The number on the icon of the container; empty while nothing waits. */
export async function badge(window: EditorWindow): Promise<string> {
  return (await window.badge()) ?? '';
}

/** Unfolds the row with this label, and waits for a row below it. */
export async function unfold(window: EditorWindow, label: string, below: string | RegExp): Promise<void> {
  const row = await seeRow(window, OVERVIEW, label);
  if (row.expanded !== true) {
    await window.focusRow(OVERVIEW, label);
    await window.press('ArrowRight');
  }
  await seeRow(window, OVERVIEW, below);
}

/** Waits for a row of the details, which are unfolded first. */
export async function seeDetail(
  window: EditorWindow,
  label: string | RegExp,
  fits: (row: TreeRow) => boolean = () => true,
): Promise<TreeRow> {
  await unfoldDetails(window);
  return seeRow(window, OVERVIEW, label, fits);
}

/** Unfolds the facts of the incident. */
export function unfoldDetails(window: EditorWindow): Promise<void> {
  return unfold(window, 'Details', 'Severity');
}

/** Waits until both the view and the status bar show these stages, and no others, as active. */
export async function seeStages(window: EditorWindow, ...names: string[]): Promise<void> {
  await eventually(async () => {
    const rows = await window.tree(OVERVIEW);
    const active = rows.filter(({ level, ariaLabel }) => level === 1 && ariaLabel.startsWith('Stage '));
    assert.deepEqual(
      active.map(({ label }) => label),
      names,
    );
    assert.ok((await status(window))?.text.includes(`· ${names.join(' + ')} ·`));
  });
}

/** The key strokes of a command's key binding in package.json, as Playwright writes them. */
export function keysOf(command: string): string[] {
  const manifest = JSON.parse(readFileSync(path.resolve(__dirname, '../../package.json'), 'utf8')) as {
    contributes: { keybindings: { command: string; key: string; mac?: string }[] };
  };
  const binding = manifest.contributes.keybindings.find((each) => each.command === command);
  const key = (process.platform === 'darwin' ? binding?.mac : undefined) ?? binding?.key ?? '';
  const names: Record<string, string> = { ctrl: 'Control', cmd: 'Meta', alt: 'Alt', shift: 'Shift' };
  // Playwright takes a capital letter for Shift and the letter.
  return key.split(' ').map((stroke) =>
    stroke
      .split('+')
      .map((part) => names[part] ?? part)
      .join('+'),
  );
}

/** A record folder for the tests of a suite; it is removed when they are over. */
export function recordFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'incident-ui-'));
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** Everything in a record folder, in its total order; of several incidents, what was recorded last comes last. */
export function readRecord(folder: string): KnownEvent[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) => readFileSync(path.join(folder, file), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as KnownEvent)
    .sort((a, b) => a.clock - b.clock || a.recordedAt.localeCompare(b.recordedAt));
}

/** Waits until the newest event of a record says this. */
export async function seeNewest(folder: string, data: unknown): Promise<void> {
  await eventually(() => assert.deepEqual(readRecord(folder).at(-1)?.data, data));
}

/** Waits for a notification with this message in one of the windows. */
export function seeNotification(windows: readonly EditorWindow[], message: RegExp): Promise<Notification> {
  return eventually(async () => {
    const all = (await Promise.all(windows.map((window) => window.notifications()))).flat();
    const found = all.find((notification) => message.test(notification.message));
    assert.ok(found, `no such notification among ${JSON.stringify(all)}`);
    return found;
  });
}

/** The first item of a checklist in view that is not ticked. */
export function firstItem(window: EditorWindow): Promise<string> {
  return eventually(async () => {
    const item = (await window.tree(OVERVIEW)).find((row) => row.checked === false);
    assert.ok(item, 'no item of a checklist is in view');
    return item.label;
  });
}
