import { createHash } from 'node:crypto';
import type { Instant } from '../domain/incident';
import type { Ended, Outcome, OutboxItem, Sender } from './outboxPorts';

const FIRST_WAIT = 2000;
const LONGEST_WAIT = 600_000;
const SHORTEST_PAUSE = 500;
/** A service that wants a longer pause is asked again after this. Milliseconds. */
const LONGEST_PAUSE = 3_600_000;
/** After this a deed is given up until a person sends it again: a chat is no place for what was news yesterday. Milliseconds. */
const GIVE_UP = 24 * 3_600_000;

/** The deeds that are still to be sent, by lane, the oldest first. */
export function inLanes(items: readonly OutboxItem[]): ReadonlyMap<string, readonly OutboxItem[]> {
  const lanes = new Map<string, OutboxItem[]>();
  for (const item of items) {
    if (item.state !== 'waiting' && item.state !== 'sending') continue;
    const lane = lanes.get(item.deed.lane) ?? [];
    lanes.set(item.deed.lane, lane);
    lane.push(item);
  }
  return lanes;
}

/** When a deed may be sent. */
export function dueOf(item: OutboxItem, { gather = 0, gap = 0 }: Sender, lastSent: Instant): Instant {
  const waits = item.notBefore ?? item.deed.madeAt + gather;
  return Math.max(waits, lastSent + gap);
}

/** What is kept of an outcome; `random` from 0 to 1 spreads the attempts of several machines. */
export function endOf(outcome: Outcome, { attempts, deed }: OutboxItem, now: Instant, random: number): Ended {
  if (outcome.kind === 'sent') {
    return { kind: 'sent', at: now, ...(outcome.note !== undefined && { note: outcome.note }) };
  }
  const { why } = outcome;
  if (outcome.kind !== 'later') return { kind: outcome.kind, at: now, why };
  const backOff = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(20, attempts - 1)) * (1 + random / 2);
  const pause = outcome.retryAfter === undefined ? backOff : Math.max(SHORTEST_PAUSE, outcome.retryAfter);
  const notBefore = now + Math.min(LONGEST_PAUSE, pause);
  if (notBefore - deed.madeAt > GIVE_UP) return { kind: 'refused', at: now, why };
  return { kind: 'later', at: now, notBefore, why };
}

/** The id of a deed by what it is: the same parts give the same id in every window. */
export function deedId(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
