/** A drawing that changes again and again while it is made is shown as it is after so many tries. */
const MOST_TRIES = 3;

/**
 * Something that is drawn from a state when it is asked for. Whoever shows it is told once to ask again, however often the state
 * changes until they have their answer, as rows that are drawn again for nothing are in the way of who is about to use them.
 */
export class Drawing<T> {
  private drawn: { readonly version: number; readonly content: T } | undefined;
  private version = 0;
  private isAwaited = false;

  /** @param tell asks whoever shows it to call `show` again */
  constructor(
    private readonly draw: () => Promise<T>,
    private readonly tell: () => void,
  ) {}

  /** The state has changed. */
  refresh(): void {
    this.version += 1;
    if (this.isAwaited) return;
    this.isAwaited = true;
    this.tell();
  }

  /** For whoever shows it: all changes until it resolves are in it. */
  async show(): Promise<T> {
    this.isAwaited = true;
    let content: T;
    try {
      content = await this.current();
    } finally {
      this.isAwaited = false;
    }
    if (this.drawn?.version !== this.version) this.refresh();
    return content;
  }

  /** For others. */
  async current(): Promise<T> {
    for (let tries = 1; ; tries++) {
      const { version } = this;
      if (this.drawn?.version === version) return this.drawn.content;
      const content = await this.draw();
      if (version !== this.version && tries < MOST_TRIES) continue;
      this.drawn = { version, content };
      return content;
    }
  }
}
