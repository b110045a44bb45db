import * as vscode from 'vscode';
import { COMMANDS, type CommandId } from './commands';

/** Registers every command, in this one place. */
export function registerCommands(
  runCommand: (id: CommandId, argument: unknown, selected: readonly unknown[] | undefined) => Promise<unknown>,
): vscode.Disposable {
  return vscode.Disposable.from(
    ...COMMANDS.map((id) =>
      vscode.commands.registerCommand(id, (argument?: unknown, selected?: unknown) =>
        runCommand(id, argument, Array.isArray(selected) ? selected : undefined),
      ),
    ),
  );
}

/** Runs one of our own commands. */
export function run(id: CommandId, argument?: unknown): Thenable<unknown> {
  return vscode.commands.executeCommand(id, argument);
}
