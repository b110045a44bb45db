import type { Millis } from './change';
import { lastOf } from './steps';

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
  return lastOf(landingTimeSteps(committedAt, now));
}

/** Commits per step. */
const STEP = 2_000;

/** As `landingTimes`, in steps: a long history has very many commits. */
export function* landingTimeSteps(
  committedAt: readonly Millis[],
  now = Number.POSITIVE_INFINITY,
): Generator<undefined, Millis[]> {
  const landed = new Array<Millis>(committedAt.length);
  let latest = Number.NEGATIVE_INFINITY;
  for (let to = committedAt.length; to > 0; to -= STEP) {
    latest = setTimes(landed, committedAt, { from: Math.max(0, to - STEP), to, latest, now });
    yield;
  }
  return landed;
}

/** Sets the times of some commits from the oldest on; gives the latest that was met. */
function setTimes(
  landed: Millis[],
  committedAt: readonly Millis[],
  part: { readonly from: number; readonly to: number; readonly latest: Millis; readonly now: Millis },
): Millis {
  let { latest } = part;
  for (let i = part.to - 1; i >= part.from; i--) {
    const own = committedAt[i] ?? 0;
    if (own <= part.now && !runsAhead(committedAt, i)) latest = Math.max(latest, own);
    landed[i] = latest === Number.NEGATIVE_INFINITY ? own : latest;
  }
  return latest;
}

function runsAhead(committedAt: readonly Millis[], i: number): boolean {
  if (i < NEWER_WITNESSES) return false;
  for (let newer = i - NEWER_WITNESSES; newer < i; newer++) {
    if ((committedAt[newer] ?? 0) + DAY >= (committedAt[i] ?? 0)) return false;
  }
  return true;
}
