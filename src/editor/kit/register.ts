import * as vscode from 'vscode';
import { showFailure } from './failures';
import type { CommandId, CommandMap } from './commands';

/** Registers every command, in this one place; whatever a handler throws becomes one sentence and a line in the log. */
export function registerCommands(handlers: CommandMap): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(handlers).map(([id, handler]) =>
      vscode.commands.registerCommand(id, async (argument?: unknown) => {
        try {
          return await handler(argument);
        } catch (error) {
          showFailure(error);
          return undefined;
        }
      }),
    ),
  );
}

/** Runs one of our own commands. */
export function run(id: CommandId, argument?: unknown): Thenable<unknown> {
  return vscode.commands.executeCommand(id, argument);
}
