/** A place that a feature fills once it is loaded; whoever needs what is in it has the features loaded first. */
export class Slot<T extends object> {
  private value: T | undefined;

  constructor(private readonly load: () => Promise<unknown>) {}

  fill(value: T): void {
    this.value = value;
  }

  /** Rejects where the features cannot be loaded. */
  async get(): Promise<T> {
    if (this.value === undefined) await this.load();
    if (this.value === undefined) throw new Error('no feature answers for this');
    return this.value;
  }
}
