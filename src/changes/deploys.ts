import type { Change, Millis } from './change';

/** A deploy: a tag that says what went live when. */
export interface Deploy {
  readonly tag: string;
  readonly at: Millis;
  /** The newest landing that it contains. */
  readonly sha: string;
}

/** Between which deploys the trouble came: it was not there with the one, and is with the other. */
export interface DeployRange {
  readonly lastGood?: Deploy;
  readonly firstBad: Deploy;
}

/**
 * The changes with the time at which each went live: that of the first deploy that contains it. A deploy contains the
 * landing that it names and all older ones. A change that no deploy contains has no `liveAt`.
 * @param line the first-parent line, newest first; the changes must be on it, in the same order
 */
export function withLiveTimes(
  changes: readonly Change[],
  line: readonly string[],
  deploys: readonly Deploy[],
): readonly Change[] {
  const positions = new Map(line.map((sha, position) => [sha, position]));
  const placed = deploys
    .flatMap((deploy) => {
      const position = positions.get(deploy.sha);
      return position === undefined ? [] : [{ position, at: deploy.at }];
    })
    .sort((a, b) => a.position - b.position);
  let next = 0;
  let earliest = Number.POSITIVE_INFINITY;
  return changes.map((change) => {
    const position = positions.get(change.sha);
    if (position === undefined) return change;
    for (let deploy = placed[next]; deploy !== undefined && deploy.position <= position; deploy = placed[++next]) {
      earliest = Math.min(earliest, deploy.at);
    }
    return earliest === Number.POSITIVE_INFINITY ? change : { ...change, liveAt: earliest };
  });
}

/** The deploy that was live when the incident started, and the one before it. */
export function deployRange(deploys: readonly Deploy[], startedAt: Millis): DeployRange | undefined {
  const before = deploys.filter(({ at }) => at <= startedAt).sort((a, b) => b.at - a.at);
  const [firstBad, lastGood] = before;
  if (firstBad === undefined) return undefined;
  return { firstBad, ...(lastGood && { lastGood }) };
}
