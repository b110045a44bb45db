import * as vscode from 'vscode';
import type { Connection, Connections, ServiceKind } from '../../app/connections';
import { textPart } from '../kit/arguments';
import { Refusal } from '../kit/failures';
import type { Kit } from '../kit/kit';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { part } from '../kit/subject';
import { ago, confirm, inMessage, label } from '../kit/words';

const { t } = vscode.l10n;

/** A service that takes longer to say whether a secret works is given up. Milliseconds. */
const PATIENCE = 20_000;

/** Something that can be connected, and whether it is. */
interface Wanted {
  readonly service: ServiceKind;
  readonly name: string;
  readonly connection: Connection | undefined;
}

/**
 * Connects a service: asks for its address or token, checks it, and keeps it in VS Code's store of secrets. Asks for what the
 * argument `{service, name, secret}` or `{service, name, disconnect: true}` leaves out. Gives whether anything was changed.
 */
export async function connectService(
  kit: Pick<Kit, 'connections' | 'contributions' | 'now'>,
  argument: unknown,
): Promise<boolean> {
  const connections = await kit.connections();
  const wanted = await chooseService(kit, connections, argument);
  if (wanted === undefined) return false;
  const { service, name, connection } = wanted;
  const isGiven = textPart(argument, 'secret') !== undefined;
  const isOut = part(argument, 'disconnect') === true;
  const deed = isOut ? 'disconnect' : connection === undefined || isGiven ? 'connect' : await chooseDeed(wanted);
  if (deed === undefined) return false;
  if (deed === 'disconnect') {
    await connections.remove(service.kind, name);
    confirm(t('{0} disconnected', inMessage(titleOf(wanted))));
    return true;
  }
  const secret = textPart(argument, 'secret') ?? (await askSecret(wanted));
  if (secret === undefined) return false;
  const account = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: t('Checking {0}…', service.title) },
    () => service.check(secret, AbortSignal.timeout(PATIENCE)),
  );
  await connections.keep(service.kind, name, secret, account);
  confirm(t('{0} connected', inMessage(titleOf(wanted))));
  return true;
}

async function chooseService(
  { contributions, now }: Pick<Kit, 'contributions' | 'now'>,
  connections: Connections,
  argument: unknown,
): Promise<Wanted | undefined> {
  const kinds = (await Promise.all(contributions().map(async (feature) => (await feature.connects?.()) ?? []))).flat();
  const connected = await connections.list();
  const all = kinds.flatMap((service) => wantedOf(service, connected));
  const [kind, named] = [textPart(argument, 'service'), textPart(argument, 'name')];
  const matching = all.filter(
    ({ service, name }) => (kind === undefined || service.kind === kind) && (named === undefined || name === named),
  );
  const [only] = matching;
  if (only === undefined) {
    throw new Refusal(
      kind === undefined && named === undefined
        ? t('Nothing to connect. Set up a chat channel or a status page in the settings first.')
        : t('The settings name no such service.'),
    );
  }
  if (matching.length === 1) return only;
  const choices = matching
    .sort((a, b) => Number(a.connection !== undefined) - Number(b.connection !== undefined))
    .map((value): Choice<Wanted> => {
      const { connection, service } = value;
      return {
        icon: connection === undefined ? service.icon : 'check',
        label: label(titleOf(value)),
        description:
          connection === undefined
            ? t('not connected')
            : label(t('{0}, connected {1}', connection.account, ago(connection.since, now()))),
        value,
      };
    });
  const answer = await pickOne({ title: t('Connect a Service'), placeholder: t('Which service?'), choices });
  return answer === BACK ? undefined : answer;
}

/** What the settings want connected of a kind, and what is connected though they do not want it any more. */
function wantedOf(service: ServiceKind, connected: readonly Connection[]): readonly Wanted[] {
  const ofKind = connected.filter(({ kind }) => kind === service.kind);
  const names = new Set([...(service.names?.() ?? [service.kind]), ...ofKind.map(({ name }) => name)]);
  return [...names].map((name) => ({ service, name, connection: ofKind.find((each) => each.name === name) }));
}

function titleOf({ service, name }: Wanted): string {
  return name === service.kind ? service.title : t('{0}: {1}', service.title, name);
}

async function chooseDeed(wanted: Wanted): Promise<'connect' | 'disconnect' | undefined> {
  const isAddress = wanted.service.asks === 'address';
  const answer = await pickOne<'connect' | 'disconnect'>({
    title: t('Connect a Service'),
    placeholder: inMessage(titleOf(wanted)),
    choices: [
      { icon: 'key', label: isAddress ? t('Replace Address') : t('Replace Token'), value: 'connect' },
      { icon: 'debug-disconnect', label: t('Disconnect'), value: 'disconnect' },
    ],
  });
  return answer === BACK ? undefined : answer;
}

/** What is typed or pasted, unseen; undefined after Escape. */
async function askSecret(wanted: Wanted): Promise<string | undefined> {
  const { asks, hint } = wanted.service;
  const typed = await vscode.window.showInputBox({
    title: titleOf(wanted),
    prompt: asks === 'address' ? t('Webhook address') : t('Token'),
    placeHolder: hint,
    password: true,
    ignoreFocusOut: true,
    validateInput: (value) => (/\s/.test(value.trim()) ? t('No spaces or line breaks here.') : undefined),
  });
  return typed?.trim() === '' ? undefined : typed?.trim();
}
