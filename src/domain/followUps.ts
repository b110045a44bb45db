import type { Day } from './days';
import type { FollowUp } from './incident';

/** Whether it is not done although its day has passed. */
export function isOverdue({ done, due }: FollowUp, today: Day): boolean {
  return done === undefined && due !== undefined && due < today;
}

/** The open ones first, by their due day, those without one after them; then the done ones, the last done first. */
export function inOrderOfUse(followUps: readonly FollowUp[]): readonly FollowUp[] {
  const open = followUps.filter(({ done }) => done === undefined);
  const done = followUps.filter((followUp) => followUp.done !== undefined);
  return [
    ...open.toSorted((a, b) => compared(a.due ?? LAST, b.due ?? LAST) || a.at - b.at),
    ...done.toSorted((a, b) => (b.done?.at ?? 0) - (a.done?.at ?? 0)),
  ];
}

/** Behind every day. */
const LAST = '~';

function compared(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
