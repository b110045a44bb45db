import type { RecordedEvent } from './events';

/**
 * The total order of an incident's events: Lamport clock, then writer, then sequence number. It does not depend on the
 * order in which events arrive. Different events in one place (a damaged or hand-edited record) are ordered by their ids
 * and their text, so even then every reader sees the same.
 */
export function compareEvents(a: RecordedEvent, b: RecordedEvent): number {
  if (a.clock !== b.clock) return a.clock - b.clock;
  if (a.writer !== b.writer) return a.writer < b.writer ? -1 : 1;
  if (a.seq !== b.seq) return a.seq - b.seq;
  if (a === b) return 0;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  const [textA, textB] = [JSON.stringify(a), JSON.stringify(b)];
  return textA === textB ? 0 : textA < textB ? -1 : 1;
}

/** The events in their total order, each identity once. Those with a clock that cannot be right stand at their time. */
export function inTotalOrder(events: readonly RecordedEvent[]): readonly RecordedEvent[] {
  const seen = new Set<string>();
  return plausiblyPlaced(
    events.toSorted(compareEvents).filter(({ id }) => {
      if (seen.has(id)) return false;
      seen.add(id);
      return true;
    }),
  );
}

/** The same for lists that have no identity in common: quick where each is in its order already, as writers' files are. */
export function merged(lists: readonly (readonly RecordedEvent[])[]): readonly RecordedEvent[] {
  let rest = lists.map((list) => (isOrdered(list) ? list : list.toSorted(compareEvents)));
  while (rest.length > 1) {
    const pairs: (readonly RecordedEvent[])[] = [];
    for (let at = 0; at < rest.length; at += 2) pairs.push(mergedPair(rest[at] ?? [], rest[at + 1] ?? []));
    rest = pairs;
  }
  return plausiblyPlaced(rest[0] ?? []);
}

function isOrdered(events: readonly RecordedEvent[]): boolean {
  return events.every((event, index) => {
    const before = events[index - 1];
    return before === undefined || before.clock < event.clock || compareEvents(before, event) < 0;
  });
}

function mergedPair(a: readonly RecordedEvent[], b: readonly RecordedEvent[]): readonly RecordedEvent[] {
  const result: RecordedEvent[] = [];
  let at = 0;
  for (const event of b) {
    for (let other = a[at]; other !== undefined && compareEvents(other, event) < 0; other = a[at]) {
      result.push(other);
      at += 1;
    }
    result.push(event);
  }
  return result.concat(a.slice(at));
}

function plausiblyPlaced(ordered: readonly RecordedEvent[]): readonly RecordedEvent[] {
  const highest = plausibleClock(ordered);
  if ((ordered.at(-1)?.clock ?? 0) <= highest) return ordered;
  const plausible = ordered.findIndex(({ clock }) => clock > highest);
  return atTheirTime(ordered.slice(0, plausible), ordered.slice(plausible));
}

/** The events in their order, and each of the others before the first of them that was recorded later. */
function atTheirTime(ordered: readonly RecordedEvent[], others: readonly RecordedEvent[]): RecordedEvent[] {
  const waiting = others.toSorted((a, b) => Date.parse(a.recordedAt) - Date.parse(b.recordedAt));
  let placed = 0;
  const result: RecordedEvent[] = [];
  for (const event of ordered) {
    const at = Date.parse(event.recordedAt);
    for (let next = waiting[placed]; next !== undefined && Date.parse(next.recordedAt) < at; next = waiting[placed]) {
      result.push(next);
      placed += 1;
    }
    result.push(event);
  }
  return result.concat(waiting.slice(placed));
}

/** No incident has as many events as would explain a larger step between two clocks. */
const LARGEST_STEP = 1_000_000;

/** The highest clock that can be right: those beyond a gap that no events could fill are not. */
export function plausibleClock(events: readonly RecordedEvent[]): number {
  let highest = 0;
  for (const { clock } of events) if (clock > highest) highest = clock;
  if (highest <= LARGEST_STEP) return highest;
  let before = 0;
  for (const clock of events.map((event) => event.clock).sort((a, b) => a - b)) {
    if (clock - before > LARGEST_STEP) return before;
    before = clock;
  }
  return highest;
}

/** How long after its declaration something may be recorded of an incident. Years. */
const LONGEST = 10;

/** The time, ISO 8601 in UTC, from which on nothing is recorded of an incident: long after the date that its id names. */
export function latestPlausibleTime(incident: string): string {
  const [, year = '', month = '', day = ''] = /^(\d{4})(\d{2})(\d{2})-/.exec(incident) ?? [];
  if (year === '') return '9999';
  return `${String(Number(year) + LONGEST).padStart(4, '0')}-${month}-${day}`;
}

/** The clock for the next event of a writer that has seen these events. */
export function nextClock(events: readonly RecordedEvent[]): number {
  return plausibleClock(events) + 1;
}
