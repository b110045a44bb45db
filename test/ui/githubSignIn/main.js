// @ts-check
// Stands in for VS Code's sign-in to GitHub, which a web host has not got: each sign-in gives the next token of the settings. What
// any extension asks api.github.com goes to a server on this machine.
const vscode = require('vscode');

const GITHUB = 'https://api.github.com';

/** @param {import('vscode').ExtensionContext} context */
exports.activate = (context) => {
  const settings = vscode.workspace.getConfiguration('githubSignIn');
  const tokens = [...(settings.get('tokens') ?? [])];
  const api = settings.get('api');
  const usual = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    return url.origin === GITHUB ? usual(new URL(`${url.pathname}${url.search}`, api), init) : usual(input, init);
  };
  /** @type {import('vscode').AuthenticationSession[]} */
  let sessions = [];
  const changed = new vscode.EventEmitter();
  const provider = {
    onDidChangeSessions: changed.event,
    getSessions: async () => sessions,
    createSession: async (/** @type {readonly string[]} */ scopes) => {
      const removed = sessions;
      const account = { id: 'ada', label: 'ada' };
      const session = { id: String(tokens.length), accessToken: tokens.shift() ?? '', account, scopes };
      sessions = [session];
      changed.fire({ added: sessions, removed, changed: [] });
      return session;
    },
    removeSession: async () => {
      const removed = sessions;
      sessions = [];
      changed.fire({ added: [], removed, changed: [] });
    },
  };
  context.subscriptions.push(vscode.authentication.registerAuthenticationProvider('github', 'GitHub', provider));
};
