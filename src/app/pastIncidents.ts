import { setImmediate as pause } from 'node:timers/promises';
import type { Incident } from '../domain/incident';
import type * as pastSearch from './pastSearch';
import type { PastIndex, SimilarIncident } from './pastSearch';
import { Signal } from './signal';

/**
 * The index of past incidents, made when it is first asked for and a little at a time, and brought up to date in the same
 * way whenever the record has changed since.
 */
export class PastIncidents {
  /** Tells that `similarNow` may answer differently. */
  readonly changed = new Signal();
  private search: typeof pastSearch | undefined;
  private index: PastIndex | undefined;
  private taken: ReadonlyMap<string, Incident> | undefined;
  private following: Promise<PastIndex> | undefined;
  private last: { readonly incident: Incident; readonly similar: readonly SimilarIncident[] } | undefined;

  /** @param incidents all that the record holds now: another map after every change */
  constructor(private readonly incidents: () => ReadonlyMap<string, Incident>) {}

  /** The index as the record is now. */
  upToDate(): Promise<PastIndex> {
    this.following ??= this.follow().finally(() => (this.following = undefined));
    return this.following;
  }

  /**
   * What is like this incident, as far as that is known at this moment: nothing before the index was made.
   * @param make brings the index up to date in the background; `changed` tells when that is done
   */
  similarNow(incident: Incident, limit: number, make: boolean): readonly SimilarIncident[] {
    if ((make || this.taken !== undefined) && this.taken !== this.incidents()) void this.upToDate();
    if (this.taken === undefined || this.search === undefined || this.index === undefined) return [];
    const { queryFor, similarIncidents } = this.search;
    // The views are drawn far more often than an incident changes.
    if (this.last?.incident !== incident) {
      this.last = { incident, similar: similarIncidents(this.index, queryFor(incident), MOST_SHOWN) };
    }
    return this.last.similar.slice(0, limit);
  }

  private async follow(): Promise<PastIndex> {
    // Loaded when it is first asked for: no window needs it to start.
    this.search ??= await import('./pastSearch');
    const index = (this.index ??= new this.search.PastIndex());
    while (this.taken !== this.incidents()) {
      const incidents = this.incidents();
      const steps = index.take(incidents);
      let step = steps.next();
      for (; step.done !== true; step = steps.next()) await pause();
      const isFirst = this.taken === undefined;
      this.taken = incidents;
      if (!step.value && !isFirst) continue;
      this.last = undefined;
      this.changed.fire();
    }
    return index;
  }
}

const MOST_SHOWN = 10;
