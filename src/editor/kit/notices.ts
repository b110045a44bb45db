import * as vscode from 'vscode';

// VS Code makes links of `[label](command:…)` in messages, also in text of others that is quoted in one: every message of
// ours goes through here.

/**
 * A text for the places in which VS Code makes links of `[label](command:…)`: notifications, and what stands below an input.
 * It is shown as written, but for a space.
 */
export function withoutLinks(text: string): string {
  return text.replace(/\](?=\()/g, '] ');
}

/** Says something in a notification; gives the button that was chosen. */
export function inform(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(withoutLinks(message), ...buttons);
}

/** Says what a person can put right. */
export function warn(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(withoutLinks(message), ...buttons);
}

/** Says what failed. */
export function complain(message: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showErrorMessage(withoutLinks(message), ...buttons);
}

/** Asks before something is lost; true if the person chose the button. */
export async function confirmLoss(message: string, detail: string, button: string): Promise<boolean> {
  return (await askBefore(message, detail, button)) === button;
}

/** Asks before something is done that cannot be undone, where there is more than one way; undefined for none of them. */
export function askBefore(message: string, detail: string, ...buttons: string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(withoutLinks(message), { modal: true, detail }, ...buttons);
}
