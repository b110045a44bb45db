import type { Person } from './events';
import { samePerson, type Incident, type Instant } from './incident';

/** Somebody who works on an incident, and when they last wrote. */
export interface Presence {
  readonly person: Person;
  readonly last: Instant;
}

/** The people who joined an incident or wrote to it, who wrote last first. */
export function whoIsHere(incident: Incident): readonly Presence[] {
  const found: { person: Person; last: Instant }[] = [];
  const take = (person: Person, last: Instant) => {
    const known = found.find((each) => samePerson(each.person, person));
    if (known === undefined) found.push({ person, last });
    else known.last = Math.max(known.last, last);
  };
  for (const { event, at, recordedAt } of incident.entries) {
    // What was copied from a merged incident was written when it happened there.
    const written = event.copied === undefined ? recordedAt : at;
    take(event.author, written);
    if (event.type === 'responder.joined') take(event.data.person, written);
  }
  return found.toSorted((a, b) => b.last - a.last);
}
