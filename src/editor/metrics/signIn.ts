import * as vscode from 'vscode';
import { textPart } from '../kit/arguments';
import { Refusal } from '../kit/failures';
import type { Kit } from '../kit/kit';
import { pickOne } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { part } from '../kit/subject';
import { confirm, inMessage, label } from '../kit/words';

const { t } = vscode.l10n;

/** Where VS Code keeps the credentials of a server: one for each scheme, host and port. */
const keyOf = (origin: string) => `signIn:${origin}`;

/** The scheme, host and port of an address; undefined for what is none. */
function originOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { origin, protocol } = new URL(address);
  return protocol === 'https:' || protocol === 'http:' ? origin : undefined;
}

/** What is sent to the server of this address as `Authorization`; undefined where nobody signed in there. */
export async function authorizationFor(
  { credentials }: Pick<Kit, 'credentials'>,
  address: string,
): Promise<string | undefined> {
  const origin = originOf(address);
  return origin === undefined ? undefined : credentials.get(keyOf(origin));
}

type Way = 'basic' | 'bearer' | 'out';

/**
 * Keeps a token, or a user with a password, for a server of the settings in VS Code's own store of secrets. Asks for what the
 * argument `{address, token}`, `{address, user, password}` or `{address, signOut: true}` leaves out. Gives whether it was kept.
 */
export async function signIn(kit: Pick<Kit, 'credentials' | 'settings'>, argument: unknown): Promise<boolean> {
  const title = t('Sign In to a Service');
  const origin = await chooseOrigin(kit, argument, title);
  if (origin === undefined) return false;
  const way = await chooseWay(kit, argument, title, origin);
  if (way === undefined) return false;
  if (way === 'out') {
    await kit.credentials.delete(keyOf(origin));
    confirm(t('Signed out of {0}', inMessage(origin)));
    return true;
  }
  const authorization = way === 'bearer' ? await bearer(argument, title) : await basic(argument, title);
  if (authorization === undefined) return false;
  await kit.credentials.store(keyOf(origin), authorization);
  confirm(t('Credentials for {0} saved', inMessage(origin)));
  return true;
}

async function chooseOrigin(
  { settings }: Pick<Kit, 'settings'>,
  argument: unknown,
  title: string,
): Promise<string | undefined> {
  const given = textPart(argument, 'address');
  const addresses = given === undefined ? settings.metrics().map(({ prometheus }) => prometheus) : [given];
  const origins = [...new Set(addresses.flatMap((address) => originOf(address) ?? []))];
  const [first] = origins;
  if (first === undefined) {
    throw new Refusal(t('No service to sign in to. Add one to the setting incident.metrics.'));
  }
  if (origins.length === 1) return first;
  const choices = origins.map((origin) => ({ icon: 'server', label: label(origin), value: origin }));
  const answer = await pickOne({ title, placeholder: t('Which service?'), choices });
  return answer === BACK ? undefined : answer;
}

async function chooseWay(
  { credentials }: Pick<Kit, 'credentials'>,
  argument: unknown,
  title: string,
  origin: string,
): Promise<Way | undefined> {
  if (part(argument, 'signOut') === true) return 'out';
  if (textPart(argument, 'token') !== undefined) return 'bearer';
  if (textPart(argument, 'user') !== undefined) return 'basic';
  const isSignedIn = (await credentials.get(keyOf(origin))) !== undefined;
  const answer = await pickOne<Way>({
    title,
    placeholder: t('How do you sign in to {0}?', inMessage(origin)),
    choices: [
      { icon: 'key', label: t('Token'), description: t('sent as a bearer token'), value: 'bearer' },
      { icon: 'account', label: t('User and Password'), value: 'basic' },
      ...(isSignedIn ? [{ icon: 'sign-out', label: t('Sign Out'), value: 'out' as const }] : []),
    ],
  });
  return answer === BACK ? undefined : answer;
}

async function bearer(argument: unknown, title: string): Promise<string | undefined> {
  const token = textPart(argument, 'token') ?? (await ask({ title, prompt: t('Token'), password: true }));
  if (token === undefined) return undefined;
  // A header takes no line feeds, and a token has no spaces: it was pasted with more than it is.
  if (/[^\x21-\x7e]/.test(token)) throw new Refusal(t('A token has no spaces or special characters.'));
  return `Bearer ${token}`;
}

async function basic(argument: unknown, title: string): Promise<string | undefined> {
  const user = textPart(argument, 'user') ?? (await ask({ title, prompt: t('User') }));
  if (user === undefined) return undefined;
  if (user.includes(':')) throw new Refusal(t('A user name has no colon.'));
  const password = textPart(argument, 'password') ?? (await ask({ title, prompt: t('Password'), password: true }));
  return password === undefined ? undefined : `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** What is typed; undefined after Escape, and for nothing. */
async function ask(options: vscode.InputBoxOptions): Promise<string | undefined> {
  const typed = (await vscode.window.showInputBox({ ...options, ignoreFocusOut: true }))?.trim();
  return typed === '' ? undefined : typed;
}
