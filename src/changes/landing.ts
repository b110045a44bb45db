import type { Millis } from './change';

const DAY = 86_400_000;
/** A date may run ahead of this many newer landings before it is taken for a wrong clock. */
const NEWER_WITNESSES = 5;

/**
 * When each commit of a first-parent line landed: the running maximum of the committer dates, oldest first, because a commit
 * cannot land before the one below it. A date more than a day ahead of every one of the next newer landings is a wrong clock
 * (a commit dated 2038) and does not count, or it would hold all later landings up.
 * @param committedAt committer dates, newest commit first, as `git log --first-parent` gives them
 * @param now nothing landed after it: a later date is a wrong clock, too, however few landings are newer
 */
export function landingTimes(committedAt: readonly Millis[], now = Number.POSITIVE_INFINITY): Millis[] {
  const landed = new Array<Millis>(committedAt.length);
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = committedAt.length - 1; i >= 0; i--) {
    const own = committedAt[i] ?? 0;
    if (own <= now && !runsAhead(committedAt, i)) latest = Math.max(latest, own);
    landed[i] = latest === Number.NEGATIVE_INFINITY ? own : latest;
  }
  return landed;
}

function runsAhead(committedAt: readonly Millis[], i: number): boolean {
  if (i < NEWER_WITNESSES) return false;
  for (let newer = i - NEWER_WITNESSES; newer < i; newer++) {
    if ((committedAt[newer] ?? 0) + DAY >= (committedAt[i] ?? 0)) return false;
  }
  return true;
}
