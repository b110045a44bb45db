import type { Milestone } from './events';
import type { Incident, Instant } from './incident';

/** The moments of an incident, in the order in which they must come. */
export const TIMESTAMPS = [
  'started',
  'detected',
  'declared',
  'acknowledged',
  'mitigated',
  'resolved',
  'closed',
] as const;
export type TimestampName = (typeof TIMESTAMPS)[number];

export interface Timestamp {
  readonly name: TimestampName;
  readonly at: Instant;
  /** Not recorded: the latest it can have been. */
  readonly assumed: boolean;
}

/**
 * The moments that are known, in the order in which they must come. An unrecorded detection was at the latest when the
 * incident was declared, an unrecorded mitigation when it was resolved.
 */
export function timestamps(incident: Incident): readonly Timestamp[] {
  const { startedAt, declaredAt, resolvedAt, closedAt, milestones } = incident;
  const recorded = (milestone: Milestone, atLatest?: Instant): Omit<Timestamp, 'name'> | undefined => {
    const at = milestones.get(milestone);
    if (at !== undefined) return { at, assumed: false };
    return atLatest === undefined ? undefined : { at: atLatest, assumed: true };
  };
  const known = (at: Instant | undefined) => (at === undefined ? undefined : { at, assumed: false });
  const moments: Record<TimestampName, Omit<Timestamp, 'name'> | undefined> = {
    started: known(startedAt),
    detected: recorded('detected', declaredAt),
    declared: known(declaredAt),
    acknowledged: recorded('acknowledged'),
    mitigated: recorded('mitigated', resolvedAt),
    resolved: known(resolvedAt),
    closed: known(closedAt),
  };
  return TIMESTAMPS.flatMap((name) => {
    const moment = moments[name];
    return moment === undefined ? [] : [{ name, ...moment }];
  });
}

/** Two moments of which the one that must come first came later. */
export interface Disorder {
  readonly first: Timestamp;
  readonly second: Timestamp;
}

/**
 * The neighbours among the known moments that are not in their order. An assumed moment is only the latest it can have
 * been, so it can be late but never wrong, and is left out.
 */
export function outOfOrder(incident: Incident): readonly Disorder[] {
  const recorded = timestamps(incident).filter(({ assumed }) => !assumed);
  return recorded.flatMap((second, index) => {
    const first = recorded[index - 1];
    return first !== undefined && second.at < first.at ? [{ first, second }] : [];
  });
}

export const FIGURES = ['timeToDetect', 'timeToMitigate', 'timeToResolve', 'customerImpact'] as const;
export type FigureName = (typeof FIGURES)[number];

export interface Figure {
  readonly name: FigureName;
  /** Milliseconds; undefined as long as its end is not known, or where its ends are out of order. */
  readonly length?: number;
  /** One of its ends is assumed, so that this is the most it can have been. */
  readonly assumed: boolean;
  /** Its end comes before its beginning. */
  readonly outOfOrder: boolean;
}

/** From which moment to which a figure runs: Datadog's definitions (Incident Management, "Incident Analytics"). */
const ENDS: Readonly<Record<FigureName, readonly [TimestampName, TimestampName]>> = {
  timeToDetect: ['started', 'detected'],
  timeToMitigate: ['started', 'mitigated'],
  timeToResolve: ['declared', 'resolved'],
  customerImpact: ['started', 'mitigated'],
};

/**
 * The figures of an incident: time to detect (start to detection), to mitigate (start to mitigation), to resolve
 * (declaration to resolution), and the duration of the customer impact (start to mitigation).
 */
export function figures(incident: Incident): readonly Figure[] {
  const moments = new Map(timestamps(incident).map((moment) => [moment.name, moment]));
  return FIGURES.map((name) => {
    const [from, to] = ENDS[name].map((end) => moments.get(end));
    if (from === undefined || to === undefined) return { name, assumed: false, outOfOrder: false };
    const [assumed, length] = [from.assumed || to.assumed, to.at - from.at];
    return length < 0 ? { name, assumed, outOfOrder: true } : { name, length, assumed, outOfOrder: false };
  });
}

export interface FigureSoFar extends Figure {
  /** Its end is still to come: the length is the one until now. */
  readonly running: boolean;
}

/** The figures as they stand at a moment: those whose end is still to come run on until then. */
export function figuresSoFar(incident: Incident, now: Instant): readonly FigureSoFar[] {
  const moments = new Map(timestamps(incident).map(({ name, at }) => [name, at]));
  return figures(incident).map((figure) => {
    const [from, to] = ENDS[figure.name].map((end) => moments.get(end));
    const running = from !== undefined && to === undefined && incident.status === 'open';
    return running ? { ...figure, length: Math.max(0, now - from), running } : { ...figure, running };
  });
}
