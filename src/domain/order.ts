import type { RecordedEvent } from './events';

/**
 * The total order of an incident's events: Lamport clock, then writer, then sequence number. It does not depend on the
 * order in which events arrive. Two different events under one identity (a damaged or hand-edited record) are ordered
 * by their text, so even then every reader sees the same.
 */
export function compareEvents(a: RecordedEvent, b: RecordedEvent): number {
  if (a.clock !== b.clock) return a.clock - b.clock;
  if (a.writer !== b.writer) return a.writer < b.writer ? -1 : 1;
  if (a.seq !== b.seq) return a.seq - b.seq;
  if (a === b) return 0;
  const [textA, textB] = [JSON.stringify(a), JSON.stringify(b)];
  return textA === textB ? 0 : textA < textB ? -1 : 1;
}

/** The events in their total order, each identity once. */
export function inTotalOrder(events: readonly RecordedEvent[]): RecordedEvent[] {
  const seen = new Set<string>();
  return [...events].sort(compareEvents).filter((event) => {
    if (seen.has(event.id)) return false;
    seen.add(event.id);
    return true;
  });
}

/** The clock for the next event of a writer that has seen these events. */
export function nextClock(events: Iterable<RecordedEvent>): number {
  let highest = 0;
  for (const event of events) if (event.clock > highest) highest = event.clock;
  return highest + 1;
}
