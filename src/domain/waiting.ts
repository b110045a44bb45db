import type { UpdateStatus } from './events';
import { actionsInProgress, type Action, type Incident, type Instant, type StatusUpdate } from './incident';

/** What the team's settings say of what waits. */
export interface WaitingRules {
  /** The role that is in command. */
  readonly commandRole?: string;
  /** The severities of major incidents. */
  readonly majorSeverities: readonly string[];
}

/** Something that closing an incident would leave open; the person who closes it should know. */
export type OpenPoint =
  /** The update that an audience was promised is overdue. */
  | { readonly code: 'updateOverdue'; readonly audience: string; readonly due: Instant }
  /** An audience still expects an update. */
  | { readonly code: 'updateDue'; readonly audience: string; readonly due: Instant }
  /** The last that an audience heard is that it goes on. */
  | { readonly code: 'notToldResolved'; readonly audience: string; readonly status: UpdateStatus; readonly at: Instant }
  /** Actions that nobody finished, in the order in which they were started. */
  | { readonly code: 'actionsInProgress'; readonly actions: readonly Action[] }
  | { readonly code: 'noFollowUp' };

/**
 * What is still open in an incident that is about to be closed, the most urgent first. Nothing of it forbids closing.
 * Whether it is resolved is not among it: closing asks for that itself.
 */
export function openPoints(incident: Incident, now: Instant): readonly OpenPoint[] {
  const promised = [...incident.nextUpdates.values()].sort((a, b) => a.due - b.due);
  const latest = new Map<string, StatusUpdate>();
  for (const update of incident.updates) {
    if (update.at >= (latest.get(update.audience)?.at ?? -Infinity)) latest.set(update.audience, update);
  }
  const running = actionsInProgress(incident).toSorted((a, b) => a.startedAt - b.startedAt);
  return [
    ...promised.map(({ audience, due }): OpenPoint => ({
      code: due <= now ? 'updateOverdue' : 'updateDue',
      audience,
      due,
    })),
    ...[...latest.values()]
      .filter(({ status }) => status !== 'resolved')
      .map(({ audience, status, at }): OpenPoint => ({ code: 'notToldResolved', audience, status, at })),
    ...(running.length === 0 ? [] : [{ code: 'actionsInProgress', actions: running } as const]),
    ...(incident.followUps.length === 0 ? [{ code: 'noFollowUp' } as const] : []),
  ];
}
