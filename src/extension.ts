import type * as vscode from 'vscode';
import { startExtension } from './editor/kit/start';

let end: (() => Promise<void>) | undefined;

/** Tells VS Code what there is. The features, with all that they need, are loaded when somebody asks for some of it. */
export function activate(context: vscode.ExtensionContext): void {
  end = startExtension(context, async () => (await import('./features')).openFeatures);
}

/** Flushes and closes the record; no git outlives this. */
export async function deactivate(): Promise<void> {
  await end?.();
}
