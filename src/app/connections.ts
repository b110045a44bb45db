import { Signal } from './signal';

// How a feature adds a service that people connect: it contributes `connects` (editor/kit/feature.ts), a list of ServiceKind.
// How it uses one: `(await kit.connections()).secretOf(kind, name)`, right before a request, and never keeps, logs or shows it.

/** A kind of service that can be connected. */
export interface ServiceKind {
  /** Names it in the store of secrets: letters, digits and hyphens, the same for ever. */
  readonly kind: string;
  /** The product, for people. */
  readonly title: string;
  /** Name of a codicon. */
  readonly icon: string;
  /** The secret that is asked for: the address of a webhook, or a token. */
  readonly asks: 'address' | 'token';
  /** Where people find it, in a few words. */
  readonly hint: string;
  /** What the settings want connected of this kind, by name, such as chat channels. Without it: one connection, named as the kind. */
  readonly names?: () => readonly string[];
  /**
   * Looks whether the secret works, and gives who it speaks for, as is shown. Throws a Refusal with the sentence for people, in
   * which the secret must not stand.
   */
  readonly check: (secret: string, signal: AbortSignal) => Promise<string>;
}

/** What is connected; the secret itself is not part of it. */
export interface Connection {
  readonly kind: string;
  readonly name: string;
  /** Who it speaks for, as the service said. */
  readonly account: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** VS Code's store of secrets, as far as it is needed. */
export interface Vault {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

const INDEX = 'connections';

/** The services that are connected. Secrets are in the store of secrets, and nowhere else; so is the list of what is connected. */
export class Connections {
  /** Something was connected or disconnected in this window, or, by `wake`, in another. */
  readonly changed = new Signal();

  constructor(
    private readonly vault: Vault,
    private readonly now: () => number,
  ) {}

  /** What is connected, by kind and name. */
  async list(): Promise<readonly Connection[]> {
    try {
      const read: unknown = JSON.parse((await this.vault.get(INDEX)) ?? '[]');
      return Array.isArray(read) ? read.filter(isConnection) : [];
    } catch {
      // What nobody can read is an empty list: the secrets are still found by their names.
      return [];
    }
  }

  /** The secret of a connection; undefined where it is not connected. */
  async secretOf(kind: string, name: string): Promise<string | undefined> {
    return this.vault.get(keyOf(kind, name));
  }

  /** Keeps a secret that was checked; one of the same kind and name is replaced. */
  async keep(kind: string, name: string, secret: string, account: string): Promise<void> {
    await this.vault.store(keyOf(kind, name), secret);
    const others = (await this.list()).filter((each) => !isOf(each, kind, name));
    await this.vault.store(INDEX, JSON.stringify([...others, { kind, name, account, since: this.now() }]));
    this.changed.fire();
  }

  /** Forgets a connection and its secret. */
  async remove(kind: string, name: string): Promise<void> {
    await this.vault.delete(keyOf(kind, name));
    const others = (await this.list()).filter((each) => !isOf(each, kind, name));
    await this.vault.store(INDEX, JSON.stringify(others));
    this.changed.fire();
  }

  /** The store of secrets changed, perhaps by another window. */
  wake(key: string): void {
    if (key === INDEX) this.changed.fire();
  }
}

function keyOf(kind: string, name: string): string {
  return `connection:${kind}:${name}`;
}

function isOf(connection: Connection, kind: string, name: string): boolean {
  return connection.kind === kind && connection.name === name;
}

function isConnection(value: unknown): value is Connection {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, name, account, since } = value as Record<string, unknown>;
  return (
    typeof kind === 'string' && typeof name === 'string' && typeof account === 'string' && typeof since === 'number'
  );
}
