import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The folders from which the panel's page may load anything. */
export function panelRoots(extension: vscode.Uri): vscode.Uri[] {
  return [vscode.Uri.joinPath(extension, 'dist'), vscode.Uri.joinPath(extension, 'media')];
}

/**
 * The panel's page: an empty body, one style sheet and one script. Nothing else may load or run, and no text of others is
 * in it: everything shown comes later, as messages.
 */
export function panelPage(webview: vscode.Webview, extension: vscode.Uri, title: string): string {
  const nonce = randomBytes(16).toString('base64url');
  const address = (...path: string[]) => webview.asWebviewUri(vscode.Uri.joinPath(extension, ...path)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${attribute(vscode.env.language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>${attribute(title)}</title>
<link rel="stylesheet" href="${attribute(address('media', 'changesPanel.css'))}">
</head>
<body>
<main id="panel"></main>
<script nonce="${nonce}" src="${attribute(address('dist', 'changesPanel.js'))}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
