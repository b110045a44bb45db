import * as vscode from 'vscode';
import type { Connections } from '../../app/connections';
import { Refusal } from './failures';
import { logError } from './log';
import { inMessage } from './words';

const { t } = vscode.l10n;

/** The scopes of the session that issues and deployments share: both may be of private repositories. */
const SCOPES = ['repo'];
/** The connections of servers with GitHub's API that are asked what changed, each named by its origin. */
export const GITHUB_CHANGES = 'github-changes';

/** The token of VS Code's session at GitHub, which goes to no other server; undefined where there is none. Asks nobody. */
export async function githubSession(): Promise<string | undefined> {
  return (await vscode.authentication.getSession('github', SCOPES, { silent: true }))?.accessToken;
}

/**
 * The same; a person signs in where there is none. Undefined where they do not. Throws Refusal where that fails.
 * @param anew though there is a session, as GitHub refused it
 */
export async function signInToGithub(anew = false): Promise<string | undefined> {
  try {
    const { getSession } = vscode.authentication;
    const session = anew
      ? getSession('github', SCOPES, { forceNewSession: true })
      : getSession('github', SCOPES, { createIfNone: true });
    return (await session).accessToken;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // As VS Code and its GitHub extension say it.
    if (/consent|cancel/i.test(message)) return undefined;
    logError(error);
    throw new Refusal(t('Couldn’t sign in to GitHub: {0}', inMessage(message, 200)));
  }
}

/** The token with which a server is asked what changed, GitHub itself without an address; undefined where there is none. Asks nobody. */
export async function tokenForChanges(
  connections: () => Promise<Connections>,
  api: string | undefined,
): Promise<string | undefined> {
  if (api === undefined) return githubSession();
  return URL.canParse(api) ? (await connections()).secretOf(GITHUB_CHANGES, new URL(api).origin) : undefined;
}
