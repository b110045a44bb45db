import type { EventData, EventOf, EventType, KnownEvent, NewerEvent, Person } from '../../src/domain/events';
import { iso } from '../../src/domain/time';

export const INCIDENT = '20261122-1400-abc123';
/** When the first event of a builder is recorded; each later one follows a minute after. */
export const START = Date.UTC(2026, 10, 22, 14, 0);
export const MINUTE = 60_000;

export const ADA: Person = { name: 'Ada', email: 'ada@example.org' };
export const GRACE: Person = { name: 'Grace', email: 'grace@example.org' };

/** What a test says of an event's envelope; the rest follows from what was built before. */
export type Said = Partial<
  Pick<KnownEvent, 'id' | 'writer' | 'seq' | 'clock' | 'recordedAt' | 'author' | 'code' | 'copied'>
> & {
  readonly occurredAt?: string;
};

export interface EventBuilder {
  /** The next event, recorded a minute after the one before. */
  <T extends EventType>(type: T, data: EventData[T], said?: Said): EventOf<T>;
  newer(newerType: string, said?: Said): NewerEvent;
  /** A declaration with the usual title and severity, started ten minutes before the first event. */
  declared(said?: Said): EventOf<'incident.declared'>;
  note(text: string, said?: Said): EventOf<'note.added'>;
}

/** Builds the events of one incident as its writers would record them, all seeing each other's at once. */
export function eventBuilder(): EventBuilder {
  let clock = 0;
  let built = 0;
  const written = new Map<string, number>();

  const envelope = (said: Said) => {
    const writer = said.writer ?? 'w1';
    const seq = said.seq ?? (written.get(writer) ?? 0) + 1;
    written.set(writer, seq);
    clock = said.clock ?? clock + 1;
    return {
      v: 1,
      id: `${writer}-${seq}`,
      incident: INCIDENT,
      writer,
      seq,
      clock,
      recordedAt: iso(START + built++ * MINUTE),
      author: ADA,
      ...said,
    };
  };
  const build = <T extends EventType>(type: T, data: EventData[T], said: Said = {}): EventOf<T> => ({
    ...envelope(said),
    type,
    data,
  });
  return Object.assign(build, {
    newer: (newerType: string, said: Said = {}): NewerEvent => ({ ...envelope(said), type: 'newer', newerType }),
    declared: (said?: Said) =>
      build(
        'incident.declared',
        { title: 'Images do not load', severity: 'SEV-2', startedAt: iso(START - 10 * MINUTE) },
        said,
      ),
    note: (text: string, said?: Said) => build('note.added', { text }, said),
  });
}
