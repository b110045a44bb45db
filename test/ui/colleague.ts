// What somebody else records in the meantime, which comes to be in our folder.
import type { EventData, EventType, KnownEvent } from '../../src/domain/events';
import { iso } from '../../src/domain/time';
import { eventBuilder, GRACE, INCIDENT, MINUTE } from '../helpers/events';
import { writeFileOf } from '../helpers/record';
import { readRecord } from './incidentFlow';

export type Said = { [T in EventType]: readonly [minutesAgo: number, T, EventData[T]] }[EventType];

/** A colleague at another machine, whose file of the incident's record comes to be in our folder. */
export function colleague(folder: string, incident = INCIDENT): (...facts: readonly Said[]) => Promise<void> {
  const build = eventBuilder();
  const written: KnownEvent[] = [];
  return async (...facts) => {
    for (const [minutes, type, data] of facts) {
      const recordedAt = iso(Date.now() - minutes * MINUTE);
      // After all that was recorded so far, here and there.
      const clock = Math.max(0, ...readRecord(folder).map((event) => event.clock), written.length) + 1;
      const event = build(type, data, { writer: 'grace', author: GRACE, recordedAt, clock }) as KnownEvent;
      written.push({ ...event, incident });
    }
    await writeFileOf(folder, 'grace', written, incident);
  };
}

/** The customers were promised an update in so many seconds. */
export function promised(seconds: number): Said {
  return [0, 'nextUpdate.promised', { audience: 'customers', due: iso(Date.now() + seconds * 1000) }];
}
