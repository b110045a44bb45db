/** After somebody else came first, it is looked at before it is pushed for that long. Milliseconds. */
const CONTENDED = 15_000;
/** What was looked at so lately is not looked at again before a push. Milliseconds. */
const FRESH = 400;
/** Whoever has written within this time is expected to write again. Milliseconds. */
const ACTIVE = 20_000;
/** How long a fetch and a push take, until some were made. Milliseconds. */
const USUAL = 200;
/** Nobody waits longer for their turn. Milliseconds. */
const LONGEST = 10_000;
/**
 * Of the time in which each of them could fetch and push once. Less makes more pushes come second, more makes entries wait
 * longer than that costs.
 */
const SHARE = 0.75;
/** How much of a duration the newest one makes up. */
const WEIGHT = 0.3;

/**
 * When to push an incident to which others push, too. Of those who push at the same moment one comes first, and the others look
 * and try again: the more of them and the slower the line, the longer each waits between two pushes, and sends in one what was
 * written meanwhile. By the clock of the process, which nobody sets.
 */
export class Turns {
  /** By incident: until when others are expected to come first, and when it was fetched last. */
  private readonly contended = new Map<string, number>();
  private readonly fetchedAt = new Map<string, number>();
  /** By incident: when each file of others was last seen to grow. */
  private readonly grown = new Map<string, Map<string, number>>();
  private fetchTakes = USUAL;
  private pushTakes = USUAL;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** They were fetched since `begun`. */
  fetched(incidents: readonly string[], begun: number): void {
    for (const incident of incidents) this.fetchedAt.set(incident, begun);
    this.fetchTakes += (this.now() - begun - this.fetchTakes) * WEIGHT;
  }

  /** A push was taken. */
  pushed(begun: number): void {
    this.pushTakes += (this.now() - begun - this.pushTakes) * WEIGHT;
  }

  /** Somebody else came first. */
  refused(incident: string): void {
    this.contended.set(incident, this.now() + CONTENDED);
  }

  /** Others have written to these files. */
  grew(incident: string, names: readonly string[]): void {
    const grown = this.grown.get(incident) ?? new Map<string, number>();
    for (const name of names) grown.set(name, this.now());
    for (const [name, at] of grown) if (this.now() - at > ACTIVE) grown.delete(name);
    this.grown.set(incident, grown);
  }

  /** Whether a push from what was known a while ago would come too late more often than not. */
  shouldLook(incident: string): boolean {
    if ((this.contended.get(incident) ?? -Infinity) < this.now()) return false;
    return this.now() - (this.fetchedAt.get(incident) ?? -Infinity) > FRESH;
  }

  /** How long to wait before the next push, so that the others get their turn; undefined where nobody else writes. Milliseconds. */
  next(incident: string): number | undefined {
    const others = [...(this.grown.get(incident)?.values() ?? [])].filter((at) => this.now() - at <= ACTIVE).length;
    if (others === 0) return undefined;
    return Math.min(LONGEST, (others + 1) * (this.fetchTakes + this.pushTakes) * SHARE);
  }
}
