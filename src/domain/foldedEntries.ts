import type { Corrected } from './amend';
import type { RecordedEvent } from './events';
import type { Amendment, Entry, Instant } from './incident';
import { instantOf } from './time';

const UNCORRECTED: readonly Amendment[] = [];

/** The entry of an event as it stands after its corrections. */
export function entryOf(event: RecordedEvent, corrected: Corrected | undefined): Entry {
  if (corrected === undefined && event.occurredAt === undefined) {
    return new PlainEntry(event, instantOf(event.recordedAt));
  }
  const recordedAt = instantOf(event.recordedAt);
  const dated = event.occurredAt !== undefined;
  const at = event.occurredAt === undefined ? recordedAt : instantOf(event.occurredAt);
  const entry = { id: event.id, event, at, recordedAt, dated, amendments: corrected?.amendments ?? UNCORRECTED };
  return corrected?.retraction === undefined ? entry : { ...entry, retraction: corrected.retraction };
}

/**
 * An entry that was neither dated nor corrected, as almost all are. What follows from its event takes no memory of its own, as a
 * long incident has very many of them.
 */
class PlainEntry implements Entry {
  readonly dated = false;

  constructor(
    readonly event: RecordedEvent,
    readonly at: Instant,
  ) {}

  get id(): string {
    return this.event.id;
  }
  get recordedAt(): Instant {
    return this.at;
  }
  get amendments(): readonly Amendment[] {
    return UNCORRECTED;
  }
}

/**
 * Entries that a person dated stand at their time. All others keep the order in which they were recorded even if a
 * clock jumped back in between: their place is the latest time recorded so far, of those before `limit`.
 */
export function inOrderOfOccurrence(entries: readonly Entry[], limit: string): readonly Entry[] {
  let latest = -Infinity;
  let before = -Infinity;
  const places = new Float64Array(entries.length);
  const dated: number[] = [];
  // Mostly they are in order: then there is nothing to sort.
  let isOrdered = true;
  for (let index = 0; index < places.length; index++) {
    const entry = entries[index];
    if (entry === undefined) continue;
    if (entry.dated) dated.push(index);
    else if (entry.at > latest && entry.event.recordedAt < limit) latest = entry.at;
    const place = entry.dated ? entry.at : latest;
    if (place < before) isOrdered = false;
    places[index] = before = place;
  }
  if (isOrdered) return entries;
  // Those without a date are in order: the dated ones are put in between, each behind what stands at the same time before it.
  const placeOf = (index: number) => places[index] ?? 0;
  dated.sort((a, b) => placeOf(a) - placeOf(b));
  const ordered: Entry[] = [];
  let next = 0;
  const put = (index: number) => {
    const entry = entries[index];
    if (entry !== undefined) ordered.push(entry);
  };
  for (let index = 0; index < places.length; index++) {
    const entry = entries[index];
    if (entry === undefined || entry.dated) continue;
    for (let other = dated[next]; other !== undefined; other = dated[++next]) {
      if (placeOf(other) > placeOf(index) || (placeOf(other) === placeOf(index) && other > index)) break;
      put(other);
    }
    ordered.push(entry);
  }
  for (; next < dated.length; next++) put(dated[next] ?? 0);
  return ordered;
}
