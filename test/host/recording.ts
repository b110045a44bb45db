import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { KnownEvent } from '../../src/domain/events';
import type { CommandId } from '../../src/editor/kit/commands';

const EXTENSION = 'incident-commander.incident-commander';

/** What the extension keeps and says during one test. */
export interface Recording {
  /** The record folder of this test. */
  readonly folder: string;
  /** What was said to the person, as `error: …`, `info: …` or `warning: …`, the oldest first. */
  readonly messages: readonly string[];
  /** Everything in the record on the disk, in its total order. */
  events(): Promise<KnownEvent[]>;
}

/** Gives every test of the suite in which this is called an empty record folder, which is gone after the suite. */
export function recording(): Recording {
  const messages: string[] = [];
  let folder = '';
  const restore: (() => void)[] = [];

  before('activate the extension, with a record folder of the suite', async () => {
    await vscode.extensions.getExtension(EXTENSION)?.activate();
    folder = await mkdtemp(join(tmpdir(), 'incident-host-'));
  });
  beforeEach('empty the record folder', async () => {
    messages.length = 0;
    for (const kind of ['error', 'info', 'warning'] as const) restore.push(listenTo(kind, messages));
    await mkdir(folder, { recursive: true });
    // Once a suite, or where a test changed it: VS Code takes a third of a second for a setting.
    await configure('record.folder', folder);
    await run('incident.reload');
  });
  afterEach('take everything out of the record folder', async () => {
    for (const undo of restore.splice(0)) undo();
    await closeEditors();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });
  after('go back to the usual record folder', () => configure('record.folder', undefined));

  return {
    get folder() {
      return folder;
    },
    messages,
    events: () => readEvents(folder),
  };
}

/** Closes all editors, without a question about what was not saved. */
async function closeEditors(): Promise<void> {
  while (vscode.window.activeTextEditor?.document.isDirty === true) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}

const METHODS = { error: 'showErrorMessage', info: 'showInformationMessage', warning: 'showWarningMessage' } as const;

/** Takes a kind of message down instead of showing it. The tests share their `vscode` with the extension. */
function listenTo(kind: keyof typeof METHODS, messages: string[]): () => void {
  const window = vscode.window as unknown as Record<string, unknown>;
  const method = METHODS[kind];
  const original = window[method];
  window[method] = (message: string) => {
    // Said once a window, at whichever entry a busy machine starts git too late for.
    if (!message.startsWith('Git isn’t answering')) messages.push(`${kind}: ${message}`);
    return Promise.resolve(undefined);
  };
  return () => (window[method] = original);
}

/** Changes a setting of the extension, and waits until it has heard of it. */
export async function configure(key: string, value: unknown): Promise<void> {
  const section = vscode.workspace.getConfiguration('incident');
  if (section.inspect(key)?.globalValue === value) return;
  const heard = new Promise<void>((resolve) => {
    const subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration(`incident.${key}`)) return;
      subscription.dispose();
      resolve();
    });
  });
  await section.update(key, value, vscode.ConfigurationTarget.Global);
  await heard;
}

export function run<T = unknown>(id: CommandId, argument?: unknown): Thenable<T> {
  return vscode.commands.executeCommand<T>(id, argument);
}

/** Leaves the prompts of a command as Escape does, as soon as they are there. */
export async function leave(command: Thenable<unknown>): Promise<void> {
  let isOver = false;
  const over = command.then(() => (isOver = true));
  await until(
    async () => {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return isOver;
    },
    (ended) => ended,
    'the prompts are left',
  );
  await over;
}

/** Declares an incident that began a minute ago; gives its id. */
export async function declare(title = 'Pulls fail', severity = 'SEV-2'): Promise<string> {
  return run<string>('incident.declare', { title, severity, startedAt: '-1m' });
}

export async function readEvents(folder: string): Promise<KnownEvent[]> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.jsonl'));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts
    .flatMap((text) => text.split('\n').filter((line) => line !== ''))
    .map((line) => JSON.parse(line) as KnownEvent)
    .sort((a, b) => a.clock - b.clock);
}

/** The newest event of the record, which must be of this type. */
export async function last<T extends KnownEvent['type']>(
  from: Recording,
  type: T,
): Promise<Extract<KnownEvent, { type: T }>> {
  const newest = (await from.events()).at(-1);
  if (newest?.type !== type) throw new Error(`The newest event is ${newest?.type ?? 'none'}, not ${type}.`);
  return newest as Extract<KnownEvent, { type: T }>;
}

/** The types of all events of the record, in order. */
export async function types(from: Recording): Promise<string[]> {
  return (await from.events()).map((event) => event.type);
}

/** The folder of the window. */
export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (folder === undefined) throw new Error('The window has no folder.');
  return folder;
}

export function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: workspaceFolder(), encoding: 'utf8' }).trim();
}

/** Opens the timeline and gives its text. */
export async function timelineText(): Promise<string> {
  await run('incident.openTimeline');
  const document = vscode.window.activeTextEditor?.document;
  if (document?.uri.scheme !== 'incident-timeline') throw new Error('The timeline is not open.');
  return document.getText();
}

/** Long enough for a machine on which everything runs at once: only a failure waits as long. */
const PATIENCE_MS = 15_000;

/** Characters of a reading in an error. */
const MOST_OF_A_READING = 1000;

/** Waits until a reading is as wanted; fails with the last one. */
export async function until<T>(read: () => T | Promise<T>, wanted: (value: T) => boolean, what: string): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const value = await read();
    if (wanted(value)) return value;
    if (Date.now() > deadline) {
      const reading = JSON.stringify([value]);
      throw new Error(`In vain until ${what}. The last reading: ${reading.slice(0, MOST_OF_A_READING)}`);
    }
    await pause(20);
  }
}
