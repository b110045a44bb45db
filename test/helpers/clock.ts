/** A clock that stands still until it is told to move. */
export interface FixedClock {
  now(): number;
  /** Moves on, or back, by that many milliseconds. */
  move(milliseconds: number): void;
}

export function fixedClock(start: number): FixedClock {
  let at = start;
  return { now: () => at, move: (milliseconds) => void (at += milliseconds) };
}
