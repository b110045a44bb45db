// Where the ticks of a time axis stand. All times here are local, in milliseconds as if they were UTC.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** The first day of the epoch was a Thursday; weeks begin on Monday. */
const FIRST_MONDAY = 4 * DAY;

/** A distance between ticks: a length that divides a day or a week, or a number of calendar months. */
export type Step = { readonly length: number } | { readonly months: number };

const STEPS: readonly (readonly [least: number, step: Step])[] = [
  ...[MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, WEEK].map(
    (length) => [length, { length }] as const,
  ),
  [28 * DAY, { months: 1 }],
  [90 * DAY, { months: 3 }],
];
const YEAR: Step = { months: 12 };

/** The smallest step that keeps ticks so many milliseconds apart. */
export function stepFor(least: number): Step {
  return STEPS.find(([length]) => length >= least)?.[1] ?? YEAR;
}

/** The ticks from a time on, without an end. */
export function* ticksOf(step: Step, from: number): Generator<number> {
  if ('months' in step) {
    const begun = new Date(from);
    const first = begun.getUTCFullYear() * 12 + begun.getUTCMonth();
    for (let month = Math.floor(first / step.months) * step.months; ; month += step.months) {
      const at = Date.UTC(Math.floor(month / 12), month % 12);
      if (at >= from) yield at;
    }
  }
  const origin = step.length === WEEK ? FIRST_MONDAY : 0;
  for (let n = Math.ceil((from - origin) / step.length); ; n++) yield origin + n * step.length;
}
