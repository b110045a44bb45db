import type { Incident } from './incident';
import { similarity } from './similarity';

const MINUTE = 60_000;
/** Two that were declared within that long are worth the question, whatever they are called. Milliseconds. */
const AT_ONCE = 5 * MINUTE;
/** Two that say much the same are worth it within that long. Milliseconds. */
const SOON = 30 * MINUTE;
/** From this share of the shorter title's words on, two say much the same. */
const SIMILAR = 0.5;

/**
 * Whether two incidents may be the same outage: both are open, and they were declared within five minutes, or within half an hour with
 * similar titles or a service in common. Worth a question, no more.
 */
export function maybeSameOutage(a: Incident, b: Incident): boolean {
  if (a.id === b.id || a.status !== 'open' || b.status !== 'open') return false;
  const apart = Math.abs(a.declaredAt - b.declaredAt);
  if (apart <= AT_ONCE) return true;
  if (apart > SOON) return false;
  return a.services.some((service) => b.services.includes(service)) || similarity(a.title, b.title) >= SIMILAR;
}

/** The open incidents that may be the same outage as this one, the first declared in front. */
export function maybeDuplicates(incident: Incident, incidents: ReadonlyMap<string, Incident>): readonly Incident[] {
  return [...incidents.values()]
    .filter((other) => maybeSameOutage(incident, other))
    .sort((a, b) => a.declaredAt - b.declaredAt);
}
