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

  /** Tells every listener, whatever another one does; then throws the first error that one threw. */
  fire(): void {
    const errors: unknown[] = [];
    for (const listener of [...this.listeners]) {
      try {
        listener();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
