import * as vscode from 'vscode';

let channel: vscode.LogOutputChannel | undefined;

/** The "Incident" output channel, made when first used. */
export function log(): vscode.LogOutputChannel {
  channel ??= vscode.window.createOutputChannel('Incident', { log: true });
  return channel;
}

/** Keeps an error that happened in the background. */
export function logError(error: unknown): void {
  log().error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error) log().error(cause.stack ?? cause.message);
}
