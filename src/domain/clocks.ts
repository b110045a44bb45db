import type { Incident, Instant } from './incident';

/** A rough assessment beats an exact one: it should not take longer. Milliseconds. */
export const ASSESSMENT_TIME = 5 * 60_000;

/** Something that is due at a time: the assessment of the impact, or the next update of an audience. */
export type Clock =
  | { readonly kind: 'assessment'; readonly due: Instant }
  | {
      readonly kind: 'update';
      readonly audience: string;
      readonly due: Instant;
      /** Until when the reminder is put off; the promise stays as it is. */
      readonly snoozedUntil?: Instant;
    };

/**
 * The clocks that run in an incident, the one that is due first in front. The assessment's runs for five minutes from
 * entering the stage until the impact is assessed or the stage left; an update's from its promise until it is posted.
 */
export function clocksOf(incident: Incident): readonly Clock[] {
  if (incident.status === 'closed') return [];
  const entered = incident.stageSince.get('assess');
  const assessing = entered !== undefined && incident.status === 'open' && (incident.impact?.at ?? -Infinity) < entered;
  const clocks: Clock[] = [
    ...(assessing ? [{ kind: 'assessment' as const, due: entered + ASSESSMENT_TIME }] : []),
    ...[...incident.nextUpdates.values()].map((next) => ({ kind: 'update' as const, ...next })),
  ];
  return clocks.sort((a, b) => a.due - b.due);
}

/** When a person is to be reminded of it. Milliseconds since the epoch. */
export function remindsAt(clock: Clock): Instant {
  return clock.kind === 'update' && clock.snoozedUntil !== undefined
    ? Math.max(clock.due, clock.snoozedUntil)
    : clock.due;
}

/**
 * The clocks of which a person is to be reminded now, the one that has waited longest in front.
 * @param at when this person is reminded of a clock, where somebody else may be first
 */
export function dueReminders(
  incident: Incident,
  now: Instant,
  at: (clock: Clock) => Instant = remindsAt,
): readonly Clock[] {
  return clocksOf(incident)
    .filter((clock) => at(clock) <= now)
    .sort((a, b) => at(a) - at(b));
}

/** Names one reminder: the same in every window, another after a snooze or a new promise. */
export function reminderKey(incident: Pick<Incident, 'id'>, clock: Clock): string {
  const of = clock.kind === 'update' ? `update-${clock.audience}` : clock.kind;
  return `${incident.id}/${of}/${remindsAt(clock)}`;
}
