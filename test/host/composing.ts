import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { CommandId } from '../../src/editor/kit/commands';
import { run, until } from './recording';

/** Runs a command that opens a text, and waits for it. */
export async function compose(id: CommandId, argument: object): Promise<void> {
  await run(id, argument);
  draft();
}

/** The text in the active editor. */
export function draft(): { readonly path: string; readonly text: string; readonly dirty: boolean } {
  const document = vscode.window.activeTextEditor?.document;
  if (document === undefined || !/[\\/]drafts[\\/]/.test(document.uri.fsPath)) {
    throw new Error(`No text to be sent is open, but ${document?.uri.toString() ?? 'nothing'}.`);
  }
  return { path: document.uri.fsPath, text: document.getText().trimEnd(), dirty: document.isDirty };
}

/** The tabs of all texts to be sent. */
export function openDrafts(): string[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .map(({ input }) => (input instanceof vscode.TabInputText ? input.uri.fsPath : ''))
    .filter((path) => /[\\/]drafts[\\/]/.test(path));
}

/** Replaces the text in the active editor, as somebody who types. */
export async function write(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  assert.ok(editor);
  await editor.edit((edit) => edit.replace(new vscode.Range(0, 0, editor.document.lineCount, 0), text));
}

/** Waits until what was typed is on the disk. */
export async function keptTyped(path: string, text: string): Promise<void> {
  await until(
    () => (JSON.parse(readFileSync(path.replace(/md$/, 'json'), 'utf8')) as { typed: string }).typed,
    (typed) => typed === text,
    'what was typed is kept',
  );
}

/** Leaves all prompts until the command is over. */
export async function leavePrompts(command: Thenable<unknown>): Promise<void> {
  await pressUntilOver(command, 'workbench.action.closeQuickOpen');
}

/** Takes what the prompts of a command propose. */
export async function acceptPrompt(command: Thenable<unknown>): Promise<void> {
  await pressUntilOver(command, 'workbench.action.acceptSelectedQuickOpenItem');
}

export async function pressUntilOver(command: Thenable<unknown>, key: string): Promise<void> {
  let over = false;
  void command.then(() => (over = true));
  await until(
    async () => {
      if (!over) await vscode.commands.executeCommand(key);
      return over;
    },
    (done) => done,
    'the command is over',
  );
}
