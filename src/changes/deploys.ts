import type { Change, Millis } from './change';

/** A deploy: a tag, or what another program wrote down, that says what went live when. */
export interface Deploy {
  /** Its name, which no other deploy of the repository has. */
  readonly tag: string;
  readonly at: Millis;
  /** The newest landing that it contains. */
  readonly sha: string;
  /** The landing is on the deployed branch, but older than the window: the deploy has none of the window's changes. */
  readonly isOlder?: true;
  /** What deploys that follow each other have in common; where it is left out, the name without its numbers. */
  readonly series?: string;
  /** The id of the event that tells of it, where it is no tag. */
  readonly event?: string;
}

/** A deploy that went back: it took changes out of production. */
export interface Rollback {
  readonly deploy: Deploy;
  /** The deploy before it, which had the changes. */
  readonly from: Deploy;
  /** The changes that were taken out, newest first. */
  readonly removed: readonly string[];
}

/** Between which deploys the trouble came: it was not there with the one, and is with the other. */
export interface DeployRange {
  readonly lastGood?: Deploy;
  readonly firstBad: Deploy;
  /** The later one went back behind the earlier one. */
  readonly rollback?: Rollback;
}

/** A deploy with its place on the line: it contains all changes from this place on. */
interface PositionedDeploy {
  readonly deploy: Deploy;
  readonly place: number;
}

/**
 * The changes with the time since which each was live at a moment: a change that was rolled back before has `rolledBackAt`
 * instead, and one that went live only later has that time. A deploy has the landing that it names and all older ones. Tags
 * of one series (`api-12` and `api-13`, not `web-9`) follow each other; a change is live where one of the series has it.
 * @param line the first-parent line, newest first; the changes must be on it, in the same order
 * @param moment when it matters what was live
 */
export function withLiveTimes(
  changes: readonly Change[],
  line: readonly string[],
  deploys: readonly Deploy[],
  moment = Number.POSITIVE_INFINITY,
): readonly Change[] {
  const series = positionedBySeries(line, deploys).map((placed) => liveTimes(placed, line.length, moment));
  if (series.length === 0) return changes;
  const positions = new Map(line.map((sha, position) => [sha, position]));
  return changes.map((change) => {
    const position = positions.get(change.sha);
    if (position === undefined) return change;
    const times = series.map((kind) => kind[position] ?? {});
    const since = earliest(times.map(({ liveAt }) => liveAt).filter((at) => at !== undefined && at <= moment));
    const later = earliest(times.map(({ liveAt }) => liveAt));
    const rolledBackAt = earliest(times.map((time) => time.rolledBackAt));
    if (since !== undefined) return { ...change, liveAt: since };
    return {
      ...change,
      ...(later !== undefined && { liveAt: later }),
      ...(rolledBackAt !== undefined && { rolledBackAt }),
    };
  });
}

interface LiveTime {
  readonly liveAt?: Millis;
  readonly rolledBackAt?: Millis;
}

/** For each place of the line what was live at the moment, by the deploys of one series, oldest first. */
function liveTimes(deploys: readonly PositionedDeploy[], length: number, moment: Millis): readonly LiveTime[] {
  const times = new Array<LiveTime>(length).fill({});
  // What is live is always the end of the line from some place on, so a deploy only moves that place.
  let from = length;
  for (const { deploy, place } of deploys) {
    if (deploy.at <= moment) {
      for (let i = place; i < from; i++) times[i] = { liveAt: deploy.at };
      for (let i = from; i < Math.min(place, length); i++) times[i] = { rolledBackAt: deploy.at };
      from = Math.min(place, length);
      continue;
    }
    // After the moment, only the first time counts at which a change goes live.
    for (let i = place; i < from; i++) times[i] = { ...times[i], liveAt: deploy.at };
    from = Math.min(from, place);
  }
  return times;
}

/** The deploys that took changes out of production, newest first. */
export function rollbacksOf(line: readonly string[], deploys: readonly Deploy[]): readonly Rollback[] {
  const series = positionedBySeries(line, deploys);
  const all = series.flatMap((placed) =>
    placed.flatMap(({ deploy, place }, i): Rollback[] => {
      const before = placed[i - 1];
      if (before === undefined || place <= before.place) return [];
      return [{ deploy, from: before.deploy, removed: line.slice(before.place, place) }];
    }),
  );
  return all.sort((a, b) => b.deploy.at - a.deploy.at);
}

/** The deploys whose place on the line is known, by series, each in the order in which they went live. */
function positionedBySeries(
  line: readonly string[],
  deploys: readonly Deploy[],
): readonly (readonly PositionedDeploy[])[] {
  if (deploys.length === 0) return [];
  const positions = new Map(line.map((sha, position) => [sha, position]));
  const bySeries = new Map<string, PositionedDeploy[]>();
  // Newest first, as they are given: of two at the same time the one that is listed first is the later one.
  for (const deploy of [...deploys].reverse().sort((a, b) => a.at - b.at)) {
    const place = positions.get(deploy.sha) ?? (deploy.isOlder ? line.length : undefined);
    if (place === undefined) continue;
    const series = deploy.series ?? seriesOfTag(deploy.tag);
    const known = bySeries.get(series);
    if (known) known.push({ deploy, place });
    else bySeries.set(series, [{ deploy, place }]);
  }
  return [...bySeries.values()];
}

/** A longer name of a tag is hostile. Characters. */
const MOST_TAG = 300;

/** What the tags of a series share: the name without numbers, dates and hashes. */
function seriesOfTag(tag: string): string {
  return tag
    .slice(0, MOST_TAG)
    .replace(/(?<![a-z])(?=[a-f]*\d)[0-9a-f]{7,64}(?![0-9a-z])|\d[\d.:_-]*(?:T\d[\d.:_-]*Z?)?/gi, '#');
}

function earliest(times: readonly (Millis | undefined)[]): Millis | undefined {
  return times.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a), undefined);
}

/** The deploy that was live when the incident started, and the one before it. */
export function deployRange(
  deploys: readonly Deploy[],
  startedAt: Millis,
  rollbacks: readonly Rollback[] = [],
): DeployRange | undefined {
  const before = deploys.filter(({ at }) => at <= startedAt).sort((a, b) => b.at - a.at);
  const [firstBad, lastGood] = before;
  if (firstBad === undefined) return undefined;
  const rollback = rollbacks.find(({ deploy }) => deploy.tag === firstBad.tag);
  return { firstBad, ...(lastGood && { lastGood }), ...(rollback && { rollback }) };
}
