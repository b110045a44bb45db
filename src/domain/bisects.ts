import type { EventData, Person } from './events';
import type { Bisect, Instant } from './incident';

/** The searches for the first change that fails, while the incident is being folded. */
export class Bisects {
  private readonly byId = new Map<string, Bisect>();

  start(id: string, data: EventData['bisect.started'], by: Person, at: Instant): void {
    this.byId.set(id, { id, ...data, by, at, results: new Map() });
  }

  /** Takes up a step; one of an unknown or ended search changes nothing. A state that is tested again is what it was last. */
  test({ bisect, commit, result }: EventData['bisect.tested']): void {
    const known = this.byId.get(bisect);
    if (known === undefined || known.ended !== undefined) return;
    this.byId.set(bisect, { ...known, results: new Map(known.results).set(commit, result) });
  }

  end({ bisect, outcome, changes }: EventData['bisect.ended']): void {
    const known = this.byId.get(bisect);
    if (known === undefined || known.ended !== undefined) return;
    this.byId.set(bisect, { ...known, ended: { outcome, changes } });
  }

  /** The one that was started last. */
  get newest(): Bisect | undefined {
    return [...this.byId.values()].at(-1);
  }
}
