import type { Span } from './choices';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
  90 * DAY,
];

/** Times in the language and zone of the extension, which may run on another machine than this page. */
export class Times {
  private readonly clock: Intl.DateTimeFormat;
  private readonly day: Intl.DateTimeFormat;
  private readonly whole: Intl.DateTimeFormat;
  private readonly parts: Intl.DateTimeFormat;

  constructor(locale: string, timeZone: string) {
    const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
    this.clock = new Intl.DateTimeFormat(locale, clock);
    this.day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone });
    this.whole = new Intl.DateTimeFormat(locale, { ...clock, day: 'numeric', month: 'short', timeZoneName: 'short' });
    const numbers = { year: 'numeric', month: 'numeric', day: 'numeric', second: 'numeric' } as const;
    this.parts = new Intl.DateTimeFormat('en', { ...clock, ...numbers });
  }

  /** `22 Nov, 14:05 UTC` */
  full(at: number): string {
    return this.whole.format(at);
  }

  /** What stands at a tick: the day at midnight, else the time of day. */
  tick(at: number): string {
    return this.local(at) % DAY === 0 ? this.day.format(at) : this.clock.format(at);
  }

  /** Round local times of a span, about as many as fit. */
  ticks({ from, to }: Span, most: number): readonly number[] {
    const step = STEPS.find((each) => (to - from) / each <= most) ?? 365 * DAY;
    const found: number[] = [];
    for (let local = Math.ceil(this.local(from) / step) * step; found.length <= most; local += step) {
      // The offset of about that time, as clocks may have changed since the last tick.
      const guess = local - (this.local(from) - from);
      const at = local - (this.local(guess) - guess);
      if (at > to) break;
      if (at >= from) found.push(at);
    }
    return found;
  }

  /** The local time as if it were UTC. */
  private local(at: number): number {
    const part = new Map(this.parts.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const get = (type: Intl.DateTimeFormatPartTypes) => part.get(type) ?? 0;
    const whole = Math.floor(at / 1000) * 1000;
    const seconds = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
    return seconds + (at - whole);
  }
}

/** The times that fit between two positions, both ways. */
export class Scale {
  constructor(
    readonly span: Span,
    readonly left: number,
    readonly right: number,
  ) {}

  x(at: number): number {
    const { from, to } = this.span;
    return this.left + ((at - from) / Math.max(1, to - from)) * (this.right - this.left);
  }

  at(x: number): number {
    const { from, to } = this.span;
    return from + ((x - this.left) / Math.max(1, this.right - this.left)) * (to - from);
  }
}

/** A stretch of time made shorter or longer around a time, within bounds. */
export function zoomed(span: Span, factor: number, around: number, bounds: Span): Span {
  const length = Math.min(bounds.to - bounds.from, Math.max(2 * MINUTE, (span.to - span.from) * factor));
  const part = (around - span.from) / Math.max(1, span.to - span.from);
  return within({ from: around - part * length, to: around + (1 - part) * length }, bounds);
}

/** A stretch of time moved into bounds; its length stays, as far as it fits. */
export function within({ from, to }: Span, bounds: Span): Span {
  const length = Math.min(to - from, bounds.to - bounds.from);
  const start = Math.min(Math.max(from, bounds.from), bounds.to - length);
  return { from: start, to: start + length };
}
