import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { Connections } from '../../app/connections';
import type { Outbox } from '../../app/outbox';
import type { OutboxDisk } from '../../app/outboxPorts';
import { askOnce, wait } from '../../app/patience';
import type { Contribution } from './feature';
import { logError } from './log';

/** Code that has not been loaded by then is asked for anew. Milliseconds. */
const LOADING_MS = 10_000;
const FOLDER = 'outbox';

/** What goes out to services; loaded when something is first connected or sent. */
export interface Outgoing {
  /** The services that are connected. */
  readonly connections: () => Promise<Connections>;
  /** What is to be sent, with the senders of all features. */
  readonly outbox: () => Promise<Outbox>;
  readonly dispose: () => void;
}

export interface OutgoingNeeds {
  readonly credentials: vscode.SecretStorage;
  readonly storage: string;
  readonly now: () => number;
  readonly openOutbox: (folder: string, now: () => number) => Promise<OutboxDisk>;
  readonly contributions: readonly Contribution[];
}

export function outgoing({ credentials, storage, now, openOutbox, contributions }: OutgoingNeeds): Outgoing {
  const disposables: { dispose(): void }[] = [];
  const connections = askOnce(async () => {
    const { Connections } = await import('../../app/connections');
    const made = new Connections(credentials, now);
    disposables.push(credentials.onDidChange(({ key }) => made.wake(key)));
    return made;
  }, LOADING_MS);
  const outbox = askOnce(async () => {
    const [{ Outbox }, disk, senders] = await Promise.all([
      import('../../app/outbox'),
      openOutbox(join(storage, FOLDER), now),
      Promise.all(contributions.map(async (feature) => (await feature.senders?.()) ?? [])),
    ]);
    const made = new Outbox({
      disk,
      senders: senders.flat(),
      now,
      random: () => Math.random(),
      wait,
      report: logError,
    });
    disposables.push(made);
    await made.look();
    return made;
  }, LOADING_MS);
  return {
    connections: connections.get,
    outbox: outbox.get,
    dispose: () => disposables.forEach((each) => each.dispose()),
  };
}
