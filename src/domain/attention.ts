import { clocksOf, remindsAt, type Clock } from './clocks';
import { holdersOf, runningTime, type Incident, type Instant } from './incident';

/** A part of the line that says how an incident stands; times in milliseconds. */
export type StatusPart =
  /** A clock that has run out, and whose reminder is not snoozed. */
  | { readonly kind: 'overdue'; readonly clock: Clock }
  /** Nobody holds the role that is in command. */
  | { readonly kind: 'noCommander'; readonly role: string }
  | { readonly kind: 'ended'; readonly status: 'resolved' | 'closed' }
  | { readonly kind: 'severity'; readonly severity: string }
  | { readonly kind: 'running'; readonly length: number }
  /** The clock that matters next. */
  | { readonly kind: 'next'; readonly clock: Clock };

/** What the team's settings say of the line. */
export interface StatusRules {
  readonly commandRole?: string;
}

/**
 * How an incident stands, in the order in which it matters: what is wrong first, then the severity, the running time, and
 * the clock that matters next, unless one has run out already.
 */
export function statusParts(incident: Incident, now: Instant, { commandRole }: StatusRules): readonly StatusPart[] {
  const overdue = clocksOf(incident)
    .filter((clock) => remindsAt(clock) <= now)
    .sort((a, b) => a.due - b.due);
  const next = overdue.length > 0 ? undefined : nextClock(incident);
  const { status, severity } = incident;
  const isUnled = status !== 'closed' && commandRole !== undefined && holdersOf(incident, commandRole).length === 0;
  return [
    ...overdue.map((clock): StatusPart => ({ kind: 'overdue', clock })),
    ...(isUnled ? [{ kind: 'noCommander', role: commandRole } as const] : []),
    ...(status === 'open' ? [] : [{ kind: 'ended', status } as const]),
    ...(severity === '' ? [] : [{ kind: 'severity', severity } as const]),
    { kind: 'running', length: runningTime(incident, now) },
    ...(next === undefined ? [] : [{ kind: 'next', clock: next } as const]),
  ];
}

/** Whether somebody has to do something about it now: the part wants a warning colour. */
export function isWrong({ kind }: StatusPart): boolean {
  return kind === 'overdue' || kind === 'noCommander';
}

/**
 * The one clock that matters next: the one whose reminder comes, or came, first. A snoozed one can wait. Undefined where
 * none runs.
 */
export function nextClock(incident: Incident): Clock | undefined {
  return clocksOf(incident).toSorted((a, b) => remindsAt(a) - remindsAt(b))[0];
}
