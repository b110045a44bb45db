import * as vscode from 'vscode';
import type { ServiceKind } from '../../app/connections';
import type { Services } from '../../app/servicePorts';
import { ServiceError } from '../../app/serviceProblem';
import { Refusal } from './failures';
import type { Kit } from './kit';
import { logError } from './log';
import { run } from './register';
import { serviceSentence } from './serviceWords';

const { t } = vscode.l10n;

/** Waits; rejects where the person gives up. */
export function waiting(signal: AbortSignal): (length: number) => Promise<void> {
  return (length) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, length);
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
    });
}

/** Does something at a service while a person waits, who may cancel it. What fails is a Refusal with its sentence, and logged. */
export async function atService<T>(
  service: string,
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (_progress, token) => {
      token.onCancellationRequested(() => ended.abort());
      try {
        return await work(ended.signal);
      } catch (error) {
        if (ended.signal.aborted) {
          throw new Refusal(t('Canceled. {0} may have got it: trying again looks first.', service));
        }
        throw refusalOf(error, service);
      }
    },
  );
}

/** The sentence of what failed at a service, which is its cause; all else as it is. */
export function refusalOf(error: unknown, service: string): unknown {
  if (!(error instanceof ServiceError)) return error;
  logError(error);
  return new Refusal(serviceSentence(error, service), { cause: error });
}

/** What a connection is called: a key that was given for one server is sent to no other. */
export function connectionName(what: string, api: string | undefined): string {
  if (api === undefined) return what;
  return `${what} · ${URL.canParse(api) ? new URL(api).origin : api}`;
}

/** The key of a service; asks for it where it is not connected yet. Undefined where the person gives none. */
export async function keyOf(kit: Pick<Kit, 'connections'>, kind: string, name: string): Promise<string | undefined> {
  const connections = await kit.connections();
  const known = await connections.secretOf(kind, name);
  if (known !== undefined) return known;
  await run('incident.connect', { service: kind, name });
  return connections.secretOf(kind, name);
}

/** A kind of service whose key is checked by `owner`, which gives who it speaks for; sentences call it `service`. */
export function serviceKind(
  kind: Omit<ServiceKind, 'check'>,
  owner: (secret: string, signal: AbortSignal, name: string) => Promise<string>,
  service = kind.title,
): ServiceKind {
  return {
    ...kind,
    check: async (secret, signal, name) => {
      try {
        return await owner(secret, signal, name);
      } catch (error) {
        if (signal.aborted) throw new Refusal(t('{0} took too long to answer.', service));
        throw refusalOf(error, service);
      }
    },
  };
}

const TRIES = 10;
const PAUSE = 500;

/** Makes other windows wait until the work is done; waits itself for one that only has a look. Throws Refusal. */
export async function alone<T>({ claim }: Services, path: string, service: string, work: () => Promise<T>): Promise<T> {
  let claimed = claim(path);
  for (let tries = 1; claimed === undefined && tries < TRIES; tries++) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
    claimed = claim(path);
  }
  if (claimed === undefined) throw new Refusal(t('Another window is at {0}. Try again in a moment.', service));
  try {
    return await work();
  } finally {
    claimed.release();
  }
}
