export interface Subscription {
  dispose(): void;
}

/** Tells its listeners that something has changed; what it is now, they read at the source. */
export class Signal {
  private readonly listeners = new Set<() => void>();

  on(listener: () => void): Subscription {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  fire(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
