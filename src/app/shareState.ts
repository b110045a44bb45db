import type { Incident, Instant } from '../domain/incident';
import type { ShareProblem } from './sharePorts';

/** Appends of that long go out in one push. Milliseconds. */
export const COALESCE = 300;
/** How often the remote's incidents are listed, in front and behind. Milliseconds. */
export const LIST_EVERY = { focused: 30_000, unfocused: 300_000 } as const;
/** How often an open incident is looked at, by how long ago anybody wrote to it. Milliseconds. */
const PACES: readonly (readonly [since: number, every: number])[] = [
  // In the middle of it, when several people write at once.
  [10_000, 1_200],
  [120_000, 2_000],
  [900_000, 5_000],
  [3_600_000, 15_000],
];
/** What is known of one shared incident. */
export interface Shared {
  /** The incident as it was when it was last looked at; the store gives another object for every change. */
  seen: Incident | undefined;
  /** Since when it has entries that are not at the remote. */
  dirtySince: Instant | undefined;
  /** How many entries were here when the remote last had all of them. */
  entriesThere: number | undefined;
  /** When anybody last wrote, as seen from here: clocks of others may be wrong. */
  lastChange: Instant;
  lastLook: Instant;
  /** The commit of the remote that was brought together with what is here. */
  tip: string | undefined;
  /** The commit at which it could not be read: it waits for another one. */
  brokenAt: string | undefined;
  /** Pushing waits until then: the remote takes nothing. */
  pushAfter: Instant;
  refusals: number;
}

/** How often an incident is looked at now. */
export function paceOf({ lastChange }: Shared, now: Instant): number {
  return PACES.find(([since]) => now - lastChange < since)?.[1] ?? LIST_EVERY.focused;
}

/** When an incident's entries are to go out; never where there are none. */
export function pushDue({ dirtySince, pushAfter }: Shared): Instant {
  return dirtySince === undefined ? Infinity : Math.max(dirtySince + COALESCE, pushAfter);
}

/** Makes what waits due at once: after a wish, or where the clock was set back and says nothing about it any more. */
export function dueAtOnce(shared: Shared): void {
  shared.pushAfter = -Infinity;
  shared.brokenAt = undefined;
  if (shared.dirtySince !== undefined) shared.dirtySince = -Infinity;
}

/** Whether reading still works. */
export function isPushOnly({ problem }: { readonly problem: ShareProblem }): boolean {
  return problem === 'readOnly' || problem === 'refused' || problem === 'locked';
}

export function firstSight(incident: Incident | undefined, now: Instant): Shared {
  return {
    seen: incident,
    // What was written while nobody shared it goes out first.
    dirtySince: incident === undefined || isOld(incident, now) ? undefined : now - COALESCE,
    entriesThere: undefined,
    lastChange: incident === undefined ? now : lastWritten(incident, now),
    lastLook: -Infinity,
    tip: undefined,
    brokenAt: undefined,
    pushAfter: -Infinity,
    refusals: 0,
  };
}

/** Whether it ended so long ago that a look at its files at every start is not worth it; what is written of it goes out. */
function isOld(incident: Incident, now: Instant): boolean {
  return incident.status === 'closed' && now - lastWritten(incident, now) > 30 * 86_400_000;
}

/** When somebody last wrote to it, by what the entries say, but never in the future. */
export function lastWritten({ entries, declaredAt }: Incident, now: Instant): Instant {
  return Math.min(
    now,
    entries.reduce((last, { recordedAt }) => Math.max(last, recordedAt), declaredAt),
  );
}
